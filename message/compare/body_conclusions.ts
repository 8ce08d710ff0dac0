/**
 * What a comparison says about the body, in sentences.
 * @module
 */
import type { Comparison } from "./compare.ts";
import { type ContentChange, isSameContent, type PartChange } from "./parts.ts";
import { aboutMovedParts, aboutReplaced } from "./part_conclusions.ts";
import { aboutContent } from "./text_conclusions.ts";
import type { ComparedPart } from "./compared_message.ts";
import { findField } from "../header/header.ts";
import { count, quote } from "../inspect/sentence.ts";

/** Sentences about parts. */
const MAX_SENTENCES = 20;

type KeptPart = PartChange & { readonly fate: "kept" };

/**
 * Says what became of the body.
 *
 * @param comparison What was found.
 * @returns Sentences. They repeat text of the messages: escape them for a terminal.
 */
export function aboutBody(comparison: Comparison): string[] {
  const { body, parts } = comparison;
  if (body.change === "identical") return ["The body is identical, octet for octet."];
  if (body.change === "line-ends") {
    return [
      "The body is the same except for its line ends: they travel as CRLF (RFC 5321 2.3.8), " +
      "and a stored message may have LF.",
    ];
  }
  const sentences = [...parts.flatMap(aboutKept), ...aboutMovedParts(parts)];
  const more = sentences.length - MAX_SENTENCES;
  if (more > 0) {
    const rest = count(more, "similar sentence is", "similar sentences are");
    sentences.splice(MAX_SENTENCES, more, `${rest} left out.`);
  }
  if (sentences.length === 0) return ["The body has different octets, but says the same."];
  return [...sentences, ...aboutSignature(comparison)];
}

/** What happened to a part that is still there, if anything. */
function aboutKept(change: PartChange): string[] {
  if (change.fate !== "kept") return [];
  const replaced = aboutReplaced(change);
  if (replaced !== undefined) return [replaced];
  const name = nameOfPart(change.received);
  return [
    ...aboutContent(change.content).map((rest) => `${name} ${rest}.`),
    ...aboutLabel(change),
    ...aboutEncoding(change),
  ];
}

/** A part's name, and the type it claims. */
function aboutLabel({ sent, received }: KeptPart): string[] {
  const name = nameOfPart(received);
  const [before, after] = [sent, received].map(({ fileName }) =>
    fileName === undefined ? "nothing" : quote(fileName)
  );
  return [
    ...sent.type === received.type ? [] : [`${name} was of type ${sent.type}.`],
    ...before === after ? [] : [`${name} is named ${after}; it was named ${before}.`],
  ];
}

/** RFC 6152 3: a relay may encode what the next server would not accept. */
function aboutEncoding({ sent, received, content }: KeptPart): string[] {
  const name = nameOfPart(received);
  const [charset, newCharset] = [sent, received].map((part) => part.charset ?? "us-ascii");
  const same = isSameContent(content) ? "; it decodes to the same content" : "";
  return [
    ...sent.encoding === received.encoding
      ? []
      : [`${name} was sent as ${sent.encoding} and arrived as ${received.encoding}${same}.`],
    ...charset?.toLowerCase() === newCharset?.toLowerCase()
      ? []
      : [`${name} was in the character set ${charset} and is now in ${newCharset}.`],
  ];
}

/** RFC 6376 3.4.4: a signature may ignore blanks and line ends. */
const UNSEEN_BY_DKIM: ReadonlySet<ContentChange["kind"]> = new Set(
  ["identical", "line-ends", "trailing-blanks"] as const,
);

/** RFC 6376 3.7: a signature is over a hash of the body as it travels, in its encoding. */
function aboutSignature({ header, parts }: Comparison): string[] {
  const sent = header.flatMap((change) => "sent" in change ? [change.sent] : []);
  const isSigned = findField(sent, "dkim-signature") !== undefined;
  const isOther = (change: PartChange): boolean =>
    change.fate !== "kept" || !UNSEEN_BY_DKIM.has(change.content.kind);
  if (!isSigned || !parts.some(isOther)) return [];
  return ["The DKIM signature it was sent with cannot be valid for this body (RFC 6376 3.7)."];
}

function nameOfPart({ path, type }: ComparedPart): string {
  if (path !== "") return `Part ${path}, ${type},`;
  return type.startsWith("text/") ? "The text" : `The body, ${type},`;
}
