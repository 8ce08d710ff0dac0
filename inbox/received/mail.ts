/**
 * A mail that was received, as a test looks at it. What is asked for is read when it is asked for.
 * @module
 */
import { htmlLinks, htmlToText } from "../../message/body/html_text.ts";
import { readWholeMail } from "../../message/body/whole.ts";
import { concatenate } from "../../message/encoding/octets.ts";
import type { EnvelopeRecord } from "../../message/file/envelope_record.ts";
import type { MailAttachment, MailField, ReadMail } from "../../message/mod.ts";
import { findCodes } from "./codes.ts";
import { linksOfText } from "./links.ts";

/** A mail that was received, with what tests look for in it. */
export class ReceivedMail implements ReadMail {
  /** Its octets, with the Return-Path and Received that the inbox added (RFC 5321 section 4.4). */
  readonly raw: Uint8Array;
  #read: ReadMail | undefined;

  /**
   * Nothing is read yet.
   *
   * @param raw Its octets.
   */
  constructor(raw: Uint8Array) {
    this.raw = raw;
  }

  get #mail(): ReadMail {
    return this.#read ??= readWholeMail(this.raw);
  }

  /** The fields of its header, in their order; of what is no field the name is empty. */
  get fields(): readonly MailField[] {
    return this.#mail.fields;
  }

  /** The value of its Subject; empty if it has none. */
  get subject(): string {
    return this.header("Subject") ?? "";
  }

  /** The text: all parts of type text/plain that are to be read; empty if there is none. */
  get text(): string {
    return this.#mail.text;
  }

  /** The HTML; `undefined` if there is none. */
  get html(): string | undefined {
    return this.#mail.html;
  }

  /** What is to be saved rather than read, in its order. */
  get attachments(): readonly MailAttachment[] {
    return this.#mail.attachments;
  }

  /**
   * Where its links lead, each once: those of the HTML, then the addresses of web pages in the text that
   * are not among them.
   */
  get links(): readonly string[] {
    return [...new Set([...htmlLinks(this.html ?? ""), ...linksOfText(this.text)])];
  }

  /**
   * The value of the first field of a name.
   *
   * @param name The name, in upper or lower case.
   * @returns The value, unfolded, with encoded words decoded (RFC 2047); `undefined` if there is no such field.
   */
  header(name: string): string | undefined {
    return this.#mail.header(name);
  }

  /**
   * Codes to be typed in, such as those that confirm an address: first those of the subject, then those of
   * the text, or of the HTML where there is no text.
   *
   * @param pattern What a code looks like. Without one, it is a number of 4 to 8 digits that stands alone;
   * what may be a year comes last.
   * @returns The codes, each once; of a pattern with a group, what the first group matched.
   *
   * @example
   * ```ts
   * import { assertEquals } from "@std/assert";
   * import { ReceivedMail } from "./mail.ts";
   *
   * const raw = new TextEncoder().encode("Subject: Welcome\r\n\r\n(c) 2026. Your code: 123456\r\n");
   * const mail = new ReceivedMail(raw);
   * assertEquals(mail.codes(), ["123456", "2026"]);
   * assertEquals(mail.codes(/code: (\d)/), ["1"]);
   * ```
   */
  codes(pattern?: RegExp): string[] {
    const text = this.text === "" ? htmlToText(this.html ?? "") : this.text;
    return findCodes(`${this.subject}\n${text}`, pattern);
  }
}

/** A message that an inbox received. */
export class InboxMessage extends ReceivedMail {
  /** Its number, from 1, in the order of arrival. */
  readonly number: number;
  /** The envelope it came in. */
  readonly envelope: EnvelopeRecord;

  /**
   * Nothing is read yet.
   *
   * @param raw Its octets.
   * @param number Its number.
   * @param envelope The envelope it came in.
   */
  constructor(raw: Uint8Array, number: number, envelope: EnvelopeRecord) {
    super(raw);
    this.number = number;
    this.envelope = envelope;
  }
}

/**
 * Reads a mail of a store.
 *
 * @param message Its octets; of none it is empty.
 * @returns The mail.
 */
export async function readReceived(
  message: AsyncIterable<Uint8Array> | undefined,
): Promise<ReceivedMail> {
  return new ReceivedMail(concatenate(await Array.fromAsync(message ?? [])));
}
