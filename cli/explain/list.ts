/**
 * All that came back in a mailbox: a line for each recipient, and a count by reason at the end.
 * @module
 */
import { readReturned } from "../../explain/bounce/read.ts";
import { type Reason, REASONS } from "../../explain/bounce/reason/reason.ts";
import { bold, type Piece } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { bounceJson, bounceLine } from "./bounce.ts";
import type { FoundMessage } from "./messages.ts";

/** Columns of the longest reason. */
const REASON_WIDTH = Object.keys(REASONS)
  .reduce((most, reason) => Math.max(most, reason.length), 0);

/** What was counted. */
interface Counts {
  messages: number;
  returned: number;
  delayed: number;
  readonly reasons: Map<Reason, number>;
}

/**
 * Lists what came back.
 *
 * @param messages The messages, which are read one after the other.
 * @param terminal Where the lines go.
 * @param json Whether each line is a JSON object; then nothing is counted.
 */
export async function listBounces(
  messages: AsyncIterable<FoundMessage>,
  terminal: Terminal,
  json: boolean,
): Promise<void> {
  const counts: Counts = { messages: 0, returned: 0, delayed: 0, reasons: new Map() };
  for await (const { file, number, octets } of messages) {
    counts.messages++;
    const bounces = readReturned(octets)?.bounces ?? [];
    if (bounces.some(({ action }) => action === "failed")) counts.returned++;
    for (const bounce of bounces) {
      if (json) terminal.json({ file, number: number ?? null, ...bounceJson(bounce) });
      else terminal.out(bounceLine(bounce), "\n");
      if (bounce.action === "delayed") counts.delayed++;
      else counts.reasons.set(bounce.reason, (counts.reasons.get(bounce.reason) ?? 0) + 1);
    }
  }
  if (!json) terminal.out(countLines(counts));
}

function countLines({ messages, returned, delayed, reasons }: Counts): Piece[] {
  const sorted = [...reasons].sort(([, one], [, other]) => other - one);
  const late = delayed === 0 ? "" : `, ${delayed} delayed`;
  return [
    ...(returned + delayed === 0 ? [] : ["\n"]),
    bold(`${returned} of ${messages} ${messages === 1 ? "message" : "messages"} came back${late}`),
    "\n",
    ...sorted.map(([reason, count]) =>
      `${String(count).padStart(6)}  ${reason.padEnd(REASON_WIDTH)}  ${REASONS[reason]}\n`
    ),
  ];
}
