/**
 * Inspects a whole message: its header, the way it came, who it is from and for, its parts, and what
 * is wrong with it.
 * @module
 */
import {
  type AuthenticationResults,
  parseAuthenticationResults,
} from "../header/authentication_results.ts";
import { type DateTime, parseDateTime, TOLERATED_FUTURE } from "../header/date_time.ts";
import { type Finding, FindingList, type Position } from "../finding.ts";
import { findField, type HeaderField } from "../header/header.ts";
import { findInHeader, note, type ReadField, readField } from "./header_findings.ts";
import { type Journey, readJourney, TOLERATED_SKEW } from "../header/hops.ts";
import { type LineReport, LineSurvey, type Tally } from "./line_survey.ts";
import { type Party, readPartiesOf } from "./parties.ts";
import { type InspectedPart, PartInspection } from "./part_inspection.ts";
import { PartReader } from "../body/part_reader.ts";
import { MAX_LINE_LENGTH } from "../compose/scan.ts";
import { count } from "./sentence.ts";

/** Octets and lines. */
interface Extent {
  /** Octets. */
  readonly size: number;
  /** Lines; one without its end counts. */
  readonly lines: number;
}

/** What a server claims to have checked. */
export interface AuthenticationClaim extends AuthenticationResults {
  /** The field that says so. */
  readonly field: HeaderField;
}

/** Everything found out about a message. */
export interface Inspection extends Extent {
  /** The header, with the blank line that ends it. */
  readonly header: Extent & { readonly complete: boolean };
  /** The body and where it begins. */
  readonly body: Extent & Position;
  /** Its line ends. */
  readonly lineEnds: {
    /** CR and LF. */
    readonly crlf: number;
    /** LF alone. */
    readonly lf: number;
    /** CR alone, which ends no line. */
    readonly cr: number;
  };
  /** The longest line in octets, without its end. */
  readonly longestLine: number;
  /** The fields of the header, in their order. */
  readonly fields: readonly ReadField[];
  /** The field Date, if it can be read. */
  readonly date?: DateTime;
  /** The way it came. */
  readonly journey: Journey;
  /** Who it is from and for. */
  readonly parties: readonly Party[];
  /** What servers claim to have checked, the last one first. */
  readonly authentication: readonly AuthenticationClaim[];
  /** Its parts; the message itself is the first. */
  readonly parts: readonly InspectedPart[];
  /** What is wrong or odd, in the order of the places. */
  readonly findings: readonly Finding[];
  /** The number of findings beyond those listed. */
  readonly omittedFindings: number;
}

/**
 * Looks at a message in pieces of any size. Any octets are taken; time grows with their number and no
 * more, and memory with that of fields and parts.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Inspector } from "./inspection.ts";
 *
 * const inspector = new Inspector();
 * inspector.push(new TextEncoder().encode("From: a@b.example\r\nSubject: =?utf-8?Q?Ol=C3=A1?=\r\n\r\nHi\r\n"));
 * const { header, fields, findings } = inspector.end(Date.now());
 * assertEquals([header.size, header.lines], [52, 3]);
 * assertEquals(fields[1]?.text, "Olá");
 * assertEquals(findings.map(({ text }) => text), [
 *   "the field Date is missing",
 *   "the field Message-ID is missing",
 * ]);
 * ```
 */
export class Inspector {
  readonly #findings = new FindingList();
  readonly #survey = new LineSurvey();
  readonly #inspection = new PartInspection(this.#findings);
  readonly #reader = new PartReader(this.#inspection, this.#findings);

  /**
   * Takes the next piece of the message.
   *
   * @param piece Octets, which must not change afterwards.
   */
  push(piece: Uint8Array): void {
    this.#survey.push(piece);
    this.#reader.push(piece);
  }

