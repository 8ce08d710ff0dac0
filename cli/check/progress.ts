/**
 * What a person sees while a mail is waited for.
 * @module
 */
import { escapeLine } from "../terminal/escape.ts";
import { dim } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Milliseconds between two lines that say that nothing has happened. */
const INTERVAL = 10_000;

/**
 * Says on a terminal what is waited for, and from time to time that it is still so. To nobody else: a
 * program does not read it.
 *
 * @param terminal Where to.
 * @param mailbox What is looked into.
 * @param limit Milliseconds that it is waited for.
 * @returns Ends it.
 */
export function watchWaiting(terminal: Terminal, mailbox: string, limit: number): Disposable {
  if (!terminal.errIsTerminal) return { [Symbol.dispose]: () => {} };
  const started = Date.now();
  const say = (text: string): void => terminal.err(dim(`${text}\n`));
  say(`Sent. Waiting for it in ${escapeLine(mailbox)}, at most ${limit / 1000} s; Ctrl-C ends it.`);
  const timer = setInterval(() => {
    say(`Not there yet after ${Math.round((Date.now() - started) / 1000)} s`);
  }, INTERVAL);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
