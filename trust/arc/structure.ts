/**
 * The sets of fields that a chain of ARC is made of, where they are no chain (RFC 8617 sections 4.2 and 5.2).
 * @module
 */
import { Buffer } from "node:buffer";
import { getARChain } from "mailauth/arc";
import type { HeaderField } from "../../message/header/header.ts";

/** Sets of fields in their order, as the package has them. */
export type ArcSets = Exclude<ReturnType<typeof getARChain>, false>;

/** What is wrong with the sets. */
interface StructureFault {
  /** The set that is wrong, from 1; 0 where none can be named. */
  readonly instance: number;
  /** What is wrong: a clause. */
  readonly text: string;
}

const SET = ["arc-seal", "arc-message-signature", "arc-authentication-results"];

/** The package's words for what is wrong, and ours. */
const FAULTS: readonly (readonly [said: RegExp, words: (found: readonly string[]) => string])[] = [
  [/^i=(\d+) cv="?fail$/i, ([set]) => `seal ${set} says that the chain before it was broken`],
  [/^i=1 cv="?(.*)$/, ([cv]) => `seal 1 says "${cv}" of those before (cv=), and there are none`],
  [
    /^i=(\d+) cv="?(.*)$/,
    ([set, cv]) => `seal ${set} says "${cv}" of those before (cv=), not pass`,
  ],
  [/^i=(\d+) no (arc-\S+) set$/, ([set, field]) => `set ${set} has no field ${nameOf(field)}`],
  [
    /^i=(\d+) multiple (arc-\S+) values$/,
    ([set, field]) => `set ${set} has several fields ${nameOf(field)}`,
  ],
  [/^i=\d+ expected=(\d+)$/, ([set]) => `set ${set} is missing`],
  [/^i=(\d+) (.*)$/, ([set, why]) => `set ${set} is malformed: ${why}`],
  [/^chain-length=/, () => "there are more than 50 sets"],
  [/^invalid (as|ams|aar) instance$/, () => "a field has no number of its set (i=) from 1 to 50"],
];

/** `ARC-Seal` for `arc-seal`. */
function nameOf(field = ""): string {
  return field.replace(/^arc/, "ARC").replace(
    /-([a-z])/g,
    (_, letter) => `-${letter.toUpperCase()}`,
  );
}

/**
 * Reads what the package says of sets that are no chain.
 *
 * @param said The message of its error: `i=2 cv=fail`.
 */
export function readFault(said: string): StructureFault {
  const instance = Number(/^i=(\d+) /.exec(said)?.[1] ?? 0);
  for (const [pattern, words] of FAULTS) {
    const found = pattern.exec(said);
    if (found !== null) return { instance, text: words(found.slice(1)).slice(0, 200) };
  }
  return { instance, text: said.slice(0, 200) };
}

/**
 * The sets before one that is wrong, which may be a chain by themselves.
 *
 * @param fields The header.
 * @param instance The set that is wrong.
 */
export function setsBefore(fields: readonly HeaderField[], instance: number): ArcSets {
  const parsed = fields.flatMap(({ name, value, raw }) => {
    const key = name.toLowerCase();
    const own = Number(/(?:^|;)\s*i\s*=\s*(\d{1,2})\s*(?:;|$)/.exec(value)?.[1] ?? 0);
    return SET.includes(key) && own < instance ? [{ key, line: lineOf(raw) }] : [];
  });
  try {
    return getARChain({ parsed }, { strict: true }) || [];
  } catch {
    return [];
  }
}

/** The octets of a field as the package has them: without the end of its last line. */
function lineOf(raw: Uint8Array): Buffer {
  return Buffer.from(Buffer.from(raw).toString("latin1").replace(/\r?\n$/, ""), "latin1");
}
