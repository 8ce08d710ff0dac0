/**
 * A connection through a SOCKS5 proxy (RFC 1928), which may ask for a user and a password (RFC 1929).
 * @module
 */
import type { IpAddress } from "../../dns/mod.ts";
import { SmtpError, type SmtpErrorKind } from "../error.ts";
import { type AnyConnection, connectHost, connectInTime, type Dial } from "./connect.ts";
import { type Transport, writeAll } from "./wire.ts";

/** A user of the proxy. */
export interface ProxyUser {
  /** The name. */
  readonly name: string;
  /** The password. */
  readonly password: string;
}

/** A proxy. */
export interface Proxy {
  /** Finds its addresses; throws {@linkcode SmtpError}. */
  readonly addresses: (signal: AbortSignal) => Promise<readonly IpAddress[]>;
  /** Its port. */
  readonly port: number;
  /** Whether it finds the addresses of hosts that have a name. */
  readonly resolves: boolean;
  /** Who uses it, if it asks. */
  readonly user: ProxyUser | undefined;
}

const VERSION = 5;
const LOGIN_VERSION = 1;
const NO_LOGIN = 0;
const LOGIN = 2;
const NONE_ACCEPTABLE = 0xff;
const CONNECT = 1;
const IPV4 = 1;
const NAME = 3;
const IPV6 = 4;

/** Octets that a name or a password may have: their length is one octet. */
const MAX_OCTETS = 255;

/** What the proxy says in place of a connection (RFC 1928 section 6). */
const REFUSALS: Readonly<Record<number, string>> = {
  1: "general failure",
  2: "the proxy's rules forbid it",
  3: "network is unreachable",
  4: "no route to host",
  5: "connection refused",
  6: "TTL expired",
  7: "the proxy knows no CONNECT",
  8: "the proxy knows no addresses of this kind",
};

/**
 * Dials hosts through a proxy.
 *
 * @param proxy The proxy.
 * @returns What connects to a host: by its name where the proxy finds addresses, else by each of them
 * in turn.
 */
export function dialProxy(proxy: Proxy): Dial {
  return ({ name, addresses }, options) => {
    const [literal] = name.startsWith("[") ? addresses : [];
    const byName = proxy.resolves && literal === undefined;
    const targets: readonly (string | IpAddress)[] = byName ? [name] : addresses;
    const { port } = options;
    const what = `${name} port ${port} through the proxy`;
    return connectInTime(what, options, async ({ signal }) => {
      const proxyAddresses = await proxy.addresses(signal);
      let last: unknown;
      for (const target of targets) {
        try {
          return await connectThrough(proxy, proxyAddresses, target, port, signal);
        } catch (error) {
          if (!(error instanceof SmtpError) || error.kind !== "connect") throw error;
          last = error;
        }
      }
      throw last;
    });
  };
}

async function connectThrough(
  { port: proxyPort, user }: Proxy,
  addresses: readonly IpAddress[],
  target: string | IpAddress,
  port: number,
  signal: AbortSignal,
): Promise<AnyConnection> {
  const { conn } = await connectHost(addresses, { port: proxyPort, limit: undefined, signal })
    .catch((error: unknown) => {
      if (!(error instanceof SmtpError)) throw error;
      throw failure(`the proxy: ${error.message}`, error.kind, error);
    });
  const close = (): void => conn.close();
  signal.addEventListener("abort", close, { once: true });
  try {
    await askProxy(conn, target, port, user);
    signal.throwIfAborted();
    return { conn, address: typeof target === "string" ? undefined : target.text };
  } catch (error) {
    if (!signal.aborted) conn.close();
    throw error instanceof SmtpError
      ? error
      : failure("the proxy closed the connection", "connect", error);
  } finally {
    signal.removeEventListener("abort", close);
  }
}

/**
 * Asks a proxy for a connection. No octet is read behind its answer: what follows is the host's.
 *
 * @param transport The connection to the proxy.
 * @param target The name or the address of the host.
 * @param port Its port.
 * @param user Who uses the proxy, if it asks.
 * @throws {SmtpError} If there is no connection to the host.
 */
export async function askProxy(
  transport: Pick<Transport, "read" | "write">,
  target: string | IpAddress,
  port: number,
  user: ProxyUser | undefined,
): Promise<void> {
  const methods = user === undefined ? [NO_LOGIN] : [NO_LOGIN, LOGIN];
  await writeAll(transport, Uint8Array.from([VERSION, methods.length, ...methods]));
  const [version, method] = await readExactly(transport, 2);
  if (version !== VERSION) throw garbage();
  if (method === LOGIN && user !== undefined) await logIn(transport, user);
  else if (method === NONE_ACCEPTABLE) {
    const asks = user === undefined ? "a user and a password" : "another kind of authentication";
    throw failure(`the proxy asks for ${asks}`, "auth");
  } else if (method !== NO_LOGIN) throw garbage();
  await writeAll(
    transport,
    Uint8Array.from([VERSION, CONNECT, 0, ...addressOctets(target), port >> 8, port & 0xff]),
  );
  const [replyVersion, refusal = 0, , type] = await readExactly(transport, 4);
  if (replyVersion !== VERSION) throw garbage();
  if (refusal !== 0) {
    const reason = REFUSALS[refusal] ?? `reply ${refusal}`;
    const host = typeof target === "string" ? target : target.text;
    throw failure(`the proxy could not connect to ${host} port ${port}: ${reason}`, "connect");
  }
  // The proxy's own address and port mean nothing here.
  await readExactly(transport, await boundLength(transport, type) + 2);
}

async function logIn(transport: Pick<Transport, "read" | "write">, user: ProxyUser): Promise<void> {
  const octets = [user.name, user.password].flatMap((text) => sized(text));
  await writeAll(transport, Uint8Array.from([LOGIN_VERSION, ...octets]));
  const [version, status] = await readExactly(transport, 2);
  if (version !== LOGIN_VERSION) throw garbage();
  if (status !== 0) throw failure("the proxy refused the user or the password", "auth");
}

function addressOctets(target: string | IpAddress): number[] {
  if (typeof target === "string") return [NAME, ...sized(target)];
  return [target.family === 4 ? IPV4 : IPV6, ...target.bytes];
}

/** A text with its length before it. */
function sized(text: string): number[] {
  const octets = new TextEncoder().encode(text);
  if (octets.length === 0 || octets.length > MAX_OCTETS) {
    throw failure(
      `a name or password of ${octets.length} octets cannot be told to a proxy`,
      "connect",
    );
  }
  return [octets.length, ...octets];
}

/** Octets of the address in the answer. */
async function boundLength(
  transport: Pick<Transport, "read">,
  type: number | undefined,
): Promise<number> {
  switch (type) {
    case IPV4:
      return 4;
    case IPV6:
      return 16;
    case NAME:
      return (await readExactly(transport, 1))[0] ?? 0;
    default:
      throw garbage();
  }
}

async function readExactly(
  transport: Pick<Transport, "read">,
  length: number,
): Promise<Uint8Array> {
  const octets = new Uint8Array(length);
  for (let filled = 0; filled < length;) {
    const count = await transport.read(octets.subarray(filled));
    if (count === null) throw failure("the proxy closed the connection", "connect");
    filled += count;
  }
  return octets;
}

function garbage(): SmtpError {
  return failure("the proxy does not speak SOCKS5", "connect");
}

function failure(text: string, kind: SmtpErrorKind, cause?: unknown): SmtpError {
  return new SmtpError(text, { kind, stage: "connect", cause });
}
