/**
 * `mua demo`: the networking lab in two seconds, without a network. A mail goes from alberto@ualg.pt to
 * ana.maria@gmail.com, into an inbox on this host; every line of the dialogue is explained, and the
 * message that arrived is shown with what the server added to it.
 * @module
 */
import { createLookup, findRoute } from "../../dns/mod.ts";
import { DEFAULT_LIMITS } from "../../inbox/limits.ts";
import { createMemoryStore } from "../../inbox/store/memory.ts";
import { type Inbox, serveInbox } from "../../inbox/serve/serve.ts";
import type { MessageStore } from "../../inbox/store/store.ts";
import { compareMessages } from "../../message/compare/compare.ts";
import { readComparedMessage } from "../../message/compare/compared_message.ts";
import { compose } from "../../message/compose/compose.ts";
import { parseHeader } from "../../message/header/header.ts";
import { parseMailboxList } from "../../message/address/header_address.ts";
import type { Message } from "../../message/mod.ts";
import { concatenate, octetsInMemory } from "../../message/encoding/octets.ts";
import { deliver } from "../../smtp/delivery/deliver.ts";
import { type Destination, destinationOf } from "../../smtp/delivery/destination.ts";
import type { Outcome, TranscriptSink } from "../../smtp/mod.ts";
import { defineCommand, type Invocation } from "../command/command.ts";
import { conclusionLines, questionLines } from "../compare/report.ts";
import { startNameServer } from "./dns.ts";
import { explainDialogue } from "./words.ts";
import type { ExitCode } from "../terminal/exit.ts";
import { outcomeExitCode, reportLines } from "../send/report.ts";
import { bold, dim, green, type Piece } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { transcriptLine } from "../terminal/transcript.ts";
import { wrap } from "../terminal/wrap.ts";

const SENDER = "alberto@ualg.pt";
const RECIPIENT = "ana.maria@gmail.com";
const RECIPIENT_DOMAIN = "gmail.com";
const EXCHANGER = "mx.gmail.example";
const LOOPBACK = "127.0.0.1";
/** Milliseconds for the two questions to the demo's own name server. */
const DNS_DEADLINE = 5000;

/** `mua demo`. */
export const demo = defineCommand({
  name: "demo",
  summary: "the dialogue of one mail, explained; needs no network",
  operands: "",
  options: {},
  examples: [{ line: "mua demo", what: "send a mail to an inbox on this host and explain it all" }],
  details: [
    "The mail of the lab goes from alberto@ualg.pt to ana.maria@gmail.com, but to a server that mua " +
    "itself runs on a free port of this host: nothing leaves it.",
  ],
  needs: { net: true },
  run,
});

async function run({ terminal, signal }: Invocation<Record<never, never>>): Promise<ExitCode> {
  const stop = new AbortController();
  const store = createMemoryStore();
  const inbox = openInbox(store, AbortSignal.any([signal, stop.signal]));
  try {
    const message = await composeLetter();
    terminal.out(
      bold("1. The server"),
      dim("  (a question to DNS, as nslookup -type=MX asks it)\n\n"),
    );
    const destination = await findServer(inbox.port, signal);
    terminal.out(serverLines(destination), "\n", bold("2. The dialogue"));
    terminal.out(dim(`  (-> the client, <- the server, on port ${inbox.port} of this host)\n\n`));
    const outcomes = await sendLetter(message, destination, signal, explainTo(terminal));
    terminal.out("\n", bold("3. The result"), "\n\n", reportLines(outcomes), "\n");
    terminal.out(bold("4. The message as it arrived"), dim("  (+ added by the server)\n\n"));
    terminal.out(await arrivedLines(message, store), "\n");
    terminal.out(bold("5. Sent and arrived"), dim("  (where it stood, and where it stands)\n\n"));
    terminal.out(await comparedLines(message, store, terminal.columns), "\n", BY_HAND);
    return outcomeExitCode(outcomes);
  } finally {
    stop.abort();
    await inbox.finished;
  }
}

function openInbox(store: MessageStore, signal: AbortSignal): Inbox {
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

function composeLetter(): Promise<Message> {
  const [from] = parseMailboxList(SENDER);
  if (from === undefined) throw new TypeError("the sender of the demo is no mailbox");
  const date = new Date();
  return compose({
    from,
    to: parseMailboxList(RECIPIENT),
    cc: [],
    subject: "Hi",
    text: "Hi, Ana!\n\nIt works.\n\nAlberto\n",
    attachments: [],
    headers: [],
    date,
    zoneMinutes: -date.getTimezoneOffset(),
  });
}

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

const OF_THE_SERVER = "Mail for gmail.com goes to this host; its address is that of this demo.";

function serverLines({ hosts, obstacle }: Destination): Piece[] {
  if (obstacle !== undefined) return [`${obstacle.explanation}\n`];
  return hosts.flatMap(({ name, addresses: [address] }) => [
    `${RECIPIENT_DOMAIN}  MX 10  ${name}  A ${address?.text}\n`,
    dim(wrap(OF_THE_SERVER, MARGIN, MARGIN)),
  ]);
}

/** The mail of the lab, one command at a time as a person would type it. */
function sendLetter(
  message: Message,
  destination: Destination,
  signal: AbortSignal,
  transcript: TranscriptSink,
): Promise<readonly Outcome[]> {
  return deliver(destination, { reversePath: SENDER }, message, {
    ehloName: "alberto",
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

/** Shows each line of the dialogue, and under it what it means. */
function explainTo(terminal: Terminal): TranscriptSink {
  let started: number | undefined;
  const meaningOf = explainDialogue();
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

/** The stored message, line by line: what the server added has a mark, header and body have a name. */
async function arrivedLines(sent: Message, store: MessageStore): Promise<Piece[]> {
  const octets = await store.read(1);
  if (octets === undefined) return [];
  const arrived = concatenate(await Array.fromAsync(octets));
  const sentHeader = parseHeader(concatenate(await Array.fromAsync(sent.open())));
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

/** The questions of the lab's sheet, answered for its mail, and what is to be seen by that. */
async function comparedLines(
  sent: Message,
  store: MessageStore,
  columns: number,
): Promise<Piece[]> {
  const stored = await store.find(1);
  const arrived = await store.read(1);
  if (stored === undefined || arrived === undefined) return [];
  const received = octetsInMemory("1", concatenate(await Array.fromAsync(arrived)));
  const comparison = compareMessages(
    await readComparedMessage(sent.open()),
    await readComparedMessage(received.open()),
    stored.envelope,
  );
  return [
    ...comparison.questions.flatMap((question) => questionLines(question, columns)),
    "\n",
    ...conclusionLines(comparison, columns),
  ];
}

const BY_HAND: readonly Piece[] = [
  bold("The same by hand\n"),
  "  mua inbox          and in another terminal\n",
  "  mua send --server localhost:1025 --ehlo alberto --save sent.eml -v \\\n",
  `    -f ${SENDER} -t ${RECIPIENT} -s Hi --body 'Hi, Ana!'\n`,
  "  mua compare sent.eml mua-inbox/0001.eml\n",
];
