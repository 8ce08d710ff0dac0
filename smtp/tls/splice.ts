/**
 * Two connections made into one: what comes in at one goes out at the other, both ways.
 * @module
 */

/** Octets that are on their way in one direction at most. */
const PIECE_OCTETS = 16 * 1024;

/** Two connections that are one. */
export interface Splice {
  /** Done when all that came in at the inner one has gone out at the outer one, or cannot; it never fails. */
  readonly drained: Promise<void>;
  /** Closes both connections. */
  close(): void;
}

/**
 * Carries octets between two connections until both have ended, or one has failed: then both are closed.
 * It keeps no more than one piece in each direction, so that a side that does not read stops the other.
 *
 * @param outer The connection to another machine.
 * @param inner One end of a connection of this program to itself.
 * @param gate Waited for before anything is read from `outer`.
 * @returns The means to end it; close it when both are of no more use.
 */
export function splice(
  outer: Deno.TcpConn,
  inner: Deno.TcpConn,
  gate: () => Promise<void> = () => Promise.resolve(),
): Splice {
  let open = true;
  const close = (): void => {
    if (!open) return;
    open = false;
    closeQuietly(outer);
    closeQuietly(inner);
  };
  const carry = async (from: Deno.TcpConn, to: Deno.TcpConn, gate: Gate): Promise<void> => {
    try {
      await pump(from, to, gate);
    } catch {
      // Whoever uses one of the connections sees that it is closed, and needs no other reason.
      close();
    }
  };
  // What is small was sent without delay, and goes on in the same way.
  for (const conn of [outer, inner]) conn.setNoDelay(true);
  carry(outer, inner, gate);
  return { drained: carry(inner, outer, () => Promise.resolve()), close };
}

type Gate = () => Promise<void>;

async function pump(from: Deno.TcpConn, to: Deno.TcpConn, gate: Gate): Promise<void> {
  const buffer = new Uint8Array(PIECE_OCTETS);
  for (;;) {
    await gate();
    const count = await from.read(buffer);
    if (count === null) return await to.closeWrite();
    for (let rest = buffer.subarray(0, count); rest.length > 0;) {
      rest = rest.subarray(await to.write(rest));
    }
  }
}

/**
 * Takes the connection that comes from a port of this machine. Any program here may connect to a
 * listener on loopback; the others are turned away.
 *
 * @param listener Where it arrives.
 * @param port The port that it comes from.
 * @returns The connection.
 */
export async function acceptFrom<C extends Deno.Conn<Deno.NetAddr>>(
  listener: { accept(): Promise<C> },
  port: number,
): Promise<C> {
  for (;;) {
    const conn = await listener.accept();
    if (conn.remoteAddr.port === port) return conn;
    conn.close();
  }
}

/**
 * Closes a connection that may be closed already.
 *
 * @param conn The connection.
 */
export function closeQuietly(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
