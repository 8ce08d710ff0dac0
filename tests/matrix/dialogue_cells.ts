/**
 * F001 to F170: every failure of an answer, at every stage of the dialogue. Both hosts fail in the
 * same way, so that one scene shows the result and whether the next host is asked.
 * @module
 */
import {
  abort,
  answer,
  badmulti,
  closing,
  ctrl,
  drip,
  extra,
  type Fault,
  fin,
  FLOOD_OCTETS,
  frag,
  garbage,
  half,
  lf,
  longline,
  manylines,
  type PeerStage,
  stall,
  wrong,
} from "../hostile/fault.ts";
import type { PeerPlan } from "../hostile/peer.ts";
import { assert, assertEquals } from "../std/assert.ts";
import type { Cell, CellContext } from "./cell.ts";
import { judgeBound, judgeDeadline, judgeNoMessage } from "./judge.ts";
import type { Row } from "./row.ts";
import { allSessions, LIMIT, type Scene, type Trial } from "./scene.ts";

/** Stages of the dialogue, by their names in the matrix. */
const STAGES: readonly PeerStage[] = [
  ...["banner", "EHLO", "STARTTLS", "EHLO-after-TLS", "AUTH", "MAIL", "RCPT", "DATA"] as const,
  ...["end-of-data", "QUIT"] as const,
];

/** A scene without deaf hosts. */
interface HeardScene extends Scene {
  readonly peers: readonly PeerPlan[];
}

/** One kind of failure. */
interface Failure {
  /** What the peer does; each is played on its own. */
  faults(row: Row, stage: PeerStage): readonly Fault[];
  /** Whether the peer resets connections. */
  readonly resets?: boolean;
  /** Milliseconds for a stage of the program. */
  readonly limit?: number;
  /** What must hold besides. */
  check?(trial: Trial, stage: PeerStage): void;
}

const once = (fault: Fault): { faults(): readonly Fault[] } => ({ faults: () => [fault] });
const waiting = { limit: LIMIT, check: checkDeadline };
const bounded = { check: (trial: Trial): void => judgeBound(trial) };

/** The failures, by their names in the matrix. */
const FAILURES: Readonly<Record<string, Failure>> = {
  "4xx": { faults: (row, stage) => codes(row, stage, "451 4.3.0 not now") },
  "5xx": { faults: (row, stage) => codes(row, stage, "554 5.0.0 never") },
  "421": once(closing),
  "fin": once(fin),
  "rst": { ...once(abort), resets: true },
  "stall": { ...once(stall), ...waiting },
  "drip": { ...once(drip), ...waiting },
  "half": once(half),
  "wrong": { ...once(wrong), ...bounded },
  "garbage": { ...once(garbage), ...bounded },
  "badmulti": { ...once(badmulti), ...bounded },
  "longline": {
    ...once(longline),
    check: (trial) => judgeBound(trial, FLOOD_OCTETS.longline),
  },
  "manylines": {
    ...once(manylines),
    check: (trial) => judgeBound(trial, FLOOD_OCTETS.manylines),
  },
  "ctrl": once(ctrl),
  "lf": once(lf),
  "extra": { faults: (_, stage) => [stage === "STARTTLS" ? injection : extra], check: checkDesync },
  "frag": once(frag),
};

/** An answer of each code that the row names, or one that says the same. */
function codes(row: Row, stage: PeerStage, otherwise: string): readonly Fault[] {
  if (/^\d{3}(?:\/\d{3})*$/.test(row.variant)) {
    return row.variant.split("/").map((code) => answer(`${code} ${code[0]}.7.0 no`));
  }
  // What tempts most to go on with HELO, or in clear text.
  const isTempting = stage === "STARTTLS" || stage === "EHLO-after-TLS";
  return [answer(isTempting && row.failure === "5xx" ? "502 5.5.1 no such command" : otherwise)];
}

/** The answer to STARTTLS, and a reply in clear text behind it that would be read under TLS. */
const injection: Fault = async ({ channel, reply }) => {
  await channel.say(`${reply}250-peer.test\r\n250 AUTH PLAIN\r\n`);
  await channel.gone();
  return "over";
};

/** RFC 5321 section 4.1.1.10 lets a client leave without an answer to QUIT: it waits 5 s at most. */
const QUIT_MILLISECONDS = 5000;

