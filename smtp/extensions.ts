/**
 * What a server offers in its answer to EHLO (RFC 5321 sections 2.2 and 4.1.1.1).
 * @module
 */
import type { Reply } from "./reply.ts";

/** The extensions of one EHLO answer; they hold until the next EHLO or the start of TLS (RFC 3207 section 4.2). */
export interface Extensions {
  /** The server's name as it greeted: the first word of the first line. */
  readonly serverName: string;
  /** All keywords in upper case, with their parameters as they stood. */
  readonly keywords: ReadonlyMap<string, readonly string[]>;
  /** RFC 2033: whether it was greeted as a server of LMTP, which answers a message for each recipient. */
  readonly lmtp: boolean;
  /** RFC 2920. */
  readonly pipelining: boolean;
  /** RFC 6152. */
  readonly eightBitMime: boolean;
  /** RFC 6531. */
  readonly smtpUtf8: boolean;
  /** RFC 3207. */
  readonly startTls: boolean;
  /** RFC 3030: BDAT in place of DATA. */
  readonly chunking: boolean;
  /** RFC 3461. */
  readonly dsn: boolean;
  /** RFC 8689. */
  readonly requireTls: boolean;
  /** RFC 1870: whether SIZE may be sent with MAIL. */
  readonly size: boolean;
  /** RFC 1870 section 4: the largest message in octets; `undefined` if the server named no limit. */
  readonly maxSize: number | undefined;
  /** RFC 9422: the most recipients of one transaction; `undefined` if the server named no limit. */
  readonly maxRecipients: number | undefined;
  /** RFC 9422: the most transactions of one connection; `undefined` if the server named no limit. */
  readonly maxTransactions: number | undefined;
}

/** An EHLO line: a keyword, and parameters behind a space. Some servers write `AUTH=PLAIN`. */
const EHLO_LINE = /^([A-Za-z0-9][A-Za-z0-9-]*)(?:[ \t=]+(.*))?$/;

/**
 * Reads the answer to EHLO. Lines that are not of its form are passed over.
 *
 * @param reply The answer.
 * @returns The extensions.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseExtensions } from "./extensions.ts";
 * const lines = ["mx.example at your service", "SIZE 1000", "PIPELINING"];
 * const extensions = parseExtensions({ code: 250, enhanced: undefined, lines });
 * assertEquals(extensions.maxSize, 1000);
 * assertEquals(extensions.pipelining, true);
 * assertEquals(extensions.startTls, false);
 * ```
 */
export function parseExtensions(reply: Reply): Extensions {
  const keywords = new Map<string, readonly string[]>();
  for (const line of reply.lines.slice(1)) {
    const match = EHLO_LINE.exec(line.trim());
    if (match === null) continue;
    const parameters = match[2]?.split(/[ \t]+/).filter((word) => word !== "") ?? [];
    const keyword = (match[1] ?? "").toUpperCase();
    const before = keywords.get(keyword);
    keywords.set(keyword, before === undefined ? parameters : [...before, ...parameters]);
  }
  return fromKeywords(serverName(reply), keywords);
}

/**
 * What is known of a server that was greeted with HELO: it has no extensions (RFC 5321 section 4.1.1.1).
 *
 * @param reply The answer to HELO.
 * @returns Extensions with nothing offered.
 */
export function noExtensions(reply: Reply): Extensions {
  return fromKeywords(serverName(reply), new Map());
}

function serverName(reply: Reply): string {
  return (reply.lines[0] ?? "").trim().split(/\s/, 1)[0] ?? "";
}

function fromKeywords(
  serverName: string,
  keywords: ReadonlyMap<string, readonly string[]>,
): Extensions {
  return {
    serverName,
    keywords,
    lmtp: false,
    pipelining: keywords.has("PIPELINING"),
    eightBitMime: keywords.has("8BITMIME"),
    smtpUtf8: keywords.has("SMTPUTF8"),
    startTls: keywords.has("STARTTLS"),
    chunking: keywords.has("CHUNKING"),
    dsn: keywords.has("DSN"),
    requireTls: keywords.has("REQUIRETLS"),
    size: keywords.has("SIZE"),
    maxSize: positiveNumber(keywords.get("SIZE")?.[0]),
    maxRecipients: limitOf("RCPTMAX", keywords),
    maxTransactions: limitOf("MAILMAX", keywords),
  };
}

function limitOf(
  name: string,
  keywords: ReadonlyMap<string, readonly string[]>,
): number | undefined {
  const limits = keywords.get("LIMITS") ?? [];
  const limit = limits.find((each) => each.toUpperCase().startsWith(`${name}=`));
  return positiveNumber(limit?.slice(name.length + 1));
}

/** A number above zero; RFC 1870 section 4 has `SIZE 0` and `SIZE` alone mean that there is no fixed limit. */
function positiveNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,20}$/.test(text)) return undefined;
  const value = Number(text);
  return value > 0 ? value : undefined;
}
