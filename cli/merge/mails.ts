/**
 * The mails that a list and a template make: which rows each has, and what it says.
 * @module
 */
import { AddressError, MessageError } from "../../message/mod.ts";
import { recipientsOf } from "../../message/address/header_address.ts";
import { compose } from "../../message/compose/compose.ts";
import { type Attachment, filenameOf } from "../../message/compose/draft.ts";
import { octetsInMemory } from "../../message/encoding/octets.ts";
import { openFile } from "../../message/file/file.ts";
import { type FilledMail, fillMail } from "../../message/merge/fill.ts";
import { columnsInCommon, type MailTemplate } from "../../message/merge/mail_template.ts";
import type { Cells } from "../../message/merge/template.ts";
import { quoteForMessage } from "../../message/encoding/character.ts";
import { CommandError, type Envelope, type MessageSource } from "../../smtp/mod.ts";
import { checkEnvelope } from "../../smtp/command.ts";
import type { SignMail } from "../sign/sign.ts";
import { type List, RowError } from "./list/list.ts";

/** A fault of a row. */
export interface RowFault {
  /** Its line in LIST, from 1. */
  readonly line: number;
  /** What is wrong, in words. */
  readonly text: string;
}

/** What mails are made of. */
interface Material {
  readonly list: List;
  readonly template: MailTemplate;
  /** The column whose value tells which rows make one mail. */
  readonly groupBy: number | undefined;
  /** The reverse-path, if it is not the author; empty for the null one. */
  readonly mailFrom: string | undefined;
  /** Whether no server on the way may go on without verified TLS (RFC 8689). */
  readonly requireTls: boolean;
  /** Signs each mail, if that is wanted. */
  readonly sign?: SignMail | undefined;
  /** Where the paths of attachments begin. */
  readonly directory: string;
}

/** A mail that was checked. */
export interface FittingMail {
  /** What it says. */
  readonly filled: FilledMail;
  /** Who it is from and for. */
  readonly envelope: Envelope;
}

/** All mails, each made when it is asked for. */
export class Mails {
  readonly #material: Material;
  readonly #common: readonly number[];
  /** By mail its rows; without groups a mail is a row. */
  readonly #groups: readonly (readonly number[])[] | undefined;
  /** Whether the text of the template itself can be composed. */
  #hasComposed = false;

  /**
   * @param material What they are made of.
   * @param onFault Told what is wrong with rows, so that they are in no group.
   */
  constructor(material: Material, onFault: (fault: RowFault) => void) {
    this.#material = material;
    this.#common = material.groupBy === undefined ? [] : columnsInCommon(material.template);
    this.#groups = material.groupBy === undefined
      ? undefined
      : groupRows(material.list, material.groupBy, onFault);
  }

  /** Whether several rows may make one mail. */
  get areGrouped(): boolean {
    return this.#groups !== undefined;
  }

  /** How many mails there are. */
  get count(): number {
    return this.#groups?.length ?? this.#material.list.count;
  }

  /**
   * The rows of a mail.
   *
   * @param mail The number of the mail, from 0.
   * @returns The numbers of the rows, from 0.
   */
  rowsOf(mail: number): readonly number[] {
    return this.#groups?.[mail] ?? [mail];
  }

