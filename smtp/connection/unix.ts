/**
 * A connection to a server on this machine, by a socket in the file system (`unix(7)`).
 * @module
 */
import { SmtpError } from "../error.ts";
import { connectInTime, type Dial, reasonOf } from "./connect.ts";

/**
 * Dials a socket, whatever the host.
 *
 * @param path Its path.
 * @returns What connects to it.
 */
export function dialSocket(path: string): Dial {
  return (_host, options) =>
    connectInTime(path, options, async ({ signal }) => {
      const { promise: stopped, reject } = Promise.withResolvers<never>();
      const stop = (): void => reject(signal.reason);
      signal.addEventListener("abort", stop, { once: true });
      try {
        const conn = await Promise.race([connect(path, signal), stopped]);
        return { conn, address: path };
      } finally {
        signal.removeEventListener("abort", stop);
      }
    });
}

/** Deno cannot be told to give up: what comes too late is closed. */
async function connect(path: string, signal: AbortSignal): Promise<Deno.UnixConn> {
  try {
    const conn = await Deno.connect({ transport: "unix", path });
    if (signal.aborted) conn.close();
    return conn;
  } catch (cause) {
    const kind = cause instanceof Deno.errors.NotCapable ? "permission" : "connect";
    const reason = cause instanceof Deno.errors.NotFound ? "no such file" : reasonOf(cause);
    const text = kind === "permission"
      ? `no permission to connect to ${path}`
      : `could not connect to ${path}: ${reason}`;
    throw new SmtpError(text, { kind, stage: "connect", cause });
  }
}
