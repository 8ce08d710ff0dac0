/**
 * `mua demo --trust`: whom a receiver believes, and why. A mail is signed and arrives in five ways; each
 * time SPF, DKIM and DMARC are checked. Nothing is sent, and the domains are in memory.
 * @module
 */
import { Questions } from "../../dns/questions.ts";
import { answersOf } from "../../dns/zone.ts";
import { concatenate, octetsInMemory } from "../../message/encoding/octets.ts";
import { parseHeader } from "../../message/header/header.ts";
import type { MessageSource } from "../../smtp/mod.ts";
import { Inquiry } from "../../trust/inquiry.ts";
import {
  makeSigningKey,
  publishedRecord,
  readSigningKey,
  type SigningKey,
} from "../../trust/sign/key.ts";
import { signMessage } from "../../trust/sign/sign.ts";
import { type Verification, verifyMessage } from "../../trust/verification/verify.ts";
import { escapeLine } from "../terminal/escape.ts";
import { bold, dim, green, type Piece, red, yellow } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { wrap } from "../terminal/wrap.ts";
import { dmarcWords, signatureWords, spfWords } from "../verify/words.ts";

const DOMAIN = "ualg.pt";
const SELECTOR = "lab";
const AUTHOR = `alberto@${DOMAIN}`;
/** The mail servers of the lesson, in networks that belong to nobody (RFC 5737). */
const OWN_SERVER = "192.0.2.1";
const LIST_SERVER = "198.51.100.7";
const FORWARDER = "198.51.100.99";
const STRANGER = "203.0.113.66";

const TEXT = "Dear Ana,\r\n\r\nthe exam is at 9.\r\n\r\nAlberto\r\n";
const FOOTER = "--\r\nAll students, students@list.example\r\n";

/** One way in which a mail arrives. */
interface Scene {
  readonly title: string;
  /** What happens. */
  readonly story: string;
  readonly mail: string;
  readonly ip: string;
  readonly mailFrom: string;
  /** What one learns. */
  readonly lesson: string;
}

/**
 * Shows the lesson.
 *
 * @param terminal Where to.
 */
export async function teachTrust(terminal: Terminal): Promise<void> {
  const own = readSigningKey(makeSigningKey("ed25519"));
  const strangers = readSigningKey(makeSigningKey("ed25519"));
  const records = recordsOf(own, strangers);
  const columns = Math.max(terminal.columns, READABLE);
  terminal.out(bold("1. What the domain publishes"), dim("  (TXT records in DNS)\n\n"));
  terminal.out(records.slice(0, OWN_RECORDS).flatMap(recordLines), "\n");
  terminal.out(wrap(RECORDS_MEAN, MARGIN, MARGIN, columns), "\n");
  const signed = await sign(letter(AUTHOR), DOMAIN, own);
  terminal.out(bold("2. The mail, signed by the server of the author\n\n"));
  terminal.out(signed.split("\r\n").map((line) => `  ${escapeLine(line)}`.trimEnd() + "\n"));
  terminal.out(wrap(SIGNATURE_MEANS, MARGIN, MARGIN, columns));
  const forged = await sign(letter(AUTHOR, "the exam is cancelled."), "evil.example", strangers);
  const zone = records.map(([name, text]) => `${name} TXT ${text}`).join("\n");
  for (const [index, scene] of scenesOf(signed, forged).entries()) {
    const verification = await verify(scene, zone);
    terminal.out("\n", bold(`${index + 3}. ${scene.title}\n\n`));
    terminal.out(wrap(scene.story, MARGIN, MARGIN, columns), "\n");
    terminal.out(verdictLines(verification, columns), "\n");
    terminal.out(dim(wrap(scene.lesson, MARGIN, MARGIN, columns)));
  }
  terminal.out("\n", bold("What each of them proves\n\n"));
  for (const [method, meaning] of PROOFS) {
    terminal.out(
      `  ${method.padEnd(METHOD_WIDTH)}`,
      wrap(meaning, INDENT, INDENT, columns).trimStart(),
    );
  }
  terminal.out("\n", BY_HAND);
}

/** Columns below which sentences would become ladders. */
const READABLE = 60;
const MARGIN = 2;
const METHOD_WIDTH = 7;
const RESULT_WIDTH = 6;
const INDENT = MARGIN + METHOD_WIDTH;

/** Records of the author's domain: the first of all. */
const OWN_RECORDS = 3;

function recordsOf(own: SigningKey, strangers: SigningKey): (readonly [string, string])[] {
  return [
    [DOMAIN, `v=spf1 ip4:${OWN_SERVER} -all`],
    [`${SELECTOR}._domainkey.${DOMAIN}`, publishedRecord(own)],
    [`_dmarc.${DOMAIN}`, "v=DMARC1; p=reject"],
    ["list.example", `v=spf1 ip4:${LIST_SERVER} -all`],
    ["evil.example", `v=spf1 ip4:${STRANGER} -all`],
    [`${SELECTOR}._domainkey.evil.example`, publishedRecord(strangers)],
  ];
}

function recordLines([name, text]: readonly [string, string]): Piece[] {
  return [`  ${name}\n`, dim(`      ${text}\n`)];
}

const RECORDS_MEAN =
  "SPF: which servers send for the domain. DKIM: the public key of its signatures; the private one " +
  "stays on its server. DMARC: what receivers should do with mail that neither of them proves.";

