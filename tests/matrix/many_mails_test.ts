/** The failure matrix of kept connections, and of mails that ride behind others: `many-mails.tsv`. */
import {
  abort,
  answer,
  badmulti,
  closing,
  extra,
  fateOf,
  type Fault,
  fin,
  garbage,
  half,
  onceHeard,
  type PeerStage,
  sayAndFinish,
  stall,
  wrong,
} from "../hostile/fault.ts";
import { noReset } from "../hostile/peer.ts";
import { assertEquals } from "../std/assert.ts";
import { testUnless } from "../support/needs.ts";
import {
  fromMail,
  MAILS,
  type ManyMails,
  type ManyMailsEnd,
  onceAt,
  sendManyMails,
  SHORT_LIMIT,
} from "./many_mails_scene.ts";

/** One row of the table. */
interface Row {
  readonly id: string;
  readonly stage: string;
  readonly failure: string;
  /** Mails on the connection that were answered before the failure. */
  readonly behind: number;
  /** How the mail ends that the failure hits, and the one before where that is not delivered as all others. */
  readonly result: string;
  /** Connections that are needed for all mails; `-` where that is not the question. */
  readonly connections: string;
  /** Whether the next host is asked. */
  readonly nextMx: string;
}

const rows = readRows();

function readRows(): readonly Row[] {
  const text = Deno.readTextFileSync(new URL("many-mails.tsv", import.meta.url));
  return text.trimEnd().split("\n").slice(1).map((line) => {
    const [id = "", stage = "", failure = "", behind, result = "", ...rest] = line.split("\t");
    const [connections = "", nextMx = ""] = rest;
    return { id, stage, failure, behind: Number(behind), result, connections, nextMx };
  });
}

const FAULTS: Readonly<Record<string, Fault>> = {
  "4xx": answer("451 4.3.0 not now"),
  "5xx": answer("554 5.0.0 never"),
  "421": closing,
  "early 5xx": onceHeard(answer("552 5.3.4 too much")),
  "early 421": onceHeard(sayAndFinish("421 4.3.2 closing")),
  "rst": abort,
  // It goes on with the next command as if it had answered.
  "left out": () => Promise.resolve("taken"),
  fin,
  stall,
  half,
  wrong,
  garbage,
  badmulti,
  extra,
};

const STAGES = ["banner", "EHLO", "MAIL", "RCPT", "DATA", "body", "end-of-data", "RSET", "QUIT"];

function faultOf(name: string): Fault {
  const fault = FAULTS[name];
  if (fault === undefined) throw new TypeError(`what is the failure "${name}"?`);
  return fault;
}

function stageOf(name: string): PeerStage {
  const isStage = (text: string): text is PeerStage => STAGES.includes(text);
  if (!isStage(name)) throw new TypeError(`what is the stage "${name}"?`);
  return name;
}

/** The honest answer, and what happens then, while nothing waits. */
function thenIdle(fault: Fault): Fault {
  return async (occasion) => {
    await occasion.channel.say(occasion.reply);
    await fault({ ...occasion, reply: "" });
    return "taken";
  };
}

