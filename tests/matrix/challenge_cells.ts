/**
 * F171 to F173: servers that lead the exchange of AUTH astray (RFC 4954 section 4).
 * @module
 */
import { answer, type Fault } from "../hostile/fault.ts";
import { assert, assertEquals } from "../std/assert.ts";
import type { Cell } from "./cell.ts";
import type { Row } from "./row.ts";
import { allSessions, type Trial } from "./scene.ts";

/** Rounds that a server would go on for. */
const ROUNDS = 64;
/** Rounds that a client may go along. */
const MAX_ROUNDS = 8;

/** One way astray. */
interface Failure {
  readonly fault: Fault;
  /** The mechanisms it is tried on: those that have something to say to it. */
  readonly mechanisms: readonly string[];
  /** What must hold of what the client said, from AUTH on. */
  check(said: readonly string[]): void;
}

const badBase64: Fault = async ({ channel }) => {
  await channel.say("334 this is not*base64\r\n");
  await channel.line();
  await channel.say("501 5.5.2 cancelled\r\n");
  return "refused";
};

const forEver: Fault = async ({ channel }) => {
  for (let round = 0; round < ROUNDS; round++) {
    await channel.say("334 VXNlcm5hbWU6\r\n");
    if (await channel.line() === undefined) return "over";
  }
  await channel.gone();
  return "over";
};

/** The failures, by what the matrix says of them. */
const FAILURES: Readonly<Record<string, Failure>> = {
  "334 with bad base64": {
    fault: badBase64,
    mechanisms: ["LOGIN", "CRAM-MD5", "SCRAM-SHA-256", "XOAUTH2"],
    check: (said) => assertEquals(said.slice(1), ["*"], "not cancelled"),
  },
  "334 for ever (64 rounds)": {
    fault: forEver,
    mechanisms: ["PLAIN", "LOGIN", "CRAM-MD5", "XOAUTH2", "OAUTHBEARER"],
    check: (said) => assert(said.length <= MAX_ROUNDS, `${said.length} rounds`),
  },
  "235 before any response": {
    fault: answer("235 2.7.0 welcome"),
    mechanisms: ["LOGIN", "CRAM-MD5", "SCRAM-SHA-256"],
    check: (said) => assertEquals(said.length, 1, "went on"),
  },
};

/** The cell of a row of challenges; `undefined` for other rows. */
export function challengeCell(row: Row): Cell | undefined {
  const failure = FAILURES[row.variant];
  if (row.stage !== "AUTH" || row.failure !== "challenge" || failure === undefined) {
    return undefined;
  }
  return async ({ theatre, play }) => {
    for (const mechanism of failure.mechanisms) {
      const plan = {
        certificate: theatre.pki.good,
        offers: ["STARTTLS"],
        offersUnderTls: [`AUTH ${mechanism}`],
        faults: { AUTH: failure.fault },
      };
      const trial = await play({
        peers: [plan, plan],
        by: "server",
        args: [
          ...["--tls", "require", "--ca", theatre.authority],
          ...["-u", "me", "--auth", mechanism, "--password-file", theatre.passwordFile],
        ],
      });
      failure.check(saidFromAuth(trial));
    }
  };
}

/** What the client said in the exchange: AUTH and the responses. */
function saidFromAuth(trial: Trial): readonly string[] {
  const lines = allSessions(trial).flatMap((session) => session.lines.map(({ text }) => text));
  const said = lines.slice(lines.findIndex((line) => line.startsWith("AUTH ")));
  assert(!lines.includes("MAIL FROM:<me@src.test>"), "sent mail");
  return said.filter((line) => line !== "QUIT");
}
