/**
 * A recorded dialogue: of `mua send -v`, swaks, curl, telnet, or an RFC. Each line is explained
 * in a sentence, and each refusal in full, for the command it answers.
 * @module
 */
import { type Answer, explainAnswer, parseAnswer } from "./answer.ts";
import { commandFault, findCommand, nearVerb } from "../knowledge/command.ts";
import { explainEhloAnswer } from "./ehlo_answer.ts";
import type { Explanation } from "../knowledge/knowledge.ts";
import { explainLine } from "./line.ts";
import { type Moment, momentOf } from "../knowledge/moment.ts";
import { replySentence } from "../knowledge/reply_moment.ts";

/** `note` is a program's remark on the dialogue; `other` is an unmarked line that neither side can have sent. */
type Speaker = "client" | "server" | "note" | "other";

/** A line, and who sent it. */
export interface Spoken {
  readonly speaker: Speaker;
  readonly text: string;
}

/** Marks of mua and swaks, after mua's time. */
const MARKED = /^(?:#\d+ +)?(?: *\d+\.\d{3})? *(===|->|~>|<-|<~\*|<~|<\*\*|\*\*\*) {1,2}(.*)$/;
/** Marks of curl and of RFCs. */
const PREFIXED = /^([<>]|[CS]:) (.*)$/;
/** The code of a server's greeting. */
const GREETING = 220;
const REPLY_LINE = /^[2-5]\d\d(?:[ -]|$)/;
const COMMAND_LINE =
  /^(?:(?:EHLO|HELO|LHLO|AUTH|VRFY|EXPN|ETRN|BDAT) \S|(?:MAIL FROM|RCPT TO) ?:|(?:DATA|QUIT|RSET|NOOP|STARTTLS|HELP)$)/i;
/** What people mistype: a verb in capitals, or one followed by an address; other lines are sentences. */
const MISTYPED_LINE = /^(?:[A-Z]{3,}(?: \S+)?$|[A-Za-z]{3,} (?:FROM|TO) ?: ?<)/;

/**
 * Whether a text is a dialogue: it has both a command and an answer, or it has marks.
 *
 * @param lines The text.
 */
export function isDialogue(lines: readonly string[]): boolean {
  const spoken = lines.map(readSpoken);
  return lines.some((line) => MARKED.test(line)) ||
    (spoken.some(({ speaker }) => speaker === "client") &&
      spoken.some(({ speaker }) => speaker === "server"));
}

function readSpoken(line: string): Spoken {
  const [, mark, said = ""] = MARKED.exec(line) ?? [];
  if (mark !== undefined) return { speaker: speakerOf(mark), text: said };
  const [, prefix, rest = ""] = PREFIXED.exec(line) ?? [];
  const text = prefix === undefined ? line : rest;
  if (REPLY_LINE.test(text)) return { speaker: "server", text };
  return { speaker: isCommand(text) ? "client" : "other", text };
}

function isCommand(text: string): boolean {
  return COMMAND_LINE.test(text) || (MISTYPED_LINE.test(text) && nearVerb(text) !== undefined);
}

function speakerOf(mark: string): Speaker {
  if (mark.endsWith(">")) return "client";
  return mark.startsWith("<") ? "server" : "note";
}

/**
 * Explains a dialogue.
 *
 * @param lines The text.
 */
export function explainDialogue(lines: readonly string[]): Explanation[] {
  const reader = new DialogueReader();
  return lines.flatMap((line) => reader.read(readSpoken(line)));
}

/**
 * Explains a dialogue whose lines are known to be of one, line by line.
 *
 * @param lines The lines, and who sent each.
 * @returns For each line what we know about it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { explainLines } from "./dialogue.ts";
 * const [greeting, ehlo] = explainLines([
 *   { speaker: "server", text: "220 mx.example ESMTP" },
 *   { speaker: "client", text: "EHLO x.example" },
 * ]);
 * assertEquals([greeting?.length, ehlo?.[0]?.kind], [1, "command"]);
 * ```
 */
export function explainLines(lines: readonly Spoken[]): Explanation[][] {
  const reader = new DialogueReader();
  const explained = lines.map((line) => reader.read(line));
  for (const [at, all] of explained.entries()) {
    // An answer of several lines is explained as a whole, and that of EHLO with as many sentences.
    const first = at - all.length + 1;
    const isWhole = all.length > 1 && first >= 0 &&
      lines.slice(first, at).every(({ speaker, text }) => speaker === "server" && text[3] === "-");
    if (isWhole) all.splice(0).forEach((each, index) => explained[first + index]?.push(each));
  }
  return explained;
}

/** Follows a dialogue, to know which command an answer belongs to. */
class DialogueReader {
  /** Commands not answered yet, in order: with PIPELINING there are several. */
  readonly #waiting: (Moment | undefined)[] = [];
  #inMessage = false;
  /** Whether the client's next line answers the 334 of AUTH, and is not a command. */
  #inAuth = false;
  #anybodySpoke = false;
  /** Whether a note says that this is a new connection. */
  #isConnected = false;
  /** The lines so far of an incomplete answer. */
  #reply: string[] = [];

  read({ speaker, text }: Spoken): Explanation[] {
    if (speaker === "note" && text.startsWith("Connected to ")) this.#beginAnew();
    if (this.#inMessage && speaker !== "server") return this.#readMessage(text);
    if (speaker === "server") return this.#readReply(text);
    if (speaker === "client") return this.#readCommand(text);
    const explained = explainLine(text);
    return explained === undefined ? [] : [explained];
  }

  /** A transcript may hold several connections: anything pending on the previous one is over. */
  #beginAnew(): void {
    this.#waiting.length = 0;
    this.#inMessage = false;
    this.#inAuth = false;
    this.#anybodySpoke = false;
    this.#isConnected = true;
    this.#reply = [];
  }

  #readMessage(text: string): Explanation[] {
    if (text !== ".") return [];
    this.#inMessage = false;
    return this.#readCommand(text);
  }

  #readCommand(text: string): Explanation[] {
    const command = findCommand(text);
    const moment = momentOf(text);
    this.#anybodySpoke = true;
    if (this.#inAuth) {
      this.#inAuth = false;
      return [];
    }
    if (command === undefined) return this.#readMistyped(text);
    if (moment === undefined) return [];
    this.#waiting.push(moment);
    const said = [command.does, commandFault(text)].filter((each) => each !== undefined);
    return [inBrief("command", text, said.join(" "), command.sources)];
  }

  #readMistyped(text: string): Explanation[] {
    const near = nearVerb(text);
    if (near === undefined || this.#waiting.at(-1) === "bdat") return [];
    this.#waiting.push(undefined);
    return [inBrief("command", text, `Not an SMTP command; did you mean ${near}?`)];
  }

  #readReply(line: string): Explanation[] {
    this.#reply.push(line);
    if (line[3] === "-") return [];
    const lines = this.#reply;
    this.#reply = [];
    const answer = joinReply(lines);
    if (answer?.code === undefined) return [];
    const moment = this.#momentOfAnswer(answer.code);
    this.#anybodySpoke = true;
    if (answer.code >= 400) return [explainAnswer(answer, lines.join(" "), moment)];
    if (moment === "ehlo") return explainEhloAnswer(lines);
    if (moment === undefined) return [explainAnswer(answer, lines.join(" "))];
    return [inBrief("reply", lines.join(" "), replySentence(answer.code, moment))];
  }

  #momentOfAnswer(code: number): Moment | undefined {
    // If the beginning of the dialogue is missing, a refusal may come from its middle.
    const isGreeting = !this.#anybodySpoke && (this.#isConnected || code === GREETING);
    const moment = this.#waiting[0] ?? (isGreeting ? "banner" : undefined);
    // The AUTH exchange continues; its final answer comes at the end.
    if (code !== 334) this.#waiting.shift();
    this.#inAuth = code === 334;
    if (code === 354) this.#inMessage = true;
    return moment;
  }
}

/**
 * The lines of one reply as one answer, with a repeated enhanced code only once.
 *
 * @param lines The lines with their codes.
 */
export function joinReply(lines: readonly string[]): Answer | undefined {
  const [first, ...others] = lines.map((line) => parseAnswer(line));
  if (first === undefined) return undefined;
  const text = [first, ...others].map((answer) => answer?.text ?? "").join(" ").trim();
  return { ...first, text };
}

function inBrief(
  kind: "command" | "reply",
  seen: string,
  title: string,
  sources: readonly string[] = [],
): Explanation {
  return { kind, seen, title, points: [], next: [], sources };
}
