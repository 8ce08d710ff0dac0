/**
 * The address of the API of a running inbox, which stands in place of its directory.
 * @module
 */
import { readPrivateFile } from "../../account/secret.ts";
import type { OptionTable, Values } from "../../command/options.ts";
import { UsageError } from "../../terminal/exit.ts";
import type { Terminal } from "../../terminal/terminal.ts";

const GROUP = "An inbox with --http";

/** The options that say which. */
export const remoteOptions = {
  http: {
    kind: "text",
    value: "URL",
    help: "use the API of a running inbox in place of its directory, such as http://localhost:8025",
    group: GROUP,
  },
  "http-user": {
    kind: "text",
    value: "NAME",
    help: "the user name that it asks for",
    group: GROUP,
  },
  "http-password-file": {
    kind: "text",
    value: "FILE",
    help: "the file whose first line is the password of --http-user",
    group: GROUP,
  },
} as const satisfies OptionTable;

/** Where the API is, and who asks. */
export interface RemoteAddress {
  /** Its origin, such as `http://localhost:8025`. */
  readonly origin: string;
  /** The value of Authorization (RFC 7617), if it asks for a password. */
  readonly authorization: string | undefined;
}

/**
 * Reads the options.
 *
 * @param options The options.
 * @param terminal Where to warn.
 * @returns The address; `undefined` if none is given.
 * @throws {CliError} 64 if they contradict or cannot be understood, 66 if the password cannot be read.
 */
export async function readRemote(
  { http, httpUser, httpPasswordFile }: Values<typeof remoteOptions>,
  terminal: Terminal,
): Promise<RemoteAddress | undefined> {
  const hasUser = httpUser !== undefined;
  if (hasUser !== (httpPasswordFile !== undefined)) {
    throw new UsageError("--http-user and --http-password-file must be given together");
  }
  if (http === undefined) {
    if (!hasUser) return undefined;
    throw new UsageError("--http-user needs --http URL");
  }
  const origin = readOrigin(http);
  if (httpUser === undefined || httpPasswordFile === undefined) {
    return { origin, authorization: undefined };
  }
  const [password = ""] = (await readPrivateFile(httpPasswordFile, terminal)).split(/\r?\n/, 1);
  const octets = new TextEncoder().encode(`${httpUser}:${password}`);
  return { origin, authorization: `Basic ${octets.toBase64()}` };
}

/**
 * Reads the URL of an inbox.
 *
 * @param text The URL; also a host and port, or a port of this host.
 * @returns Its origin.
 * @throws {UsageError} If it is no such URL.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readOrigin } from "./address.ts";
 * assertEquals(readOrigin("http://localhost:8025/"), "http://localhost:8025");
 * assertEquals(readOrigin("8025"), "http://127.0.0.1:8025");
 * ```
 */
export function readOrigin(text: string): string {
  const url = URL.parse(
    /^\d{1,5}$/.test(text)
      ? `http://127.0.0.1:${text}`
      : /^[a-z][a-z0-9+.-]*:\/\//i.test(text)
      ? text
      : `http://${text}`,
  );
  if (url === null) throw wrongUrl(`not "${text}"`);
  if (url.username !== "" || url.password !== "") {
    throw wrongUrl("without a user name and password", {
      hint: "Others can see the command line. Use --http-user NAME --http-password-file FILE.",
    });
  }
  if (url.protocol === "https:") throw wrongUrl("an inbox has no TLS there: begin it with http://");
  const isOrigin = url.protocol === "http:" && url.pathname === "/" && url.search === "" &&
    url.hash === "";
  if (!isOrigin) throw wrongUrl(`not "${text}"`);
  return url.origin;
}

function wrongUrl(reason: string, details: { readonly hint?: string } = {}): UsageError {
  return new UsageError(`--http must be a URL such as http://localhost:8025; ${reason}`, details);
}
