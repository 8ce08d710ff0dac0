/**
 * `--http` of `mua inbox`: its page and its API, which are loaded only for it.
 * @module
 */
import { addressScope, parseIpAddress } from "../../dns/ip.ts";
import type { FaultControl } from "../../inbox/http/desk/faults.ts";
import type { RelayServer } from "../../inbox/http/mailpit/release.ts";
import type { FaultRule } from "../../inbox/faults/rule.ts";
import type { FaultScript } from "../../inbox/faults/script.ts";
import type { InboxEvent } from "../../inbox/serve/event.ts";
import type { LiveStore } from "../../inbox/store/live.ts";
import { SMTP_PORT } from "../../smtp/security.ts";
import { findCredentials } from "../account/secret.ts";
import { parseHostPort } from "../route/host_port.ts";
import { CliError, Exit, UsageError } from "../terminal/exit.ts";
import type { OptionTable, Values } from "../command/options.ts";
import { escapeLine } from "../terminal/escape.ts";
import { yellow } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";

const GROUP = "Page and API";

/** The port of Mailpit, which its clients ask when nobody names another. */
const HTTP_PORT = 8025;
const HTTP_HOST = "127.0.0.1";

/** The options of HTTP. */
export const httpOptions = {
  http: {
    kind: "text",
    value: "HOST:PORT",
    bare: `${HTTP_HOST}:${HTTP_PORT}`,
    help: `serve a page and Mailpit's API; without a value on ${HTTP_HOST}:${HTTP_PORT}`,
    group: GROUP,
  },
  "http-name": {
    kind: "list",
    value: "NAME",
    help: "also answer requests for this host name, such as that of a container",
    group: GROUP,
  },
  "http-user": {
    kind: "text",
    value: "NAME",
    help: "ask for this user name and a password",
    group: GROUP,
  },
  "http-password-file": {
    kind: "text",
    value: "FILE",
    help: "the file whose first line is the password of --http-user",
    group: GROUP,
  },
  cors: {
    kind: "list",
    value: "ORIGIN",
    help: "let the pages of this origin use the API, such as http://localhost:3000; * is any",
    group: GROUP,
  },
  "release-to": {
    kind: "text",
    value: "SERVER",
    help: "let the page and the API send a stored message on, through this server: HOST[:PORT]",
    group: GROUP,
  },
} as const satisfies OptionTable;

/** What the help says of it. */
export const httpDetails: readonly string[] = [
  "With --http the inbox has a page at http://127.0.0.1:8025/ and the REST API v1 of Mailpit; " +
  "/api/openapi.json describes what it adds. Without --http-user, anyone who reaches the port can " +
  "read and delete messages. Requests for other host names than localhost and addresses, and from " +
  "other web pages, are refused.",
  "With --release-to, the page and the API send a stored message on, to recipients that the user " +
  "names, through that server: under TLS if it offers it (port 465 and 587: always), without AUTH. " +
  "It goes with the envelope sender that it came with.",
];

/** What the options ask for. */
interface HttpRequest {
  /** The address to listen on. */
  readonly hostname: string;
  /** The port to listen on; 0 is any that is free. */
  readonly port: number;
  /** Host names to answer to. */
  readonly hosts: readonly string[];
  /** Origins whose pages may use the API. */
  readonly origins: readonly string[];
  /** Who may use it, and the file of the password. */
  readonly user: { readonly name: string; readonly passwordFile: string } | undefined;
  /** The server that mail may be given to. */
  readonly relay: RelayServer | undefined;
}

/**
 * Reads what is asked of HTTP.
 *
 * @param options The options.
 * @returns What they ask for; `undefined` if there is to be no HTTP.
 * @throws {UsageError} If they contradict, or cannot be understood.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readHttp } from "./http.ts";
 * const nothing = { httpUser: undefined, httpPasswordFile: undefined, releaseTo: undefined };
 * const options = { httpName: [], cors: [], ...nothing };
 * assertEquals(readHttp({ http: "[::1]:0", ...options })?.port, 0);
 * assertEquals(readHttp({ http: undefined, ...options }), undefined);
 * ```
 */
