/**
 * LIST.journal: what makes sure that nobody gets a mail twice, whatever ends the program.
 * @module
 */
import { appendPrivateFile, NotRegularFileError } from "../../../message/file/private_file.ts";
import { CliError, Exit, InputError } from "../../terminal/exit.ts";
import { cannotRead, cannotSave } from "../../terminal/file_failure.ts";
import { Window } from "../list/window.ts";
import { type Contents, JournalError, readJournal } from "./contents.ts";
import { Disk } from "./disk.ts";
import type { Answer } from "../../../journal/answer.ts";
import { formatRecord } from "../../../journal/record.ts";
import { type Beginning, type MailRecord, readRecord } from "./record.ts";
import { JournalState } from "./state.ts";

/** What a run is about. */
export interface Subject {
  /** LIST, for messages. */
  readonly listPath: string;
  /** The digest of LIST. */
  readonly list: string;
  /** The digest of TEMPLATE, and of what else decides what a mail says. */
  readonly template: string;
  /** How many mails there are. */
  readonly mails: number;
}

/** What the journal of an earlier run says, without going on with it. */
interface Found {
  /** What is known of each mail. */
  readonly state: JournalState;
}

/**
 * Reads the journal of an earlier run.
 *
 * @param path The journal.
 * @param subject What this run is about.
 * @returns What it says; `undefined` if there is none.
 * @throws {CliError} 65 if it is about something else or damaged, 66 if it cannot be read.
 */
export async function readEarlier(path: string, subject: Subject): Promise<Found | undefined> {
  try {
    using file = await Deno.open(path);
    const { state, contents } = await load(path, file, subject);
    return contents && { state };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error instanceof CliError ? error : cannotRead(path, error);
  }
}

/** An open journal; nobody else can open it meanwhile. */
export class Journal implements AsyncDisposable {
  /** What no other run has. */
  readonly id: string;
  /** What is known of each mail. */
  readonly state: JournalState;
  readonly #path: string;
  readonly #file: Deno.FsFile;
  readonly #synced: Deno.FsFile;
  readonly #window: Window;
  readonly #disk: Disk;
  readonly #mustSync: boolean;
  #length: number;
  #failure: Error | undefined;

  private constructor(parts: {
    readonly path: string;
    readonly file: Deno.FsFile;
    readonly reader: Deno.FsFile;
    readonly state: JournalState;
    readonly id: string;
    readonly length: number;
    readonly mustSync: boolean;
  }) {
    this.#path = parts.path;
    this.#file = parts.file;
    this.#synced = parts.reader;
    this.#window = new Window(parts.path, parts.reader);
    this.#disk = new Disk(() => this.#synced.syncData());
    this.#mustSync = parts.mustSync;
    this.#length = parts.length;
    this.id = parts.id;
    this.state = parts.state;
  }

  /**
   * Opens a journal, or makes one.
   *
   * @param path The journal.
   * @param subject What the run is about.
   * @param mustSync Whether each dot waits for the disk.
   * @throws {CliError} 75 if another run has it, 65 if it is about something else or damaged, 74 if it
   * cannot be written.
   */
  static async open(path: string, subject: Subject, mustSync: boolean): Promise<Journal> {
    const file = openLocked(path);
    let reader: Deno.FsFile | undefined;
    try {
      reader = await Deno.open(path);
      const { state, contents } = await load(path, reader, subject);
      const beginning = contents?.beginning ?? begin(subject);
      const whole = contents?.length ?? 0;
      file.truncateSync(whole);
      const { id } = beginning;
      const journal = new Journal({ path, file, reader, state, id, length: whole, mustSync });
      if (contents === undefined) journal.#append(formatRecord(beginning));
      // The name and the length of a new file must be on the disk too, once.
      file.syncSync();
      return journal;
    } catch (error) {
      file.close();
      reader?.close();
      throw error instanceof CliError ? error : cannotSave(path, error);
    }
  }

