/**
 * One line of a text that is not a dialogue: a reply, a line of a server's log, a program's error.
 * @module
 */
import { type Answer, explainAnswer, parseAnswer } from "./answer.ts";
import { DNS_TERMS } from "../knowledge/dns.ts";
import { type Explanation, explanationOf, type Point } from "../knowledge/knowledge.ts";
import { type Moment, momentOf } from "../knowledge/moment.ts";
import { explainOwnLog, isOfClient, toOwnServer } from "./own_log.ts";
import { wordsIn } from "./server_words.ts";
import { termIn } from "../knowledge/term.ts";
import { TLS_TERMS } from "../knowledge/tls.ts";

/** An answer in a log line, and what else the line says. */
interface Logged {
  /** The answer or error, cut out of the line. */
  readonly text: string;
  /** The moment it was given. */
  readonly moment?: Moment | undefined;
  /** The enhanced code given by the log itself, used if the text is not known. */
  readonly dsn?: string | undefined;
  /** What the log's own words mean. */
  readonly points: readonly Point[];
}

/** What the words of Postfix's `status=` mean. */
const POSTFIX_STATUS: Readonly<Record<string, string>> = {
  sent: "The next server accepted the mail.",
  deferred: "The mail stays in the queue, and Postfix tries again by itself.",
  bounced: "Postfix gave up on the mail, and a bounce goes back to the sender.",
  expired: "The mail waited as long as allowed and was given up: a bounce goes back to the sender.",
  undeliverable: "An address probe shows that mail would be refused.",
  deliverable: "An address probe shows that mail would be accepted.",
};

/** `status=sent (delivered to mailbox)`: no other server was involved. */
const HERE: Point = {
  about: "sent",
  text: "The mail was delivered on this machine: into a mailbox, or to a program.",
};

/**
 * Explains a line.
 *
 * @param line The line.
 * @param moment When it was said, if the caller knows.
 * @returns The explanation, or `undefined` if nothing in it is known.
 */
export function explainLine(line: string, moment?: Moment): Explanation | undefined {
  const own = explainOwnLog(line);
  if (own !== undefined) return own;
  const explained = explainLogged(line, moment);
  return explained !== undefined && isOfClient(line) ? toOwnServer(explained) : explained;
}

function explainLogged(line: string, moment: Moment | undefined): Explanation | undefined {
  const logged = postfixStatus(line) ?? rejection(line) ?? eximError(line) ?? sendmailStatus(line);
  if (logged !== undefined) {
    const when = moment ?? logged.moment;
    const explained = explainText(logged.text, line, when) ?? explainDsn(logged, line, when);
    if (explained !== undefined || logged.points.length > 0) {
      return withPoints(explained, line, logged.points);
    }
  }
  return explainText(line, line, moment);
}

/** `status=deferred (host mx.example[192.0.2.1] said: 450 4.2.0 … (in reply to RCPT TO command))` */
function postfixStatus(line: string): Logged | undefined {
  const [, status, inner = ""] =
    /\bstatus=(\w+)(?:, returned to sender)?(?: \((.*)\))?\s*$/.exec(line) ?? [];
  if (status === undefined) return undefined;
  const meaning = Object.hasOwn(POSTFIX_STATUS, status) ? POSTFIX_STATUS[status] : undefined;
  const points = meaning === undefined ? [] : [{ about: status, text: meaning }];
  const [, command] = /\(in reply to (?:the )?(.{1,40}?) command\)/.exec(inner) ?? [];
  const said = /(?:said|refused to talk to me): (.*)$/s.exec(inner)?.[1] ?? inner;
  if (status === "sent" && parseAnswer(said) === undefined) return { text: "", points: [HERE] };
  const moment = status === "sent" ? "dot" : momentIn(command);
  return { text: said.replace(/ \(in reply to .*$/s, ""), moment, dsn: dsnIn(line), points };
}

/** `NOQUEUE: reject: RCPT from host[192.0.2.1]: 450 4.7.1 …; from=<a@b>` */
function rejection(line: string): Logged | undefined {
  const found =
    /\breject(?:_warning)?: (\S+) from [^:\s]+(?:\[[^\]\s]*\])?(?::\d+)?: ([245]\d\d.*)$/
      .exec(line);
  if (found === null) return undefined;
  const [, command, rest = ""] = found;
  const text = rest.replace(/; from=<.*$/, "");
  const points = [{ about: "reject", text: "This server itself refused a client's request." }];
  return { text, moment: momentIn(command), points };
}

