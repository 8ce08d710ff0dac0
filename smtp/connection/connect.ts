/**
 * A connection to a host: by TCP to one of the addresses of a host, both families tried side by side where the first
 * does not answer (RFC 8305 section 5).
 * @module
 */
import { startTimer } from "../../clock/timer.ts";
import type { IpAddress } from "../../dns/mod.ts";
import { formatAddressLiteral, parseIpAddress } from "../../dns/ip.ts";
import { SmtpError } from "../error.ts";
import { describeDeadline, stageDeadline } from "../stage.ts";

/** Milliseconds that an address is waited for before the next one is tried beside it (RFC 8305 section 8). */
const ATTEMPT_DELAY = 250;

/** A connection by TCP or to a socket of this machine, and the other end of it. */
export interface AnyConnection {
  /** The connection. */
  readonly conn: Deno.TcpConn | Deno.UnixConn;
  /** The address that answered, or the path of a socket; `undefined` if only a proxy knows it. */
  readonly address: string | undefined;
}

/** A TCP connection to an address. */
export interface Connection extends AnyConnection {
  /** The connection. */
  readonly conn: Deno.TcpConn;
  /** The address that answered. */
  readonly address: string;
}

/** Where to connect to. */
interface DialedHost {
  /** The name of the host. */
  readonly name: string;
  /** Its addresses in the order to try them. */
  readonly addresses: readonly IpAddress[];
}

/**
 * Connects to a host; throws {@linkcode SmtpError}.
 *
 * @param host The host.
 * @param options The port and the limits.
 * @returns The connection.
 */
export type Dial = (host: DialedHost, options: ConnectOptions) => Promise<AnyConnection>;

/**
 * What a client without a name of its own greets with: the literal of its address (RFC 5321 section 4.1.3).
 *
 * @param connection The connection.
 * @returns For example `[192.0.2.1]`.
 */
export function ownLiteral({ conn: { localAddr } }: AnyConnection): string {
  const address = "hostname" in localAddr ? parseIpAddress(localAddr.hostname) : undefined;
  return address === undefined ? "[127.0.0.1]" : formatAddressLiteral(address);
}

/** How and how long to try. */
interface ConnectOptions {
  /** The port. */
  readonly port: number;
  /** A limit in milliseconds that shortens the deadline. */
  readonly limit: number | undefined;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
}

/**
 * Connects to the first address that answers. The addresses are tried in their order, the next one
 * when the one before has failed or has not answered for a moment; those that lose are closed.
 *
 * @param addresses The addresses of one host, at least one.
 * @param options The port and the limits.
 * @returns The connection.
 * @throws {SmtpError} `connect` with the reason of each address; `timeout`; `permission` if this program
 * may connect to none of them; `interrupted`.
 */
export async function connectHost(
  addresses: readonly IpAddress[],
  options: ConnectOptions,
): Promise<Connection> {
  const { port } = options;
  const what = `${describe(addresses)} port ${port}`;
  return await connectInTime(what, options, async (stop) => {
    try {
      const [only, ...others] = addresses;
      return only !== undefined && others.length === 0
        ? await connectAddress(only, port, stop.signal)
        : await race(addresses, port, stop);
    } catch (error) {
      throw connectError(error, addresses, port);
    }
  });
}

/**
 * Makes a connection before the deadline, and says why there is none.
 *
 * @param what To what, in words.
 * @param options The limits.
 * @param make Makes it, until it is to stop.
 * @returns The connection.
 * @throws {SmtpError} `timeout`, `interrupted`, or what `make` throws.
 */
export async function connectInTime<C>(
  what: string,
  { limit, signal }: Omit<ConnectOptions, "port">,
  make: (stop: AbortController) => Promise<C>,
): Promise<C> {
  const deadline = stageDeadline("connect", limit);
  const stop = new AbortController();
  let isLate = false;
  const stopTimer = startTimer(deadline, () => {
    isLate = true;
    stop.abort();
  });
  const onAbort = (): void => stop.abort();
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) stop.abort();
  try {
    return await make(stop);
  } catch (error) {
    if (signal.aborted) {
      throw new SmtpError("interrupted while connecting", {
        kind: "interrupted",
        stage: "connect",
      });
    }
    if (isLate) {
      const text = `could not connect to ${what} within ${describeDeadline(deadline)}`;
      throw new SmtpError(text, { kind: "timeout", stage: "connect" });
    }
    throw error;
  } finally {
    stopTimer();
    signal.removeEventListener("abort", onAbort);
  }
}

/** The first connection; each attempt starts when the one before has failed, or after a moment. */
async function race(
  addresses: readonly IpAddress[],
  port: number,
  stop: AbortController,
): Promise<Connection> {
  const attempts: Promise<Connection>[] = [];
  let previous: Promise<unknown> = Promise.resolve();
  for (const [index, address] of addresses.entries()) {
    const turn = index === 0 ? Promise.resolve() : failureOrDelay(previous, stop.signal);
    const attempt = turn.then(() => connectAddress(address, port, stop.signal));
    attempts.push(attempt);
    previous = attempt;
  }
  try {
    const winner = await Promise.any(attempts);
    closeAllBut(winner, attempts);
    return winner;
  } finally {
    stop.abort();
  }
}

/** A second attempt may have succeeded in the same moment as the first. */
function closeAllBut(winner: Connection, attempts: readonly Promise<Connection>[]): void {
  for (const attempt of attempts) {
    attempt.then((loser) => {
      if (loser !== winner) loser.conn.close();
    }, () => {});
  }
}

/** Waits until `attempt` has failed or the delay is over; for ever if it has succeeded, until `stop`. */
function failureOrDelay(attempt: Promise<unknown>, stop: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stopTimer = startTimer(ATTEMPT_DELAY, resolve);
  attempt.catch(() => resolve());
  const onStop = (): void => reject(stop.reason);
  stop.addEventListener("abort", onStop, { once: true });
  return promise.finally(() => {
    stopTimer();
    stop.removeEventListener("abort", onStop);
  });
}

async function connectAddress(
  address: IpAddress,
  port: number,
  stop: AbortSignal,
): Promise<Connection> {
  stop.throwIfAborted();
  const conn = await Deno.connect({ hostname: address.text, port, signal: stop });
  if (stop.aborted) {
    conn.close();
    stop.throwIfAborted();
  }
  // A command or the end of a message waits for nothing to go with it (RFC 1122 section 4.2.3.4).
  conn.setNoDelay(true);
  return { conn, address: address.text };
}

function describe(addresses: readonly IpAddress[]): string {
  return addresses.map((address) => address.text).join(", ");
}

function connectError(error: unknown, addresses: readonly IpAddress[], port: number): SmtpError {
  const causes: unknown[] = error instanceof AggregateError ? error.errors : [error];
  const denied = causes.every((cause) => cause instanceof Deno.errors.NotCapable);
  if (denied) {
    const text = `no permission to connect to ${describe(addresses)} port ${port}`;
    return new SmtpError(text, { kind: "permission", stage: "connect", cause: causes[0] });
  }
  const reasons = addresses.map((address, index) =>
    `${address.text} port ${port}: ${reasonOf(causes[index])}`
  );
  const text = `could not connect to ${reasons.join("; ")}`;
  return new SmtpError(text, { kind: "connect", stage: "connect", cause: causes[0] });
}

/**
 * Why there is no connection, in words.
 *
 * @param error What was thrown.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.ConnectionRefused) return "connection refused";
  if (error instanceof Deno.errors.NotCapable) return "no permission";
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/ \(os error \d+\)$/, "").replace(/^\w/, (first) => first.toLowerCase());
}
