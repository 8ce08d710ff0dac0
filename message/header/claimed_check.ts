/**
 * What servers say that they have checked of a message, one check at a time: from Authentication-Results
 * (RFC 8601), ARC-Authentication-Results (RFC 8617) and Received-SPF (RFC 7208 9.1), with whose claim it is.
 * @module
 */
import { type AuthenticationResult, parseAuthenticationResults } from "./authentication_results.ts";
import type { HeaderField } from "./header.ts";
import { readTokens, type Token } from "./lexer.ts";
import {
  findOwnServers,
  isSameSite,
  type OwnServers,
  type Standing,
  standingOf,
} from "./own_server.ts";

/** The results that are known: those of RFC 8601 2.7, and of those who have their own. */
const RESULTS = [
  "pass",
  "fail",
  "softfail",
  "neutral",
  "none",
  "policy",
  "temperror",
  "permerror",
  "bestguesspass",
  "softpass",
  "skipped",
  "declined",
] as const;

/** A result that is known. */
export type CheckResult = typeof RESULTS[number];

/** Characters of a field that are read: none of use is so long. */
const MAX_VALUE_LENGTH = 20_000;

/** What older programs write (RFC 8601 2.7.2, RFC 4408 2.5), and rspamd of ARC. */
const OTHER_NAMES: ReadonlyMap<string, CheckResult> = new Map([
  ["hardfail", "fail"],
  ["reject", "fail"],
  ["error", "temperror"],
]);

/** One check, as a server says that it went. */
export interface ClaimedCheck {
  /** The field that says so. */
  readonly field: HeaderField;
  /** The server that says so, by the name that it gives itself; empty if it gives none. */
  readonly server: string;
  /** Whose claim it is; only those that are `own` count. */
  readonly standing: Standing;
  /** The method in lower case, such as `spf`, `dkim`, `dmarc`, `arc`, `compauth`. */
  readonly method: string;
  /** The result; `undefined` if the word is not known. */
  readonly result: CheckResult | undefined;
  /** The word for the result as it stands there, in lower case. */
  readonly said: string;
  /** What was looked at, by names in lower case: `smtp.mailfrom`, `header.d`, `header.from`, `action`. */
  readonly properties: ReadonlyMap<string, string>;
  /** Why, where the server says so. */
  readonly reason?: string;
  /** The comments behind it. */
  readonly comments: readonly string[];
}

/**
 * Reads every check that servers claim, in the order of the fields. Never throws. Fields of ARC are what
 * forwarders say; the recipient's own server may be one.
 *
 * @param fields The header.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readClaimedChecks } from "./claimed_check.ts";
 * import { parseHeader } from "./header.ts";
 *
 * const header = "Received: from a.example by mx.b.example; x\n" +
 *   "Authentication-Results: mx.b.example; spf=hardfail smtp.mailfrom=a.example\n" +
 *   "Authentication-Results: mx.b.example.evil.example; spf=pass\n";
 * const { fields } = parseHeader(new TextEncoder().encode(header));
 * const checks = readClaimedChecks(fields);
 * assertEquals(checks.map(({ method, result, standing }) => [method, result, standing]), [
 *   ["spf", "fail", "own"],
 *   ["spf", "pass", "foreign"],
 * ]);
 * ```
 */
export function readClaimedChecks(fields: readonly HeaderField[]): ClaimedCheck[] {
  const servers = findOwnServers(fields);
  return fields.flatMap((field, index) => {
    switch (field.name.toLowerCase()) {
      case "authentication-results":
        return checksOf(field, standings(servers, index));
      case "arc-authentication-results":
        return checksOf(field, () => index < servers.above ? "own" : "foreign");
      case "received-spf":
        return spfOf(field, standings(servers, index));
      default:
        return [];
    }
  });
}

type Judge = (server: string) => Standing;

/** Microsoft's servers do not name themselves in the field, and are the only ones that do not. */
function standings(servers: OwnServers, index: number): Judge {
  return (server) => {
    const standing = standingOf(servers, index, server);
    const isNameless = server === "" && standing === "open";
    return isNameless && servers.names.some((name) => isSameSite(name, "outlook.com"))
      ? "own"
      : standing;
  };
}

function checkResultOf(method: string, word: string): CheckResult | undefined {
  const said = word.toLowerCase();
  if (said === "unknown" && method === "spf") return "permerror";
  return RESULTS.find((result) => result === said) ?? OTHER_NAMES.get(said);
}

function checksOf(field: HeaderField, judge: Judge): ClaimedCheck[] {
  const { server, results } = parseAuthenticationResults(field.value.slice(0, MAX_VALUE_LENGTH));
  const standing = judge(server);
  return results.map((each) => checkOf(field, server, standing, each));
}

function checkOf(
  field: HeaderField,
  server: string,
  standing: Standing,
  { method, result, reason, properties, comments }: AuthenticationResult,
): ClaimedCheck {
  return {
    field,
    server,
    standing,
    method,
    result: checkResultOf(method, result),
    said: result,
    ...(reason === undefined ? {} : { reason }),
    properties,
    comments,
  };
}

/** The keys of RFC 7208 9.1, by the properties that RFC 8601 has for the same. */
const SPF_KEYS: ReadonlyMap<string, string> = new Map([
  ["envelope-from", "smtp.mailfrom"],
  ["helo", "smtp.helo"],
  ["client-ip", "smtp.remote-ip"],
  ["mechanism", "policy.mechanism"],
]);

/** `Pass (mx.b.example: domain of a@a.example ...) client-ip=192.0.2.1; receiver=mx.b.example` */
function spfOf(field: HeaderField, judge: Judge): ClaimedCheck[] {
  const tokens = readTokens(field.value.slice(0, MAX_VALUE_LENGTH), ";=");
  const said = tokens[0]?.kind === "atom" ? tokens[0].text.toLowerCase() : "";
  if (said === "") return [];
  const pairs = pairsOf(tokens);
  const comments = tokens.filter(({ kind }) => kind === "comment").map(({ text }) => text);
  // The comment begins with the name of the one who checked (RFC 7208 9.1).
  const named = /^([\w.-]+): /.exec(comments[0] ?? "")?.[1];
  const receiver = pairs.get("receiver");
  const server = named ?? (receiver?.includes("@") === true ? undefined : receiver) ?? "";
  const properties = new Map<string, string>();
  for (const [key, value] of pairs) {
    const name = SPF_KEYS.get(key);
    if (name !== undefined) properties.set(name, value);
  }
  const result = { method: "spf", result: said, properties, comments };
  return [checkOf(field, server, judge(server), result)];
}

/** `key=value` pairs, where a value ends with a semicolon or a blank. */
function pairsOf(tokens: readonly Token[]): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== "special" || token.text !== "=") continue;
    const [key, value] = [tokens[index - 1], tokens[index + 1]];
    if (key?.kind !== "atom" || value === undefined || value.kind === "special") continue;
    if (!pairs.has(key.text.toLowerCase())) pairs.set(key.text.toLowerCase(), value.text);
  }
  return pairs;
}
