/**
 * `mua send --dry-run`: the route, the envelope and the message, and nothing sent.
 * @module
 */
import type { Destination } from "../../smtp/delivery/destination.ts";
import { Exit, type ExitCode, exitCodeOfAll } from "../terminal/exit.ts";
import { octets } from "../terminal/words.ts";
import type { Mail } from "./mail.ts";
import { exitCodeOf } from "./report.ts";
import { bold, dim, type Piece, red } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** A mail, and who gives it. */
interface Handing {
  /** The mail. */
  readonly mail: Mail;
  /** The name to greet with; `undefined` is the address of the connection. */
  readonly ehloName: string | undefined;
}

/** What would be done. */
interface Plan extends Handing {
  /** Where it would go. */
  readonly destinations: readonly Destination[];
}

/**
 * Shows what would be done.
 *
 * @param plan What would be done.
 * @param terminal Where to.
 * @param json Whether as one JSON object.
 * @returns 0, or the code of the recipients that have no host.
 */
export async function showDryRun(plan: Plan, terminal: Terminal, json: boolean): Promise<ExitCode> {
  const { mail, destinations } = plan;
  if (json) {
    terminal.json(await planJson(plan));
  } else {
    terminal.out(destinations.flatMap(routeLines), envelopeLines(plan), "\n");
    for await (const piece of mail.message.open()) terminal.octets(piece);
  }
  const obstacles = destinations.flatMap(({ obstacle }) => obstacle ?? []);
  return obstacles.length === 0 ? Exit.ok : exitCodeOfAll(obstacles.map(exitCodeOf));
}

function routeLines({ recipients, hosts, port, obstacle }: Destination): Piece[] {
  const who = recipients.map((recipient) => recipient.address).join(", ");
  const heading: Piece[] = [bold("Route"), `  ${who}\n`];
  if (obstacle !== undefined) return [...heading, "       ", red(obstacle.explanation), "\n"];
  const lines = hosts.map(({ name, addresses }, index) => {
    const texts = addresses.map((address) => address.text).join(", ");
    return [`    ${index + 1}. ${name} `, dim(`${texts} port ${port}`), "\n"];
  });
  return [...heading, ...lines.flat()];
}

/**
 * The commands that carry a mail, and a heading for the message behind them.
 *
 * @param handing The mail, and who gives it.
 */
export function envelopeLines({ mail, ehloName }: Handing): Piece[] {
  const { reversePath, recipients } = mail.envelope;
  const lines = [
    `EHLO ${ehloName ?? "(the address of the connection)"}`,
    `MAIL FROM:<${reversePath}>`,
    ...recipients.map(({ address }) => `RCPT TO:<${address}>`),
  ];
  return [
    bold("Envelope"),
    "\n",
    ...lines.map((line) => `    ${line}\n`),
    bold("Message"),
    dim(`  ${octets(mail.message.size)}`),
    "\n",
  ];
}

async function planJson({ mail, destinations, ehloName }: Plan): Promise<object> {
  const { reversePath, recipients } = mail.envelope;
  const decoder = new TextDecoder();
  let message = "";
  for await (const piece of mail.message.open()) {
    message += decoder.decode(piece, { stream: true });
  }
  return {
    dryRun: true,
    ehlo: ehloName ?? null,
    mailFrom: reversePath,
    rcptTo: recipients.map(({ address }) => address),
    route: destinations.map((destination) => ({
      recipients: destination.recipients.map(({ address }) => address),
      port: destination.port,
      hosts: destination.hosts.map(({ name, addresses }) => ({
        name,
        addresses: addresses.map(({ text }) => text),
      })),
      obstacle: destination.obstacle?.explanation ?? null,
    })),
    message: message + decoder.decode(),
  };
}
