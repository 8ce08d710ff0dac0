/**
 * Signs a message with DKIM, relaxed/relaxed (RFC 6376 section 5). The message is read twice and never
 * kept: once for its hash, and once when it is sent.
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { type HeaderField, HeaderReader } from "../../message/header/header.ts";
import { MessageError } from "../../message/mod.ts";
import { concatenate } from "../../octets/octets.ts";
import type { MessageSource } from "../../smtp/mod.ts";
import { octetText, relaxField } from "../dkim/canonical.ts";
import { RelaxedBody } from "../dkim/relaxed_body.ts";
import type { SigningKey } from "./key.ts";

/** Who signs. */
export interface Signer {
  /** The key. */
  readonly key: SigningKey;
  /** The domain that takes responsibility: `d=`, of A-labels. */
  readonly domain: string;
  /** The name of the key: `s=`. */
  readonly selector: string;
  /** The time of the signature. */
  readonly time: Date;
}

/**
 * Fields that nobody may add afterwards, as they are shown or decide how the message is read: their name
 * is signed once more than they occur (RFC 6376 sections 5.4 and 8.15).
 */
const OVERSIGNED = [
  "From",
  "To",
  "Cc",
  "Subject",
  "Date",
  "Message-ID",
  "Reply-To",
  "MIME-Version",
  "Content-Type",
  "Content-Transfer-Encoding",
];

/** Fields that are signed where they occur (RFC 6376 section 5.4.1, RFC 8058 section 4). */
const SIGNED = [
  "Sender",
  "In-Reply-To",
  "References",
  "List-Id",
  "List-Unsubscribe",
  "List-Unsubscribe-Post",
];

/** Characters of a line of the field at most (RFC 5322 section 2.1.1 advises 78). */
const LINE_LENGTH = 76;

/**
 * Signs a message. What a server without 8BITMIME gets is signed by itself, as its octets differ.
 *
 * @param source The message.
 * @param signer Who signs.
 * @returns The message with a DKIM-Signature before it.
 * @throws {MessageError} If it cannot be signed.
 * @throws {SourceError} If it cannot be read.
 */
export async function signMessage(source: MessageSource, signer: Signer): Promise<MessageSource> {
  const field = new TextEncoder().encode(await signatureOf(source, signer));
  let sevenBit: Promise<MessageSource | string> | undefined;
  const signSevenBit = async (): Promise<MessageSource | string> => {
    const other = await source.sevenBit?.() ?? "it cannot be re-encoded";
    return typeof other === "string" ? other : await signMessage(other, signer);
  };
  return {
    ...source,
    size: source.size + field.length,
    open: async function* (reading): AsyncGenerator<Uint8Array> {
      yield field.slice();
      yield* source.open(reading);
    },
    ...(source.octets === undefined ? {} : { octets: concatenate([field, source.octets]) }),
    ...(source.sevenBit === undefined ? {} : { sevenBit: () => sevenBit ??= signSevenBit() }),
  };
}

/** The field, with its line ends. */
async function signatureOf(source: MessageSource, signer: Signer): Promise<string> {
  const { fields, bodyHash } = await readThrough(source);
  const { key, domain, selector, time } = signer;
  const signed = signedFields(fields);
  const lines = [
    `DKIM-Signature: v=1; a=${key.type}-sha256; c=relaxed/relaxed;`,
    ` d=${domain}; s=${selector}; t=${Math.floor(time.getTime() / 1000)};`,
    ...foldNames(signed.map(({ name }) => name)),
    ` bh=${bodyHash};`,
    " b=",
  ].join("\r\n");
  // The signature covers its own field too, with an empty b= and without the last line end.
  const texts = [...signed.flatMap(({ raw }) => raw === undefined ? [] : octetText(raw)), lines];
  const octets = Buffer.from(texts.map(relaxField).join("\r\n"), "latin1");
  const signature = key.sign(octets, createHash("sha256").update(octets).digest());
  const folded = signature.match(new RegExp(`.{1,${LINE_LENGTH - 4}}`, "g")) ?? [];
  return `${lines}${folded.join("\r\n  ")}\r\n`;
}

/** What the first reading finds. */
interface Summary {
  readonly fields: readonly HeaderField[];
  readonly bodyHash: string;
}

async function readThrough(source: MessageSource): Promise<Summary> {
  const reader = new HeaderReader();
  const fields: HeaderField[] = [];
  const hash = createHash("sha256");
  const body = new RelaxedBody((octets) => hash.update(octets));
  for await (const piece of source.open({ reuse: true })) {
    if (reader.done) {
      body.push(piece);
      continue;
    }
    // The fields refer to these octets.
    for (const field of reader.push(piece.slice())) fields.push(field);
    if (reader.done) body.push(reader.rest);
  }
  body.end();
  return { fields: [...fields, ...reader.end()], bodyHash: hash.digest("base64") };
}

/** A name in `h=`, with the field that it means; none where it keeps others from adding one. */
interface SignedName {
  readonly name: string;
  readonly raw?: Uint8Array;
}

/** Of several fields of one name the last is meant first (RFC 6376 section 5.4.2). */
function signedFields(fields: readonly HeaderField[]): SignedName[] {
  const named = (name: string): SignedName[] =>
    fields.filter((field) => field.name.toLowerCase() === name.toLowerCase())
      .map(({ raw }) => ({ name, raw })).reverse();
  if (named("From").length !== 1) {
    throw new MessageError("Cannot sign the message: it must have one From (RFC 6376 5.4)");
  }
  return [
    ...OVERSIGNED.flatMap((name) => [...named(name), { name }]),
    ...SIGNED.flatMap(named),
  ];
}

function foldNames(names: readonly string[]): string[] {
  const lines = [" h="];
  for (const [index, name] of names.entries()) {
    const text = name + (index < names.length - 1 ? ":" : ";");
    const line = lines.at(-1) ?? "";
    if (line.length + text.length <= LINE_LENGTH) lines[lines.length - 1] = line + text;
    else lines.push(`  ${text}`);
  }
  return lines;
}
