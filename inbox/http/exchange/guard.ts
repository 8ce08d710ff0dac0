/**
 * Who may ask the HTTP face. A web page that its user happens to look at must not: neither by another
 * name for this machine (DNS rebinding), nor from its own origin.
 * @module
 */
import { parseIpAddress } from "../../../dns/ip.ts";
import { type Credentials, isAuthorized } from "./credentials.ts";
import { HttpError, respondText } from "./respond.ts";

/** Who may ask. */
export interface Guard {
  /** Names of this machine besides `localhost`; its addresses need none. */
  readonly hosts: readonly string[];
  /** The origins whose pages may use the API, such as `http://localhost:3000`; `*` is every one. */
  readonly origins: readonly string[];
  /** Who may; without this everybody who reaches the port. */
  readonly credentials?: Credentials | undefined;
}

/** What programs ask to learn whether it runs; they have no password. */
const OPEN_PATHS = ["/livez", "/readyz"];

const METHODS = "GET, HEAD, POST, PUT, DELETE";

/**
 * Lets a request in.
 *
 * @param request The request.
 * @param guard Who may ask.
 * @returns An answer if that is all there is to say, as to what a browser asks before it asks.
 * @throws {HttpError} If it may not ask.
 */
export async function admit(request: Request, guard: Guard): Promise<Response | undefined> {
  const host = request.headers.get("host") ?? "";
  if (!isOwnHost(host, guard.hosts)) {
    throw new HttpError(
      403,
      `"${printable(host)}" is not a name of this server; allow it with --http-name`,
    );
  }
  checkOrigin(request, host, guard);
  if (request.method === "OPTIONS") return respondText(null, 204, { allow: `${METHODS}, OPTIONS` });
  const { credentials } = guard;
  if (credentials === undefined || OPEN_PATHS.includes(new URL(request.url).pathname)) return;
  if (await isAuthorized(request.headers.get("authorization"), credentials)) return;
  return respondText("A user name and a password are needed\n", 401, {
    "www-authenticate": 'Basic realm="mua inbox", charset="UTF-8"',
  });
}

/**
 * Lets the page of an allowed origin read an answer.
 *
 * @param origin The origin of the page, if it is one that asks.
 * @param response The answer; one that makes a WebSocket of the connection is left as it is.
 * @param guard Who may ask.
 */
export function share(origin: string | null, response: Response, { origins }: Guard): Response {
  const isSwitch = response.status === 101;
  if (isSwitch || origin === null || !isAllowed(origin, origins)) return response;
  const { headers } = response;
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-allow-methods", METHODS);
  headers.set("access-control-allow-headers", "Authorization, Content-Type");
  headers.set("access-control-max-age", "600");
  headers.set("vary", "Origin");
  headers.delete("cross-origin-resource-policy");
  return response;
}

/** A name that others can point at this machine is none of its own; an address cannot be pointed. */
function isOwnHost(host: string, names: readonly string[]): boolean {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([^:@/\s]+))(?::\d{1,5})?$/i.exec(host) ?? [];
  const name = (bracketed ?? plain ?? "").toLowerCase().replace(/\.$/, "");
  return name === "localhost" || name.endsWith(".localhost") || names.includes(name) ||
    parseIpAddress(name) !== undefined;
}

function checkOrigin(request: Request, host: string, { origins }: Guard): void {
  const { headers } = request;
  const origin = headers.get("origin");
  if (origin !== null) {
    if (isSame(origin, host) || isAllowed(origin, origins)) return;
    throw new HttpError(
      403,
      `pages of "${printable(origin)}" may not use this server; allow them with --cors`,
    );
  }
  // Without Origin a page can only show what it gets, and go there: it may do the latter.
  const site = headers.get("sec-fetch-site") ?? "none";
  const goesThere = request.method === "GET" && headers.get("sec-fetch-mode") === "navigate" &&
    headers.get("sec-fetch-dest") === "document";
  if (site === "none" || site === "same-origin" || goesThere || origins.includes("*")) return;
  throw new HttpError(403, "pages of other sites may not use this server");
}

/** Whatever protocol is before it: a proxy that speaks TLS may stand in between. */
function isSame(origin: string, host: string): boolean {
  return origin === `http://${host}` || origin === `https://${host}`;
}

function isAllowed(origin: string, origins: readonly string[]): boolean {
  return origins.includes(origin) || origins.includes("*");
}

/** Of what a client sent, as much as fits into a sentence. */
function printable(text: string): string {
  return text.slice(0, 100).replace(/[^ -~]/g, "?");
}
