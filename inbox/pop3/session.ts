/**
 * The dialogue of POP3 on the side of the server (RFC 1939): one command, one answer. It does no I/O.
 * @module
 */
import type { Verdict } from "../sasl/mechanism.ts";
import type { ListedMessage } from "../store/index.ts";

/** Octets of a command with its CRLF (RFC 2449 section 4). */
export const COMMAND_OCTETS = 255;

/** Wrong commands and refused passwords of one connection until it is closed. */
const MAX_ERRORS = 20;

/** What the server says to a command. */
export interface Pop3Answer {
  /** The first line, `+OK` or `-ERR`, without its end. */
  readonly line: string;
  /** Lines behind it, which end with a dot. */
  readonly lines?: Iterable<string>;
  /** A message behind it, which ends with a dot; of its body so many lines, or all. */
  readonly message?: { readonly number: number; readonly bodyLines: number };
  /** The numbers of the messages that are to be removed, now that the client leaves (RFC 1939 section 6). */
  readonly remove?: readonly number[];
  /** Whether the connection is closed behind it. */
  readonly isLast?: true;
}

/** What a dialogue works with. */
export interface Pop3Options {
  /** Who is let in; without it, everybody with any password. */
  readonly judge: (user: string, password: string) => Verdict;
  /** The messages of this moment, the oldest first. */
  readonly list: () => readonly ListedMessage[];
}

/** Lets everybody in who has a name. */
export function judgeNobody(user: string): Verdict {
  return user === "" ? { kind: "refused" } : { kind: "accepted", user };
}

/** What `CAPA` lists (RFC 2449 section 5). */
const CAPABILITIES = [
  "TOP",
  "UIDL",
  "USER",
  "PIPELINING",
  "EXPIRE NEVER",
  "IMPLEMENTATION mua inbox",
];

const OK: Pop3Answer = { line: "+OK" };

/** One dialogue. */
export class Pop3Session {
  readonly #options: Pop3Options;
  #user: string | undefined;
  /** The messages of the mailbox since the client was let in; they keep their places (RFC 1939 section 4). */
  #messages: readonly ListedMessage[] | undefined;
  readonly #deleted = new Set<number>();
  #errors = 0;

  /** @param options What it works with. */
  constructor(options: Pop3Options) {
    this.#options = options;
  }

  /** What the server says first. */
  static readonly GREETING: Pop3Answer = { line: "+OK mua inbox POP3" };

  /**
   * Answers a command.
   *
   * @param command The command without its line end; `undefined` for one that cannot be read.
   * @returns The answer.
   */
  answer(command: string | undefined): Pop3Answer {
    const [, word = "", rest = ""] = /^([A-Za-z]{3,4})(?: (.*))?$/s.exec(command ?? "") ?? [];
    const answer = this.#answer(word.toUpperCase(), rest);
    if (!answer.line.startsWith("-ERR") || ++this.#errors < MAX_ERRORS) return answer;
    return { line: "-ERR too many errors", isLast: true };
  }

  #answer(word: string, rest: string): Pop3Answer {
    if (word === "QUIT") return this.#quit();
    if (word === "CAPA") return { line: "+OK", lines: CAPABILITIES };
    if (this.#messages === undefined) return this.#authorize(word, rest);
    switch (word) {
      case "NOOP":
        return OK;
      case "STAT":
        return { line: `+OK ${this.#summary()}` };
      case "RSET":
        this.#deleted.clear();
        return OK;
      case "LIST":
        return this.#list(rest, ({ size }) => String(size));
      case "UIDL":
        return this.#list(rest, idOf);
      case "RETR":
        return this.#withMessage(rest, ({ number, size }) => ({
          line: `+OK ${size} octets`,
          message: { number, bodyLines: Infinity },
        }));
      case "TOP":
        return this.#top(rest);
      case "DELE":
        return this.#withMessage(rest, (_message, place) => {
          this.#deleted.add(place);
          return { line: `+OK message ${place} deleted` };
        });
      case "USER":
      case "PASS":
        return { line: "-ERR already logged in" };
      default:
        return { line: "-ERR unknown command" };
    }
  }

  #authorize(word: string, rest: string): Pop3Answer {
    if (word === "USER") {
      this.#user = rest;
      return rest === "" ? { line: "-ERR USER needs a name" } : OK;
    }
    if (word !== "PASS") return { line: "-ERR log in first, with USER and PASS" };
    if (this.#user === undefined) return { line: "-ERR USER comes first" };
    const user = this.#user;
    this.#user = undefined;
    if (this.#options.judge(user, rest).kind !== "accepted") {
      return { line: "-ERR [AUTH] wrong user or password" };
    }
    this.#messages = this.#options.list().filter((message) => isFor(message, user));
    return { line: `+OK ${this.#messages.length} messages` };
  }

  #quit(): Pop3Answer {
    const numbers = [...this.#deleted].flatMap((place) =>
      this.#messages?.[place - 1]?.number ?? []
    );
    return { line: "+OK goodbye", remove: numbers, isLast: true };
  }

  #summary(): string {
    const left = [...this.#left()];
    return `${left.length} ${left.reduce((sum, [, { size }]) => sum + size, 0)}`;
  }

  /** The messages that are not deleted, with their places from 1. */
  *#left(): Generator<[place: number, message: ListedMessage]> {
    for (const [index, message] of (this.#messages ?? []).entries()) {
      if (!this.#deleted.has(index + 1)) yield [index + 1, message];
    }
  }

  #list(rest: string, what: (message: ListedMessage) => string): Pop3Answer {
    if (rest !== "") {
      return this.#withMessage(
        rest,
        (message, place) => ({ line: `+OK ${place} ${what(message)}` }),
      );
    }
    const lines = Array.from(this.#left(), ([place, message]) => `${place} ${what(message)}`);
    return { line: `+OK ${lines.length} messages`, lines };
  }

  #top(rest: string): Pop3Answer {
    const [, place = "", count = ""] = /^(\d+) (\d{1,9})$/.exec(rest) ?? [];
    if (count === "") return { line: "-ERR TOP needs a message and a number of lines" };
    return this.#withMessage(place, ({ number }) => ({
      line: "+OK",
      message: { number, bodyLines: Number(count) },
    }));
  }

  #withMessage(
    text: string,
    use: (message: ListedMessage, place: number) => Pop3Answer,
  ): Pop3Answer {
    const place = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    const message = this.#deleted.has(place) ? undefined : this.#messages?.[place - 1];
    return message === undefined ? { line: "-ERR no such message" } : use(message, place);
  }
}

/** Who is called by an address sees what was sent there, and anybody else sees all. */
function isFor({ envelope }: ListedMessage, user: string): boolean {
  if (!user.includes("@")) return true;
  const address = user.toLowerCase();
  return envelope?.rcptTo.some((each) => each.toLowerCase() === address) ?? false;
}

/** A number may be given again by another run of an inbox, but not at the same time (RFC 1939 section 7). */
function idOf({ number, envelope }: ListedMessage): string {
  return `${number}.${Date.parse(envelope?.time ?? "") || 0}`;
}
