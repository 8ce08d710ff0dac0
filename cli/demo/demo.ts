/**
 * `mua demo`: the networking lab in two seconds, without a network. The dialogue of the lab's sheet sends
 * a mail from alberto@ualg.pt to ana.maria@gmail.com into an inbox on this host. Every line of it is
 * explained, and the message that arrived is shown with what the server added to it.
 * @module
 */
import { createLookup, findRoute } from "../../dns/mod.ts";
import { extensionLines } from "../../inbox/extensions.ts";
import { DEFAULT_LIMITS } from "../../inbox/limits.ts";
import { createMemoryStore } from "../../inbox/store/memory.ts";
import { type RunningInbox, serveInbox } from "../../inbox/serve/serve.ts";
import type { MessageStore } from "../../inbox/store/store.ts";
import { compareMessages } from "../../message/compare/compare.ts";
import { readComparedMessage } from "../../message/compare/compared_message.ts";
import { parseHeader } from "../../message/header/header.ts";
import { concatenate, octetsInMemory } from "../../message/encoding/octets.ts";
import { deliver } from "../../smtp/delivery/deliver.ts";
import { type Destination, destinationOf } from "../../smtp/delivery/destination.ts";
import type { MessageSource, Outcome, TranscriptSink } from "../../smtp/mod.ts";
import { defineCommand, type Invocation } from "../command/command.ts";
import { conclusionLines, questionLines } from "../compare/report.ts";
import { outcomeExitCode, reportLines } from "../send/report.ts";
import { Exit, type ExitCode } from "../terminal/exit.ts";
import type { OptionTable } from "../command/options.ts";
import { bold, dim, green, type Piece } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { transcriptLine } from "../terminal/transcript.ts";
import { wrap } from "../terminal/wrap.ts";
import { startNameServer } from "./dns.ts";
import { explainDialogue } from "./words.ts";

const SENDER = "alberto@ualg.pt";
const RECIPIENT = "ana.maria@gmail.com";
const RECIPIENT_DOMAIN = "gmail.com";
const EXCHANGER = "mx.gmail.example";
const LOOPBACK = "127.0.0.1";
/** Milliseconds for the two questions to the demo's own name server. */
const DNS_DEADLINE = 5000;

const demoOptions = {
  trust: {
    kind: "flag",
    help: "another lesson: whom a receiver believes, by SPF, DKIM and DMARC",
  },
} as const satisfies OptionTable;

/** `mua demo`. */
export const demo = defineCommand({
  name: "demo",
  summary: "watch one mail being sent, line by line; needs no network",
  operands: "",
  options: demoOptions,
  examples: [
    {
      line: "mua demo",
      what: "send a mail to an inbox on this host, and explain each step",
    },
    { line: "mua demo --trust", what: "sign a mail, and see when SPF, DKIM and DMARC break" },
  ],
  details: [
    "Sends the lab's mail from alberto@ualg.pt to ana.maria@gmail.com, but to a server that mua " +
    "itself runs on a free port of this host: nothing leaves it. With --trust nothing is sent at all.",
  ],
  needs: ({ options }) => ({ net: !options.trust }),
  run,
});

async function run(
  { options, terminal, signal }: Invocation<typeof demoOptions>,
): Promise<ExitCode> {
  if (options.trust) {
    await (await import("./trust.ts")).teachTrust(terminal);
    return Exit.ok;
  }
  const stop = new AbortController();
  const store = createMemoryStore();
  const inbox = openInbox(store, AbortSignal.any([signal, stop.signal]));
  try {
    terminal.out(bold("1. The server"), dim("  (a DNS query, as nslookup -type=MX makes it)\n\n"));
    const destination = await findServer(inbox.port, signal);
    terminal.out(serverLines(destination), "\n", bold("2. The dialogue"));
    terminal.out(dim(`  (-> the client, <- the server, on port ${inbox.port} of this host)\n\n`));
    const outcomes = await sendLetter(destination, signal, explainTo(terminal));
    terminal.out("\n", bold("3. The result"), "\n\n", reportLines(outcomes), "\n");
    terminal.out(bold("4. The message as it arrived"), dim("  (+ added by the server)\n\n"));
    terminal.out(await arrivedLines(store), "\n", wrap(MISSING_FIELDS, 2, 2), "\n");
    terminal.out(
      bold("5. Sent and arrived"),
      dim("  (where each thing was, and where it is now)\n\n"),
    );
    terminal.out(await comparedLines(store, terminal.columns), "\n", BY_HAND);
    return outcomeExitCode(outcomes);
  } finally {
    stop.abort();
    await inbox.finished;
  }
}

function openInbox(store: MessageStore, signal: AbortSignal): RunningInbox {
  return serveInbox({
    hostname: LOOPBACK,
    port: 0,
    hostName: EXCHANGER,
    limits: DEFAULT_LIMITS,
    store,
    signal,
    onEvent: () => {},
  });
}

/** The message as the lab's sheet has it: a header of one field, an empty line, the text. */
const LETTER_LINES = ["SUBJECT: Hi", "", "Hi, Ana!", "", "It works.", "", "Alberto"];

const LETTER: MessageSource = {
  ...octetsInMemory(
    "the letter",
    new TextEncoder().encode(LETTER_LINES.map((line) => `${line}\r\n`).join("")),
  ),
  eightBit: false,
  utf8Header: false,
};

const MISSING_FIELDS =
  "There is no From:, To: or Date: because nobody typed them: servers deliver " +
  "by the envelope alone. Mail programs write them for people to read, and RFC 5322 section 3.6 " +
  "requires From: and Date:.";