/** `SMTP error from remote mail server after RCPT TO:<a@b>: 550 …` */
function eximError(line: string): Logged | undefined {
  const [, when, text] =
    /\bafter (?:pipelined )?([A-Za-z][A-Za-z ]{1,30})(?::<[^>]*>)?[^:]{0,80}: (?:host \S+ \[[^\]]*\]: )?([245]\d\d.*)$/
      .exec(line) ?? [];
  if (when === undefined || text === undefined) return undefined;
  return { text, moment: momentIn(when.trim()), points: [] };
}

/** `dsn=4.2.0, stat=Deferred: 450 4.2.0 …` */
function sendmailStatus(line: string): Logged | undefined {
  const [, stat] = /\bstat=(.*)$/.exec(line) ?? [];
  if (stat === undefined) return undefined;
  const [, status = "", rest] = /^([A-Za-z ]+?)(?:: | \(|$)(.*)$/.exec(stat) ?? [];
  const points = /^Deferred$/i.test(status)
    ? [{
      about: "Deferred",
      text: "The mail stays in the queue, and sendmail tries again by itself.",
    }]
    : [];
  const dsn = dsnIn(line) ?? "";
  const answer = rest !== undefined && parseAnswer(rest) !== undefined
    ? rest
    : `${dsn} ${stat}`.trim();
  return { text: answer, moment: /^Sent$/i.test(status) ? "dot" : undefined, points };
}

/** `dsn=4.7.5` */
function dsnIn(line: string): string | undefined {
  return /\bdsn=([245]\.\d{1,3}\.\d{1,3})(?![.\d])/.exec(line)?.[1];
}

function explainDsn(
  { dsn, text }: Logged,
  line: string,
  moment: Moment | undefined,
): Explanation | undefined {
  return dsn === undefined ? undefined : explainAnswer({ enhanced: dsn, text }, line, moment);
}

function momentIn(words: string | undefined): Moment | undefined {
  return words === undefined ? undefined : momentOf(words);
}

function withPoints(
  explained: Explanation | undefined,
  line: string,
  points: readonly Point[],
): Explanation {
  const [first] = points;
  if (explained !== undefined) return { ...explained, points: [...explained.points, ...points] };
  const title = first === undefined ? "" : `the log says: ${first.about}`;
  return { kind: "words", seen: line, title, points, next: [], sources: [] };
}

/** A code followed by an enhanced code, or a code after a colon, anywhere in a line. */
const ANSWER_INSIDE =
  /(?:^|[\s(:"'])([245]\d\d[ -]#?[245]\.\d{1,3}\.\d{1,3}(?![.\d]).*)$|: ([245]\d\d[ -].*)$/;
/** An enhanced code alone, if the word before it shows that it is one. */
const STATUS_INSIDE = /(?:\bdsn=|\bstatus:? |\(#|#)([245]\.\d{1,3}\.\d{1,3})(?![.\d])(.*)$/i;

function explainText(text: string, seen: string, moment?: Moment): Explanation | undefined {
  const trimmed = text.trim();
  const answer = parseAnswer(trimmed) ?? answerInside(trimmed);
  if (answer !== undefined) return explainAnswer(answer, seen, moment);
  const tls = termIn(TLS_TERMS, trimmed);
  if (tls !== undefined) return explanationOf("tls", seen, tls.term);
  const dns = termIn(DNS_TERMS, trimmed);
  if (dns !== undefined) return explanationOf("dns", seen, dns.term);
  const words = wordsIn(trimmed);
  return words === undefined ? undefined : explanationOf("words", seen, words);
}

function answerInside(text: string): Answer | undefined {
  const [, withEnhanced, behindColon] = ANSWER_INSIDE.exec(text) ?? [];
  const found = withEnhanced ?? behindColon;
  if (found !== undefined) return parseAnswer(found);
  const [, status, rest = ""] = STATUS_INSIDE.exec(text) ?? [];
  return status === undefined ? undefined : parseAnswer(`${status} ${rest.trim()}`);
}