export function readHttp(options: Values<typeof httpOptions>): HttpRequest | undefined {
  const { http, httpName, httpUser, httpPasswordFile, cors, releaseTo } = options;
  const isAsked = httpName.length + cors.length > 0 || httpUser !== undefined ||
    httpPasswordFile !== undefined || releaseTo !== undefined;
  if (http === undefined) {
    if (!isAsked) return undefined;
    throw new UsageError(
      "--http-name, --http-user, --http-password-file, --cors and --release-to need --http",
    );
  }
  if ((httpUser === undefined) !== (httpPasswordFile === undefined)) {
    throw new UsageError("--http-user and --http-password-file must be given together");
  }
  const address = readAddress(http);
  const relay = releaseTo === undefined ? undefined : readRelay(releaseTo);
  const isOpen = !isLoopback(address.hostname) || cors.includes("*");
  if (relay !== undefined && isOpen && httpUser === undefined) {
    throw new UsageError("--release-to needs --http-user: others could send mail with it");
  }
  return {
    ...address,
    hosts: httpName.map((name) => name.toLowerCase()),
    origins: cors.map(readOrigin),
    user: httpUser === undefined || httpPasswordFile === undefined
      ? undefined
      : { name: httpUser, passwordFile: httpPasswordFile },
    relay,
  };
}

function readRelay(text: string): RelayServer {
  const { host, port = SMTP_PORT } = parseHostPort(text, "--release-to");
  return { host, port };
}

function readAddress(text: string): { readonly hostname: string; readonly port: number } {
  const [, host, digits] = /^(?:(.*):)?(\d{1,5})$/.exec(text) ?? [undefined, text, undefined];
  const port = digits === undefined ? HTTP_PORT : Number(digits);
  const address = (host ?? HTTP_HOST).replace(/^\[(.*)\]$/, "$1");
  const hostname = address === "localhost" ? HTTP_HOST : parseIpAddress(address)?.text;
  if (hostname !== undefined && port <= 65_535) return { hostname, port };
  throw new UsageError(`--http must be an address of this host and a port; not "${text}"`, {
    hint: `For example: --http ${HTTP_PORT} or --http 0.0.0.0:${HTTP_PORT}`,
  });
}

function readOrigin(text: string): string {
  if (text === "*") return text;
  const origin = URL.canParse(text) ? new URL(text).origin : "null";
  if (origin !== "null" && text.replace(/\/$/, "").toLowerCase() === origin) return origin;
  throw new UsageError(`--cors must be an origin such as http://localhost:3000; not "${text}"`);
}

/** What an inbox gives to its HTTP face. */
interface HttpSetting {
  /** The messages. */
  readonly store: LiveStore;
  /** Where they are, for people. */
  readonly dir: string;
  /** Octets of a message at most. */
  readonly messageOctets: number;
  /** The faults. */
  readonly script: FaultScript;
  /** Reads rules of faults; it throws `UsageError`. */
  readonly readRules: (rules: readonly string[]) => readonly FaultRule[];
  /** Is told the rules when they have changed. */
  readonly keepRules: (rules: readonly string[]) => void;
  /** Where to warn. */
  readonly terminal: Terminal;
  /** Stops reading a password. */
  readonly signal: AbortSignal;
}

/** An HTTP face that listens, until it is disposed of. */
interface RunningHttp extends AsyncDisposable {
  /** Where its page is. */
  readonly url: string;
  /** Takes what happens in the inbox. */
  readonly event: (event: InboxEvent) => void;
}

/**
 * Starts the HTTP face.
 *
 * @param request What is asked for.
 * @param setting What the inbox gives to it.
 * @returns The face.
 * @throws {CliError} 66 if the password cannot be read, 69 if the port is in use, 68 if there is no such
 * address on this host.
 */
