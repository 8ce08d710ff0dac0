/**
 * A mail that is let out: given to a server that delivers it, as Mailpit's API does it. It is off unless
 * the inbox is told of a server.
 * @module
 */
import type { Desk } from "../desk/desk.ts";
import type { ListedMessage } from "../../store/index.ts";
import { AddressError, MessageError } from "../../../message/mod.ts";
import { parseMailboxList, recipientsOf } from "../../../message/address/header_address.ts";
import { readReadyMessage } from "../../../message/compose/eml.ts";
import { concatenate } from "../../../message/encoding/octets.ts";
import { formatReply } from "../../../smtp/reply.ts";
import type { Envelope, MessageSource, Outcome, Recipient } from "../../../smtp/mod.ts";
import { addressesOf } from "../desk/summary.ts";
import { membersOf, readJson } from "../exchange/body.ts";
import { HttpError, respondText } from "../exchange/respond.ts";
import type { Routes } from "../exchange/router.ts";

/** The server that mail is given to. */
export interface RelayServer {
  /** Its name or address. */
  readonly host: string;
  /** Its port. */
  readonly port: number;
}

/** Recipients of one release. */
const MAX_RECIPIENTS = 100;

/** Milliseconds that a stage of the dialogue may take: somebody waits for the answer. */
const STAGE_LIMIT = 60_000;

/**
 * What answers requests to let a mail out.
 *
 * @param desk The desk.
 * @param server Where mail is given to; without it, none is.
 */
export function releaseRoutes(desk: Desk, server: RelayServer | undefined): Routes {
  return {
    "POST /api/v1/message/:id/release": async ({ request, param }) => {
      if (server === undefined) {
        throw new HttpError(501, "release is off: mua inbox --release-to SERVER turns it on");
      }
      const listed = desk.find(param("id"));
      const recipients = readRecipients(membersOf(await readJson(request)).texts("To"));
      const message = await refusing(() => openMessage(desk, listed));
      const reversePath = await senderOf(desk, listed);
      const signal = AbortSignal.any([request.signal, desk.ended]);
      const outcomes = await refusing(() =>
        send({ reversePath, recipients }, message, server, signal)
      );
      const failed = outcomes.filter(({ status }) => status !== "delivered");
      if (failed.length === 0) return respondText("ok");
      throw new HttpError(400, failed.map(wordsOf).join("\n"));
    },
  };
}

function readRecipients(texts: readonly string[]): Recipient[] {
  const recipients = recipientsOf(texts.flatMap((text) => {
    try {
      return parseMailboxList(text);
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      throw new HttpError(400, error.message);
    }
  }));
  if (recipients.length === 0) throw new HttpError(400, "To names no recipient");
  if (recipients.length > MAX_RECIPIENTS) {
    throw new HttpError(400, `To names more than ${MAX_RECIPIENTS} recipients`);
  }
  return recipients;
}

/** The sender of its envelope, and without one that of its header. */
async function senderOf(desk: Desk, { number, envelope }: ListedMessage): Promise<string> {
  if (envelope !== undefined) return envelope.mailFrom;
  const { fields } = await desk.survey(number);
  return addressesOf(fields, "From")[0]?.Address ?? "";
}

async function openMessage(desk: Desk, { number, size }: ListedMessage): Promise<MessageSource> {
  const open = async function* (): AsyncGenerator<Uint8Array> {
    yield* withoutReturnPath(await desk.open(number));
  };
  return await readReadyMessage({ name: `message ${number}`, size, open });
}

const RETURN_PATH = new TextEncoder().encode("Return-Path:");
const LF = 0x0a;

/** The inbox has put Return-Path on top: that is for the last server on the way (RFC 5321 section 4.4). */
async function* withoutReturnPath(
  octets: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let beginning: Uint8Array = new Uint8Array(0);
  let isOver = false;
  for await (const piece of octets) {
    if (isOver) yield piece;
    else {
      beginning = concatenate([beginning, piece]);
      const end = beginning.indexOf(LF) + 1;
      if (end === 0) continue;
      isOver = true;
      const hasIt = RETURN_PATH.every((octet, at) => beginning[at] === octet);
      yield beginning.subarray(hasIt ? end : 0);
    }
  }
  if (!isOver) yield beginning;
}

async function send(
  envelope: Envelope,
  message: MessageSource,
  { host, port }: RelayServer,
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const { CommandError, sendMail } = await import("../../../smtp/mod.ts");
  try {
    return await sendMail(envelope, message, { server: host, port, limit: STAGE_LIMIT, signal });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new HttpError(400, error.message);
  }
}

/** A message that may not be sent is refused to who asked. */
async function refusing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    throw new HttpError(400, error.message);
  }
}

/** As `mua send` tells it, with the words of the server. */
function wordsOf({ recipient, status, reply, explanation }: Outcome): string {
  return `${status} ${recipient}: ${reply === undefined ? explanation : formatReply(reply)}`;
}
