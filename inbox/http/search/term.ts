/**
 * The terms of a search: what one word of a query asks of a mail.
 * @module
 */

/** What a term is looked for in. */
export type TextPlace =
  | "from"
  | "to"
  | "cc"
  | "bcc"
  | "reply-to"
  | "addressed"
  | "subject"
  | "message-id"
  | "tag"
  | "anywhere";

/** What a term asks for. */
export type Wanted =
  /** A text, in lower case, that is to stand somewhere. */
  | { readonly kind: "text"; readonly place: TextPlace; readonly text: string }
  /** Whether it was read, has a tag, or has files. */
  | { readonly kind: "state"; readonly state: "read" | "tagged" | "attachment" | "inline" }
  /** When it came, in milliseconds of Unix time: at that time or later, or earlier. */
  | { readonly kind: "time"; readonly side: "before" | "after"; readonly time: number }
  /** Its octets. */
  | { readonly kind: "size"; readonly side: "larger" | "smaller"; readonly octets: number };

/** One term. */
export interface Term {
  /** What it asks for. */
  readonly wanted: Wanted;
  /** Whether it asks for the opposite. */
  readonly negated: boolean;
}

/** What a search looks at in a mail. */
export interface Searchable {
  /** The addresses with their names, in lower case. */
  readonly from: string;
  /** As `from`, of To and of the recipients of the envelope. */
  readonly to: string;
  /** As `from`, of Cc. */
  readonly cc: string;
  /** As `from`, of Bcc. */
  readonly bcc: string;
  /** As `from`, of Reply-To. */
  readonly replyTo: string;
  /** The subject in lower case. */
  readonly subject: string;
  /** The Message-ID in lower case. */
  readonly messageId: string;
  /** The tags in lower case. */
  readonly tags: readonly string[];
  /** When it came, in milliseconds of Unix time. */
  readonly time: number;
  /** Its octets. */
  readonly size: number;
  /** Whether it was read. */
  readonly read: boolean;
  /** Files that came with it, to be saved. */
  readonly attachments: number;
  /** Files that its text shows. */
  readonly inline: number;
  /** What a person reads in it and the names of its files, in lower case; empty if nothing asks for it. */
  readonly text: string;
}

/**
 * Tells whether a mail is what all terms ask for.
 *
 * @param terms The terms; without any, every mail is.
 * @param mail The mail.
 */
export function matches(terms: readonly Term[], mail: Searchable): boolean {
  return terms.every(({ wanted, negated }) => isWanted(wanted, mail) !== negated);
}

/**
 * Tells whether a term asks only for what the list of mails has: then no mail is opened for it.
 *
 * @param term The term.
 */
export function isOfList({ wanted }: Term): boolean {
  switch (wanted.kind) {
    case "text":
      return wanted.place === "subject" || wanted.place === "tag";
    case "state":
      return wanted.state === "read" || wanted.state === "tagged";
    case "time":
    case "size":
      return true;
  }
}

/**
 * Tells whether terms ask for what is in the body of a mail, which takes longest to find.
 *
 * @param terms The terms.
 */
export function wantsText(terms: readonly Term[]): boolean {
  return terms.some(({ wanted }) => wanted.kind === "text" && wanted.place === "anywhere");
}

function isWanted(wanted: Wanted, mail: Searchable): boolean {
  switch (wanted.kind) {
    case "text":
      return standsIn(wanted.place, wanted.text, mail);
    case "state":
      return hasState(wanted.state, mail);
    case "time":
      return wanted.side === "before" ? mail.time < wanted.time : mail.time >= wanted.time;
    case "size":
      return wanted.side === "larger" ? mail.size > wanted.octets : mail.size < wanted.octets;
  }
}

function standsIn(place: TextPlace, text: string, mail: Searchable): boolean {
  const { from, to, cc, bcc, replyTo, subject, messageId, tags } = mail;
  switch (place) {
    case "from":
      return from.includes(text);
    case "to":
      return to.includes(text);
    case "cc":
      return cc.includes(text);
    case "bcc":
      return bcc.includes(text);
    case "reply-to":
      return replyTo.includes(text);
    case "subject":
      return subject.includes(text);
    case "message-id":
      return messageId.includes(text);
    case "tag":
      return tags.includes(text);
    case "addressed":
      return [from, to, cc, bcc, replyTo].some((each) => each.includes(text));
    case "anywhere":
      return [from, to, cc, bcc, replyTo, subject, messageId, mail.text].some((each) =>
        each.includes(text)
      );
  }
}

function hasState(
  state: "read" | "tagged" | "attachment" | "inline",
  { read, tags, attachments, inline }: Searchable,
): boolean {
  switch (state) {
    case "read":
      return read;
    case "tagged":
      return tags.length > 0;
    case "attachment":
      return attachments > 0;
    case "inline":
      return inline > 0;
  }
}