export async function startHttp(
  request: HttpRequest,
  setting: HttpSetting,
): Promise<RunningHttp> {
  const { store, dir, messageOctets, terminal, signal } = setting;
  const { createHandler } = await import("../../inbox/http/handler.ts");
  const { Desk } = await import("../../inbox/http/desk/desk.ts");
  const { serveHttp, upgrade } = await import("../../inbox/http/serve.ts");
  const { EXPERTS } = await import("./experts.ts");
  const { default: config } = await import("../../deno.json", { with: { type: "json" } });
  const credentials = await readPassword(request, { terminal, signal });
  const desk = new Desk(store);
  const handler = createHandler({
    desk,
    store,
    messageOctets,
    faults: controlFaults(setting),
    experts: EXPERTS,
    guard: { hosts: request.hosts, origins: request.origins, credentials },
    relay: request.relay,
    info: {
      version: config.version,
      directory: dir,
      memory: () => Deno.memoryUsage().rss,
      uptime: () => performance.now() / 1000,
    },
    upgrade,
    onFailure: (error) => {
      const reason = error instanceof Error ? error.message : String(error);
      terminal.err(`HTTP: ${escapeLine(reason)}\n`);
    },
  });
  const server = listen(request, () => serveHttp(request, handler));
  if (credentials === undefined && !isLoopback(server.hostname)) {
    terminal.err(yellow(
      `Warning: anyone who can reach ${server.hostname} can read and delete the messages.\n`,
    ));
  }
  return {
    url: urlOf(server),
    event: (event) => desk.take(event),
    async [Symbol.asyncDispose](): Promise<void> {
      desk[Symbol.dispose]();
      await server.stop();
    },
  };
}

function controlFaults(
  { script, readRules, keepRules }: Pick<HttpSetting, "script" | "readRules" | "keepRules">,
): FaultControl {
  const textsOf = (): string[] => script.rules.map(({ text }) => text);
  const change = (rules: readonly FaultRule[]): void => {
    script.replace(rules);
    keepRules(textsOf());
  };
  return {
    get rules(): readonly string[] {
      return textsOf();
    },
    replace: (rules) => change(readRules(rules)),
    add: (rules) => change([...script.rules, ...readRules(rules)]),
  };
}

async function readPassword(
  { user, hostname }: HttpRequest,
  context: Pick<HttpSetting, "terminal" | "signal">,
): Promise<{ readonly user: string; readonly password: string } | undefined> {
  if (user === undefined) return undefined;
  const { name, passwordFile } = user;
  const options = { user: name, passwordFile, passwordCommand: undefined, auth: undefined };
  const found = await findCredentials(options, hostname, context);
  return { user: found.user, password: found.secret };
}

function listen<Server>({ hostname, port }: HttpRequest, serve: () => Server): Server {
  try {
    return serve();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable || !(cause instanceof Error)) throw cause;
    if (cause instanceof Deno.errors.AddrInUse) {
      const hint = `To use another port: --http ${port + 1}; to pick a free one: --http 0`;
      throw new CliError(Exit.refused, `port ${port} of ${hostname} is in use`, { hint, cause });
    }
    throw new CliError(
      Exit.noHost,
      `cannot serve HTTP on ${hostname} port ${port}: ${cause.message}`,
      {
        cause,
      },
    );
  }
}

function isLoopback(hostname: string): boolean {
  const ip = parseIpAddress(hostname);
  return ip !== undefined && addressScope(ip) === "loopback";
}

/** Of an address that stands for all, one that a browser can go to. */
function urlOf({ hostname, port }: { readonly hostname: string; readonly port: number }): string {
  const host = { "0.0.0.0": "127.0.0.1", "::": "::1" }[hostname] ?? hostname;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}/`;
}
