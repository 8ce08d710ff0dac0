/**
 * The way that a message came, as `mua inspect` shows it: the hops, the oldest first, and a small drawing
 * of the time that each took.
 * @module
 */
import { type Hop, type Journey, TOLERATED_SKEW } from "../../message/header/hops.ts";
import type { Received, Tls } from "../../message/header/received.ts";
import { brief } from "../terminal/words.ts";
import { bold, cyan, dim, green, type Piece, yellow } from "../terminal/style.ts";

/** How many hops are shown; --json has all. */
const MAX_HOPS = 100;
/** Columns of the drawing, at most and at least. */
const MAX_BAR = 40;
const MIN_BAR = 10;
/** Columns beside the drawing. */
const BESIDE_BAR = 34;

/**
 * The hops and their times.
 *
 * @param journey The way.
 * @param columns The width of the terminal.
 */
export function wayLines(journey: Journey, columns: number): Piece[] {
  const { hops } = journey;
  if (hops.length === 0) {
    return [bold("The way it came"), "  no Received field: it has passed through no server\n"];
  }
  const shown = hops.slice(0, MAX_HOPS);
  const more = hops.length - shown.length;
  return [
    bold("The way it came"),
    dim("  oldest first; believe only the servers that you trust"),
    "\n",
    ...shown.flatMap((hop, index) => hopLines(hop, index)),
    ...(more > 0 ? [dim(`  and ${more} more; --json has all\n`)] : []),
    ...timeline(journey, shown, columns),
  ];
}

function hopLines(hop: Hop, index: number): Piece[] {
  const { received, delay, gap } = hop;
  const details: Piece[] = [
    ...protocol(received),
    received.for === undefined ? "" : `, for ${brief(received.for)}`,
    received.id === undefined ? "" : `, id ${brief(received.id)}`,
  ];
  const faults = received.faults.map((fault) => yellow(brief(`this field ${fault}`)));
  if (gap) faults.push(dim("the sending host is not the one that received it in the previous hop"));
  if (delay !== undefined && delay < -TOLERATED_SKEW) {
    faults.push(yellow("earlier than the previous hop: one of the two clocks is wrong"));
  }
  return [
    `  ${String(index + 1).padStart(2)}  `,
    giver(received),
    " -> ",
    cyan(brief(received.by ?? "(receiver not named)")),
    "\n      ",
    ...details,
    "\n      ",
    when(received),
    dim(
      delay === undefined
        ? ""
        : index === 0
        ? `  ${signed(delay)} after Date`
        : `  ${signed(delay)}`,
    ),
    "\n",
    ...faults.flatMap((fault) => ["      ", fault, "\n"]),
  ];
}

/** Who gave the message: as it called itself, and as the server saw it. */
function giver({ from, fromHost, fromAddress }: Received): Piece {
  if (from === undefined && fromAddress === undefined) return "(sender not named)";
  const seen = [fromHost === from ? undefined : fromHost, fromAddress]
    .filter((each) => each !== undefined && !from?.includes(each)).join(" ");
  return brief([from, seen === "" ? undefined : `(${seen})`].filter(Boolean).join(" "));
}

function protocol(received: Received): Piece[] {
  const { tls, authenticated } = received;
  const parts: Piece[] = [
    received.with === undefined ? "protocol not given" : brief(received.with),
  ];
  if (received.via !== undefined) parts.push(` via ${brief(received.via)}`);
  if (tls !== undefined) parts.push(", ", encryption(tls));
  if (authenticated !== undefined) parts.push(`, authenticated as ${brief(authenticated)}`);
  return parts;
}

function encryption({ encrypted, version, cipher }: Tls): Piece {
  if (!encrypted) return yellow("not encrypted");
  const how = [version, cipher].filter((each) => each !== undefined).join(" ");
  return green(brief(how === "" ? "encrypted" : `encrypted: ${how}`));
}

function when({ date, badDate }: Received): Piece {
  if (date !== undefined) return formatTime(date.time);
  return badDate === undefined ? "time not given" : yellow(brief(badDate));
}

/** `2026-11-24 00:24:26 UTC`. */
function formatTime(time: number): string {
  return new Date(time).toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC");
}

/** A span of time with its sign: `+1.2 s`, `-3 min`. */
function signed(milliseconds: number): string {
  return `${milliseconds < 0 ? "-" : "+"}${formatSpan(Math.abs(milliseconds))}`;
}

const UNITS: readonly (readonly [milliseconds: number, name: string])[] = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
];

/** The fields have no fractions of a second, so that two units are exact enough. */
function formatSpan(milliseconds: number): string {
  for (const [unit, name] of UNITS) {
    if (milliseconds >= unit) {
      return `${(milliseconds / unit).toFixed(1).replace(/\.0$/, "")} ${name}`;
    }
  }
  return `${Math.round(milliseconds / 1_000)} s`;
}

/** A bar for each hop, from the time of the hop before to its own. */
function timeline(journey: Journey, hops: readonly Hop[], columns: number): Piece[] {
  const times = hops.map(({ received }) => received.date?.time);
  const known = [journey.sent, ...times].filter((time) => time !== undefined);
  if (known.length < 2) return [];
  const first = known.reduce((one, other) => Math.min(one, other));
  const last = known.reduce((one, other) => Math.max(one, other));
  if (first === last) return [];
  const width = Math.max(MIN_BAR, Math.min(MAX_BAR, columns - BESIDE_BAR));
  const column = (time: number): number =>
    Math.round(((time - first) / (last - first)) * (width - 1));
  let before = journey.sent ?? first;
  const rows = times.map((time, index) => {
    const number = `  ${String(index + 1).padStart(2)}  `;
    if (time === undefined) return `${number}|${" ".repeat(width)}|  time unknown\n`;
    const row = `${number}|${bar(column(before), column(time), width)}|  ${
      signed(time - before)
    }\n`;
    before = time;
    return row;
  });
  const total = journey.duration === undefined ? "" : `  total ${signed(journey.duration)}`;
  const from = formatTime(first).slice(0, -4);
  return ["\n", dim(`      ${from}${total}\n`), ...rows];
}

/** `<` where the time went backwards. */
function bar(from: number, to: number, width: number): string {
  const [start, end] = from <= to ? [from, to] : [to, from];
  const marks = from <= to ? `${"-".repeat(end - start)}*` : `<${"-".repeat(end - start)}`;
  return `${" ".repeat(start)}${marks}`.padEnd(width);
}
