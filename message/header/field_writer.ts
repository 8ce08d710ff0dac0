/**
 * Who writes the fields of a header: the author's program, the servers on the way, filters, lists.
 * @module
 */
import type { HeaderField } from "./header.ts";

/** Who writes a field. Anybody can: this says who does as a rule. */
export type Writer = "author" | "relay" | "last server" | "filter" | "list" | "unknown";

const WRITERS: ReadonlyMap<string, Writer> = new Map([
  ...names(
    "author",
    "from sender reply-to to cc bcc subject date message-id in-reply-to references comments keywords " +
      "mime-version content-type content-transfer-encoding content-disposition content-id " +
      "content-description content-language content-location user-agent x-mailer organization importance " +
      "priority x-priority x-msmail-priority disposition-notification-to autocrypt openpgp face x-face " +
      "thread-topic thread-index accept-language x-ms-has-attach auto-submitted resent-date resent-from " +
      "resent-sender resent-to resent-cc resent-bcc resent-message-id",
  ),
  ...names(
    "relay",
    "received x-received dkim-signature domainkey-signature x-google-dkim-signature",
  ),
  ...names("relay", "arc-seal arc-message-signature arc-authentication-results x-gm-message-state"),
  ...names(
    "last server",
    "return-path delivered-to x-original-to envelope-to delivery-date x-envelope-to x-envelope-from " +
      "x-uid x-uidl x-keywords status x-status lines content-length x-mozilla-status x-mozilla-status2",
  ),
  ...names("filter", "authentication-results received-spf x-virus-scanned x-virus-status"),
  ...names(
    "list",
    "list-id list-post list-help list-subscribe list-unsubscribe list-unsubscribe-post list-owner " +
      "list-archive mailing-list x-mailman-version x-beenthere x-mailinglist precedence errors-to",
  ),
]);

const PREFIXES: readonly (readonly [prefix: string, writer: Writer])[] = [
  ["x-spam-", "filter"],
  ["x-rspamd-", "filter"],
  ["x-ms-exchange-", "relay"],
  ["x-microsoft-antispam", "filter"],
  ["x-forefront-", "filter"],
  ["x-amavis-", "filter"],
  ["x-proofpoint-", "filter"],
  ["x-ironport-", "filter"],
  ["x-barracuda-", "filter"],
  ["x-google-", "relay"],
  ["list-", "list"],
  ["x-list-", "list"],
  ["resent-", "author"],
  ["content-", "author"],
];

function names(writer: Writer, text: string): [string, Writer][] {
  return text.split(" ").map((name) => [name, writer]);
}

/**
 * Who wrote each field of a header, as a rule. The topmost Received is that of the last server.
 *
 * @param fields The header.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { writersOf } from "./field_writer.ts";
 * import { parseHeader } from "./header.ts";
 *
 * const header = new TextEncoder().encode("Received: by b\nReceived: by a\nFrom: a@b.example\nX-Lab: 2\n");
 * assertEquals(writersOf(parseHeader(header).fields), ["last server", "relay", "author", "unknown"]);
 * ```
 */
export function writersOf(fields: readonly HeaderField[]): Writer[] {
  const top = fields.findIndex(({ name }) => name.toLowerCase() === "received");
  return fields.map(({ name }, index) =>
    index === top ? "last server" : writerOf(name.toLowerCase())
  );
}

function writerOf(name: string): Writer {
  return WRITERS.get(name) ??
    PREFIXES.find(([prefix]) => name.startsWith(prefix))?.[1] ?? "unknown";
}
