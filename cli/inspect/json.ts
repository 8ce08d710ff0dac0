/**
 * What `mua inspect --json` says: everything, for a program.
 * @module
 */
import type { DateTime } from "../../message/header/date_time.ts";
import { writersOf } from "../../message/header/field_writer.ts";
import type { HeaderField } from "../../message/header/header.ts";
import type { Hop } from "../../message/header/hops.ts";
import { htmlToText } from "../../message/body/html_text.ts";
import type { AuthenticationClaim, Inspection } from "../../message/inspect/inspection.ts";
import type { Party } from "../../message/inspect/parties.ts";
import type { InspectedPart } from "../../message/inspect/part_inspection.ts";
import { junkOf, readVerdict } from "../../explain/verdict/verdict.ts";
import type { SavedPart } from "./extract.ts";
import { junkJson, verdictJson } from "./verdict.ts";

/**
 * An inspection as JSON.
 *
 * @param name What the message is called.
 * @param inspection What was found out.
 * @param saved What was saved, if anything was to be.
 * @returns A value for `JSON.stringify`.
 */
export function inspectionJson(
  name: string,
  inspection: Inspection,
  saved?: readonly SavedPart[],
): object {
  const { size, lines, header, body, lineEnds, longestLine, journey } = inspection;
  const verdict = readVerdict(inspection.fields.map(({ field }) => field));
  const writers = writersOf(inspection.fields.map(({ field }) => field));
  return {
    file: name,
    size,
    lines,
    header: { ...header, fields: inspection.fields.length },
    body,
    lineEnds,
    longestLine,
    date: dateJson(inspection.date),
    fields: inspection.fields.map(({ field, text }, index) => ({
      ...placeOf(field),
      name: field.name,
      text,
      ...rawJson(field.raw),
      writer: writers[index],
    })),
    hops: journey.hops.map(hopJson),
    duration: journey.duration === undefined ? null : journey.duration / 1_000,
    people: inspection.parties.map(partyJson),
    authentication: inspection.authentication.map(claimJson),
    junk: junkJson(junkOf(verdict)),
    verdict: verdictJson(verdict),
    parts: inspection.parts.map(partJson),
    findings: inspection.findings,
    omittedFindings: inspection.omittedFindings,
    ...(saved === undefined ? {} : { saved }),
  };
}

function placeOf({ offset, line, raw }: HeaderField): Record<string, number> {
  return { offset, line, size: raw.length };
}

/** The octets as text where they are UTF-8, so that nothing is lost; else in base64. */
function rawJson(raw: Uint8Array): Record<string, string> {
  try {
    return { raw: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw) };
  } catch {
    return { rawBase64: raw.toBase64() };
  }
}

function dateJson(date: DateTime | undefined): string | null {
  return date === undefined ? null : new Date(date.time).toISOString();
}

/**
 * A hop as JSON. Delays are seconds, as everywhere in our JSON.
 *
 * @param hop The hop.
 */
export function hopJson({ field, received, delay, gap }: Hop): unknown {
  const { date, badDate, ...said } = received;
  return {
    line: field.line,
    ...said,
    time: dateJson(date),
    ...(badDate === undefined ? {} : { badDate }),
    delay: delay === undefined ? null : delay / 1_000,
    gap,
  };
}

function partyJson({ field, name, addresses, looks }: Party): unknown {
  return {
    field: name,
    line: field.line,
    addresses,
    ...(looks.length === 0 ? {} : { domains: looks }),
  };
}

function claimJson({ field, server, instance, results, broken }: AuthenticationClaim): unknown {
  return {
    line: field.line,
    field: field.name,
    server,
    ...(instance === undefined ? {} : { instance }),
    results: results.map(({ properties, ...result }) => ({
      ...result,
      properties: Object.fromEntries(properties),
    })),
    broken,
  };
}

function partJson(part: InspectedPart): unknown {
  const { parameters, faults, text, ...rest } = part;
  const html = part.type === "text/html" && text !== undefined;
  return {
    ...rest,
    parameters: Object.fromEntries(parameters),
    faults: [...faults],
    ...(text === undefined ? {} : { text: text.text, textTruncated: text.truncated }),
    ...(html ? { htmlAsText: htmlToText(text.text) } : {}),
  };
}
