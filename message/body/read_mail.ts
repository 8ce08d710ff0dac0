/**
 * Reading a mail whole, for programs.
 * @module
 */
import type { ReadMail } from "./whole.ts";

/**
 * Reads a mail: its header, texts and attachments, decoded (RFC 5322, MIME). Any octets are taken; time
 * and memory grow with their number and no more.
 *
 * @param mail The octets, as one array or in pieces.
 * @returns The mail.
 * @throws What the reading of the pieces throws.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readMail } from "../mod.ts";
 *
 * const octets = new TextEncoder().encode(
 *   "Subject: =?utf-8?Q?Ol=C3=A1?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHi, Ana!\r\n",
 * );
 * const mail = await readMail(octets);
 * assertEquals([mail.header("subject"), mail.text], ["Olá", "Hi, Ana!\r\n"]);
 * ```
 */
export async function readMail(mail: Uint8Array | AsyncIterable<Uint8Array>): Promise<ReadMail> {
  // Only who reads a mail loads what reads it.
  const { readWholeMail } = await import("./whole.ts");
  const { concatenate } = await import("../encoding/octets.ts");
  return readWholeMail(
    mail instanceof Uint8Array ? mail : concatenate(await Array.fromAsync(mail)),
  );
}
