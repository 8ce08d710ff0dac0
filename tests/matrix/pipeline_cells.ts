/**
 * F196 to F203: answers to a group of commands (RFC 2920).
 * @module
 */
import { answer, extra, type Fault, fin, inTurn, stall } from "../hostile/fault.ts";
import type { PeerPlan } from "../hostile/peer.ts";
import { assert, assertEquals } from "../std/assert.ts";
import type { Cell, CellContext } from "./cell.ts";
import { judgeDeadline, judgeNoMessage } from "./judge.ts";
import type { Row } from "./row.ts";
import { allMessages, allSessions, LIMIT, type Scene, type Trial } from "./scene.ts";

/** Nine answers: MAIL, seven recipients, DATA. */
const SEVEN = ["a", "b", "c", "d", "e", "f", "g"];
const LONE_DOT = ".\r\n";

const goAhead = answer("354 go ahead");
const never = answer("550 5.1.1 never");

/** The honest answer, and the ones after it kept until {@linkcode lastOfSegment}. */
const firstOfSegment: Fault = async ({ channel, reply }) => {
  channel.cork();
  await channel.say(reply);
  return "taken";
};

const lastOfSegment: Fault = async ({ channel, reply }) => {
  await channel.say(reply);
  await channel.uncork();
  return "taken";
};

/** One failure. */
interface Failure {
  readonly plan: PeerPlan;
  readonly recipients?: readonly string[];
  readonly limit?: number;
  readonly check?: (trial: Trial) => void;
}

/** The failures, by their names in the matrix. */
const FAILURES: Readonly<Record<string, Failure>> = {
  "MAIL 5xx, RCPT 503, DATA 354": {
    plan: { faults: { MAIL: never, DATA: goAhead } },
    check: checkLoneDot,
  },
  "all RCPT 5xx, DATA 354": {
    plan: { faults: { RCPT: never, DATA: goAhead } },
    recipients: ["a", "b"],
    check: checkLoneDot,
  },
  "all RCPT 5xx, DATA 554": {
    plan: { faults: { RCPT: never } },
    recipients: ["a", "b"],
    check: judgeNoMessage,
  },
  "replies one short then stall": {
    plan: { faults: { DATA: stall } },
    recipients: ["a", "b"],
    limit: LIMIT,
    check: judgeDeadline,
  },
  "one reply too many": { plan: { faults: { RCPT: extra } }, check: judgeNoMessage },
  "replies in one 9-line segment": {
    plan: { faults: { MAIL: firstOfSegment, DATA: lastOfSegment } },
    recipients: SEVEN,
  },
  "server closes after MAIL of a pipelined group": {
    plan: { faults: { RCPT: inTurn(fin) } },
    recipients: ["a", "b"],
    check: judgeNoMessage,
  },
};

/** The cell of a row of groups; `undefined` for other rows. */
export function pipelineCell(row: Row): Cell | undefined {
  if (row.stage !== "pipeline") return undefined;
  if (row.failure === "PIPELINING not offered after TLS") return notOfferedAfterTls;
  const failure = FAILURES[row.failure];
  if (failure === undefined) return undefined;
  const { plan, check, ...scene } = failure;
  return async ({ play }) => {
    const trial = await play({ peers: [plan, plan], ...scene });
    for (const { pipelined } of allSessions(trial)) {
      assert(pipelined, "the commands came one by one");
    }
    check?.(trial);
  };
}

/** RFC 2920 section 3.1: a client that gets 354 without a recipient sends the dot, and nothing else. */
function checkLoneDot(trial: Trial): void {
  const sent = allMessages(trial).map(({ data }) => new TextDecoder().decode(data));
  assertEquals(sent, [LONE_DOT]);
}

/** RFC 3207 section 4.2: what was offered in clear text is forgotten. */
async function notOfferedAfterTls({ theatre, play }: CellContext): Promise<void> {
  const plan: PeerPlan = {
    certificate: theatre.pki.good,
    offers: ["PIPELINING", "STARTTLS"],
    offersUnderTls: [],
  };
  const scene: Scene = {
    peers: [plan, plan],
    args: ["--tls", "require", "--ca", theatre.authority],
  };
  const trial = await play({ ...scene, recipients: ["a", "b"] });
  for (const { pipelined } of allSessions(trial)) {
    assert(!pipelined, "the commands came in a group");
  }
}
