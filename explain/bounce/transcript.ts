/**
 * The transcript of a session, as Sendmail and its relatives put it into a bounce: `>>>` was sent, `<<<`
 * came back, and `<ana@x.example>... User unknown` is what became of an address.
 * @module
 */
import type { Moment } from "../knowledge/moment.ts";
import { commandIn } from "./said.ts";

/** What became of an address in a transcript. */
export interface Transcribed {
  readonly recipient: string;
  /** The answer of the other server; where there is none, the words of the one that reports. */
  readonly words: string;
  /** Whether the words are the other server's. */
  readonly isRemote: boolean;
  readonly by: string | undefined;
  readonly command: Moment | undefined;
}

const BEGIN = /transcript of (?:the )?session|while talking to|^\s{0,4}>>> /i;
const TALKING = /\bwhile talking to ([^\s:]+)/i;
const SENT = /^\s{0,4}>>> ?(.*)$/;
const CAME = /^\s{0,4}<<< ?(.*)$/;
const RESULT =
  /^\s{0,4}(?:([45]\d\d) )?(?:([45]\.\d{1,3}\.\d{1,3}) )?<?([^\s<>]{1,64}(?:@[^\s<>]{1,253})?)>?\.\.\. (.*)$/;

/**
 * Reads a transcript.
 *
 * @param lines The text in which it stands.
 * @param known Recipients that are known from elsewhere: of these a name without a domain is enough.
 */
export function readTranscript(
  lines: readonly string[],
  known: readonly string[],
): Transcribed[] {
  // A server's words may have the form of a result elsewhere.
  const begin = lines.findIndex((line) => BEGIN.test(line));
  const found: Transcribed[] = [];
  // Of those with the same name the first counts, which comes last here.
  const byName = new Map(known.toReversed().map((each) => [localPart(each), each]));
  let by: string | undefined;
  let command: Moment | undefined;
  let reply: string[] = [];
  for (const line of begin < 0 ? [] : lines.slice(begin)) {
    const [, name] = TALKING.exec(line) ?? [];
    const [, sent] = SENT.exec(line) ?? [];
    const [, came] = CAME.exec(line) ?? [];
    const result = RESULT.exec(line);
    if (name !== undefined) {
      by = name.replace(/\.$/, "");
      command = undefined;
      reply = [];
    } else if (sent !== undefined) {
      command = commandIn(`>>> ${sent}`);
      reply = [];
    } else if (came !== undefined) {
      if (reply.length > 0 && reply[0]?.slice(0, 3) !== came.slice(0, 3)) reply = [];
      reply.push(came.trim());
    } else if (result !== null) {
      const recipient = fullAddress(result[3] ?? "", byName);
      if (recipient === undefined) continue;
      const isRefusal = reply.length > 0 && /^[45]/.test(reply[0] ?? "");
      const own = line.trim();
      found.push({
        recipient,
        words: isRefusal ? reply.join(" ") : own,
        isRemote: isRefusal,
        by: isRefusal ? by : undefined,
        command: isRefusal ? commandOf(command, result[4] ?? "") : undefined,
      });
      reply = [];
    }
  }
  // The last answer may stand for all: `554 5.0.0 Service unavailable` names nobody.
  if (found.length === 0 && reply.length > 0 && /^[45]/.test(reply[0] ?? "")) {
    return known.map((recipient) => ({
      recipient,
      words: reply.join(" "),
      isRemote: true,
      by,
      command,
    }));
  }
  return found.length > 0 ? found : ownResult(lines, known);
}

/** What the reporting server says of itself, and of no address. */
function ownResult(lines: readonly string[], known: readonly string[]): Transcribed[] {
  const begin = lines.findIndex((line) => BEGIN.test(line));
  const own = begin < 0 ? undefined : lines.slice(begin).find((line) => /^[45]\d\d \S/.test(line));
  if (own === undefined) return [];
  return known.map((recipient) => ({
    recipient,
    words: own.trim(),
    isRemote: false,
    by: undefined,
    command: undefined,
  }));
}

/** With PIPELINING the last command that was sent is DATA, also where RCPT was refused. */
function commandOf(command: Moment | undefined, result: string): Moment | undefined {
  return command === "data" && /^user unknown/i.test(result) ? "rcpt" : command;
}

/** @param known Addresses by what stands before their @, in lower case. */
function fullAddress(name: string, known: ReadonlyMap<string, string>): string | undefined {
  return name.includes("@") ? name : known.get(name.toLowerCase());
}

function localPart(address: string): string {
  return (address.split("@", 1)[0] ?? "").toLowerCase();
}
