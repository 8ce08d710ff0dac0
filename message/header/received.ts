/**
 * What a mail server says of how it took a message: the field Received (RFC 5321 4.4).
 * @module
 */
import { type DateTime, parseDateTime } from "./date_time.ts";
import { readTokens, type Token } from "./lexer.ts";

/** What a field Received says, as far as it can be read; any part may be missing. */
export interface Received {
  /** Who gave the message, as it greeted: the word after `from`. */
  readonly from?: string;
  /** What the server itself saw of it: the name of its address, and the address. */
  readonly fromHost?: string;
  /** The IP address of the one who gave it. */
  readonly fromAddress?: string;
  /** Who took it: the word after `by`. */
  readonly by?: string;
  /** The link, such as `TCP`. */
  readonly via?: string;
  /** The protocol, such as `ESMTPS` (RFC 3848). */
  readonly with?: string;
  /** What the server calls the message. */
  readonly id?: string;
  /** The recipient that it took it for, without angle brackets. */
  readonly for?: string;
  /** Who authenticated to give it, where the server says so. */
  readonly authenticated?: string;
  /** Whether it came encrypted, and how; `undefined` when the field does not say. */
  readonly tls?: Tls;
  /** When. */
  readonly date?: DateTime;
  /** The text after the semicolon, when the field has no date that can be read. */
  readonly badDate?: string;
  /** The comments, in their order. */
  readonly comments: readonly string[];
  /** What is not as RFC 5321 4.4 says, each as the rest of a sentence about the field. */
  readonly faults: readonly string[];
}

/** What a field says of TLS. */
export interface Tls {
  /** Whether the message came encrypted. */
  readonly encrypted: boolean;
  /** The version, such as `TLSv1.3`. */
  readonly version?: string;
  /** The cipher suite. */
  readonly cipher?: string;
}

/** The words that begin a clause of RFC 5321 4.4. */
const CLAUSES: ReadonlySet<string> = new Set(["from", "by", "via", "with", "id", "for"]);

/** The words of a clause, until the next one begins. */
interface Clause {
  readonly name: string;
  readonly tokens: Token[];
}

/** Comments of one field that are looked at. */
const MAX_COMMENTS = 50;

/**
 * Reads a field Received. Never throws: what many programs write against the grammar is read as it
 * is meant, and said.
 *
 * @param value The unfolded value of the field.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseReceived } from "./received.ts";
 *
 * const value = "from ualg.pt (mail.ualg.pt [192.0.2.1]) by mx.example.com (Postfix) with ESMTPS " +
 *   "id 4F2 for <ana@example.com>; Tue, 24 Nov 2026 00:24:26 +0000 (UTC)";
 * const hop = parseReceived(value);
 * assertEquals([hop.from, hop.fromAddress, hop.by], ["ualg.pt", "192.0.2.1", "mx.example.com"]);
 * assertEquals([hop.for, hop.tls?.encrypted], ["ana@example.com", true]);
 * ```
 */
export function parseReceived(value: string): Received {
  const tokens = readTokens(value, ";");
  const semicolon = tokens.findLastIndex(({ kind, text }) => kind === "special" && text === ";");
  const head = semicolon < 0 ? tokens : tokens.slice(0, semicolon);
  const clauses = readClauses(head);
  const clause = (name: string): Clause | undefined => clauses.find((each) => each.name === name);
  const comments = head.filter(({ kind }) => kind === "comment").slice(0, MAX_COMMENTS)
    .map(({ text }) => text);
  const from = clause("from");
  const seen = from?.tokens.find(({ kind }) => kind === "comment")?.text;
  const protocol = wordOf(clause("with"));
  const dateText = semicolon < 0 ? "" : value.slice(tokens[semicolon]?.end).trim();
  const atEnd = semicolon < 0 ? undefined : parseDateTime(dateText);
  const date = atEnd ?? findDate(tokens, value);
  const faults = [
    ...faultsOf(tokens, clauses, dateText, date),
    ...date === undefined || atEnd !== undefined
      ? []
      : ["does not have its date after a semicolon at the end"],
  ];
  return defined({
    from: wordOf(from),
    fromHost: seen === undefined ? undefined : hostOf(seen),
    fromAddress: addressOf(seen ?? "") ?? addressOf(wordOf(from) ?? ""),
    by: wordOf(clause("by")),
    via: wordOf(clause("via")),
    with: protocol,
    id: wordOf(clause("id")),
    for: withoutBrackets(wordOf(clause("for"))),
    authenticated: authenticatedOf(comments),
    tls: tlsOf(protocol, comments),
    date,
    badDate: date === undefined && dateText !== "" ? dateText : undefined,
    comments,
    faults,
  });
}

