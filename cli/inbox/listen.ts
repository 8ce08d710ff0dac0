/**
 * Takes the port of `mua inbox`, and says why it cannot.
 * @module
 */
import { addressScope, parseIpAddress } from "../../dns/ip.ts";
import type { Access } from "../../inbox/sasl/access.ts";
import { bindInbox } from "../../inbox/serve/serve.ts";
import { CliError, Exit } from "../terminal/exit.ts";

/** The port where nobody names one. */
export const SUGGESTED_PORT = 1025;

/**
 * Does what is done while whoever connects still waits; when it fails, nobody needs to.
 *
 * @param listener The port.
 * @param work What is done.
 */
export async function prepare<Result>(
  listener: Deno.TcpListener,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    listener.close();
    throw error;
  }
}

/**
 * Takes a port.
 *
 * @param hostname The address.
 * @param port The port.
 * @param option What names another.
 * @throws {CliError} 69 if it is in use, 78 if it may not be taken, 68 if the address is none of this host.
 */
export function bind(hostname: string, port: number, option = "--port"): Deno.TcpListener {
  try {
    return bindInbox({ hostname, port });
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable || !(cause instanceof Error)) throw cause;
    if (cause instanceof Deno.errors.AddrInUse) {
      const hint = `Is another inbox already running? To use another port: mua inbox ${option} ${
        port + 1
      }`;
      throw new CliError(Exit.refused, `port ${port} of ${hostname} is in use`, { hint, cause });
    }
    if (cause instanceof Deno.errors.PermissionDenied) {
      const hint =
        `Ports below 1024 may need root. To use another port: mua inbox ${option} ${SUGGESTED_PORT}`;
      const message = `no permission to listen on port ${port}`;
      throw new CliError(Exit.configuration, message, { hint, cause });
    }
    const message = `cannot listen on ${hostname} port ${port}: ${cause.message}`;
    throw new CliError(Exit.noHost, message, {
      hint: "--host must be an address of this host",
      cause,
    });
  }
}

/**
 * Whether only this host can reach an address.
 *
 * @param hostname The address.
 */
export function isLoopback(hostname: string): boolean {
  const ip = parseIpAddress(hostname);
  return ip !== undefined && addressScope(ip) === "loopback";
}

/**
 * Who else can leave mail here.
 *
 * @param hostname The address.
 * @param access Who may authenticate.
 */
export function openToOthers(hostname: string, access: Access | undefined): string {
  const how = !access?.required
    ? "without a password"
    : access.door.kind === "everybody"
    ? "with any password"
    : "after AUTH";
  return `Warning: anyone who can reach ${hostname} can leave mail here ${how}.\n`;
}
