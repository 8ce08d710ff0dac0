/**
 * `mua inbox`: a receiving server for whoever tests mail, and a look at what it has received.
 * @module
 */
import { addressScope, parseIpAddress } from "../../dns/ip.ts";
import type { Access } from "../../inbox/sasl/access.ts";
import { DEFAULT_LIMITS } from "../../inbox/limits.ts";
import { FaultScript } from "../../inbox/faults/script.ts";
import { bindInbox, serveInbox } from "../../inbox/serve/serve.ts";
import { makeStoreDirectory, openDirectoryStore } from "../../inbox/store/directory.ts";
import type { LiveStore } from "../../inbox/store/live.ts";
import { removeUnfinished } from "../../inbox/store/unfinished.ts";
import { defineCommand, type Invocation } from "../command/command.ts";
import { CliError, Exit, type ExitCode } from "../terminal/exit.ts";
import { accessNeeds, accessOptions, readAccess } from "./access.ts";
import { connectionLimit } from "./connections.ts";
import { failDetails, failOptions, readFaults } from "./fail.ts";
import { directoryOption, readSize } from "./options.ts";
import { httpDetails, httpOptions, readHttp, startHttp } from "./http.ts";
import { list, show } from "./read.ts";
import { openRun, readDialogue, runDetails, runOptions } from "./run.ts";
import { prepareTls, readTls, tlsOptions } from "./tls.ts";
import type { OptionTable } from "../command/options.ts";
import { yellow } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";

const SUGGESTED_PORT = 1025;

/** What the inbox calls itself: it is on this host, and no name in the DNS is its own. */
const HOST_NAME = "localhost";

const inboxOptions = {
  port: {
    kind: "port",
    zero: true,
    short: "p",
    value: "PORT",
    default: SUGGESTED_PORT,
    help: "listen on this port; 0 picks a free one",
  },
  host: {
    kind: "text",
    value: "ADDRESS",
    default: "127.0.0.1",
    help: "listen on this address; the default accepts connections from this host only",
  },
  dir: directoryOption,
  strict: {
    kind: "choice",
    choices: ["on", "off"],
    default: "on",
    help: "off: accept message data that a client sends before the 354",
  },
  lenient: {
    kind: "flag",
    help: "accept addresses such as root, u@my_host and a..b@x.example, even without < and >",
  },
  "max-size": {
    kind: "text",
    value: "SIZE",
    default: "256M",
    help: "refuse larger messages; in octets, or with K, M or G",
  },
  "max-connections": {
    kind: "number",
    value: "N",
    min: 1,
    max: 100_000,
    default: DEFAULT_LIMITS.connections,
    help: "connections served at a time; others wait until one ends",
  },
  ...runOptions,
  ...tlsOptions,
  ...accessOptions,
  ...failOptions,
  ...httpOptions,
} as const satisfies OptionTable;

/** `mua inbox`. */
export const inbox = defineCommand({
  name: "inbox",
  summary: "receive mail on this host and show it",
  operands: "",
  options: inboxOptions,
  examples: [
    { line: "mua inbox", what: "receive on port 1025 until Ctrl-C; messages go to ./mua-inbox" },
    {
      line: "mua send -f a@x.example -t b@y.example --server localhost:1025",
      what: "send a mail to it",
    },
    {
      line: "mua inbox --tls auto --save-ca ca.pem",
      what: "offer STARTTLS; verify it with mua send --ca ca.pem",
    },
    {
      line: "mua inbox --fail 'rcpt:grey*=451 4.2.0 later once'",
      what: "refuse such recipients temporarily, the first time",
    },
    { line: "mua inbox list", what: "list what arrived" },
    { line: "mua inbox show 1", what: "show one message, as it arrived" },
  ],
  details: [
    "Accepts mail for any recipient and delivers none of it. Each message is stored as NNNN.eml, " +
    "with Return-Path and Received added as RFC 5321 4.4 requires, and its envelope as " +
    "NNNN.eml.json. Only you can read these files. DSN requests are stored there too, but no one " +
    "is notified.",
    "Standard output has one line per message. Standard error shows the dialogues; each line " +
    "starts with the connection number (#N) and the seconds since the connection began, and uses " +
    "the marks of mua send -v: -> from the client, <- from the inbox, <** for a refusal, === for " +
    "notes.",
    "Where dialogues are not shown, each refusal is one line on standard error (with --json, a " +
    "refused event). A client is disconnected (421) after 20 failed commands without a stored " +
    "message in between; refusals by --fail do not count.",
    "The inbox is strict where careless clients go wrong: a command must end in CRLF, not LF " +
    "alone; nothing may follow DATA before its 354 (--strict off allows it); addresses must " +
    "follow RFC 5321 (--lenient relaxes this). Inside a message a lone CR or LF is kept as it " +
    "came and never ends the message: only CRLF.CRLF does (RFC 5321 4.1.1.4).",
    "TLS is off by default, because many programs use STARTTLS wherever it is offered and give up " +
    "when they cannot verify the certificate. Without --cert and --key the inbox makes a " +
    "certificate for localhost, 127.0.0.1 and ::1, signed by an authority that it creates for " +
    "this run; --save-ca saves the authority's certificate for clients to verify it.",
    ...failDetails,
    ...httpDetails,
    ...runDetails,
    "Exit code: 0 stopped by Ctrl-C, SIGTERM or as described above; 64 usage; 65 unusable " +
    "certificate; 66 a file cannot be read; 68 no such address on this host; 69 the port is in " +
    "use; 74 the directory or a file cannot be written; 78 not permitted.",
  ],
  subcommands: [list, show],
  needs: ({ options }) => ({
    net: true,
    listens: true,
    read: true,
    write: true,
    ...accessNeeds(options),
  }),
  run,
});

