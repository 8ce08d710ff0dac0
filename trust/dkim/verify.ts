/**
 * The signatures of a message, verified by mailauth (RFC 6376, RFC 8301, RFC 8463); where one does not
 * hold, why.
 * @module
 */
import { Readable } from "node:stream";
import { dkimVerify } from "mailauth/dkim/verify";
import type { Inquiry } from "../inquiry.ts";
import type { Material } from "../material.ts";
import { findAddedLines } from "./altered_body.ts";
import { findHeaderChanges } from "./altered_header.ts";
import { coveredFields, octetText, signedText } from "./canonical.ts";
import { type KeyRecord, readKeyRecord } from "./key.ts";
import { confirms, publicKeyOf } from "./public_key.ts";
import { readSignature, type Signature } from "./signature.ts";
import type { SignatureNote, SignatureReason, SignatureVerdict } from "./verdict.ts";

/** Bits of an RSA key that signers should have (RFC 8301 3.2). */
const ADVISED_RSA_BITS = 2048;
/** How far a clock may be ahead, in milliseconds. */
const TOLERATED_SKEW = 5 * 60_000;
/** Records of one key that are tried. */
const MAX_KEYS = 4;
/** Signatures of which it is looked for what was altered. */
const MAX_DIAGNOSED = 3;

/** What the package says. */
type PackageVerdict = Awaited<ReturnType<typeof dkimVerify>>;
/** What it says of one signature. */
type PackageResult = PackageVerdict["results"][number];

/** What is found out by going through a message once. */
export interface Verified {
  /** The signatures, the topmost first. */
  readonly signatures: readonly SignatureVerdict[];
  /** The addresses of From, and how many such fields there are. */
  readonly author: { readonly addresses: readonly string[]; readonly fields: number };
  /** What the package has read of ARC. */
  readonly arc: PackageVerdict["arc"];
}

/**
 * Verifies all signatures of a message, and reads what DMARC and ARC need of it.
 *
 * @param material The message.
 * @param inquiry Whom to ask for keys.
 * @param now The time, in milliseconds since 1970.
 */
export async function verifySignatures(
  material: Material,
  inquiry: Inquiry,
  now: number,
): Promise<Verified> {
  const first = await verifyWith(material, inquiry, now, 0);
  const { results, headerFrom, fromFields, arc } = first;
  const found: SignatureVerdict[] = [];
  let diagnosed = 0;
  for (const [index, field] of material.signatures.entries()) {
    const result = results[index];
    if (result === undefined) break;
    const isAltered = result.status.result === "fail";
    if (isAltered) diagnosed++;
    const context = { material, inquiry, now, diagnose: diagnosed <= MAX_DIAGNOSED };
    found.push(await judge(readSignature(field), result, context));
  }
  await tryOtherKeys(found, { material, inquiry, now });
  return { signatures: found, author: { addresses: headerFrom, fields: fromFields }, arc };
}

/** What the package says, if of several records of a key the one counts that stands at this place. */
async function verifyWith(
  material: Material,
  { resolve }: Inquiry,
  now: number,
  place: number,
): Promise<PackageVerdict> {
  return await dkimVerify(Readable.from(material.octets()), {
    resolver: async (name, type) => {
      const records = await resolve(name, type);
      return records.length > place ? records.slice(place) : records;
    },
    strict: true,
    curTime: new Date(now),
  });
}

/**
 * Where several records of a key are published, a verifier may try one or all (RFC 6376 6.1.2): so that the order
 * in which a name server gives them does not count, all are tried.
 */
async function tryOtherKeys(
  found: SignatureVerdict[],
  context: Omit<JudgeContext, "diagnose">,
): Promise<void> {
  const { material, inquiry, now } = context;
  const isOpen = ({ result, notes }: SignatureVerdict): boolean =>
    result !== "pass" && notes.includes("several-keys");
  for (let place = 1; place < MAX_KEYS && found.some(isOpen); place++) {
    const { results } = await verifyWith(material, inquiry, now, place);
    for (const [index, verdict] of found.entries()) {
      const result = results[index];
      if (!isOpen(verdict) || result?.status.result !== "pass") continue;
      found[index] = await judge(verdict.signature, result, { ...context, diagnose: false }, place);
    }
  }
}

interface JudgeContext {
  readonly material: Material;
  readonly inquiry: Inquiry;
  readonly now: number;
  readonly diagnose: boolean;
}

async function judge(
  signature: Signature,
  { status }: PackageResult,
  context: JudgeContext,
  place = 0,
): Promise<SignatureVerdict> {
  const { fields } = context.material;
  const keys = await keysOf(signature, status.result, status.comment, context.inquiry);
  const record = keys[place] ?? keys[0];
  const reason = reasonOf(status, record);
  const covered = coveredFields(fields, signature);
  const { underSized = 0 } = status;
  return {
    signature,
    result: resultOf(status.result),
    reason,
    detail: detailOf(reason, status.comment, signature, context.inquiry),
    keyBits: record === undefined || record.bits === 0 ? undefined : record.bits,
    uncovered: underSized,
    fields: covered.map(({ name }) => name),
    ...diagnosis(signature, reason, record, context),
    notes: notesOf(signature, record, keys.length, context.now),
  };
}