  /**
   * Writes that the end of a message is about to be sent. It may leave when this returns, or when the
   * promise that is returned is done.
   *
   * @param mail The number of the mail.
   * @param of How many recipients the mail has in all.
   * @param recipients Whom this message is for.
   * @throws {CliError} 74 if it cannot be written: then it may not leave.
   */
  beforeDot(mail: number, of: number, recipients: readonly string[]): Promise<void> | undefined {
    this.#write({ mail, of, at: Date.now(), dot: recipients });
    return this.#mustSync ? this.#disk.flush() : this.#disk.overdue();
  }

  /**
   * Writes what was answered.
   *
   * @param mail The number of the mail.
   * @param of How many recipients the mail has in all.
   * @param answers What happened to some of them, or all.
   * @throws {CliError} 74 if it cannot be written.
   */
  answered(mail: number, of: number, answers: readonly Answer[]): void {
    this.#write({ mail, of, at: Date.now(), answers });
  }

  /**
   * The records that tell what happened to a mail.
   *
   * @param mail The number of the mail.
   * @returns The records, in their order.
   */
  recordsOf(mail: number): MailRecord[] {
    return this.state.offsetsOf(mail).flatMap((offset) => this.#recordAt(offset) ?? []);
  }

  /** Brings all to the disk, and closes the journal. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#disk.flush();
    } finally {
      this.#file.close();
      this.#window[Symbol.dispose]();
    }
  }

  #recordAt(offset: number): MailRecord | undefined {
    return readRecord(new TextDecoder().decode(this.#window.readLine(offset)));
  }

  #write(record: MailRecord): void {
    const offset = this.#length;
    this.#append(formatRecord(record));
    this.state.take(record, offset);
  }

  /** After a record that was not written whole nothing else may be: it would be lost with it. */
  #append(line: string): void {
    if (this.#failure !== undefined) throw this.#failure;
    const octets = encoder.encode(line);
    try {
      for (let at = 0; at < octets.length;) at += this.#file.writeSync(octets.subarray(at));
    } catch (error) {
      this.#failure = cannotSave(this.#path, error);
      throw this.#failure;
    }
    this.#length += octets.length;
    this.#disk.written();
  }
}

const encoder = new TextEncoder();

function begin({ list, template }: Subject): Beginning {
  return { journal: 1, id: crypto.randomUUID().slice(0, 13), list, template };
}

function openLocked(path: string): Deno.FsFile {
  let file: Deno.FsFile;
  try {
    file = appendPrivateFile(path);
  } catch (cause) {
    if (!(cause instanceof NotRegularFileError)) throw cannotSave(path, cause);
    throw new InputError(`cannot use "${path}": ${cause.message}`, { cause });
  }
  if (file.tryLockSync(true)) return file;
  file.close();
  throw new CliError(Exit.temporary, `another mua merge is using ${path}`);
}

async function load(
  path: string,
  file: Deno.FsFile,
  subject: Subject,
): Promise<{ readonly state: JournalState; readonly contents: Contents | undefined }> {
  const state = new JournalState(subject.mails);
  try {
    const contents = await readJournal(piecesOf(file), (beginning) => {
      refuseOther(path, beginning, subject);
      return state;
    });
    return { state, contents };
  } catch (cause) {
    if (!(cause instanceof JournalError)) throw cause;
    throw new InputError(`cannot use "${path}": ${cause.message}`, { cause });
  }
}

/** What was sent by another list or template says nothing of who got this mail. */
function refuseOther(path: string, { list, template }: Beginning, subject: Subject): void {
  const { listPath } = subject;
  const hint = `To finish that run, restore what it was begun with. To begin a new one: ` +
    `mv '${path}' '${path}.old'`;
  if (list !== subject.list) {
    throw new InputError(`${listPath} is not the list that ${path} was begun with`, { hint });
  }
  if (template !== subject.template) {
    throw new InputError(
      `the template, the HTML, --group-by or --separator is not what ${path} was begun with`,
      { hint },
    );
  }
}

async function* piecesOf(file: Deno.FsFile): AsyncGenerator<Uint8Array> {
  const block = new Uint8Array(256 * 1024);
  for (let count = await file.read(block); count !== null; count = await file.read(block)) {
    yield block.subarray(0, count);
  }
}
