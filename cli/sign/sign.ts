/**
 * From the options of a signature to a signed message.
 * @module
 */
import { hostNameFault } from "../../dns/domain.ts";
import type { NameServer } from "../../dns/mod.ts";
import { questionsTo, serversOf } from "../../dns/questions.ts";
import { readParties } from "../../message/compose/eml.ts";
import { readHeader } from "../../message/header/header.ts";
import { MessageError } from "../../message/mod.ts";
import type { MessageSource } from "../../smtp/mod.ts";
import { readKeyRecord } from "../../trust/dkim/key.ts";
import {
  isPublished,
  readSigningKey,
  type SigningKey,
  SigningKeyError,
} from "../../trust/sign/key.ts";
import { type Signer, signMessage } from "../../trust/sign/sign.ts";
import { readDomain } from "../route/domain_name.ts";
import { InputError, UsageError } from "../terminal/exit.ts";
import { cannotRead } from "../terminal/file_failure.ts";
import type { SignOptions } from "./options.ts";

/** Milliseconds that DNS may take to say what is published; the mail need not wait longer. */
const PATIENCE = 5_000;

/** What signing depends on besides its options. */
interface SignContext {
  /** The name server that the user names. */
  readonly resolver: NameServer | undefined;
  /** Whether DNS is asked for the published key. */
  readonly asks: boolean;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
  /** Takes why receivers may not be able to verify a signature: a sentence without a full stop. */
  readonly warn: (text: string) => void;
}

/** Signs messages. */
export type SignMail = (message: MessageSource) => Promise<MessageSource>;

/**
 * Reads who signs. What DNS publishes is compared with the key before the first message of each domain.
 *
 * @param options The options, `--dkim-key` among them.
 * @param context What else it depends on.
 * @returns Signs a message; it throws an `InputError` if the message cannot be signed.
 * @throws {CliError} 64 if an option is missing, 65 if the key cannot be used, 66 if it cannot be read.
 */
export async function openSigner(options: SignOptions, context: SignContext): Promise<SignMail> {
  const { dkimKey: path = "", dkimSelector: selector } = options;
  if (selector === undefined) {
    throw new UsageError("--dkim-key needs the name of the key: add --dkim-selector NAME");
  }
  checkSelector(selector);
  const domain = options.dkimDomain === undefined ? undefined : readDomain(options.dkimDomain);
  const key = await readKey(path);
  const checked = new Set<string>();
  return async (message) => {
    const author = await authorDomain(message);
    const signer: Signer = { key, selector, domain: domain ?? author, time: new Date() };
    const signed = await signMessage(message, signer).catch((error) => {
      throw error instanceof MessageError ? new InputError(error.message, { cause: error }) : error;
    });
    if (checked.has(author)) return signed;
    checked.add(author);
    for (const text of alignmentFault(author, signer)) context.warn(text);
    const fault = context.asks ? await publicationFault(signer, context) : undefined;
    if (fault !== undefined) context.warn(fault);
    return signed;
  };
}

/** Refuses a selector that is no name. */
export function checkSelector(selector: string): void {
  if (hostNameFault(selector.toLowerCase()) === undefined) return;
  throw new UsageError(`a selector is a name such as s2026; not "${selector}"`);
}

/** Reads a key out of a file. */
export async function readKey(path: string): Promise<SigningKey> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (cause) {
    throw cannotRead(path, cause);
  }
  try {
    return readSigningKey(text);
  } catch (error) {
    if (!(error instanceof SigningKeyError)) throw error;
    throw new InputError(`the key in "${path}" ${error.message}`, { cause: error });
  }
}

/** The domain of From, which takes responsibility unless another one is named. */
async function authorDomain(message: MessageSource): Promise<string> {
  const [author] = readParties(await readHeader(message.open())).from;
  if (author !== undefined) return author.mailbox.domain;
  throw new InputError("cannot sign the message: it has no From (RFC 6376 5.4)");
}

/** DMARC asks that author and signer are of one organization (RFC 9989 section 4.4.1). */
function alignmentFault(author: string, { domain }: Signer): string[] {
  const isNear = author === domain || author.endsWith(`.${domain}`) ||
    domain.endsWith(`.${author}`);
  return isNear ? [] : [
    `DKIM: ${domain} signs for an author of ${author}: for DMARC the signature counts for nothing`,
  ];
}

async function publicationFault(
  { key, domain, selector }: Signer,
  { resolver, signal }: SignContext,
): Promise<string | undefined> {
  const name = `${selector}._domainkey.${domain}`;
  const ended = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
  const questions = questionsTo({ servers: await serversOf(resolver), signal: ended, most: 1 });
  const answer = await questions.ask(name, "TXT");
  if (answer.status === "failed") {
    return `DKIM: whether the key is published at ${name} could not be looked up: ${answer.detail}`;
  }
  const records = answer.status === "found"
    ? answer.records.map(({ data }) => readKeyRecord(data))
    : [];
  if (records.some((record) => isPublished(key, record))) return undefined;
  const what = records.some(({ revoked }) => revoked)
    ? "the key is revoked"
    : records.length > 0
    ? "another key is published"
    : "no key is published";
  return `DKIM: ${what} at ${name}: receivers cannot verify the signature`;
}
