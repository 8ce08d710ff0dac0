/**
 * One request of HTTP on a connection of its own. `fetch` would need the permission for the name of every
 * host; a connection to an address needs the one for the port. Redirects are not followed.
 * @module
 */
import type { IpAddress } from "../../dns/mod.ts";
import { concatenate } from "../../octets/octets.ts";
import { connectHost } from "../connection/connect.ts";
import { type Transport, writeAll } from "../connection/wire.ts";
import { startVerifiedTls } from "../tls/tls.ts";
import { HttpError, type HttpResponse, MAX_HEADER_OCTETS, readResponse } from "./response.ts";

/** A web server. */
interface WebServer {
  /** Its name, which its certificate must hold. */
  readonly name: string;
  /** Its addresses. */
  readonly addresses: readonly IpAddress[];
  /** Its port. */
  readonly port: number;
  /** Whether to speak under TLS; without it the port stands behind the name in Host. */
  readonly secure: boolean;
}

/** What is asked. */
interface HttpRequest {
  /** The path, and the query if there is one. */
  readonly path: string;
  /** The media type that is wanted. */
  readonly accept: string;
  /** Further fields as `NAME: VALUE`. */
  readonly fields?: readonly string[];
  /** What is posted; without it the request is a GET. */
  readonly content?: string;
}

/** How to ask. */
interface HttpOptions {
  /** Authorities in PEM that are trusted beside those that Deno trusts. */
  readonly caCerts: readonly string[];
  /** A limit in milliseconds that shortens the deadlines of connection and handshake. */
  readonly limit: number | undefined;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** The content in KiB at most. */
  readonly most: number;
}

/**
 * Asks a web server.
 *
 * @param server The server; it must be verified if it is asked under TLS.
 * @param request What is asked.
 * @param options How.
 * @returns The response.
 * @throws {HttpError} If what comes is no response, or too long, or the connection breaks.
 * @throws {SmtpError} If there is no connection, or TLS fails.
 */
export async function requestHttp(
  server: WebServer,
  request: HttpRequest,
  { caCerts, limit, signal, most }: HttpOptions,
): Promise<HttpResponse> {
  const { name, addresses, port, secure } = server;
  const { conn } = await connectHost(addresses, { port, limit, signal });
  const transport: Transport = secure
    ? (await startVerifiedTls(conn, { name, caCerts, limit, signal })).transport
    : conn;
  const close = (): void => transport.close();
  signal.addEventListener("abort", close);
  try {
    signal.throwIfAborted();
    await writeAll(transport, new TextEncoder().encode(formatRequest(server, request)));
    return await read(transport, most);
  } catch (error) {
    if (error instanceof HttpError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new HttpError(`${name}: ${reason}`, { cause: error });
  } finally {
    signal.removeEventListener("abort", close);
    if (!signal.aborted) close();
  }
}

function formatRequest({ name, port, secure }: WebServer, request: HttpRequest): string {
  const { path, accept, fields = [], content } = request;
  const length = new TextEncoder().encode(content).length;
  const host = secure ? name : `${name}:${port}`;
  const lines = [
    `${content === undefined ? "GET" : "POST"} ${path} HTTP/1.1`,
    `Host: ${host}`,
    `Accept: ${accept}`,
    ...fields,
    ...(content === undefined ? [] : [`Content-Length: ${length}`]),
    "Connection: close",
  ];
  if (lines.some((line) => /[\r\n]/.test(line))) throw new TypeError("a line end in a field");
  return `${lines.join("\r\n")}\r\n\r\n${content ?? ""}`;
}

async function read(transport: Transport, most: number): Promise<HttpResponse> {
  let octets: Uint8Array = new Uint8Array();
  const buffer = new Uint8Array(16 * 1024);
  for (;;) {
    const count = await transport.read(buffer);
    if (count !== null) octets = concatenate([octets, buffer.slice(0, count)]);
    const response = readResponse(octets, count === null);
    const size = response?.content.length ?? octets.length - MAX_HEADER_OCTETS;
    if (size > most * 1024) throw new HttpError(`the response is longer than ${most} KiB`);
    if (response !== undefined) return response;
  }
}