async function run(invocation: Invocation<typeof inboxOptions>): Promise<ExitCode> {
  const { options, terminal, signal, keepOnly } = invocation;
  const { dir } = options;
  readDialogue(options);
  const messageOctets = readSize("--max-size", options.maxSize);
  const tls = readTls(options);
  const auth = options.anyUser || options.user !== undefined;
  const faults = readFaults(options.fail, { tls: tls.offer, auth });
  const access = await readAccess(options, tls.offer !== undefined, { terminal, signal });
  const httpRequest = readHttp(options);
  const secured = await prepareTls(tls, options.host);
  const script = new FaultScript(faults);
  const listener = bind(options.host, options.port);
  await using opened = new AsyncDisposableStack();
  const { run, store, http } = await prepare(listener, async () => {
    await secured?.saveAuthority?.();
    await prepareDirectory(dir, terminal);
    const live = httpRequest && await openLive(dir, opened);
    const http = httpRequest && live && opened.use(
      await startHttp(httpRequest, {
        store: live,
        dir,
        messageOctets,
        script,
        readRules: (rules) => readFaults(rules, { tls: tls.offer, auth }),
        terminal,
        signal,
      }),
    );
    const address = listener.addr;
    const run = opened.use(
      await openRun({ options, terminal, signal, address, http: http?.url }),
    );
    return { run, http, store: live ?? openDirectoryStore(dir) };
  });
  const { maxConnections } = options;
  const connections = connectionLimit(maxConnections, secured !== undefined, dir, terminal);
  const inbox = serveInbox({
    hostname: options.host,
    port: options.port,
    hostName: HOST_NAME,
    limits: { ...DEFAULT_LIMITS, messageOctets, connections },
    hidesBodies: run.hidesBodies,
    tls: secured,
    access,
    tolerance: { earlyData: options.strict === "off", addresses: options.lenient },
    faults: script,
    store,
    signal: run.signal,
    onEvent: http === undefined ? run.output.event : (event) => {
      http.event(event);
      run.output.event(event);
    },
  }, listener);
  // TLS is made on a listener of this program's own.
  keepOnly({ read: true, write: true, net: secured !== undefined });
  if (!isLoopback(inbox.hostname)) {
    terminal.err(yellow(openToOthers(inbox.hostname, access)));
  }
  run.output.listening(inbox.hostname, inbox.port, http?.url);
  await inbox.finished;
  run.output.stopped();
  const reason = run.reason();
  if (reason !== undefined) terminal.err(`${reason}\n`);
  return Exit.ok;
}

/** A store with a list of its messages at hand, for whoever looks at it while they come. */
async function openLive(dir: string, opened: AsyncDisposableStack): Promise<LiveStore> {
  const { LiveStore } = await import("../../inbox/store/live.ts");
  const { followDirectory } = await import("../../inbox/store/follow.ts");
  const live = await LiveStore.open(openDirectoryStore(dir));
  opened.use(followDirectory(live, dir));
  return live;
}

/** What is done while whoever connects still waits; when it fails, nobody needs to. */
async function prepare<Result>(
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

async function prepareDirectory(dir: string, terminal: Terminal): Promise<void> {
  try {
    await makeStoreDirectory(dir);
    const removed = removeUnfinished(dir);
    if (removed > 0) {
      terminal.err(`Removed incomplete messages left by an inbox that was killed: ${removed}\n`);
    }
    // A message that cannot be stored would be seen only when it comes.
    await (await openDirectoryStore(dir).create()).abandon();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError(Exit.io, `cannot store messages in "${dir}": ${reason}`, { cause });
  }
}

function bind(hostname: string, port: number): Deno.TcpListener {
  try {
    return bindInbox({ hostname, port });
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable || !(cause instanceof Error)) throw cause;
    if (cause instanceof Deno.errors.AddrInUse) {
      const hint = `Is another inbox already running? To use another port: mua inbox --port ${
        port + 1
      }`;
      throw new CliError(Exit.refused, `port ${port} of ${hostname} is in use`, { hint, cause });
    }
    if (cause instanceof Deno.errors.PermissionDenied) {
      const hint =
        `Ports below 1024 may need root. To use another port: mua inbox --port ${SUGGESTED_PORT}`;
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

function isLoopback(hostname: string): boolean {
  const ip = parseIpAddress(hostname);
  return ip !== undefined && addressScope(ip) === "loopback";
}

function openToOthers(hostname: string, access: Access | undefined): string {
  const how = !access?.required
    ? "without a password"
    : access.door.kind === "everybody"
    ? "with any password"
    : "after AUTH";
  return `Warning: anyone who can reach ${hostname} can leave mail here ${how}.\n`;
}
