/**
 * What was seen of mails at a glance: what lists show of them, and the texts that searches look through. It
 * is kept as long as there is room for it, and looked at again when it is wanted.
 * @module
 */
import type { ListedMessage } from "../../store/index.ts";
import { readableText, surveyMail } from "./survey.ts";
import { summarize, type Summary } from "./summary.ts";
import { WeightedCache } from "./weighted_cache.ts";

/** What a search looks through besides what a list shows. */
interface SeenText {
  /** What a person reads and the names of files, in lower case. */
  readonly text: string;
  /** Files that the text shows. */
  readonly inline: number;
}

/** What was seen of a mail. */
interface Glance {
  readonly summary: Summary;
  readonly text: SeenText;
}

/** Octets of each text of a mail that are looked at. */
const GLANCE_OCTETS = 64 * 1024;

/** Octets of what was seen of all mails, and of their texts, about. */
const MAX_SUMMARIES = 16 * 1024 * 1024;
const MAX_TEXTS = 8 * 1024 * 1024;

/** What a summary, an address and a text take besides their long texts, about. */
const SUMMARY_WEIGHT = 1_000;
const ADDRESS_WEIGHT = 200;
const TEXT_WEIGHT = 200;

/** Of a mail whose text nobody asks for. */
const NO_TEXT: SeenText = { text: "", inline: 0 };

/** Looks at mails, and remembers what was there. */
export class Glances {
  readonly #open: (number: number) => Promise<AsyncIterable<Uint8Array>>;
  readonly #summaries = new WeightedCache<Summary>(MAX_SUMMARIES);
  readonly #texts = new WeightedCache<SeenText>(MAX_TEXTS);

  /** @param open Opens a mail. */
  constructor(open: (number: number) => Promise<AsyncIterable<Uint8Array>>) {
    this.#open = open;
  }

  /**
   * What a list shows of a mail.
   *
   * @param message The mail.
   * @throws What opening and reading it throws.
   */
  async summary(message: ListedMessage): Promise<Summary> {
    const known = this.#summaries.get(message.number);
    if (known !== undefined) return known;
    const { summary } = await this.#look(message);
    this.#summaries.set(message.number, summary, weightOf(summary));
    return summary;
  }

  /**
   * What a search looks at. It goes through all mails, so what it has seen takes no other's place.
   *
   * @param message The mail.
   * @param needsText Whether it looks through the texts too.
   * @throws What opening and reading it throws.
   */
  async searched(message: ListedMessage, needsText: boolean): Promise<Glance> {
    const summary = this.#summaries.get(message.number);
    const text = needsText ? this.#texts.get(message.number) : NO_TEXT;
    if (summary !== undefined && text !== undefined) return { summary, text };
    const glance = await this.#look(message);
    this.#summaries.offer(message.number, glance.summary, weightOf(glance.summary));
    this.#texts.offer(message.number, glance.text, glance.text.text.length + TEXT_WEIGHT);
    return glance;
  }

  /** Forgets a mail. */
  forget(number: number): void {
    this.#summaries.delete(number);
    this.#texts.delete(number);
  }

  async #look(message: ListedMessage): Promise<Glance> {
    const { number } = message;
    const survey = await surveyMail(await this.#open(number), GLANCE_OCTETS);
    const summary = summarize(message, survey);
    const names = survey.files.map(({ part }) => part.fileName ?? "");
    const text = {
      text: [readableText(survey), ...names].join("\n").toLowerCase(),
      inline: survey.files.filter(({ inline }) => inline).length,
    };
    return { summary, text };
  }
}

function weightOf({ MessageID, Subject, Snippet, To, Cc, Bcc, ReplyTo }: Summary): number {
  const addresses = To.length + Cc.length + Bcc.length + ReplyTo.length;
  const characters = MessageID.length + Subject.length + Snippet.length;
  return SUMMARY_WEIGHT + addresses * ADDRESS_WEIGHT + characters;
}
