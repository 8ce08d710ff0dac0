/**
 * What a probe found: a table for a person, one JSON object for a program.
 * @module
 */
import type { ProbeOutcome, ProbeStage } from "../../smtp/delivery/probe.ts";
import type { Attempt } from "../../smtp/mod.ts";
import { formatReply } from "../../smtp/reply.ts";
import { NO_PORT } from "../../smtp/security.ts";
import { promptOf } from "../../smtp/stage.ts";
import { widthOf } from "../terminal/columns.ts";
import { escapeLine } from "../terminal/escape.ts";
import type { ExitCode } from "../terminal/exit.ts";
import { bold, green, type Piece, red, yellow } from "../terminal/style.ts";

/** What a probe found. */
export interface ProbeReport {
  /** Where it stopped. */
  readonly until: ProbeStage;
  /** The sender that was named, if one was. */
  readonly mailFrom: string | undefined;
  /** Whether every host was asked. */
  readonly allHosts: boolean;
  /** What would happen to each recipient, at each host if every one was asked. */
  readonly outcomes: readonly ProbeOutcome[];
  /** The exit code. */
  readonly exitCode: ExitCode;
}

const STYLES: Readonly<Record<ProbeOutcome["status"], (text: string) => Piece>> = {
  accepted: green,
  deferred: yellow,
  refused: red,
};

/** A column of the table. */
interface Column {
  readonly head: string;
  readonly cell: (outcome: ProbeOutcome) => string;
  readonly style?: (outcome: ProbeOutcome, text: string) => Piece;
}

const RESULT: Column = {
  head: "RESULT",
  cell: ({ status }) => status,
  style: ({ status }, text) => bold(STYLES[status](text)),
};
const RECIPIENT: Column = { head: "RECIPIENT", cell: ({ recipient }) => recipient };
const HOST: Column = { head: "HOST", cell: ({ host }) => host?.name ?? "-" };
const REPLY: Column = { head: "REPLY", cell: words };

const ALL_HOSTS_COLUMNS: readonly Column[] = [
  { head: "PREF", cell: ({ host }) => String(host?.preference ?? "-") },
  HOST,
  { head: "ADDRESS", cell: ({ decidedBy }) => decidedBy?.address ?? "-" },
  { head: "TLS", cell: ({ decidedBy }) => tlsWord(decidedBy) },
  RESULT,
];

/** The columns without a head, as `mua send` writes its result. */
const PLAIN_COLUMNS: readonly Column[] = [
  RESULT,
  RECIPIENT,
  {
    head: "",
    cell: ({ decidedBy }) => {
      if (decidedBy === undefined) return "-";
      return decidedBy.address === undefined || decidedBy.port === NO_PORT
        ? decidedBy.host
        : `${decidedBy.host} [${decidedBy.address}]`;
    },
  },
  REPLY,
];

/**
 * The table of what was found.
 *
 * @param report What was found.
 */
export function probeLines({ allHosts, outcomes }: ProbeReport): Piece[] {
  if (outcomes.length === 0) return [];
  if (!allHosts) return tableLines(PLAIN_COLUMNS, outcomes, false);
  const recipients = new Set(outcomes.map(({ recipient }) => recipient));
  const columns = recipients.size > 1
    ? [...ALL_HOSTS_COLUMNS, RECIPIENT, REPLY]
    : [...ALL_HOSTS_COLUMNS, REPLY];
  return tableLines(columns, outcomes, true);
}

function tableLines(
  columns: readonly Column[],
  outcomes: readonly ProbeOutcome[],
  hasHead: boolean,
): Piece[] {
  const rows = outcomes.map((outcome) => columns.map(({ cell }) => escapeLine(cell(outcome))));
  const widths = columns.map(({ head }, index) =>
    rows.reduce((most, row) => Math.max(most, widthOf(row[index] ?? "")), hasHead ? head.length : 0)
  );
  const padded = (text: string, index: number): string => {
    // A column in which nothing stands is none; the last one needs no width.
    if (widths[index] === 0) return "";
    if (index === columns.length - 1) return text;
    return text + " ".repeat((widths[index] ?? 0) - widthOf(text) + 2);
  };
  const head = columns.map((column, index) => padded(column.head, index)).join("");
  return [
    ...(hasHead ? [bold(head), "\n"] : []),
    ...outcomes.flatMap((outcome, row): Piece[] => [
      ...columns.map(({ style }, index) => {
        const text = padded(rows[row]?.[index] ?? "", index);
        return style === undefined ? text : style(outcome, text);
      }),
      "\n",
    ]),
  ];
}

function words({ reply, explanation }: ProbeOutcome): string {
  return reply === undefined ? explanation : formatReply(reply);
}

function tlsWord(attempt: Attempt | undefined): string {
  if (attempt?.address === undefined) return "-";
  const { security } = attempt;
  if (!security.encrypted) return "no";
  if (!security.verified) return "not verified";
  return security.by === "dane" ? "DANE" : "verified";
}

/**
 * Where a probe stopped, in a sentence.
 *
 * @param until The stage.
 */
export function stoppedWhere(until: ProbeStage): string {
  switch (until) {
    case "banner":
      return "Stopped after the greeting: nothing was sent.";
    case "data":
      return "Stopped after DATA by closing the connection: no message was sent.";
    case "tls":
      return "Stopped after TLS: nothing was sent.";
    default:
      return `Stopped after ${promptOf(until)}: no message was sent.`;
  }
}

/** What is shown of TLS, as far as the runtime does. */
function detailsJson(attempt: Attempt | undefined): object {
  const { cipher = null, chain = null } = attempt?.security.encrypted ? attempt.security : {};
  const certificates = chain?.map(({ subject, issuer, names, notBefore, notAfter }) => ({
    subject,
    issuer,
    names,
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
  }));
  return { cipher, certificates: certificates ?? null };
}

/**
 * What was found as one JSON object.
 *
 * @param report What was found.
 * @returns An object for `JSON.stringify`.
 */
export async function probeJson(
  { until, mailFrom, allHosts, outcomes, exitCode }: ProbeReport,
): Promise<object> {
  const { outcomeJson } = await import("./json.ts");
  return {
    until,
    mailFrom: mailFrom ?? null,
    allHosts,
    results: outcomes.map((outcome) => ({
      ...outcomeJson({
        ...outcome,
        status: outcome.status === "accepted" ? "delivered" : outcome.status,
      }),
      recipient: outcome.recipient === "" ? null : outcome.recipient,
      status: outcome.status,
      host: outcome.host?.name ?? null,
      preference: outcome.host?.preference ?? null,
      ...detailsJson(outcome.decidedBy),
    })),
    exitCode,
  };
}
