/**
 * The server as `--server` names it: a host, a URL, or a socket.
 * @module
 */
import type { TlsMode } from "../../smtp/mod.ts";
import { LMTP_PORT, NO_PORT, SMTP_PORT } from "../../smtp/security.ts";
import { notTogether, UsageError } from "../terminal/exit.ts";
import { type HostPort, parseHostPort } from "./host_port.ts";

/** A server as it was named. */
interface NamedServer extends HostPort {
  /** Whether it speaks LMTP (RFC 2033). */
  readonly lmtp: boolean;
  /** When to encrypt, if the way it was named says so. */
  readonly tls: TlsMode | undefined;
  /** The path of its socket, if it has no port. */
  readonly socket: string | undefined;
}

/** The schemes of a URL, and what each says of the server. */
const SCHEMES: Readonly<Record<string, Pick<NamedServer, "lmtp" | "tls">>> = {
  smtp: { lmtp: false, tls: undefined },
  smtps: { lmtp: false, tls: "on-connect" },
  lmtp: { lmtp: true, tls: undefined },
};

/**
 * Reads a server: `HOST`, `HOST:PORT`, `smtp://HOST`, `smtps://HOST`, `lmtp://HOST`, `unix:/PATH`.
 *
 * @param text The text.
 * @param what What it is, for the error: `--server`.
 * @returns The server.
 * @throws {UsageError} If it is none. What may be a password is not repeated.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseServer } from "./server.ts";
 * const { host, port, tls } = parseServer("smtps://mail.example", "--server");
 * assertEquals([host, port, tls], ["mail.example", 465, "on-connect"]);
 * ```
 */
export function parseServer(text: string, what: string): NamedServer {
  if (text.includes("@")) throw withUser(what);
  const socket = /^unix:(?:\/\/)?(\/.+)$/s.exec(text)?.[1];
  if (socket !== undefined) {
    return { host: `unix:${socket}`, port: NO_PORT, lmtp: true, tls: "off", socket };
  }
  const [, scheme, rest = ""] = /^([A-Za-z][\w+.-]*):\/\/(.*)$/s.exec(text) ?? [];
  if (scheme === undefined) {
    if (isSocket(text)) throw new UsageError(`${what}: unix: needs a path that begins with /`);
    return { ...parseHostPort(text, what), lmtp: false, tls: undefined, socket: undefined };
  }
  const meaning = Object.hasOwn(SCHEMES, scheme.toLowerCase())
    ? SCHEMES[scheme.toLowerCase()]
    : undefined;
  if (meaning === undefined) {
    throw new UsageError(`${what} must be smtp://, smtps:// or lmtp://; not "${scheme}://"`);
  }
  const authority = rest.replace(/\/$/, "");
  if (/[/?#]/.test(authority)) throw new UsageError(`${what}: nothing may follow HOST[:PORT]`);
  const { host, port } = parseHostPort(authority, what);
  return { host, port: port ?? (meaning.tls && SMTPS_PORT), ...meaning, socket: undefined };
}

/** The port of TLS from the first octet on (RFC 8314 section 7.3). */
const SMTPS_PORT = 465;

function withUser(what: string): UsageError {
  return new UsageError(`${what} must not contain a user or a password: others can read it`, {
    hint: "Log in with --user NAME and --password-file FILE.",
  });
}

/**
 * Whether the server is a socket, to which only a program may connect that may write files.
 *
 * @param text The server as it was named.
 */
export function isSocket(text: string | undefined): boolean {
  return text?.startsWith(SOCKET_SCHEME) === true;
}

/** What a socket's name begins with. */
const SOCKET_SCHEME = "unix:";

/** The options that name a server. */
export interface ServerOptionValues {
  /** The server. */
  readonly server: string | undefined;
  /** The port. */
  readonly port: number | undefined;
  /** When to encrypt. */
  readonly tls: TlsMode | undefined;
  /** Whether to speak LMTP. */
  readonly lmtp: boolean;
}

/** A server, complete. */
export interface ChosenServer {
  /** The server that was named; without one the MX of each recipient domain. */
  readonly server: NamedServer | undefined;
  /** The port to connect to. */
  readonly port: number;
  /** When to encrypt, if that follows from how the server was named. */
  readonly tls: TlsMode | undefined;
  /** Whether it speaks LMTP. */
  readonly lmtp: boolean;
}

/**
 * Reads which server is meant, and how it is spoken to.
 *
 * @param options The options.
 * @returns The server.
 * @throws {UsageError} If they contradict each other.
 */
export function readServer(options: ServerOptionValues): ChosenServer {
  const { port, tls } = options;
  const server = options.server === undefined ? undefined : parseServer(options.server, "--server");
  const lmtp = options.lmtp || server?.lmtp === true;
  if (server === undefined) {
    if (lmtp) {
      throw new UsageError("LMTP is for a server of your own, not for an MX", {
        hint: "Name it: --server lmtp://HOST or --server unix:/PATH",
      });
    }
    return { server, port: port ?? SMTP_PORT, tls: undefined, lmtp };
  }
  if (server.port !== undefined && port !== undefined) {
    throw new UsageError(
      server.socket === undefined
        ? "the port is given twice, in --server and in --port"
        : "a socket has no port: leave --port out",
    );
  }
  if (server.tls !== undefined && tls !== undefined && tls !== server.tls) {
    throw notTogether(`--tls ${tls}`, server.socket === undefined ? "smtps://" : "unix:");
  }
  const chosen = server.port ?? port ?? (lmtp ? LMTP_PORT : SMTP_PORT);
  if (lmtp && chosen === SMTP_PORT) {
    throw new UsageError("LMTP must not be spoken on port 25 (RFC 2033 section 5)");
  }
  return { server, port: chosen, tls: server.tls, lmtp };
}
