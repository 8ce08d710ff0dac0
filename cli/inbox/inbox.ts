/**
 * `mua inbox`: a receiving server for whoever tests mail, and a look at what it has received.
 * @module
 */
import { DEFAULT_LIMITS } from "../../inbox/limits.ts";
import type { FaultRule } from "../../inbox/faults/rule.ts";
import { FaultScript } from "../../inbox/faults/script.ts";
import { serveInbox } from "../../inbox/serve/serve.ts";
import { defineCommand, type Invocation } from "../command/command.ts";
import { Exit, UsageError } from "../terminal/exit.ts";
import { accessNeeds, accessOptions, offersAuth, readAccess } from "./access.ts";
import { checkCommand, childDetails, environmentFor, runCommand } from "./child.ts";
import { connectionLimit } from "./connections.ts";
import { failDetails, failOptions, readFaults } from "./fail.ts";
import { fail } from "./change_faults.ts";
import { followFaultFile, writeFaultFile } from "./fault_file.ts";
import { readSize } from "./options.ts";
import { bind, isLoopback, openToOthers, prepare, SUGGESTED_PORT } from "./listen.ts";
import { httpDetails, httpOptions, readHttp, startHttp } from "./http.ts";
import { list } from "./mail/list.ts";
import { clear, rm } from "./mail/remove.ts";
import { show } from "./mail/show.ts";
import { wait } from "./mail/wait.ts";
import { pop3Details, pop3Options, startPop3 } from "./pop3.ts";
import { openRun, readDialogue, runDetails, runOptions } from "./run.ts";
import { openStorage, readStorage, storageOptions } from "./storage.ts";
import { prepareTls, readTls, tlsOptions } from "./tls.ts";
import type { OptionTable } from "../command/options.ts";
import { yellow } from "../terminal/style.ts";

/** What the inbox calls itself: it is on this host, and no name in the DNS is its own. */
const HOST_NAME = "localhost";

const inboxOptions = {
  port: {
    kind: "port",
    zero: true,
    short: "p",
    value: "PORT",
    help:
      `listen on this port; ${SUGGESTED_PORT}, or with a COMMAND a free one; 0 picks a free one`,
  },
  host: {
    kind: "text",
    value: "ADDRESS",
    default: "127.0.0.1",
    help: "listen on this address; the default accepts connections from this host only",
  },
  ...storageOptions,
  ...pop3Options,
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
  operands: "[-- COMMAND...]",
  runsProgram: true,
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
    {
      line: "mua inbox --dev --memory --json",
      what: "for development: any user and password, nothing on disk",
    },
    { line: "mua inbox -- npm test", what: "run a test suite with SMTP_HOST and SMTP_PORT set" },
    { line: "mua inbox wait --to ana@x.example --code", what: "print the code that Ana is sent" },
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
    ...pop3Details,
    ...runDetails,
    ...childDetails,
    "Exit code: 0 stopped by Ctrl-C, SIGTERM or as described above; 64 usage; 65 unusable " +
    "certificate; 66 a file cannot be read; 68 no such address on this host; 69 the port is in " +
    "use; 74 the directory or a file cannot be written; 78 not permitted.",
  ],
  subcommands: [list, show, wait, rm, clear, fail],
  needs: ({ options, operands }) => ({
    net: true,
    listens: true,
    read: true,
    write: true,
    ...accessNeeds(options),
    ...(operands.length > 0 ? { run: true } : {}),
  }),
  run,
});

async function run(invocation: Invocation<typeof inboxOptions>): Promise<number> {
  const { options, operands, terminal, signal, keepOnly } = invocation;
  const hasCommand = operands.length > 0;
  readDialogue(options);
  checkCommand(operands, options);
  const storage = readStorage(options, hasCommand);
  const messageOctets = readSize("--max-size", options.maxSize);
  const tls = readTls(options);
  const readRules = (rules: readonly string[]): FaultRule[] =>
    readFaults(rules, { tls: tls.offer, auth: offersAuth(options) });
  const rules = readRules(options.fail);
  const access = await readAccess(options, tls.offer !== undefined, { terminal, signal });
  if (options.dev && !isLoopback(options.host)) {
    throw new UsageError("--dev is for loopback; elsewhere use --any-user --allow-insecure-auth");
  }
  const httpRequest = readHttp(options);
  const port = options.port ?? (hasCommand ? 0 : SUGGESTED_PORT);
  const secured = await prepareTls(tls, options.host);
  const listener = bind(options.host, port);
  await using opened = new AsyncDisposableStack();
  const { run, place, store, script, http, fetching } = await prepare(listener, async () => {
    await secured?.saveAuthority?.();
    const pop3 = options.pop3 === undefined
      ? undefined
      : bind(options.host, options.pop3, "--pop3");
    const wantsList = pop3 !== undefined || httpRequest !== undefined;
    const { store, live } = await openStorage(storage, wantsList, terminal, opened);
    const dir = storage.dir ?? "(in memory)";
    const script = storage.dir === undefined
      ? new FaultScript(rules)
      : opened.use(await followFaultFile(storage.dir, rules, readRules)).script;
    const http = httpRequest && live && opened.use(
      await startHttp(httpRequest, {
        store: live,
        dir,
        messageOctets,
        script,
        readRules,
        // Whoever looks at the file sees them too.
        keepRules: (rules) => {
          if (storage.dir !== undefined) writeFaultFile(storage.dir, rules).catch(() => {});
        },
        terminal,
        signal,
      }),
    );
    const { hostname: host, port } = listener.addr;
    const place = { host, port, pop3: pop3?.addr.port, http: http?.url, dir: storage.dir };
    const run = opened.use(await openRun({ options, terminal, signal, place, hasCommand }));
    return {
      run,
      place,
      store,
      script,
      http,
      fetching: pop3 && live && { listener: pop3, store: live },
    };
  });
  // With a command the inbox is there until that has ended, whatever it is told.
  const stop = new AbortController();
  const ends = hasCommand ? stop.signal : run.signal;
  const { maxConnections } = options;
  const connections = connectionLimit(maxConnections, secured !== undefined, storage.dir, terminal);
  const limits = { ...DEFAULT_LIMITS, messageOctets, connections };
  const fetched = fetching &&
    startPop3(fetching.listener, { ...fetching, access, limits, signal: ends });
  const inbox = serveInbox({
    hostname: options.host,
    port,
    hostName: HOST_NAME,
    limits,
    hidesBodies: run.hidesBodies,
    tls: secured,
    access,
    tolerance: { earlyData: options.strict === "off", addresses: options.lenient },
    faults: script,
    store,
    signal: ends,
    onEvent: http === undefined ? run.output.event : (event) => {
      http.event(event);
      run.output.event(event);
    },
  }, listener);
  // TLS is made on a listener of this program's own; HTTP listens again when the system had too many
  // connections.
  const net = secured !== undefined || http !== undefined;
  keepOnly({ read: true, write: true, net, run: hasCommand });
  if (!isLoopback(inbox.hostname)) {
    terminal.err(yellow(openToOthers(inbox.hostname, access)));
  }
  run.output.listening(place);
  const scheme = tls.offer === "on-connect" ? "smtps" : "smtp";
  const code = hasCommand
    ? await runCommand(operands, environmentFor(place, scheme), terminal, run.signal)
      .finally(() => stop.abort())
    : Exit.ok;
  await Promise.all([inbox.finished, fetched]);
  run.output.stopped();
  const reason = run.reason();
  if (reason !== undefined) terminal.err(`${reason}\n`);
  return code;
}