  /**
   * Fills a mail and checks all of it but its attachments.
   *
   * @param mail The number of the mail.
   * @param onFault Told what is wrong with it.
   * @returns The mail; `undefined` if anything is wrong.
   */
  fill(mail: number, onFault: (fault: RowFault) => void): FittingMail | undefined {
    const { list, template } = this.#material;
    const rows = this.rowsOf(mail);
    const line = list.lineOf(rows[0] ?? 0);
    const refuse = (text: string): void => onFault({ line, text });
    try {
      const cells = rows.map((row) => list.cellsOf(row));
      if (!this.#agree(rows, cells, onFault)) return undefined;
      const filled = fillMail(template, cells, refuse);
      if (filled === undefined) return undefined;
      const envelope = this.#envelopeOf(filled);
      checkEnvelope(envelope, undefined);
      return { filled, envelope };
    } catch (error) {
      if (!isFaultOfRow(error)) throw error;
      refuse(error.message);
      return undefined;
    }
  }

  /**
   * Composes a mail as far as that can fail, with no text and nothing attached.
   *
   * @param mail The mail.
   * @returns Why it cannot be composed; `undefined` if it can.
   */
  async obstacleTo({ filled }: FittingMail): Promise<string | undefined> {
    if (this.#hasComposed && isShort(filled)) return undefined;
    this.#hasComposed = true;
    const { draft, attach } = filled;
    const attachments = attach.map((path) => ({
      filename: filenameOf(path),
      source: octetsInMemory(path, new Uint8Array(0)),
    }));
    try {
      const { html: _html, ...plain } = draft;
      await compose({ ...plain, text: "", attachments, date: new Date() });
      return undefined;
    } catch (error) {
      if (!isFaultOfRow(error)) throw error;
      return error.message.replace(/^Cannot /, "cannot ");
    }
  }

  /**
   * Composes a mail.
   *
   * @param mail The mail.
   * @param id Its Message-ID without angle brackets, unless the template has one; a new one by default.
   * @param files Closes the files that it is read from.
   * @throws {SourceError} If a file cannot be opened.
   */
  async compose(
    { filled: { draft, attach } }: FittingMail,
    files: DisposableStack,
    id?: string,
  ): Promise<MessageSource> {
    const attachments: Attachment[] = [];
    for (const path of attach) {
      const source = files.use(await openFile(this.pathOf(path)));
      attachments.push({ filename: filenameOf(path), source });
    }
    const date = new Date();
    const hasId = draft.headers.some((header) => /^message-id:/i.test(header));
    const headers = hasId || id === undefined
      ? draft.headers
      : [...draft.headers, `Message-ID: <${id}@${draft.from.mailbox.domain}>`];
    const zoneMinutes = -date.getTimezoneOffset();
    const message = await compose({ ...draft, headers, attachments, date, zoneMinutes });
    return await this.#material.sign?.(message) ?? message;
  }

  /**
   * Where a file to attach is: a path that is not absolute begins where TEMPLATE is.
   *
   * @param path The path as it is written.
   */
  pathOf(path: string): string {
    return /^(?:[\\/]|[A-Za-z]:)/.test(path) ? path : this.#material.directory + path;
  }

  #envelopeOf({ draft: { from, to, cc }, bcc }: FilledMail): Envelope {
    const { mailFrom, requireTls } = this.#material;
    const reversePath = mailFrom ?? from.mailbox.toString();
    return { reversePath, recipients: recipientsOf([...to, ...cc, ...bcc]), requireTls };
  }

  /** What stands outside of `{{#rows}}` is one thing, so the rows must not say different ones. */
  #agree(
    rows: readonly number[],
    cells: readonly Cells[],
    onFault: (fault: RowFault) => void,
  ): boolean {
    const { list, template } = this.#material;
    let doAgree = true;
    for (const column of this.#common) {
      const other = cells.findIndex((row) => row[column] !== cells[0]?.[column]);
      if (other < 0) continue;
      doAgree = false;
      const name = quoteForMessage(template.columns[column] ?? "");
      const text = `${name} is not what line ${list.lineOf(rows[0] ?? 0)} of the same mail has: ` +
        "put it inside {{#rows}}";
      onFault({ line: list.lineOf(rows[other] ?? 0), text });
    }
    return doAgree;
  }
}

/** The rows by the value of a column, in the order that the values first appear. */
function groupRows(
  list: List,
  column: number,
  onFault: (fault: RowFault) => void,
): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  for (let row = 0; row < list.count; row++) {
    try {
      const value = list.cellsOf(row)[column] ?? "";
      const group = groups.get(value);
      if (group === undefined) groups.set(value, [row]);
      else group.push(row);
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      onFault({ line: list.lineOf(row), text: error.message });
    }
  }
  return [...groups.values()];
}

/** Characters of a value for the header that fit into a line of 998 octets, its name and template too. */
const SHORT = 250;

/**
 * Whether no field can become too long for a line (RFC 5322 2.1.1), so that composing cannot fail: what
 * else it refuses was refused before, or stands in the template.
 */
function isShort({ draft, attach }: FilledMail): boolean {
  const { from, sender = [], replyTo = [], to, cc, subject, headers } = draft;
  const names = [from, ...sender, ...replyTo, ...to, ...cc].map(({ name }) => name);
  return [subject, ...headers, ...names, ...attach].every(({ length }) => length <= SHORT);
}

function isFaultOfRow(error: unknown): error is Error {
  return error instanceof RowError || error instanceof AddressError ||
    error instanceof MessageError || error instanceof CommandError;
}
