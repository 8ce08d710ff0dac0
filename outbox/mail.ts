/**
 * A mail that waits in the outbox, as the first line of its file says it.
 * @module
 */
import {
  formatRecord,
  isListOf,
  isNumber,
  isObject,
  isText,
  type Members,
  readMembers,
} from "../journal/record.ts";
import { checkEnvelope } from "../smtp/command.ts";
import {
  CommandError,
  type Envelope,
  type MessageSource,
  type NotificationRequest,
  type NotifyCondition,
  type Recipient,
} from "../smtp/mod.ts";

/** Options by their long names, as they were typed. No password is among them: no option has one. */
export type WayOptions = ReadonlyMap<string, readonly string[] | boolean>;

/** What must be known of a message before it is read. */
interface QueuedMessage extends Pick<MessageSource, "size" | "eightBit" | "utf8Header"> {
  /** Whether it may be re-encoded for a server without 8BITMIME. */
  readonly mayReencode: boolean;
}

/** A mail that waits. */
export interface QueuedMail {
  /** When it was queued, in milliseconds since 1970. */
  readonly queuedAt: number;
  /** Who it is from, and for whom it is kept. */
  readonly envelope: Envelope;
  /** What must be known of its message before it is read. */
  readonly message: QueuedMessage;
  /** Which way it goes: the account, and what else was asked for. */
  readonly way: WayOptions;
}

/**
 * Writes the first line of a file.
 *
 * @param mail The mail.
 * @returns The line, with its end.
 */
export function formatHead({ queuedAt, envelope, message, way }: QueuedMail): string {
  const members = { outbox: 1, queuedAt, envelope, message, way: Object.fromEntries(way) };
  return formatRecord(members);
}

/**
 * Reads the first line of a file.
 *
 * @param line The line, without its end.
 * @returns The mail; `undefined` if it is none, or one whose envelope may not be sent.
 */
export function readHead(line: string): QueuedMail | undefined {
  const { outbox, queuedAt, envelope: members, message, way } = readMembers(line);
  if (outbox !== 1 || !isNumber(queuedAt) || !isObject(members)) return undefined;
  if (!isObject(message) || !isObject(way)) return undefined;
  const { size, eightBit, utf8Header, mayReencode } = message;
  const envelope = readEnvelope(members);
  if (!isNumber(size) || !isFlag(eightBit)) return undefined;
  if (!isFlag(utf8Header) || !isFlag(mayReencode)) return undefined;
  const options = Object.entries(way).flatMap(([name, value]): [string, string[] | boolean][] => {
    if (isFlag(value)) return [[name, value]];
    return isListOf(value, isText) ? [[name, [...value]]] : [];
  });
  if (envelope === undefined || options.length < Object.keys(way).length) return undefined;
  return {
    queuedAt,
    envelope,
    message: { size, eightBit, utf8Header, mayReencode },
    way: new Map(options),
  };
}

function isFlag(value: unknown): value is boolean {
  return typeof value === "boolean";
}

function readEnvelope(members: Members): Envelope | undefined {
  const { reversePath, recipients, notification, submitter, requireTls } = members;
  if (!isText(reversePath) || !isListOf(recipients, isRecipient)) return undefined;
  if (submitter !== undefined && !isText(submitter)) return undefined;
  if (requireTls !== undefined && !isFlag(requireTls)) return undefined;
  if (notification !== undefined && !isNotification(notification)) return undefined;
  const envelope: Envelope = {
    reversePath,
    recipients,
    ...(notification === undefined ? {} : { notification }),
    ...(submitter === undefined ? {} : { submitter }),
    ...(requireTls === undefined ? {} : { requireTls }),
  };
  try {
    checkEnvelope(envelope, undefined);
    return envelope;
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}

function isRecipient(value: unknown): value is Recipient {
  return isObject(value) && isText(value["address"]) && isText(value["domain"]);
}

const CONDITIONS: ReadonlySet<unknown> = new Set<NotifyCondition>(["success", "failure", "delay"]);

function isNotification(value: unknown): value is NotificationRequest {
  if (!isObject(value)) return false;
  const { notify, return: returned, envelopeId } = value;
  return (notify === undefined || (isListOf(notify, isText) && notify.every(isCondition))) &&
    (returned === undefined || returned === "full" || returned === "hdrs") &&
    (envelopeId === undefined || isText(envelopeId));
}

function isCondition(value: string): boolean {
  return CONDITIONS.has(value);
}
