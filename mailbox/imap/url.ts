/**
 * `imaps://USER@HOST[:PORT][/MAILBOX]`: where a mailbox is and whose (RFC 5092).
 * @module
 */
import { parseIpAddress } from "../../dns/ip.ts";
import { MailboxError } from "../mailbox.ts";

/** What such an URL says. */
export interface ImapUrl {
  /** TLS on connect (`imaps`, RFC 8314 section 3.2), or STARTTLS (`imap`). */
  readonly tls: "on-connect" | "starttls";
  /** The user; `undefined` leaves it to `.netrc`. */
  readonly user: string | undefined;
  /** A domain name, or an IP address without brackets. */
  readonly host: string;
  /** The port. */
  readonly port: number;
  /** The mailbox. */
  readonly mailbox: string;
}

/** The ports of IMAP (RFC 8314 section 3.2, RFC 3501 section 2.1). */
const PORTS = { "on-connect": 993, starttls: 143 } as const;

const HIGHEST_PORT = 65_535;

/**
 * Reads such an URL. A user may hold `@` as it is, and `%xx` for any octet.
 *
 * @param text The URL.
 * @returns What it says.
 * @throws {MailboxError} `refused` if it is none, or holds a password.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseImapUrl } from "./url.ts";
 * assertEquals(parseImapUrl("imaps://ana@x.example@mail.x.example/Junk"), {
 *   tls: "on-connect",
 *   user: "ana@x.example",
 *   host: "mail.x.example",
 *   port: 993,
 *   mailbox: "Junk",
 * });
 * ```
 */
export function parseImapUrl(text: string): ImapUrl {
  const refuse = (why: string): MailboxError => new MailboxError("refused", why);
  const [, scheme, userinfo, bracketed, name, digits, path] = URL_FORM.exec(text) ?? [];
  const host = bracketed === undefined ? name : parseIpAddress(bracketed)?.text;
  if (scheme === undefined || host === undefined) {
    throw refuse(`not of the form imaps://USER@HOST[/MAILBOX]: "${withoutPassword(text)}"`);
  }
  if (userinfo?.includes(":")) {
    throw refuse("a password in the command line can be read by everybody on this machine");
  }
  const tls = scheme.toLowerCase() === "imaps" ? "on-connect" : "starttls";
  const port = digits === undefined ? PORTS[tls] : Number(digits);
  if (port < 1 || port > HIGHEST_PORT) throw refuse(`there is no port ${digits}`);
  const decode = (part: string): string => {
    const decoded = decodeOctets(part);
    if (decoded === undefined) {
      throw refuse(`a % in it is not followed by the digits of UTF-8: "${text}"`);
    }
    if (/\p{Cc}/u.test(decoded)) throw refuse(`a control character in it: "${text}"`);
    return decoded;
  };
  const user = userinfo === undefined ? undefined : decode(userinfo);
  return { tls, user, host, port, mailbox: decode(path ?? "") || "INBOX" };
}

function decodeOctets(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

const URL_FORM =
  /^(imaps?):\/\/(?:([^/]*)@)?(?:\[([0-9a-f:.]+)\]|([^/:@[\]]+))(?::(\d{1,5}))?(?:\/(.*))?$/i;

function withoutPassword(text: string): string {
  return text.replace(/^(\w+:\/\/[^/:]*):.*@/, "$1:********@");
}