/** The first word of a date in any form. */
const DATE_BEGINS =
  /^(?:\d{1,4}\b|(?:sun|mon|tue|wed|thu|fri|sat|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*,?$)/i;
/** How many words at the end of a field may be those of a date and what follows it. */
const MAX_DATE_WORDS = 30;
/** How much of the text a date may take, in UTF-16 code units. */
const MAX_DATE_LENGTH = 100;

/** A date that stands where none belongs. */
function findDate(tokens: readonly Token[], value: string): DateTime | undefined {
  for (const { kind, text, start } of tokens.slice(-MAX_DATE_WORDS)) {
    if (kind !== "atom" || !DATE_BEGINS.test(text)) continue;
    const words = value.slice(start, start + MAX_DATE_LENGTH).replaceAll(";", " ");
    const date = parseDateTime(words);
    if (date !== undefined) return date;
  }
  return undefined;
}

function readClauses(tokens: readonly Token[]): Clause[] {
  const clauses: Clause[] = [];
  const seen = new Set<string>();
  for (const token of tokens) {
    const name = token.kind === "atom" ? token.text.toLowerCase() : "";
    // A second one is text: `with` and `id` stand in comments that lack their parentheses.
    if (CLAUSES.has(name) && !seen.has(name)) {
      seen.add(name);
      clauses.push({ name, tokens: [] });
    } else {
      clauses.at(-1)?.tokens.push(token);
    }
  }
  return clauses;
}

/** The word of a clause: the first, since comments and what else a server writes follow it. */
function wordOf(clause: Clause | undefined): string | undefined {
  return clause?.tokens.find(({ kind }) => kind !== "comment")?.text;
}

function withoutBrackets(path: string | undefined): string | undefined {
  return path?.replace(/^<|>$/g, "");
}

const NAME = /^(?:HELO |EHLO |helo=|ehlo=)?([A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}))(?=[ [(]|$)/;
const LITERAL = /\[(?:IPv6:)?([0-9A-Fa-f:.]{2,45})\]/;
const BARE_ADDRESS = /(?:^|[ (])((?:\d{1,3}\.){3}\d{1,3})(?=[ ):]|$)/;

/** The name in the comment of `from`, as in `(mail.ualg.pt [192.0.2.1])`; `unknown` is none. */
function hostOf(comment: string): string | undefined {
  const name = NAME.exec(comment)?.[1]?.replace(/\.$/, "");
  return name === undefined || name.toLowerCase() === "unknown" || !/[A-Za-z]/.test(name)
    ? undefined
    : name;
}

function addressOf(text: string): string | undefined {
  return LITERAL.exec(text)?.[1] ?? BARE_ADDRESS.exec(text)?.[1];
}

const AUTHENTICATED = /(?:Authenticated sender: ?|authenticated(?: user| as|:) ?)([^\s,;()]+)/i;

function authenticatedOf(comments: readonly string[]): string | undefined {
  for (const comment of comments) {
    const who = AUTHENTICATED.exec(comment)?.[1];
    if (who !== undefined) return who;
  }
  return undefined;
}

/** RFC 3848: the protocols that say TLS by an S at their end, before the A of AUTH. */
const ENCRYPTED = /^(?:UTF8)?(?:E?SMTPSA?|LMTPSA?)$/i;
const UNENCRYPTED = /^(?:UTF8)?(?:E?SMTPA?|LMTPA?)$/i;
const TLS_VERSION = /\b(?:TLSv?|version=TLS|version=)[ _]?v?(\d(?:[._]\d)?)\b/i;
const CIPHER = /\b(?:cipher[ =:]+|TLS1\.\d:)([A-Za-z0-9_.:-]{3,80})/i;

function tlsOf(protocol: string | undefined, comments: readonly string[]): Tls | undefined {
  const comment = comments.find((text) => /\bTLS|\bcipher\b/i.test(text)) ?? "";
  const version = TLS_VERSION.exec(comment)?.[1]?.replace("_", ".");
  const cipher = CIPHER.exec(comment)?.[1];
  if (version !== undefined || ENCRYPTED.test(protocol ?? "")) {
    return defined({
      encrypted: true,
      version: version === undefined ? undefined : `TLSv${version}`,
      cipher,
    });
  }
  return UNENCRYPTED.test(protocol ?? "") ? { encrypted: false } : undefined;
}

function faultsOf(
  tokens: readonly Token[],
  clauses: readonly Clause[],
  dateText: string,
  date: DateTime | undefined,
): string[] {
  const faults: string[] = [];
  const has = (name: string): boolean =>
    wordOf(clauses.find((each) => each.name === name)) !== undefined;
  if (!has("by")) faults.push("does not name the receiving server (by)");
  if (date === undefined) {
    faults.push(dateText === "" ? "has no date" : "has a date that cannot be read");
  }
  if (tokens.some(({ open }) => open)) faults.push("has an unclosed quote or comment");
  return [...faults, ...(date?.faults ?? []).map((fault) => `has a date that ${fault}`)];
}

type Defined<T> =
  & { [K in keyof T as undefined extends T[K] ? never : K]: T[K] }
  & {
    [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
  };

/** Leaves out what is undefined. */
function defined<T extends object>(members: T): Defined<T> {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  // The entries are those of T whose values are defined; the compiler cannot follow that.
  return Object.fromEntries(entries) as Defined<T>;
}