function checkDeadline(trial: Trial): void {
  judgeDeadline(trial, Math.min(trial.limit, QUIT_MILLISECONDS));
}

/** A client that notices a reply too many before it has sent a message must not send it. */
function checkDesync(trial: Trial, stage: PeerStage): void {
  if (trial.code !== 0) judgeNoMessage(trial);
  if (stage !== "STARTTLS") return;
  for (const { verbs, channel } of allSessions(trial)) {
    assertEquals([verbs, channel.late], [["EHLO", "STARTTLS"], ""], "sent behind the injection");
  }
}

/** The cell of a row of these stages; `undefined` for rows of others. */
export function dialogueCell(row: Row): Cell | undefined {
  const stage = STAGES.find((name) => name === row.stage);
  const failure = FAILURES[row.failure];
  if (stage === undefined || failure === undefined) return undefined;
  return async (context) => {
    for (const fault of failure.faults(row, stage)) {
      for (const scene of scenes(context, stage)) {
        const trial = await context.play(withFault(scene, stage, fault, failure, row));
        failure.check?.(trial, stage);
        checkStage(trial, row, stage);
      }
    }
    await checkHelo(context, stage);
  };
}

function withFault(
  scene: HeardScene,
  stage: PeerStage,
  fault: Fault,
  { resets = false, limit }: Failure,
  row: Row,
): Scene {
  const peers = scene.peers.map((plan) => ({ ...plan, faults: { [stage]: fault }, resets }));
  // One row shows the deadline that the program sets itself.
  const ownLimit = row.id === "F159" ? Infinity : limit;
  return { ...scene, peers, ...(ownLimit === undefined ? {} : { limit: ownLimit }) };
}

/** The scenes in which a stage can fail: with and without groups of commands where that makes a difference. */
function scenes({ theatre }: CellContext, stage: PeerStage): HeardScene[] {
  const { pki, authority, passwordFile } = theatre;
  const twice = (plan: PeerPlan): PeerPlan[] => [plan, plan];
  const secure: PeerPlan = { certificate: pki.good, offers: ["PIPELINING", "STARTTLS"] };
  const trust = ["--tls", "require", "--ca", authority];
  switch (stage) {
    case "STARTTLS":
    case "EHLO-after-TLS":
      return [{ peers: twice(secure), args: trust }];
    case "AUTH": {
      const offersUnderTls = ["PIPELINING", "AUTH PLAIN LOGIN"];
      const login = ["-u", "me", "--auth", "PLAIN", "--password-file", passwordFile];
      const peers = twice({ ...secure, offersUnderTls });
      return [{ peers, by: "server", args: [...trust, ...login] }];
    }
    case "MAIL":
    case "RCPT":
    case "DATA":
    case "end-of-data":
      return [{ peers: twice({}) }, { peers: twice({ offers: [] }) }];
    default:
      return [{ peers: twice({}) }];
  }
}

/** What the notes of the matrix ask besides, of some stages. */
function checkStage(trial: Trial, row: Row, stage: PeerStage): void {
  for (const { verbs, lines } of allSessions(trial)) {
    const inClear = lines.filter(({ encrypted }) => !encrypted).map(({ text }) => text);
    if (stage === "STARTTLS" || stage === "EHLO-after-TLS" || stage === "AUTH") {
      const isAllowed = inClear.every((text) => /^(?:EHLO client\.test|STARTTLS|QUIT)$/.test(text));
      assert(isAllowed, `sent in clear text: ${inClear.join(", ")}`);
    }
    if (stage === "EHLO-after-TLS") assert(!verbs.includes("HELO"), "HELO under TLS");
    if (stage === "AUTH" && row.failure === "5xx") {
      assertEquals(verbs.filter((verb) => verb === "AUTH").length, 1, "tried again after 535");
    }
  }
}

/** HELO is no way around what the user requires. */
async function checkHelo({ row, theatre }: CellContext, stage: PeerStage): Promise<void> {
  if (stage !== "EHLO" || row.failure !== "5xx") return;
  const peers = [{ faults: { EHLO: answer("502 5.5.1 no such command") } }];
  const trial = await theatre.play({ peers, args: ["--tls", "require"] });
  assertEquals(trial.recipients.map(({ status }) => status), ["deferred"]);
  for (const { verbs } of allSessions(trial)) assert(!verbs.includes("MAIL"), verbs.join(", "));
}
