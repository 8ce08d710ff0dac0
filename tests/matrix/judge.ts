/**
 * What must hold in every cell of the failure matrix, whatever its failure.
 * @module
 */
import { assert, assertEquals } from "../std/assert.ts";
import { expectationOf, type Row } from "./row.ts";
import { allMessages, allSessions, type Trial } from "./scene.ts";

/** What must never reach a terminal: C0 but TAB and LF, DEL, C1, and what turns the direction of writing. */
const UNSAFE = /[[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]--[\n\t]]/v;

/** Milliseconds that a machine with better things to do may take beyond a deadline. */
const SLACK = 1500;

/** Milliseconds from a bound of octets or lines to the end of the connection. */
const BOUND_MILLISECONDS = 1000;

/**
 * Fails unless a trial went as its row says: exit code, results, next host, copies, and nothing
 * unescaped.
 */
export function judge(row: Row, trial: Trial): void {
  const { exits, next, fits } = expectationOf(row);
  const story = tell(trial);
  assert(exits.includes(trial.code), `exit code ${trial.code}, not ${row.exit}\n${story}`);
  const statuses = trial.recipients.map(({ status }) => status);
  assert(fits(statuses), `${statuses.join(", ")}, not ${row.result}\n${story}`);
  if (next !== undefined && trial.sessions.length > 1) {
    const asked = (trial.sessions[1]?.length ?? 0) > 0;
    assertEquals(asked, next, `whether the next host was asked\n${story}`);
  }
  judgeCopies(trial, story);
  assert(!UNSAFE.test(trial.stdout + trial.stderr), `unescaped output\n${story}`);
}

/** Nobody gets two copies, and each recipient has what the result says. */
function judgeCopies(trial: Trial, story: string): void {
  for (const { recipient, status } of trial.recipients) {
    const copies = allMessages(trial).filter(({ to, answer }) =>
      to.includes(recipient) && answer !== "refused"
    );
    const expected = { delivered: ["accepted"], unknown: ["open"] }[status] ?? [];
    const answers = copies.map(({ answer }) => answer);
    assertEquals(answers, expected, `copies of ${recipient}, ${status}\n${story}`);
  }
}

/** Fails unless each dialogue that met the fault ended by the deadline, and not much before. */
export function judgeDeadline(trial: Trial, limit = trial.limit): void {
  const waits = faultDurations(trial);
  assert(waits.length > 0, "no dialogue has met the fault");
  for (const wait of waits) {
    const inTime = wait >= limit * 0.9 && wait <= limit + SLACK;
    assert(inTime, `waited ${Math.round(wait)} ms, the deadline is ${limit} ms\n${tell(trial)}`);
  }
}

/** Fails unless the program has taken about so long, in milliseconds. */
export function judgeDuration(trial: Trial, least: number, most: number): void {
  const isRight = trial.milliseconds >= least * 0.9 && trial.milliseconds <= most + SLACK;
  assert(isRight, `took ${Math.round(trial.milliseconds)} ms\n${tell(trial)}`);
}

/** Fails if any host was connected to. */
export function judgeNoConnection(trial: Trial): void {
  assertEquals(allSessions(trial).length, 0, `connected\n${tell(trial)}`);
  for (const { attempts } of trial.recipients) assertEquals(attempts.length, 0, tell(trial));
}

/** Fails unless each dialogue that met the fault ended at once, without all that the peer would have sent. */
export function judgeBound(trial: Trial, octets = Infinity): void {
  for (const wait of faultDurations(trial)) {
    assert(wait <= BOUND_MILLISECONDS, `ended after ${Math.round(wait)} ms\n${tell(trial)}`);
  }
  for (const { channel } of allSessions(trial)) {
    assert(channel.flooded < octets, `took all ${channel.flooded} octets of a flood`);
  }
}

function faultDurations(trial: Trial): number[] {
  return allSessions(trial).flatMap(({ faultAt, goneAt }) =>
    faultAt === undefined || goneAt === undefined ? [] : [goneAt - faultAt]
  );
}

/** Fails if anything of a message was sent. */
export function judgeNoMessage(trial: Trial): void {
  for (const { channel } of allSessions(trial)) {
    assertEquals(channel.bodyOctets, 0, `octets of the message were sent\n${tell(trial)}`);
  }
}

/** What happened, for the message of a test that fails. */
function tell({ code, stdout, stderr, sessions }: Trial): string {
  const dialogues = sessions.flatMap((each, index) =>
    each.map((session) => {
      const lines = session.lines.map(({ text }) => `  ${text}`).join("\n");
      const { bodyOctets, late } = session.channel;
      const answers = session.messages.map(({ to, answer }) => `${answer} for ${to}`);
      const rest = [`  (${bodyOctets} octets of messages)`, ...answers, JSON.stringify(late)];
      return `peer ${index + 1}:\n${lines}\n${rest.join("; ")}`;
    })
  );
  return [`exit code ${code}`, stdout, stderr, ...dialogues].join("\n");
}