/** Asks the demo's own name server which host takes the mail. */
async function findServer(port: number, signal: AbortSignal): Promise<Destination> {
  const zone = { domain: RECIPIENT_DOMAIN, exchanger: EXCHANGER, address: LOOPBACK };
  const nameServer = await startNameServer(LOOPBACK, zone);
  try {
    const lookup = createLookup({ resolver: { address: LOOPBACK, port: nameServer.port } });
    const route = await findRoute(RECIPIENT_DOMAIN, {
      lookup,
      signal: AbortSignal.any([signal, AbortSignal.timeout(DNS_DEADLINE)]),
      allowPrivate: true,
      families: [4],
    });
    return destinationOf(route, [{ address: RECIPIENT, domain: RECIPIENT_DOMAIN }], port);
  } finally {
    await nameServer.close();
  }
}

const OF_THE_SERVER =
  "Mail for gmail.com goes to this host. Here it is an inbox that mua runs itself.";

function serverLines({ hosts, obstacle }: Destination): Piece[] {
  if (obstacle !== undefined) return [`${obstacle.explanation}\n`];
  return hosts.flatMap(({ name, addresses: [address] }) => [
    `${RECIPIENT_DOMAIN}  MX 10  ${name}  A ${address?.text}\n`,
    dim(wrap(OF_THE_SERVER, MARGIN, MARGIN)),
  ]);
}

/** The dialogue of the sheet, one command at a time. */
function sendLetter(
  destination: Destination,
  signal: AbortSignal,
  transcript: TranscriptSink,
): Promise<readonly Outcome[]> {
  return deliver(destination, { reversePath: SENDER }, LETTER, {
    ehloName: "alberto",
    greeting: "HELO",
    pipelining: false,
    chunking: "never",
    tls: { mode: "off", name: undefined, caCerts: [] },
    auth: undefined,
    limit: undefined,
    signal,
    transcript,
  });
}

/** Columns of the time and the mark of a transcript line. */
const MARGIN = 13;
/** Columns below which sentences would become ladders. */
const READABLE = 60;

/** What the inbox of the demo offers a client that says EHLO. */
const EXTENSIONS = extensionLines({
  limits: DEFAULT_LIMITS,
  startTls: false,
  encrypted: false,
  mechanisms: [],
});

/** Shows each line of the dialogue, and under it what it means. */
function explainTo(terminal: Terminal): TranscriptSink {
  let started: number | undefined;
  const meaningOf = explainDialogue(EXTENSIONS);
  return (event) => {
    if (event.speaker === "note") return;
    started ??= event.time;
    const meaning = meaningOf(event);
    terminal.out(transcriptLine(event, started));
    if (meaning !== undefined) {
      terminal.out(dim(wrap(meaning, MARGIN, MARGIN, Math.max(terminal.columns, READABLE))));
    }
  };
}

const decoder = new TextDecoder();

/** The stored message, line by line: header or body, and a mark at what the server added. */
async function arrivedLines(store: MessageStore): Promise<Piece[]> {
  const octets = await store.read(1);
  if (octets === undefined) return [];
  const arrived = concatenate(await Array.fromAsync(octets));
  const sentHeader = parseHeader(concatenate(await Array.fromAsync(LETTER.open())));
  const header = parseHeader(arrived);
  const added = header.fields.length - sentHeader.fields.length;
  const fields = header.fields.flatMap((field, index) =>
    linesOf(field.raw).map((line) =>
      index < added ? partLine("header", green(`+ ${line}`)) : partLine("header", `  ${line}`)
    )
  );
  const body = linesOf(arrived.subarray(header.size)).map((line) => partLine("body", `  ${line}`));
  return [...fields, partLine("", "  an empty line ends the header"), ...body].flat();
}

function linesOf(octets: Uint8Array): string[] {
  return decoder.decode(octets).replace(/\r\n$/, "").split("\r\n");
}

function partLine(part: "header" | "body" | "", text: Piece): Piece[] {
  return [dim(part.padEnd(8)), text, "\n"];
}

/** What the lab's sheet asks about. */
const ASKED: ReadonlySet<string> = new Set(["MAIL FROM", "RCPT TO", "From", "To", "Subject"]);

/** The questions of the lab's sheet, answered for its mail, and the conclusions. */
async function comparedLines(
  store: MessageStore,
  columns: number,
): Promise<Piece[]> {
  const stored = await store.find(1);
  const arrived = await store.read(1);
  if (stored === undefined || arrived === undefined) return [];
  const received = octetsInMemory("1", concatenate(await Array.fromAsync(arrived)));
  const comparison = compareMessages(
    await readComparedMessage(LETTER.open()),
    await readComparedMessage(received.open()),
    stored.envelope,
  );
  return [
    ...comparison.questions.filter(({ about }) => ASKED.has(about))
      .flatMap((question) => questionLines(question, columns)),
    "\n",
    ...conclusionLines(comparison, columns),
  ];
}

const BY_HAND: readonly Piece[] = [
  bold("The same by hand\n"),
  "  mua inbox                   and in another terminal\n",
  "  mua talk localhost:1025     with the commands above\n",
  "  mua inbox show 1\n",
  bold("and in one command\n"),
  "  mua send --server localhost:1025 --ehlo alberto -v \\\n",
  `    -f ${SENDER} -t ${RECIPIENT} -s Hi --body 'Hi, Ana!'\n`,
];
