/**
 * What can be said about a line before it is sent. Nothing is held back: whoever types it may want to see
 * what the server says.
 * @module
 */
import { missedWord } from "../../../explain/knowledge/command.ts";
import { SASL_MECHANISMS } from "../../../explain/knowledge/sasl.ts";
import { utf8Length } from "../../../octets/length.ts";
import { COMMAND_LINE_MAX_OCTETS, PARAMETERS_MAX_OCTETS } from "../../../smtp/command.ts";
import type { Extensions } from "../../../smtp/extensions.ts";
import { didYouMean, suggest } from "../../command/suggest.ts";
import { type CommandLine, readCommandLine, type Verb, VERBS } from "./command_line.ts";
import { allowedIn } from "./next.ts";
import type { DialogueState } from "./state.ts";

/**
 * The hints on a line that is about to be sent.
 *
 * @param text The line without its end.
 * @param state Where the dialogue stands.
 * @returns Sentences, none if there is nothing to say.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { hintsOn } from "./hint.ts";
 * import { NEW_DIALOGUE } from "./state.ts";
 * assertEquals(hintsOn("DATA", NEW_DIALOGUE), [
 *   "DATA comes after RCPT; greet first, with EHLO or HELO (RFC 5321 section 4.1.4).",
 * ]);
 * ```
 */
export function hintsOn(text: string, state: DialogueState): string[] {
  if (state.phase === "data") return messageHints(text);
  if (state.phase === "chunk" || state.phase === "auth") return [];
  const line = readCommandLine(text);
  const hints = line.verb === undefined
    ? [unknownCommand(line)]
    : [orderHint(line.verb, state), ...syntaxHints(line, line.verb, state)];
  return [...hints, ...octetHints(line, state.extensions)].filter((hint) => hint !== undefined);
}

/** Commands that people give in a message, because they think that it is over. */
const SEEMS_COMMAND = /^(?:QUIT|RSET|NOOP|DATA|MAIL FROM:.*|RCPT TO:.*)\s*$/i;

/** RFC 5321 section 4.5.2 for the dot, section 4.5.3.1.6 for the length. */
function messageHints(text: string): string[] {
  const hints: string[] = [];
  if (/^\.\s+$/.test(text)) {
    hints.push("This is text: only a dot with nothing after it ends the message.");
  } else if (text.startsWith(".") && text !== ".") {
    hints.push(
      "mua adds a dot in front, because a lone dot would end the message (RFC 5321 section 4.5.2).",
    );
  }
  if (SEEMS_COMMAND.test(text)) {
    hints.push("Inside the message this is text: a line with only a dot ends it.");
  }
  if (utf8Length(text) > 998) {
    hints.push("A message line may have at most 998 octets (RFC 5321 section 4.5.3.1.6).");
  }
  return hints;
}

function unknownCommand({ word, text }: CommandLine): string {
  if (text === ".") return "A lone dot ends a message, and none is being sent. DATA starts one.";
  const [near] = suggest(word.toUpperCase(), VERBS);
  if (near !== undefined) return `There is no such SMTP command. Did you mean ${near}?`;
  return "mua knows no such SMTP command.";
}

/** Where a command belongs in the dialogue, if it is not here. */
function orderHint(verb: Verb, state: DialogueState): string | undefined {
  if (allowedIn(state).includes(verb)) return undefined;
  const greetFirst = state.phase === "connected"
    ? "; greet first, with EHLO or HELO (RFC 5321 section 4.1.4)"
    : "";
  switch (verb) {
    case "MAIL":
      return state.phase === "connected"
        ? "MAIL comes after the greeting: EHLO or HELO (RFC 5321 section 4.1.4)."
        : "A mail is already under way: RSET cancels it (RFC 5321 section 4.1.4).";
    case "RCPT":
      return `RCPT comes after MAIL${greetFirst || " (RFC 5321 section 4.1.4)"}.`;
    case "DATA":
      return `DATA comes after RCPT${greetFirst || " (RFC 5321 section 4.1.4)"}.`;
    case "BDAT":
      return bdatHint(state);
    case "STARTTLS":
      return startTlsHint(state);
    case "AUTH":
      return authHint(state);
    case "ETRN":
      return "The server does not offer ETRN (RFC 1985).";
    default:
      return undefined;
  }
}

function bdatHint({ phase, extensions }: DialogueState): string {
  return phase === "rcpt" && !extensions?.chunking
    ? "The server does not offer CHUNKING, which BDAT needs (RFC 3030)."
    : "BDAT comes after RCPT (RFC 3030 section 2).";
}

function startTlsHint({ phase, encrypted, extensions }: DialogueState): string {
  if (encrypted) return "TLS is already on (RFC 3207 section 4.2).";
  if (phase === "connected") return "STARTTLS comes after EHLO, which shows whether it is offered.";
  if (!extensions?.startTls) return "The server does not offer STARTTLS (RFC 3207 section 4).";
  return "STARTTLS is not allowed during a mail: RSET cancels the mail.";
}

function authHint({ phase, authenticated, extensions }: DialogueState): string {
  if (authenticated) {
    return "You are already authenticated, and AUTH is allowed only once (RFC 4954 section 4).";
  }
  if (phase === "connected") return "AUTH comes after EHLO, which lists the mechanisms.";
  if (!extensions?.keywords.has("AUTH")) {
    return "The server does not offer AUTH here; many offer it only under TLS.";
  }
  return "AUTH is not allowed during a mail (RFC 4954 section 4).";
}

