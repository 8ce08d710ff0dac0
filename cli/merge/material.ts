/**
 * TEMPLATE and LIST, read and opened.
 * @module
 */
import { createHash } from "node:crypto";
import { parseReversePath } from "../../message/address/address.ts";
import { AddressError } from "../../message/mod.ts";
import { checkFields } from "../../message/merge/check_fields.ts";
import { readMailTemplate, type TemplateSource } from "../../message/merge/mail_template.ts";
import type { TemplateFault } from "../../message/merge/template.ts";
import { didYouMean } from "../command/suggest.ts";
import { InputError, UsageError } from "../terminal/exit.ts";
import { readTextFile } from "../terminal/text_file.ts";
import type { SignMail } from "../sign/sign.ts";
import type { Subject } from "./journal/journal.ts";
import { List } from "./list/list.ts";
import { Mails } from "./mails.ts";
import type { MergeOptions } from "./options.ts";

/** The files of a merge. */
export interface Paths {
  /** TEMPLATE. */
  readonly template: string;
  /** LIST. */
  readonly list: string;
  /** Where what was sent is kept. */
  readonly journal: string;
  /** Where the result goes. */
  readonly result: string;
}

/** Told of a fault: the file, its line from 1, and what is wrong. */
export type FaultSink = (file: string, line: number, text: string) => void;

/** What a merge is made of. */
export interface Material {
  /** The files. */
  readonly paths: Paths;
  /** The rows. */
  readonly list: List;
  /** What stands between two cells. */
  readonly separator: string;
  /** The mails. */
  readonly mails: Mails;
  /** What the journal must be about. */
  readonly subject: Subject;
  /** Whether the template has faults, so that no mail can be made. */
  readonly isFaulty: boolean;
  /** Whether the template attaches files. */
  readonly attaches: boolean;
}

/**
 * Where the files of a merge are. What is kept stands beside LIST, under its name without `.csv`.
 *
 * @param template TEMPLATE.
 * @param list LIST.
 */
export function pathsOf(template: string, list: string): Paths {
  const name = list.replace(/\.csv$/i, "");
  return { template, list, journal: `${name}.journal`, result: `${name}.result.csv` };
}

/**
 * Reads the template and opens the list.
 *
 * @param paths The files.
 * @param options The options.
 * @param files Closes the list.
 * @param onFault Told what is wrong in the template and in the form of the list.
 * @param sign Signs each mail, if that is wanted.
 * @throws {CliError} If a file cannot be read, or the list has no header.
 */
export async function openMaterial(
  paths: Paths,
  options: MergeOptions,
  files: DisposableStack,
  onFault: FaultSink,
  sign: SignMail | undefined,
): Promise<Material> {
  const separator = readSeparator(options.separator);
  const mailFrom = readMailFrom(options.mailFrom);
  const text = await readTextFile(paths.template);
  const html = options.html === undefined ? undefined : await readTextFile(options.html);
  const list = files.use(await List.open(paths.list, separator));
  const { columns } = list;
  let isFaulty = false;
  const refuse = (source: TemplateSource, fault: TemplateFault): void => {
    isFaulty = true;
    const hint = fault.unknownColumn && didYouMean(fault.unknownColumn, columns);
    const file = source === "html" ? options.html ?? "" : paths.template;
    onFault(file, fault.line, hint ? `${fault.text}. ${hint}` : fault.text);
  };
  const grouped = options.groupBy !== undefined;
  const template = readMailTemplate({ template: text, html, columns, grouped }, refuse);
  checkFields(template, (fault) => refuse("template", fault));
  const groupBy = columnNamed(options.groupBy, columns);
  const mails = new Mails(
    {
      list,
      template,
      groupBy,
      mailFrom,
      requireTls: options.requireTls,
      sign,
      directory: directoryOf(paths.template),
    },
    ({ line, text }) => onFault(paths.list, line, text),
  );
  const digest = createHash("sha256")
    .update(JSON.stringify([text, html ?? null, options.groupBy ?? null, separator]))
    .digest("hex");
  const subject = { listPath: paths.list, list: list.digest, template: digest, mails: mails.count };
  const attaches = template.fields.some(({ name }) => name.toLowerCase() === "attach");
  return { paths, list, separator, mails, subject, isFaulty, attaches };
}

function readSeparator(text: string): string {
  if (text === "tab" || text === "\\t") return "\t";
  if (/^[\t -!#-~]$/.test(text)) return text;
  throw new UsageError(`--separator must be one character, or tab; not "${text}"`);
}

function readMailFrom(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return parseReversePath(text)?.toString() ?? "";
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    throw new InputError(error.message, { cause: error });
  }
}

function columnNamed(name: string | undefined, columns: readonly string[]): number | undefined {
  if (name === undefined) return undefined;
  const column = columns.indexOf(name);
  if (column >= 0) return column;
  throw new InputError(`no column "${name}" to group by`, { hint: didYouMean(name, columns) });
}

function directoryOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
