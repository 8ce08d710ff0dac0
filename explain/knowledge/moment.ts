/**
 * When something is said in the dialogue. The same code means different things at different moments: 550 at
 * RCPT is about one mailbox, 550 after the dot about the message.
 * @module
 */
import type { Stage } from "../../smtp/mod.ts";
import { STAGES } from "../../smtp/stage.ts";

/** A stage of a delivery, or a command that deliveries do not use. */
export type Moment = Stage | "vrfy" | "expn" | "help" | "noop" | "bdat" | "etrn";

/** Every moment. */
export const MOMENTS: readonly Moment[] = [
  ...STAGES,
  "vrfy",
  "expn",
  "help",
  "noop",
  "bdat",
  "etrn",
];

/** Other names that people use for the moments. */
const OTHER_NAMES: Readonly<Record<string, Moment>> = {
  ".": "dot",
  "end of data": "dot",
  "end of message": "dot",
  "end": "dot",
  "message": "dot",
  "connection": "banner",
  "initial connection": "banner",
  "greeting": "banner",
  "sender": "mail",
  "recipient": "rcpt",
};

/** How some moments read in a sentence: "at RCPT", "after the dot". */
const AT: Partial<Record<Moment, string>> = {
  route: "during the DNS lookup",
  connect: "when connecting",
  banner: "as the greeting",
  tls: "in the TLS handshake",
  "ehlo-after-tls": "at EHLO under TLS",
  body: "while sending the message",
  dot: "after the final dot",
};

/**
 * The moment named by a word.
 *
 * @param word A stage, a verb, or a whole command line, in any case.
 * @returns The moment, or `undefined` if it names none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { momentOf } from "./moment.ts";
 * assertEquals(momentOf("RCPT TO:<ana@x.example>"), "rcpt");
 * assertEquals(momentOf("."), "dot");
 * assertEquals(momentOf("HELLO"), undefined);
 * ```
 */
export function momentOf(word: string): Moment | undefined {
  const name = word.trim().toLowerCase();
  if (isMoment(name)) return name;
  if (Object.hasOwn(OTHER_NAMES, name)) return OTHER_NAMES[name];
  const verb = name.split(/[\s:]/, 1)[0] ?? "";
  return isMoment(verb) ? verb : undefined;
}

function isMoment(name: string): name is Moment {
  return MOMENTS.some((moment) => moment === name);
}

/**
 * A moment in a sentence.
 *
 * @param moment The moment.
 * @returns For example `at RCPT` or `after the final dot`.
 */
export function atMoment(moment: Moment): string {
  return AT[moment] ?? `at ${moment.toUpperCase()}`;
}
