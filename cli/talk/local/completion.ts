/**
 * What Tab offers: the commands that are allowed now, the extensions that the server offered, and the
 * commands to mua itself.
 * @module
 */
import type { Completion } from "../../terminal/line_editor.ts";
import type { Extensions } from "../../../smtp/extensions.ts";
import { MECHANISM_NAMES } from "../../../smtp/security.ts";
import { VERBS } from "../dialogue/command_line.ts";
import { isLocal, LOCAL_COMMANDS } from "./local_command.ts";
import { allowedIn, BEGINNINGS } from "../dialogue/next.ts";
import type { DialogueState } from "../dialogue/state.ts";

/**
 * The completions of a text.
 *
 * @param text What stands before the cursor.
 * @param state Where the dialogue stands.
 * @returns The completions, none if nothing fits.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { complete } from "./completion.ts";
 * import { NEW_DIALOGUE } from "../dialogue/state.ts";
 * assertEquals(complete("eh", NEW_DIALOGUE), { from: 0, candidates: ["EHLO "] });
 * assertEquals(complete(":cr", NEW_DIALOGUE), { from: 0, candidates: [":crlf"] });
 * ```
 */
export function complete(text: string, state: DialogueState): Completion {
  const from = text.lastIndexOf(" ") + 1;
  const word = text.slice(from).toLowerCase();
  // Between the verb and its path there is no other word to offer.
  const whole = text.toLowerCase();
  const { candidates, at } = isLocal(text)
    ? { candidates: localCandidates(text, state), at: from }
    : from === 0 || isBeginning(whole)
    ? { candidates: beginnings(state), at: 0 }
    : { candidates: argumentCandidates(text, state), at: from };
  const typed = at === 0 ? whole : word;
  return {
    from: at,
    candidates: candidates.filter((candidate) =>
      candidate.toLowerCase().startsWith(typed) && candidate !== text.slice(at)
    ),
  };
}

/** `MAIL ` and `MAIL FR` go on to `MAIL FROM:<`. */
function isBeginning(text: string): boolean {
  return Object.values(BEGINNINGS).some((beginning) => beginning.toLowerCase().startsWith(text));
}

/** What stands at the start of a line. */
function beginnings(state: DialogueState): string[] {
  const withArgument = new Set(["EHLO", "HELO", "LHLO", "AUTH", "BDAT", "VRFY", "EXPN", "ETRN"]);
  return allowedIn(state).map((verb) =>
    BEGINNINGS[verb] ?? (withArgument.has(verb) ? `${verb} ` : verb)
  );
}

function argumentCandidates(text: string, state: DialogueState): readonly string[] {
  const { extensions } = state;
  if (extensions === undefined) return [];
  if (/^auth +\S*$/i.test(text)) return extensions.keywords.get("AUTH") ?? [];
  if (/^mail +from: ?\S* /i.test(text)) return mailParameters(extensions);
  if (/^rcpt +to: ?\S* /i.test(text)) return recipientParameters(extensions);
  return [];
}

/** Parameters of MAIL (RFC 1870, 6152, 3030, 6531, 3461, 4954 and 8689). */
function mailParameters({ keywords }: Extensions): string[] {
  return [
    ...(keywords.has("SIZE") ? ["SIZE="] : []),
    ...(keywords.has("8BITMIME") ? ["BODY=7BIT", "BODY=8BITMIME"] : []),
    ...(keywords.has("BINARYMIME") ? ["BODY=BINARYMIME"] : []),
    ...(keywords.has("SMTPUTF8") ? ["SMTPUTF8"] : []),
    ...(keywords.has("DSN") ? ["RET=FULL", "RET=HDRS", "ENVID="] : []),
    ...(keywords.has("AUTH") ? ["AUTH=<>"] : []),
    ...(keywords.has("REQUIRETLS") ? ["REQUIRETLS"] : []),
  ];
}

/** Parameters of RCPT (RFC 3461 section 4). */
function recipientParameters({ keywords }: Extensions): string[] {
  return keywords.has("DSN")
    ? ["NOTIFY=NEVER", "NOTIFY=SUCCESS,FAILURE,DELAY", "ORCPT=rfc822;"]
    : [];
}

function localCandidates(text: string, state: DialogueState): readonly string[] {
  if (!text.includes(" ")) {
    return LOCAL_COMMANDS.map(({ name, operands }) => operands === "" ? `:${name}` : `:${name} `);
  }
  if (/^:auth +\S*$/i.test(text)) {
    const offered = state.extensions?.keywords.get("AUTH") ?? [];
    const both = MECHANISM_NAMES.filter((name) => offered.includes(name));
    return both.length > 0 ? both : MECHANISM_NAMES;
  }
  if (/^:(?:help|explain) +\S*$/i.test(text)) return VERBS;
  return [];
}