  /**
   * Tells that the message is over.
   *
   * @param now The time to compare dates with, in milliseconds since 1970 in UTC.
   * @returns All that was found out.
   */
  end(now: number): Inspection {
    const lines = this.#survey.end();
    this.#reader.end();
    const { fields: raw, complete, parts } = this.#inspection;
    const fields = raw.map(readField);
    const date = parseDateTime(findField(raw, "date")?.value ?? "");
    const journey = readJourney(raw, date?.time);
    findInHeader({ fields, complete, date, now }, this.#findings);
    findInJourney(journey, now, this.#findings);
    const parties = readPartiesOf(raw, this.#findings);
    const extent = extentOf(lines, parts[0]);
    this.#findInLines(lines);
    this.#findInLength(raw, extent.body.size);
    return {
      ...extent,
      header: { ...extent.header, complete },
      lineEnds: {
        crlf: lines.crlf.count,
        lf: lines.bareLf.count,
        cr: lines.bareCr.count,
      },
      longestLine: lines.longest,
      fields,
      ...(date === undefined ? {} : { date }),
      journey,
      parties,
      authentication: raw.flatMap(readClaim),
      parts,
      findings: this.#findings.list(),
      omittedFindings: this.#findings.omitted,
    };
  }

  #findInLines({ crlf, bareLf, bareCr, nul, long, longest }: LineReport): void {
    const add = (
      code: string,
      { count, first }: Tally,
      severity: Finding["severity"],
      text: string,
      reference: string,
    ): void => {
      if (first !== undefined) {
        this.#findings.add({ code, severity, text, reference, count, ...first });
      }
    };
    if (crlf.count === 0) {
      add(
        "local-line-ends",
        { ...bareLf, count: Math.min(bareLf.count, 1) },
        "note",
        "all lines end with a bare LF, as Unix stores mail (Maildir, mbox); in transit they " +
          "end with CRLF",
        "RFC 5322 2.1",
      );
    } else {
      add(
        "bare-lf",
        bareLf,
        "error",
        "a line ends with a bare LF: servers disagree on whether that ends a line (SMTP " +
          "smuggling)",
        "RFC 5321 2.3.8",
      );
    }
    add(
      "bare-cr",
      bareCr,
      "error",
      "a CR without LF: servers disagree on whether it ends a line",
      "RFC 5321 2.3.8",
    );
    add("nul", nul, "error", "it contains a NUL octet", "RFC 5322 4");
    add(
      "long-line",
      long,
      "error",
      `a line is longer than ${MAX_LINE_LENGTH} octets; the longest has ${longest}`,
      "RFC 5322 2.1.1",
    );
  }

  /** Content-Length counts the octets of the body in some mboxes, and is often wrong. */
  #findInLength(fields: readonly HeaderField[], size: number): void {
    const field = findField(fields, "content-length");
    if (field === undefined || Number(field.value) === size) return;
    const text = `says ${JSON.stringify(field.value.slice(0, 20))}, but the body has ${
      count(size, "octet", "octets")
    }`;
    note(this.#findings, field, "content-length", "note", text, "RFC 4155 A");
  }
}

/** How large the message is, its header and its body. */
function extentOf(
  { size, lines }: LineReport,
  message: InspectedPart | undefined,
): Extent & { header: Extent; body: Extent & Position } {
  const offset = message?.header.size ?? 0;
  const line = message?.body.line ?? 1;
  return {
    size,
    lines,
    header: { size: offset, lines: size === offset ? lines : line - 1 },
    body: { offset, line, size: size - offset, lines: Math.max(0, lines - line + 1) },
  };
}

function readClaim(field: HeaderField): AuthenticationClaim[] {
  const isClaim = /^(?:ARC-)?Authentication-Results$/i.test(field.name);
  return isClaim ? [{ field, ...parseAuthenticationResults(field.value) }] : [];
}

/** RFC 5321 6.3: so many fields Received are a loop. */
const MAX_HOPS = 100;

/**
 * Looks for anything wrong or odd in the fields that servers added to a message.
 *
 * @param journey The way.
 * @param now The time to compare dates with, in milliseconds since 1970 in UTC.
 * @param findings Takes what is found.
 */
function findInJourney(journey: Journey, now: number, findings: FindingList): void {
  const { hops } = journey;
  for (const { field, received, delay } of hops) {
    for (const fault of received.faults) {
      note(findings, field, "odd-received", "warning", fault, "RFC 5321 4.4", fault);
    }
    if (delay !== undefined && delay < -TOLERATED_SKEW) {
      const text = "has a time earlier than the previous hop: one of the two clocks is wrong";
      note(findings, field, "clock-skew", "note", text, "RFC 5321 4.4");
    }
    if ((received.date?.time ?? 0) > now + TOLERATED_FUTURE) {
      note(findings, field, "future-date", "warning", "has a date in the future", "RFC 5321 4.4");
    }
  }
  const top = hops.at(-1);
  if (top !== undefined && hops.length > MAX_HOPS) {
    const text = `appears ${hops.length} times: the mail is looping`;
    note(findings, top.field, "mail-loop", "warning", text, "RFC 5321 6.3");
  }
}