function syntaxHints(
  { argument, text }: CommandLine,
  verb: Verb,
  state: DialogueState,
): (string | undefined)[] {
  switch (verb) {
    case "HELO":
    case "EHLO":
    case "LHLO":
      return [greetingHint(verb, argument)];
    case "MAIL":
      return pathHints(text, argument, "FROM", "MAIL FROM:<ana@example.org>", state);
    case "RCPT":
      return pathHints(text, argument, "TO", "RCPT TO:<ana@example.org>", state);
    case "DATA":
    case "RSET":
    case "QUIT":
    case "STARTTLS":
      return argument === "" ? [] : [`${verb} takes no argument (RFC 5321 section 4.1.1).`];
    case "AUTH":
      return [mechanismHint(argument), credentialsHint(argument, state)];
    case "BDAT":
      return [
        /^\d+(\s+LAST)?\s*$/i.test(argument) ? undefined : "BDAT needs a number: BDAT 86 LAST.",
      ];
    default:
      return [];
  }
}

function greetingHint(verb: "HELO" | "EHLO" | "LHLO", argument: string): string | undefined {
  if (argument === "") return `${verb} is followed by your name (RFC 5321 section 4.1.1.1).`;
  if (!argument.includes(".") && !argument.startsWith("[")) {
    return `"${argument}" is not a full name: RFC 5321 section 4.1.4 requires a domain or an address in ` +
      "brackets. Many servers do not mind.";
  }
  return undefined;
}

/** The form of `FROM:<path> parameters` (RFC 5321 sections 3.3, 4.1.1.2 and 4.1.1.3). */
function pathHints(
  line: string,
  argument: string,
  keyword: "FROM" | "TO",
  example: string,
  state: DialogueState,
): (string | undefined)[] {
  const match = /^([A-Za-z]+):([ \t]*)(<[^>]*>|[^ \t]*)(.*)$/s.exec(argument);
  if (match === null || match[1]?.toUpperCase() !== keyword) {
    const missed = missedWord(line);
    const question = missed === undefined ? "" : `Did you mean ${missed}? `;
    return [`${question}The form is ${example}.`];
  }
  const [, , space = "", path = "", rest = ""] = match;
  const parameters = rest.split(/[ \t]+/).filter((word) => word !== "");
  return [
    space === ""
      ? undefined
      : `RFC 5321 section 3.3 allows no space after ${keyword}: (${example}). It is sent as typed; ` +
        "many servers accept it.",
    path.startsWith("<") ? undefined : `Put the address in angle brackets: ${example}.`,
    keyword === "TO" && path === "<>" ? "A recipient cannot be empty." : undefined,
    ...parameters.map((parameter) => parameterHint(parameter, state.extensions)),
  ];
}

/** The extension that each parameter belongs to (RFC 1870, 6152, 6531, 3461, 4954 and 8689). */
const PARAMETERS: Readonly<Record<string, string>> = {
  SIZE: "SIZE",
  BODY: "8BITMIME",
  SMTPUTF8: "SMTPUTF8",
  RET: "DSN",
  ENVID: "DSN",
  NOTIFY: "DSN",
  ORCPT: "DSN",
  AUTH: "AUTH",
  REQUIRETLS: "REQUIRETLS",
};

function parameterHint(parameter: string, extensions: Extensions | undefined): string | undefined {
  const name = parameter.split("=", 1)[0]?.toUpperCase() ?? "";
  const extension = PARAMETERS[name];
  if (extension === undefined) return didYouMean(name, Object.keys(PARAMETERS));
  if (extensions === undefined) return undefined;
  if (extensions.keywords.has(extension)) return undefined;
  if (name === extension) return `The server does not offer ${name}.`;
  return `${name} needs ${extension}, which the server does not offer.`;
}

/** A mechanism that nobody knows is mostly a slip of the fingers. */
function mechanismHint(argument: string): string | undefined {
  const mechanism = argument.split(/[ \t]/, 1)[0]?.toUpperCase() ?? "";
  const names = [...SASL_MECHANISMS.keys()];
  return mechanism === "" || names.includes(mechanism) ? undefined : didYouMean(mechanism, names);
}

function credentialsHint(
  argument: string,
  { encrypted, authenticated, extensions }: DialogueState,
): string | undefined {
  if (authenticated) return undefined;
  const mechanism = argument.split(/[ \t]/, 1)[0] || "MECHANISM";
  if (encrypted) {
    return `What follows is base64, which anyone can decode. :auth ${mechanism} USER does it for you.`;
  }
  const warning = "There is no TLS: base64 is not encryption, and anyone on the way can read it.";
  const isUseless = extensions !== undefined && !extensions.startTls;
  return isUseless ? warning : `${warning} Use :starttls first.`;
}

function octetHints(
  { text, verb }: CommandLine,
  extensions: Extensions | undefined,
): (string | undefined)[] {
  const max = verb === "MAIL" || verb === "RCPT"
    ? COMMAND_LINE_MAX_OCTETS + PARAMETERS_MAX_OCTETS
    : COMMAND_LINE_MAX_OCTETS;
  const isLong = verb !== "AUTH" && utf8Length(text) + 2 > max;
  const isAscii = utf8Length(text) === text.length;
  return [
    isLong
      ? `A command line may have at most ${max} octets (RFC 5321 section 4.5.3.1.4).`
      : undefined,
    isAscii || extensions?.smtpUtf8
      ? undefined
      : "Octets above 127 need SMTPUTF8, which the server does not offer (RFC 6531).",
    text.startsWith(" ") || text.startsWith("\t")
      ? "A command must start at the beginning of the line (RFC 5321 section 4.1.1)."
      : undefined,
  ];
}