/** The package writes `DNS failure: ETIMEOUT`; who did not answer is known here. */
function detailOf(
  reason: SignatureReason,
  comment = "",
  { domain, selector }: Signature,
  { unanswered }: Inquiry,
): string {
  if (reason === "bad-syntax") return comment;
  if (reason !== "no-answer") return "";
  const key = `${selector}._domainkey.${domain}`.toLowerCase();
  return unanswered.find(({ name }) => name === key)?.detail ?? comment;
}

/** Without a name there is no key to ask for, and what is malformed is not asked for. */
async function keysOf(
  { domain, selector }: Signature,
  result: string,
  comment: string | undefined,
  inquiry: Inquiry,
): Promise<KeyRecord[]> {
  if (result === "temperror" || REASONS.get(comment ?? "") === "bad-syntax") return [];
  if (domain === "" || selector === "" || comment === "From field not signed") return [];
  const answer = await inquiry.ask(`${selector}._domainkey.${domain}`, "TXT");
  return answer.status === "found" ? answer.records.map(readKeyRecord) : [];
}

function resultOf(result: string): SignatureVerdict["result"] {
  switch (result) {
    case "pass":
    case "fail":
    case "policy":
    case "temperror":
      return result;
    default:
      return "neutral";
  }
}

/** The words of the package, as it writes them for Authentication-Results. */
const REASONS: ReadonlyMap<string, SignatureReason> = new Map([
  ["body hash did not verify", "body-altered"],
  ["bad signature", "header-altered"],
  ["no key", "no-key"],
  ["unknown key version", "bad-key"],
  ["unknown key type", "bad-key"],
  ["invalid public key", "bad-key"],
  ["inappropriate hash algorithm", "key-not-for-this"],
  ["inappropriate key algorithm", "key-not-for-this"],
  ["key not for email", "key-not-for-this"],
  ["expired", "expired"],
  ["invalid expiration", "expired"],
  ["From field not signed", "from-not-signed"],
  ["weak algorithm", "weak-algorithm"],
  ["unknown algorithm", "unknown-algorithm"],
  ["unknown canonicalization", "unknown-algorithm"],
  ["domain mismatch", "other-domain"],
  ["signature missing required tag", "bad-syntax"],
  ["signature syntax error", "bad-syntax"],
  ["incompatible version", "bad-syntax"],
  ["unsupported query method", "bad-syntax"],
]);

function reasonOf(
  { result, comment, policy }: PackageResult["status"],
  record: KeyRecord | undefined,
): SignatureReason {
  if (result === "pass") return "valid";
  if (result === "temperror") return "no-answer";
  if (policy?.["dkim-rules"] === "weak-key") return "key-too-short";
  const reason = REASONS.get(comment ?? "") ?? "bad-key";
  return reason === "bad-key" && record?.revoked ? "key-revoked" : reason;
}

type Diagnosis = Pick<SignatureVerdict, "headerIntact" | "addedLines" | "changes">;

function diagnosis(
  signature: Signature,
  reason: SignatureReason,
  record: KeyRecord | undefined,
  { material, diagnose }: JudgeContext,
): Diagnosis {
  const isBody = reason === "body-altered";
  if (!isBody && reason !== "header-altered") {
    return { headerIntact: undefined, addedLines: undefined, changes: [] };
  }
  const { fields, body } = material;
  const key = record === undefined ? undefined : publicKeyOf(record);
  const headerIntact = key === undefined
    ? undefined
    : isBody && confirms(key, signature, signedText(fields, signature));
  const isHeaderAltered = key !== undefined && headerIntact === false;
  return {
    headerIntact,
    addedLines: isBody && diagnose && body !== undefined
      ? findAddedLines(octetText(body), signature)
      : undefined,
    changes: isHeaderAltered && diagnose ? findHeaderChanges(fields, signature, key) : [],
  };
}

function notesOf(
  { length, time }: Signature,
  key: KeyRecord | undefined,
  keyCount: number,
  now: number,
): SignatureNote[] {
  const notes: SignatureNote[] = [];
  if (length !== undefined) notes.push("partial-body");
  if (key?.testing) notes.push("testing");
  if (key?.type === "rsa" && key.bits > 0 && key.bits < ADVISED_RSA_BITS) notes.push("short-key");
  if (time !== undefined && time > now + TOLERATED_SKEW) notes.push("signed-in-future");
  if (keyCount > 1) notes.push("several-keys");
  return notes;
}
