/**
 * All mails of a merge, checked before one of them is sent.
 * @module
 */
import { openFile } from "../../message/file/file.ts";
import { SourceError } from "../../message/encoding/octets.ts";
import { RowError } from "./list/list.ts";
import type { FittingMail, RowFault } from "./mails.ts";
import type { FaultSink, Material } from "./material.ts";

/** Milliseconds of work after which others get a turn: an interrupt must be heard. */
const TURN = 50;

/** What there is to be sent. */
export interface Survey {
  /** The numbers of the mails that are wanted, in their order; `undefined` means all. */
  readonly wanted: readonly number[] | undefined;
  /** How many recipients the wanted mails have. */
  readonly recipients: number;
  /** By domain, how many recipients. */
  readonly domains: ReadonlyMap<string, number>;
  /** Recipients of several mails, and of how many. */
  readonly repeated: ReadonlyMap<string, number>;
  /** How many mails have nothing attached. */
  readonly withoutFiles: number;
}

/**
 * Checks all mails.
 *
 * @param material What they are made of.
 * @param only The recipients whose mails are wanted; none means all.
 * @param onFault Told what is wrong.
 * @param signal Aborted when the user wants no more.
 * @returns What there is to be sent, if nothing is wrong.
 */
export async function checkMails(
  material: Material,
  only: readonly string[],
  onFault: FaultSink,
  signal: AbortSignal,
): Promise<Survey> {
  const { mails, list, paths, isFaulty } = material;
  const refuse = ({ line, text }: RowFault): void => onFault(paths.list, line, text);
  const counter = new Counter(only);
  const attachments = new Attachments();
  let turn = performance.now();
  for (let mail = 0; mail < mails.count; mail++) {
    if (performance.now() - turn > TURN) {
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
      turn = performance.now();
    }
    if (isFaulty) {
      checkForm(material, mail, refuse);
      continue;
    }
    const fitting = mails.fill(mail, refuse);
    if (fitting === undefined) continue;
    const line = list.lineOf(mails.rowsOf(mail)[0] ?? 0);
    for (const path of fitting.filled.attach) {
      const obstacle = await attachments.obstacleTo(mails.pathOf(path));
      if (obstacle !== undefined) refuse({ line, text: `Attach: ${obstacle}` });
    }
    const obstacle = await mails.obstacleTo(fitting);
    if (obstacle !== undefined) refuse({ line, text: obstacle });
    else counter.add(mail, fitting);
  }
  return counter.end();
}

/** Whether the rows are CSV, where there is no template to fill. */
function checkForm(
  { mails, list }: Material,
  mail: number,
  onFault: (fault: RowFault) => void,
): void {
  for (const row of mails.rowsOf(mail)) {
    try {
      list.cellsOf(row);
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      onFault({ line: list.lineOf(row), text: error.message });
    }
  }
}

/** Files to attach, each looked at once. */
class Attachments {
  readonly #known = new Map<string, string | undefined>();

  async obstacleTo(path: string): Promise<string | undefined> {
    if (!this.#known.has(path)) this.#known.set(path, await this.#open(path));
    return this.#known.get(path);
  }

  async #open(path: string): Promise<string | undefined> {
    try {
      using _file = await openFile(path);
      return undefined;
    } catch (error) {
      if (error instanceof SourceError) return error.message.replace(/^Cannot /, "cannot ");
      throw error;
    }
  }
}

class Counter {
  readonly #domains = new Map<string, number>();
  readonly #only: ReadonlySet<string>;
  readonly #wanted: number[] = [];
  readonly #seen = new Map<string, number>();
  #recipients = 0;
  #withoutFiles = 0;

  constructor(only: readonly string[]) {
    this.#only = new Set(only);
  }

  /** What was counted; the addresses are not kept for it, which would be many. */
  end(): Survey {
    return {
      wanted: this.#only.size === 0 ? undefined : this.#wanted,
      recipients: this.#recipients,
      domains: this.#domains,
      repeated: new Map([...this.#seen].filter(([, times]) => times > 1)),
      withoutFiles: this.#withoutFiles,
    };
  }

  add(mail: number, { envelope: { recipients }, filled }: FittingMail): void {
    if (this.#only.size > 0) {
      if (!recipients.some(({ address }) => this.#only.has(address))) return;
      this.#wanted.push(mail);
    }
    if (filled.attach.length === 0) this.#withoutFiles++;
    for (const { address, domain } of recipients) {
      this.#recipients++;
      this.#domains.set(domain, (this.#domains.get(domain) ?? 0) + 1);
      this.#seen.set(address, (this.#seen.get(address) ?? 0) + 1);
    }
  }
}
