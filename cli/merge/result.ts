/**
 * LIST.result.csv: the rows, and what became of their mails.
 * @module
 */
import { type Answer, type MailState, NO_ANSWER } from "../../journal/answer.ts";
import { writeCell } from "../../message/merge/csv.ts";
import { replacePrivateFile } from "../../message/file/private_file.ts";
import { exitCodeOf } from "../send/report.ts";
import { escapeLine } from "../terminal/escape.ts";
import type { ExitCode } from "../terminal/exit.ts";
import { cannotSave } from "../terminal/file_failure.ts";
import type { Journal } from "./journal/journal.ts";
import type { Material } from "./material.ts";

/** The columns that are added. */
const COLUMNS = ["outcome", "host", "reply", "time"] as const;

/** Octets that are written at once. */
const BLOCK_LENGTH = 64 * 1024;

/** Mails that a person is told of by name. */
const MAX_SAMPLES = 5;

/** What became of a recipient of a mail, and where its row is. */
interface Sample extends Answer {
  /** The line of the first row of the mail, from 1. */
  readonly line: number;
  /** How many others ended in the same way, by the same words. */
  readonly others: number;
}

/** What became of all mails. */
export interface Tally {
  /** Each exit code that a recipient gives. */
  readonly exitCodes: ReadonlySet<ExitCode>;
  /** Some that were not delivered, one of each kind. */
  readonly samples: readonly Sample[];
}

/**
 * Writes the result.
 *
 * @param material The rows and their mails.
 * @param journal What happened to them.
 * @returns What became of all mails.
 * @throws {CliError} 74 if it cannot be written; then what was there before is as it was.
 */
export async function writeResult(material: Material, journal: Journal): Promise<Tally> {
  const { list, separator, paths } = material;
  const tally = new Counter();
  const encoder = new TextEncoder();
  const place = placesByRow(material);
  try {
    using file = replacePrivateFile(paths.result);
    let text = `${list.header}${separator}${addedColumns(list.columns).join(separator)}\n`;
    for (let row = 0; row < list.count; row++) {
      const { mail, isFirst } = place(row);
      const ending = readEnding(journal, mail);
      if (isFirst) tally.add(ending, list.lineOf(row));
      const cells = cellsOf(ending).map((cell) => writeCell(cell, separator));
      text += `${list.textOf(row)}${separator}${cells.join(separator)}\n`;
      if (text.length < BLOCK_LENGTH) continue;
      await file.write(encoder.encode(text));
      text = "";
    }
    await file.write(encoder.encode(text));
    file.commit();
  } catch (cause) {
    throw cannotSave(paths.result, cause);
  }
  return tally;
}

class Counter implements Tally {
  readonly exitCodes = new Set<ExitCode>();
  readonly #samples = new Map<string, Sample>();

  get samples(): readonly Sample[] {
    return [...this.#samples.values()];
  }

  add({ answers }: Ending, line: number): void {
    for (const answer of answers) {
      // What was broken off was not sent, as what was not begun.
      if (answer.reason === "interrupted") continue;
      this.exitCodes.add(exitCodeOf(answer));
      if (answer.status === "delivered") continue;
      const kind = JSON.stringify([answer.status, answer.host, answer.reply]);
      const sample = this.#samples.get(kind);
      if (sample !== undefined) this.#samples.set(kind, { ...sample, others: sample.others + 1 });
      else if (this.#samples.size < MAX_SAMPLES) {
        this.#samples.set(kind, { ...answer, line, others: 0 });
      }
    }
  }
}

/** What the journal says of a mail. */
interface Ending {
  readonly state: MailState;
  /** The last that is known of each recipient that is spoken of. */
  readonly answers: readonly Answer[];
  /** The time of the last record, in milliseconds since 1970. */
  readonly at: number;
}

function readEnding(journal: Journal, mail: number): Ending {
  const answers = new Map<string, Answer>();
  let at = 0;
  for (const record of journal.recordsOf(mail)) {
    at = record.at;
    if ("answers" in record) {
      for (const answer of record.answers) answers.set(answer.to, answer);
    } else for (const to of record.dot) answers.set(to, { to, ...NO_ANSWER });
  }
  return { state: journal.state.of(mail), answers: [...answers.values()], at };
}

/** The cells of the columns that are added. */
function cellsOf({ state, answers, at }: Ending): readonly string[] {
  if (answers.length === 0) return ["not sent", "", "", ""];
  const hosts = [...new Set(answers.map(({ host }) => host))].filter((host) => host !== "");
  const replies = answers.map(({ to, reply }) => answers.length === 1 ? reply : `${to}: ${reply}`);
  return [
    state === "waiting" ? "not sent" : state,
    escapeLine(hosts.join("; ")),
    escapeLine(replies.join("; ")),
    new Date(at).toISOString(),
  ];
}

/** The mail of a row, and whether the row is its first one. */
interface Place {
  readonly mail: number;
  readonly isFirst: boolean;
}

function placesByRow({ mails, list }: Material): (row: number) => Place {
  if (!mails.areGrouped) return (row) => ({ mail: row, isFirst: true });
  const mailOf = new Float64Array(list.count);
  for (let mail = 0; mail < mails.count; mail++) {
    for (const row of mails.rowsOf(mail)) mailOf[row] = mail;
  }
  return (row) => {
    const mail = mailOf[row] ?? 0;
    return { mail, isFirst: mails.rowsOf(mail)[0] === row };
  };
}

/** The names of the columns that are added; one that the list has already gets another name. */
function addedColumns(columns: readonly string[]): string[] {
  return COLUMNS.map((name) => {
    let free: string = name;
    while (columns.includes(free)) free = `mua_${free}`;
    return free;
  });
}
