/**
 * A Maildir that bounces are put into (https://cr.yp.to/proto/maildir.html).
 * @module
 */
import { concatenate } from "../../message/encoding/octets.ts";
import { createPrivateFile, syncDirectory } from "../../message/file/private_file.ts";
import { findField, type HeaderField, readHeader } from "../../message/header/header.ts";
import { decodeWords } from "../../message/header/encoded_word.ts";
import { writeBounce } from "../../outbox/bounce.ts";
import type { Fate } from "../../outbox/fates.ts";
import type { QueuedMail } from "../../outbox/mail.ts";
import type { TakenMail } from "../../outbox/outbox.ts";
import { ownName } from "../route/ehlo_name.ts";
import { MissingInputError } from "../terminal/exit.ts";
import { cannotSave } from "../terminal/file_failure.ts";

/** A Maildir. */
export class Maildir {
  readonly #path: string;

  /**
   * @param path The directory that `new` and `tmp` are in.
   * @throws {CliError} 66 if it is no Maildir.
   */
  constructor(path: string) {
    for (const name of ["new", "tmp"]) {
      if (isDirectory(`${path}/${name}`)) continue;
      throw new MissingInputError(`"${path}" is not a Maildir: it has no ${name}/`, {
        hint: `To make one: mkdir -p ${path}/cur ${path}/new ${path}/tmp`,
      });
    }
    this.#path = path;
  }

  /**
   * Tells the author of a mail who does not get it. The bounce is on the disk when this returns.
   *
   * @param taken The mail.
   * @param lost The recipients.
   * @returns The file; `undefined` if the author is nobody or wants no bounce.
   * @throws {CliError} 74 if it cannot be written.
   */
  async bounce(taken: TakenMail, lost: readonly Fate[]): Promise<string | undefined> {
    const { mail } = taken.contents;
    if (!wantsBounce(mail)) return undefined;
    const fields = await readHeader(taken.open());
    const bounce = writeBounce({ mail, lost, subject: subjectOf(fields) }, {
      host: ownName() ?? "localhost",
      now: Date.now(),
      zoneMinutes: -new Date().getTimezoneOffset(),
      token: crypto.randomUUID(),
    });
    const returned = bounce.isHeaderOnly ? headerOctets(fields) : taken.open();
    // A second bounce about the same, after a crash, replaces the first one.
    const name =
      `${mail.queuedAt}.${taken.id}-${taken.contents.fates.all.length}-${lost.length}.mua`;
    const [temporary, path] = [`${this.#path}/tmp/${name}`, `${this.#path}/new/${name}`];
    try {
      await writeLines(temporary, pieces(bounce.before, returned, bounce.after));
      Deno.renameSync(temporary, path);
      syncDirectory(`${this.#path}/new`);
      return path;
    } catch (cause) {
      throw cannotSave(path, cause);
    }
  }
}

/** Nobody is told of what cannot be brought back to the null reverse-path (RFC 5321 section 4.5.5). */
function wantsBounce({ envelope: { reversePath, notification } }: QueuedMail): boolean {
  const { notify } = notification ?? {};
  return reversePath !== "" && (notify === undefined || notify.includes("failure"));
}

/**
 * The subject in a header, for a person.
 *
 * @param fields The fields.
 * @returns The subject, not escaped; empty if there is none.
 */
export function subjectOf(fields: readonly HeaderField[]): string {
  const field = findField(fields, "Subject");
  return field === undefined ? "" : decodeWords(field.keptValue).text;
}

async function* headerOctets(fields: readonly HeaderField[]): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(concatenate(fields.map(({ raw }) => raw)));
}

async function* pieces(
  before: string,
  message: AsyncIterable<Uint8Array>,
  after: string,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(before);
  yield* message;
  yield encoder.encode(after);
}

const CR = 0x0d;
const LF = 0x0a;

/** Writes with the line ends of a Maildir: LF. */
async function writeLines(path: string, octets: AsyncIterable<Uint8Array>): Promise<void> {
  removeIfThere(path);
  using file = createPrivateFile(path);
  let hasCr = false;
  for await (const piece of octets) {
    const kept = new Uint8Array(piece.length + 1);
    let length = 0;
    for (const octet of piece) {
      if (hasCr && octet !== LF) kept[length++] = CR;
      hasCr = octet === CR;
      if (!hasCr) kept[length++] = octet;
    }
    for (let at = 0; at < length;) at += await file.write(kept.subarray(at, length));
  }
  file.syncSync();
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
