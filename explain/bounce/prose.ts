/**
 * Bounces for people: which addresses a text says were not reached, and which of its words belong to each.
 * The forms are those of qmail, Postfix, Exim, Sendmail and their many relatives: an address begins a
 * line, and what follows is why.
 * @module
 */
import { addressesIn, addressIn, isSameAddress } from "./address.ts";

/** An address that a text names, and what is said of it. */
export interface Paragraph {
  readonly recipient: string;
  /** The words, on one line; the address's own line among them. */
  readonly words: string;
  /** The same in the pieces that empty lines separate. */
  readonly blocks: readonly string[];
}

/** Lines of a paragraph that are looked at. */
const MAX_PARAGRAPH = 40;

/** An address that begins a line, alone or with what is said of it. */
const AT_LINE_START =
  /^[\s>*•-]{0,40}(?:(?:to|recipient|address|user|for|rcpt to)?\s{0,4}[:=]\s{0,4})?["'“]?(?:<([^<>\s]{1,254}@[^<>\s]{1,254})>|([^\s<>()[\]",;:'|]{1,64}@[\w\u0080-\uffff.-]{1,253}))["'”]?(?:\s*$|\s*[:;,(<]|\s{1,30}\S|\.{2,3})/i;

/** Words before an address, in one line, that say it was not reached. */
const BEHIND_WORDS: readonly RegExp[] = [
  /(?:error|problem|trouble) (?:delivering|sending) (?:your |the |this )?(?:mail|message|e-?mail) to\b/i,
  /(?:could|can) ?not be (?:delivered|sent|forwarded) to\b/i,
  /(?:couldn't|can't|wasn't|hasn't|isn't|not) (?:be |been )?(?:delivered|deliverable|sent|forwarded) (?:to|for)\b/i,
  /(?:unable|failed|not able) to (?:deliver|send|forward|relay) .{0,60}?(?:to|for)\b/i,
  /(?:undeliverable|failed|rejected|bounced|invalid|unknown|affected|final|no such|mailbox is full|mailbox full|quota)[^@]{0,60}(?:to|for|recipients?|address(?:ee)?s?|users?|userid|mailbox|full)\b.{0,20}[:=(<]/i,
  /(?:recipients?(?: address)?|addressed to|failed address|delivery to|envelope to|rcpt to|final recipient|addressee|email address)\s{0,3}(?:is |was )?[:=<(]/i,
  /(?:following|these) (?:recipients?|address(?:es)?|message to) .{0,80}/i,
  /^\s*(?:your )?(?:message|mail|e-?mail) (?:was |is |has )?(?:not |un)(?:been )?(?:delivered|deliverable)/i,
  /\b(?:delivery|undeliverable) to\b/i,
  /\bno (?:such )?(?:user|mailbox|account|recipient|person|address)/i,
  /(?:user|recipient|mailbox|account|address)\b.{0,40}\b(?:unknown|not|full|disabled|invalid|exceed|over|reject)/i,
];

/** Lines whose address is that of somebody to ask, of the sender, or of a message. */
const OTHER_ADDRESS =
  /^\W{0,10}(?:from|sender|reply-to|return-path|message-id|message id|original sender|mail from|received|in-reply-to|references|cc|bcc|date|subject|sent|authentication-results|dkim-signature|x-[\w-]+|generating server|list-[\w-]+|reporting-mta|envelope-from)\s*[:<]|(?:^|\s)MAIL FROM ?:|(?:contact|please (?:send|write|e-?mail)|mail to|questions|assistance|support|help|mailto:|https?:\/\/|a message (?:that was )?sent by|message from|on behalf of|id <|with (?:e?smtps?|lmtp) id|expanded from|generated (?:from|by)|forwarded (?:from|to))\b/i;

/**
 * The addresses that a text says were not reached.
 *
 * @param lines The text, up to the mail that came back.
 * @param known Addresses that are known to be recipients from elsewhere; these are looked for first.
 * @param sender Those of the one who gets the bounce: no recipients, unless known as such.
 */
export function readParagraphs(
  lines: readonly string[],
  known: readonly string[],
  sender: readonly string[],
): Paragraph[] {
  const [recipients, senders] = [known, sender].map((all) =>
    new Set(all.map((address) => address.toLowerCase()))
  );
  const isRecipient = (address: string): boolean =>
    recipients?.has(address.toLowerCase()) === true ||
    senders?.has(address.toLowerCase()) !== true;
  // Somebody may write to themselves, but is the recipient only if nobody else is.
  for (const isWanted of [isRecipient, () => true]) {
    for (const recipientIn of [firstOf, behindWords]) {
      const found = begin(lines, recipientIn, isWanted);
      if (found.length > 0) return found;
    }
  }
  return [];
}

/** The address that a line begins with. */
function firstOf(line: string): string | undefined {
  if (OTHER_ADDRESS.test(line) && !/^\W{0,8}<?[^\s<>@]+@/.test(line)) return undefined;
  const [, bracketed, plain] = AT_LINE_START.exec(line.slice(0, 400)) ?? [];
  const found = bracketed ?? plain?.replace(/[.-]+$/, "");
  return found === undefined ? undefined : addressIn(found) ?? found;
}

function behindWords(line: string): string | undefined {
  if (OTHER_ADDRESS.test(line)) return undefined;
  const [first] = addressesIn(line);
  if (first === undefined) return undefined;
  return BEHIND_WORDS.some((pattern) => pattern.test(line.slice(0, 400))) ? first : undefined;
}

function begin(
  lines: readonly string[],
  recipientIn: (line: string) => string | undefined,
  isRecipient: (address: string) => boolean,
): Paragraph[] {
  const found: { readonly recipient: string; readonly lines: string[] }[] = [];
  for (const line of lines) {
    const recipient = recipientIn(line);
    const last = found.at(-1);
    if (recipient !== undefined && isRecipient(recipient)) {
      if (last !== undefined && isSameAddress(last.recipient, recipient)) last.lines.push(line);
      else found.push({ recipient, lines: [line] });
    } else if (last !== undefined && last.lines.length < MAX_PARAGRAPH) {
      last.lines.push(line);
    }
  }
  return merge(found);
}

/** An address may be named in a list first, and with its reason further down. */
function merge(
  found: readonly { readonly recipient: string; readonly lines: readonly string[] }[],
): Paragraph[] {
  const byAddress = Map.groupBy(found, ({ recipient }) => recipient.toLowerCase());
  return [...byAddress.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const blocks = blocksOf(all.flatMap(({ lines }) => [...lines, ""]));
    return [{ recipient: first.recipient, words: blocks.join(" "), blocks }];
  });
}

/**
 * The pieces of a text that empty lines separate, each on one line.
 *
 * @param lines The text.
 */
export function blocksOf(lines: readonly string[]): string[] {
  return lines.map((line) => line.trim()).join("\n").split(/\n{2,}/)
    .map((block) => block.replace(/\s+/g, " ").trim()).filter((block) => block !== "");
}