/** What is played for a row. */
function sceneOf({ stage, failure, behind }: Row): ManyMails {
  const limit = failure.startsWith("stall") ? { limit: SHORT_LIMIT } : {};
  switch (stage) {
    case "idle": {
      const faults = { "end-of-data": onceAt(0, thenIdle(faultOf(failure))) };
      return { peers: [{ faults, resets: failure === "rst" }], oneByOne: true };
    }
    case "body": {
      // The peer says nothing there if it is honest.
      let times = 0;
      const fault = faultOf(failure);
      const body: Fault = async (occasion) => times++ === behind ? await fault(occasion) : "taken";
      return { peers: [{ faults: { body } }], long: behind };
    }
    case "RSET": {
      const RCPT = onceAt(behind, answer("550 5.1.1 never"));
      return { peers: [{ faults: { RCPT, RSET: onceAt(0, faultOf(failure)) } }] };
    }
    case "second connection": {
      const [name = "", where = ""] = failure.split(" at ");
      const refused = Promise.withResolvers<void>();
      const refuse = onceAt(1, (occasion) => {
        refused.resolve();
        return faultOf(name)(occasion);
      });
      const wait: Fault = async ({ channel, reply }) => {
        await refused.promise;
        await channel.say(reply);
        return fateOf(reply);
      };
      const faults = { [stageOf(where)]: refuse, "end-of-data": wait };
      return { peers: [{ faults }], options: { connections: 2 } };
    }
    case "limits":
      return limitsOf(failure);
    case "last dot":
    case "last QUIT": {
      const at = stage === "last dot" ? "end-of-data" : "QUIT";
      const faults = { [at]: onceAt(behind, faultOf(failure)) };
      const options = { mailsPerConnection: 1 };
      return { peers: [{ faults, resets: failure === "rst" }], options, ...limit };
    }
    case "last of MAILMAX": {
      const faults = { "end-of-data": onceAt(behind, faultOf(failure)) };
      return { peers: [{ faults, offers: ["PIPELINING", "LIMITS MAILMAX=2"] }], ...limit };
    }
    case "recipients":
      return { peers: [failure === "two of them" ? {} : { faults: lmtp(behind) }], recipients: 2 };
    case "two-MX": {
      const [name = "", where = ""] = failure.split(" at ");
      const faults = { [stageOf(where)]: fromMail(behind, faultOf(name)) };
      return { peers: [{ faults }, {}], ...limit };
    }
    default: {
      const time = stage === "QUIT" ? 0 : behind;
      const faults = { [stageOf(stage)]: onceAt(time, faultOf(failure)) };
      return { peers: [{ faults, resets: failure === "rst" }], ...limit };
    }
  }
}

function limitsOf(failure: string): ManyMails {
  switch (failure) {
    case "MAILMAX=2":
      return { peers: [{ offers: ["PIPELINING", "LIMITS MAILMAX=2"] }] };
    case "no PIPELINING":
      return { peers: [{ offers: [] }] };
    default: {
      const mailsPerConnection = failure.startsWith("one") ? 1 : 2;
      return { peers: [{}], options: { mailsPerConnection } };
    }
  }
}

/** A server of LMTP takes one of two recipients, and says so as it does (RFC 2033 section 4.2). */
function lmtp(behind: number): ManyMails["peers"][number]["faults"] & object {
  return {
    "end-of-data": onceAt(behind, async ({ channel }) => {
      await channel.say("250 2.0.0 taken\r\n550 5.2.2 full\r\n");
      return "taken";
    }),
  };
}

/** The mails that end as the row says; the others are delivered. */
function hitBy({ stage, behind }: Row): readonly number[] {
  if (stage === "two-MX" && behind === 0) return Array.from({ length: MAILS }, (_, index) => index);
  return [behind];
}

function judge(row: Row, { outcomes, connections }: ManyMailsEnd): void {
  const hit = hitBy(row);
  const [result, before = "delivered"] = row.result.split(" behind ");
  const expected = outcomes.map((each, number) => {
    const status = number === row.behind - 1 ? before : "delivered";
    return each.map(() => hit.includes(number) ? result : status).join();
  });
  const story = outcomes.flat().map(({ recipient, explanation }) => `${recipient}: ${explanation}`);
  const statuses = outcomes.map((each) => each.map(({ status }) => status).join());
  assertEquals(statuses, expected, story.join("\n"));
  if (row.connections !== "-") assertEquals(connections, [Number(row.connections)]);
  if (row.nextMx !== "-") assertEquals((connections[1] ?? 0) > 0, row.nextMx === "yes");
}

for (const row of rows) {
  const { id, stage, failure, behind, result } = row;
  const needs = failure === "rst" ? noReset : undefined;
  testUnless(needs, `${id} ${stage} ${failure}, ${behind} before: ${result}`, async () => {
    judge(row, await sendManyMails(sceneOf(row)));
  });
}
