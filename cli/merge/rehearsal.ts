/**
 * `mua merge` without `--send`: the first mail, and what would be sent.
 * @module
 */
import { envelopeLines } from "../send/dry_run.ts";
import { escapeLine } from "../terminal/escape.ts";
import { InputError } from "../terminal/exit.ts";
import { bold, type Piece } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { count } from "../terminal/words.ts";
import type { Survey } from "./check.ts";
import type { MailCounts } from "./journal/state.ts";
import type { Material } from "./material.ts";

/** How much of the first mail a person is shown, in octets: what is attached may be long. */
const MAX_SHOWN = 32 * 1024;

/** Domains that are named. */
const MAX_DOMAINS = 10;

/** What is known before anything is sent. */
export interface Rehearsal {
  readonly material: Material;
  readonly survey: Survey;
  /** The mails that would be sent, in their order. */
  readonly next: readonly number[];
  /** What an earlier run has done, if there was one. */
  readonly earlier: MailCounts | undefined;
  /** The name to greet with; `undefined` is the address of the connection. */
  readonly ehloName: string | undefined;
}

/**
 * Shows the first mail, and what would be sent.
 *
 * @param rehearsal What is known.
 * @param terminal Where to.
 * @param json Whether as one JSON object.
 */
export async function showRehearsal(
  rehearsal: Rehearsal,
  terminal: Terminal,
  json: boolean,
): Promise<void> {
  const { next, survey, earlier, material: { mails } } = rehearsal;
  const [first] = next;
  const fitting = first === undefined ? undefined : mails.fill(first, ({ text }) => {
    throw new InputError(text);
  });
  using files = new DisposableStack();
  const message = fitting && await mails.compose(fitting, files);
  const mail = fitting && message && { envelope: fitting.envelope, message };
  if (json) {
    terminal.json({
      send: false,
      mails: mails.count,
      toSend: next.length,
      recipients: survey.recipients,
      domains: survey.domains.size,
      earlier: earlier === undefined ? null : countsJson(earlier),
      first: mail === undefined ? null : {
        mailFrom: mail.envelope.reversePath,
        rcptTo: mail.envelope.recipients.map(({ address }) => address),
        message: new TextDecoder().decode(await readUpTo(mail.message.open(), Infinity)),
      },
    });
    return;
  }
  if (mail !== undefined && first !== undefined) {
    terminal.out(bold("First mail"), `  ${placeOf(rehearsal, first)}\n`);
    terminal.out(envelopeLines({ mail, ehloName: rehearsal.ehloName }), "\n");
    const shown = await readUpTo(mail.message.open(), MAX_SHOWN);
    terminal.octets(shown);
    if (shown.length < mail.message.size) {
      terminal.out(`\n... and ${count(mail.message.size - shown.length, "octet")} more\n`);
    }
    terminal.out("\n");
  }
  terminal.out(plan(rehearsal));
}

function countsJson({ waiting: notSent, ...counts }: MailCounts): object {
  return { ...counts, notSent };
}

function placeOf({ material: { mails, list, paths } }: Rehearsal, mail: number): string {
  const lines = mails.rowsOf(mail).map((row) => list.lineOf(row));
  const shown = lines.slice(0, 5).join(", ") + (lines.length > 5 ? ", ..." : "");
  return `${paths.list}, ${lines.length === 1 ? "line" : "lines"} ${shown}`;
}

function plan({ material, survey, next, earlier }: Rehearsal): Piece[] {
  const { mails, attaches, paths } = material;
  const pieces: Piece[] = [];
  if (next.length === 0) {
    const which = survey.wanted === undefined ? "" : " of these";
    return [`Nothing${which} is left to send, by ${paths.journal}: ${describe(earlier)}\n`];
  }
  if (earlier !== undefined) {
    pieces.push(`An earlier run is in ${material.paths.journal}: ${describe(earlier)}\n`);
  }
  pieces.push(
    bold("Would send"),
    `  ${next.length} of ${count(mails.count, "mail")}`,
    `; ${count(survey.recipients, "recipient")} in ${count(survey.domains.size, "domain")}\n`,
  );
  const domains = [...survey.domains].toSorted(([, a], [, b]) => b - a);
  for (const [domain, number] of domains.slice(0, MAX_DOMAINS)) {
    pieces.push(`  ${String(number).padStart(7)}  ${escapeLine(domain)}\n`);
  }
  if (domains.length > MAX_DOMAINS) {
    pieces.push(`           and ${count(domains.length - MAX_DOMAINS, "other domain")}\n`);
  }
  if (attaches && survey.withoutFiles > 0) {
    pieces.push(`${count(survey.withoutFiles, "mail")} with nothing attached\n`);
  }
  const { repeated } = survey;
  if (repeated.size > 0) {
    const names = [...repeated].slice(0, 3).map(([address, times]) =>
      `${escapeLine(address)} (${times})`
    );
    const more = repeated.size > names.length ? ", ..." : "";
    pieces.push(
      `${count(repeated.size, "recipient")} would get several mails: ${names.join(", ")}${more}\n`,
    );
  }
  pieces.push("Nothing was sent. To send: the same command with --send\n");
  return pieces;
}

const NONE = { delivered: 0, deferred: 0, refused: 0, unknown: 0 };

/** `12 delivered, 3 deferred`. */
function describe(counts: MailCounts | undefined): string {
  const { delivered, deferred, refused, unknown } = counts ?? NONE;
  const all = Object.entries({ delivered, deferred, refused, unknown });
  const some = all.filter(([, number]) => number > 0);
  if (some.length === 0) return "nothing was sent yet";
  return some.map(([state, number]) => `${number} ${state}`).join(", ");
}

async function readUpTo(source: AsyncIterable<Uint8Array>, length: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of source) {
    pieces.push(piece.subarray(0, length - size));
    size += piece.length;
    if (size >= length) break;
  }
  return new Uint8Array(await new Blob(pieces.map((piece) => piece.slice())).arrayBuffer());
}