const SIGNATURE_MEANS =
  "bh= is a hash of the body, b= the signature of that hash and of the fields in h=. Anyone can check " +
  "it with the public key; only the server with the private key can make it.";

function letter(author: string, line?: string): string {
  return [
    `From: Alberto <${author}>`,
    "To: Ana <ana.maria@gmail.com>",
    "Subject: Exam",
    `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
    "Message-ID: <1@ualg.pt>",
    "",
    line === undefined ? TEXT : TEXT.replace("the exam is at 9.", line),
  ].join("\r\n");
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

async function sign(mail: string, domain: string, key: SigningKey): Promise<string> {
  const source: MessageSource = {
    ...octetsInMemory("the mail", encoder.encode(mail)),
    eightBit: false,
    utf8Header: false,
  };
  const signer = { key, domain, selector: SELECTOR, time: new Date() };
  const signed = await signMessage(source, signer);
  return decoder.decode(concatenate(await Array.fromAsync(signed.open())));
}

function scenesOf(signed: string, forged: string): Scene[] {
  return [
    {
      title: "It arrives as it was sent",
      story: `The server ${OWN_SERVER} of ${DOMAIN} hands it over.`,
      mail: signed,
      ip: OWN_SERVER,
      mailFrom: AUTHOR,
      lesson: "Both proofs hold, and both are of the domain that the reader sees in From.",
    },
    {
      title: "One letter is changed on the way",
      story: `Somebody makes "at 9" an "at 8".`,
      mail: signed.replace("at 9.", "at 8."),
      ip: OWN_SERVER,
      mailFrom: AUTHOR,
      lesson:
        "The signature breaks. DMARC still passes, as one proof is enough for it: SPF says that the " +
        "right server handed the mail over, and nothing about its text.",
    },
    {
      title: "A server forwards it",
      story: `Ana's old mailbox passes it on, from its own address ${FORWARDER}.`,
      mail: signed,
      ip: FORWARDER,
      mailFrom: AUTHOR,
      lesson:
        "SPF breaks, as the domain never heard of that server. The signature travels with the mail.",
    },
    {
      title: "A mailing list adds a footer",
      story:
        "The list sends it to its members: from its own server, with its own MAIL FROM, with " +
        "[students] in the subject and two lines at the end.",
      mail: signed.replace("Subject: ", "Subject: [students] ") + FOOTER,
      ip: LIST_SERVER,
      mailFrom: "students-bounces@list.example",
      lesson:
        "Both proofs are lost: SPF passes, but for the list. Lists therefore leave mails as they " +
        "are, put themselves into From, or seal what they have checked (ARC).",
    },
    {
      title: "A stranger sends with the same From",
      story: `evil.example writes From: ${AUTHOR}, with SPF and a signature that are in order.`,
      mail: forged,
      ip: STRANGER,
      mailFrom: "bounces@evil.example",
      lesson: "SPF and DKIM prove who sent it: evil.example. Only DMARC compares that with From.",
    },
  ];
}

async function verify({ mail, ip, mailFrom }: Scene, zone: string): Promise<Verification> {
  const octets = encoder.encode(mail);
  const { fields, size } = parseHeader(octets);
  const inquiry = new Inquiry(new Questions(answersOf(zone), MAX_QUESTIONS));
  return await verifyMessage(
    { ...octetsInMemory("the mail", octets), fields, bodyOffset: size },
    { inquiry, envelope: { ip, mailFrom, helo: undefined }, now: Date.now() },
  );
}

const MAX_QUESTIONS = 100;

function verdictLines({ signatures, spf, dmarc }: Verification, columns: number): Piece[] {
  return [
    ...verdictLine("SPF", spf.result, spfWords(spf), columns),
    ...signatures.flatMap((verdict) =>
      verdictLine(
        "DKIM",
        verdict.result,
        signatureWords(verdict) || `The signature of ${verdict.signature.domain} is valid.`,
        columns,
      )
    ),
    ...verdictLine("DMARC", dmarc.result, dmarcWords(dmarc), columns),
  ];
}

function verdictLine(method: string, result: string, words: string, columns: number): Piece[] {
  const style = result === "pass" ? green : result === "fail" ? red : yellow;
  const indent = INDENT + RESULT_WIDTH;
  return [
    `  ${method.padEnd(METHOD_WIDTH)}`,
    style(result.padEnd(RESULT_WIDTH)),
    wrap(escapeLine(words), indent, indent, columns).trimStart(),
  ];
}

const PROOFS: readonly (readonly [method: string, meaning: string])[] = [
  [
    "SPF",
    "The server that handed the mail over may send for the domain in MAIL FROM, which the reader does " +
    "not see. It says nothing about From or the text, and breaks when mail is forwarded.",
  ],
  [
    "DKIM",
    "The domain in d= answers for the signed fields and the body, and they were not altered. That " +
    "domain need not be the one in From.",
  ],
  [
    "DMARC",
    "The domain in From is that of a valid signature or of SPF. If not, its owner says what to do: " +
    "none, quarantine or reject.",
  ],
];

const BY_HAND: readonly Piece[] = [
  bold("The same for a mail of your own\n"),
  "  mua inspect mail.eml --only checks --verify\n",
  bold("and a key for a domain of your own\n"),
  "  mua domain key DOMAIN\n",
];
