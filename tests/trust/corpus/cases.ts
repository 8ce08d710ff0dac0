/**
 * The corpus: mails that are sound and mails that are not, each with what is wrong in its name and with
 * what must be found out. `now` is the time of mail.ts, b.test the domain of the recipient.
 */
import { Buffer } from "node:buffer";
import { sealMessage } from "mailauth/arc";
import { ED25519, RSA_1024, RSA_2048, RSA_512 } from "./keys.ts";
import { altered, type Arrival, arrived, BODY, letter, MULTIPART, NOW_SECONDS } from "./mail.ts";
import { signed, type SignOptions } from "./signer.ts";

/** One mail and what must be found out. */
export interface Case {
  /** What is wrong with it. */
  readonly name: string;
  /** The mail, one character an octet. */
  readonly mail: string | Promise<string>;
  /**
   * `REASON of each signature | SPF | DMARC | ARC | outcome`; behind a reason in brackets notes, what was
   * altered and whether the header is intact.
   */
  readonly expect: string;
}

const FOOTER = "_______________\r\nmy list, https://list.test\r\nunsubscribe: off@list.test\r\n";
const SIGNED = signed(letter());

function dkim(name: string, expect: string, mail: string, arrival?: Arrival): Case {
  return { name, mail: arrived(mail, arrival), expect };
}

/** A mail that is signed in a certain way. */
function by(name: string, expect: string, options: SignOptions, mail = letter()): Case {
  return dkim(name, expect, signed(mail, options));
}

/** A mail without a signature. */
function spf(name: string, expect: string, domain: string, arrival: Arrival = {}): Case {
  const address = `ana@${domain}`;
  const mail = letter({ from: `Ana <${address}>` });
  return { name, mail: arrived(mail, { mailFrom: address, ...arrival }), expect };
}

const GOOD = "pass | pass | none | pass";
/** SPF passes, and so DMARC, but the signature does not. */
const UNSOUND = "pass | pass | none | fail";

const signatures: Case[] = [
  by("sound: rsa-sha256, relaxed/relaxed", `valid | ${GOOD}`, {}),
  by("sound: simple/simple", `valid | ${GOOD}`, { form: "simple/simple" }),
  by("sound: relaxed header, simple body", `valid | ${GOOD}`, { form: "relaxed" }),
  by("sound: simple header, relaxed body", `valid | ${GOOD}`, { form: "simple/relaxed" }),
  by("sound: ed25519", `valid | ${GOOD}`, {
    algorithm: "ed25519-sha256",
    key: ED25519,
    selector: "ed",
  }),
  by("sound: empty body", `valid | ${GOOD}`, {}, letter({ body: "" })),
  by(
    "sound: empty body, simple",
    `valid | ${GOOD}`,
    { form: "simple/simple" },
    letter({ body: "" }),
  ),
  by("sound: oversigned", `valid | ${GOOD}`, {
    covered: "From:From:To:To:Cc:Subject:Subject:Date",
  }),
  by("sound: folded field", `valid | ${GOOD}`, {}, letter({ subject: "Din\r\n\tner \t at 8" })),
  by("sound: blanks at line ends", `valid | ${GOOD}`, {}, letter({ body: "a \t b \r\n \r\n\r\n" })),
  by("sound: octets above 127", `valid | ${GOOD}`, {}, letter({ body: "Ol\xc3\xa1\r\n" })),
  by("sound: key by an alias (CNAME)", `valid | ${GOOD}`, { selector: "alias" }),
  by("sound: expires tomorrow", `valid | ${GOOD}`, {
    more: `t=${NOW_SECONDS - 60}; x=${NOW_SECONDS + 86_400}`,
  }),
  by("sound: identity below the domain", `valid | ${GOOD}`, { more: "i=ana@news.a.test" }),
  by("sound: key of 1024 bits", `valid(short-key) | ${GOOD}`, { key: RSA_1024, selector: "k1024" }),
  by("sound: key that is only tested (t=y)", `valid(testing) | ${GOOD}`, { selector: "test" }),
  by("sound: two keys published for one selector", `valid(several-keys) | ${GOOD}`, {
    selector: "two",
  }),
  by(
    "sound: by the second of two keys published for one selector",
    `valid(several-keys) | ${GOOD}`,
    {
      selector: "second",
    },
  ),
  by(
    "altered: by neither of two keys published for one selector",
    `header-altered(short-key, several-keys) | ${UNSOUND}`,
    {
      selector: "second",
      spoil: (field) => field.slice(0, -40),
    },
  ),
  by("sound: made an hour in the future", `valid(signed-in-future) | ${GOOD}`, {
    more: `t=${NOW_SECONDS + 3_600}`,
  }),
  by("sound: part of the body covered (l=)", `valid(partial-body) | ${GOOD}`, { length: 9 }),
  dkim(
    "lines added behind what l= covers",
    `valid(partial-body) | ${GOOD}`,
    signed(letter(), { length: BODY.length }) + "Buy this!\r\n",
  ),
  dkim(
    "two signatures, both sound",
    `valid, valid | ${GOOD}`,
    signed(SIGNED, { domain: "bulk.test" }),
  ),
  dkim(
    "two signatures, the author's broken",
    `valid, body-altered(intact) | ${UNSOUND}`,
    signed(altered(SIGNED, "at 8?", "at 9?"), { domain: "bulk.test" }),
  ),
  dkim(
    "one letter of the body altered",
    `body-altered(intact) | ${UNSOUND}`,
    altered(SIGNED, "8", "9"),
  ),
  dkim("list footer added", `body-altered(intact, end 3) | ${UNSOUND}`, SIGNED + FOOTER),
  dkim(
    "list footer added and subject tagged",
    `body-altered(end 3, tag Subject) | ${UNSOUND}`,
    altered(SIGNED, "Subject: ", "Subject: [my-list] ") + FOOTER,
  ),
  dkim(
    "list footer as a part of a multipart",
    `body-altered(intact, last part 4) | ${UNSOUND}`,
    altered(
      signed(letter(MULTIPART)),
      "--xx--\r\n",
      "--xx\r\nContent-Type: text/plain\r\n\r\nmy list\r\n--xx--\r\n",
    ),
  ),
  dkim(
    "banner put before the text",
    `body-altered(intact, start 2) | ${UNSOUND}`,
    altered(SIGNED, "Hi Bob,", "[This mail is from outside]\r\n\r\nHi Bob,"),
  ),
  dkim("last line cut off", `body-altered(intact) | ${UNSOUND}`, altered(SIGNED, "Ana\r\n", "")),
  dkim(
    "blanks added, simple body",
    `body-altered(intact) | ${UNSOUND}`,
    altered(signed(letter(), { form: "relaxed/simple" }), "at 8?", "at 8? "),
  ),
  dkim(
    "subject tagged",
    `header-altered(tag Subject) | ${UNSOUND}`,
    altered(SIGNED, "Subject: ", "Subject: [my-list] "),
  ),
  dkim(
    "reply's subject tagged",
    `header-altered(tag Subject) | ${UNSOUND}`,
    altered(signed(letter({ subject: "Re: Dinner" })), "Re: ", "Re: [my-list] "),
  ),
  dkim(
    "subject tagged, simple header",
    `header-altered(tag Subject) | ${UNSOUND}`,
    altered(signed(letter(), { form: "simple/simple" }), "Subject: ", "Subject: [my-list] "),
  ),
  dkim(
    "Reply-To added though oversigned",
    `header-altered(added Reply-To) | ${UNSOUND}`,
    altered(
      signed(letter(), { covered: "From:To:Subject:Reply-To" }),
      "To: bob",
      "Reply-To: x@x.test\r\nTo: bob",
    ),
  ),
  dkim(
    "subject tagged and Reply-To added",
    `header-altered(tag Subject, added Reply-To) | ${UNSOUND}`,
    altered(
      altered(
        signed(letter(), { covered: "From:To:Subject:Reply-To" }),
        "Subject: ",
        "Subject: [l] ",
      ),
      "Date:",
      "Reply-To: x@x.test\r\nDate:",
    ),
  ),
  dkim(
    "From rewritten by a list",
    `header-altered(rewritten From) | none | none | none | fail`,
    altered(
      SIGNED,
      "From: Ana <ana@a.test>",
      "From: Ana via l <l@c.test>\r\nX-Original-From: Ana <ana@a.test>",
    ),
    { mailFrom: "l@c.test" },
  ),
  dkim(
    "subject changed, and a copy (z=) tells what it was",
    `header-altered(differs Subject) | ${UNSOUND}`,
    altered(signed(letter(), { more: "z=Subject:Dinner" }), "Subject: Dinner", "Subject: Lunch"),
  ),
  dkim(
    "subject changed",
    `header-altered | ${UNSOUND}`,
    altered(SIGNED, "Dinner\r\nDate", "Lunch\r\nDate"),
  ),
  dkim("date changed", `header-altered | ${UNSOUND}`, altered(SIGNED, "10:00:00", "11:00:00")),
  dkim(
    "field folded anew, simple header",
    `header-altered | ${UNSOUND}`,
    altered(signed(letter(), { form: "simple/simple" }), "<1@a.test>", "\r\n <1@a.test>"),
  ),
  by("signature cut", `header-altered | ${UNSOUND}`, { spoil: (field) => field.slice(0, -40) }),
  by("key of another pair", `header-altered(short-key) | ${UNSOUND}`, {
    key: RSA_2048,
    selector: "other",
  }),
  by("no key", `no-key | ${UNSOUND}`, { selector: "nowhere" }),
  by("key revoked", `key-revoked | ${UNSOUND}`, { selector: "revoked" }),
  by("key of 512 bits", `key-too-short(short-key) | ${UNSOUND}`, {
    key: RSA_512,
    selector: "k512",
  }),
  by("key that is none", `bad-key | ${UNSOUND}`, { selector: "garbage" }),
  by("key that is not base64", `bad-key | ${UNSOUND}`, { selector: "nobase64" }),
  by("key of another version", `bad-key | ${UNSOUND}`, { selector: "dkim2" }),
  by("key of an unknown kind", `bad-key | ${UNSOUND}`, { selector: "unknown" }),
  by("key for sha1 alone", `key-not-for-this | ${UNSOUND}`, { selector: "sha1only" }),
  by("key that is not for mail", `key-not-for-this | ${UNSOUND}`, { selector: "notmail" }),
  by("key that demands the very domain (t=s), identity below it", `other-domain | ${UNSOUND}`, {
    selector: "strict",
    more: "i=ana@news.a.test",
  }),
  by("identity of another domain", `other-domain | ${UNSOUND}`, { more: "i=ana@b.test" }),
  by("expired", `expired | ${UNSOUND}`, { more: `t=${NOW_SECONDS - 200}; x=${NOW_SECONDS - 100}` }),
  by("From not signed", `from-not-signed | ${UNSOUND}`, { covered: "To:Subject:Date" }),
  by("rsa-sha1", `weak-algorithm | ${UNSOUND}`, { algorithm: "rsa-sha1" }),
  by("algorithm unknown", `unknown-algorithm | ${UNSOUND}`, {
    spoil: (field) => field.replace("rsa-sha256", "rsa-sha3"),
  }),
  by("form unknown", `unknown-algorithm | ${UNSOUND}`, {
    spoil: (field) => field.replace("relaxed/relaxed", "plain/plain"),
  }),
  by("version 2", `bad-syntax | ${UNSOUND}`, { spoil: (field) => field.replace("v=1", "v=2") }),
  by("no selector", `bad-syntax | ${UNSOUND}`, { spoil: (field) => field.replace("s=s1;", "") }),
  by("tag twice", `bad-syntax | ${UNSOUND}`, { more: "d=b.test" }),
  by("name server of the key out of order", "no-answer | pass | pass | none | unchecked", {
    selector: "down",
  }),
];

const envelopes: Case[] = [
  spf("unsigned, address allowed", `| ${GOOD}`, "a.test"),
  spf("unsigned, address allowed by a:", `| ${GOOD}`, "a.test", { ip: "192.0.2.80" }),
  spf("unsigned, from elsewhere", "| fail | fail | none | fail", "a.test", { ip: "198.51.100.66" }),
  spf("softfail", "| softfail | none | none | fail", "soft.test"),
  spf("neutral", "| neutral | none | none | fail", "neutral.test"),
  spf("no term matches", "| neutral | none | none | fail", "nodefault.test"),
  spf("no SPF record", "| none | none | none | fail", "nospf.test"),
  dkim(
    "name server of SPF out of order, policy of From",
    "| temperror | temperror | none | unchecked",
    letter(),
    {
      mailFrom: "x@spfdown.test",
    },
  ),
  dkim(
    "name server of the key out of order, nothing else proves anything",
    "no-answer | fail | temperror | none | fail",
    signed(letter(), { selector: "down" }),
    { ip: "198.51.100.66" },
  ),
  {
    name: "no Received and no signature: nothing can be checked",
    mail: letter(),
    expect: "| unchecked | unchecked | none | fail",
  },
  spf("two SPF records", "| permerror | none | none | fail", "twospf.test"),
  spf("unknown SPF term", "| permerror | none | none | fail", "badspf.test"),
  spf("SPF include loop", "| permerror | none | none | fail", "loop.test"),
  spf("more than 10 SPF lookups", "| permerror | none | none | fail", "many.test"),
  spf("more than 2 void SPF lookups", "| permerror | none | none | fail", "void.test"),
  spf("SPF by redirect", "| pass | none | none | pass", "redirect.test"),
  spf("SPF by include", "| pass | none | none | pass", "include.test"),
  spf("SPF by mx", "| pass | none | none | pass", "byhost.test"),
  spf("SPF by ptr", "| pass | none | none | pass", "ptr.test"),
  spf("SPF by a macro", "| pass | none | none | pass", "macro.test"),
  spf("SPF of IPv6", "| pass | none | none | pass", "six.test", { ip: "IPv6:2001:db8::1" }),
  spf(
    "name server of SPF out of order",
    "| temperror | temperror | none | unchecked",
    "spfdown.test",
  ),
  spf("bounce: SPF of the greeting", "| pass | none | none | pass", "helo.test", {
    mailFrom: "",
    helo: "helo.test",
  }),
  {
    name: "no Received: SPF cannot be checked",
    mail: SIGNED,
    expect: "valid | unchecked | pass | none | pass",
  },
];

const policies: Case[] = [
  dkim("stranger with the same From", "| pass | fail | none | fail", letter(), {
    ip: "198.51.100.5",
    mailFrom: "x@bulk.test",
  }),
  dkim(
    "stranger with the same From and a signature of his own",
    "valid | pass | fail | none | fail",
    signed(letter(), { domain: "bulk.test" }),
    { ip: "198.51.100.5", mailFrom: "x@bulk.test" },
  ),
  dkim("forwarded: SPF breaks, the signature holds", "valid | fail | pass | none | fail", SIGNED, {
    ip: "203.0.113.99",
  }),
  dkim(
    "subdomain signs for the domain",
    `valid | pass | pass | none | pass`,
    signed(letter(), { domain: "news.a.test" }),
    { ip: "198.51.100.5", mailFrom: "x@bulk.test" },
  ),
  dkim(
    "strict: subdomain may not sign",
    "valid | fail | fail | none | fail",
    signed(letter({ from: "q@quarantine.test" }), { domain: "a.test" }),
    { mailFrom: "q@quarantine.test" },
  ),
  spf("strict: SPF of a subdomain", "| pass | fail | none | fail", "quarantine.test", {
    mailFrom: "q@sub.quarantine.test",
  }),
  spf("policy of the parent (sp=)", "| pass | fail | none | fail", "x.quarantine.test", {
    mailFrom: "q@helo.test",
  }),
  spf("policy only tested (t=y)", "| none | fail | none | fail", "testing.test"),
  spf("two policies", "| none | none | none | fail", "two.test"),
  spf("name that does not exist (np=)", "| none | fail | none | fail", "nobody.np.test"),
  spf("policy unreadable", "| none | none | none | fail", "bad.test"),
  spf(
    "name server of the policy out of order",
    "| none | temperror | none | unchecked",
    "down.test",
  ),
  dkim(
    "two From fields",
    "| pass | permerror | none | fail",
    `From: x@x.test\r\n${letter()}`,
  ),
  dkim(
    "authors of two domains",
    "| pass | permerror | none | fail",
    letter({ from: "ana@a.test, x@x.test" }),
  ),
  dkim("no author", "| pass | permerror | none | fail", letter({ from: "nobody" })),
];

/** Puts a seal of list.test on top. */
async function sealed(mail: string, cv: string, selector = "s1"): Promise<string> {
  const seal = await sealMessage(Buffer.from(mail, "latin1"), {
    signingDomain: "list.test",
    selector,
    privateKey: `-----BEGIN PRIVATE KEY-----\n${
      RSA_2048.secret.replace(/.{64}/g, "$&\n")
    }\n-----END PRIVATE KEY-----\n`,
    authResults: "list.test; dkim=pass header.d=a.test",
    cv,
  });
  return seal.toString("latin1") + mail;
}

/** By the list: from its address, with its footer. */
function byList(mail: string): string {
  return arrived(mail, { ip: "203.0.113.7", helo: "list.test", mailFrom: "l@list.test" });
}

const FORWARDED = altered(SIGNED, "Subject: ", "Subject: [l] ") + FOOTER;

const chains: Case[] = [
  {
    name: "sealed once, after a list's changes",
    mail: sealed(FORWARDED, "none").then(byList),
    expect: "body-altered(end 3, tag Subject) | pass | fail | pass[1 pass] | fail",
  },
  {
    name: "sealed twice",
    mail: sealed(SIGNED, "none").then((mail) => sealed(mail, "pass")).then(byList),
    expect: "valid | pass | pass | pass[1 pass, 2 pass] | pass",
  },
  {
    name: "sealed, then altered",
    mail: sealed(SIGNED, "none").then((mail) => byList(altered(mail, "at 8?", "at 9?"))),
    expect: "body-altered(intact) | pass | fail | fail[1 pass] | fail",
  },
  {
    name: "first of two seals forged",
    mail: sealed(SIGNED, "none").then((mail) =>
      sealed(altered(mail, "dkim=pass header.d=a.test", "dkim=pass header.d=z.test"), "pass")
    ).then(byList),
    expect: "valid | pass | pass | fail[1 fail, 2 pass] | fail",
  },
  {
    name: "seal says that the chain had failed",
    mail: sealed(SIGNED, "none").then((mail) => sealed(mail, "fail")).then(byList),
    expect: "valid | pass | pass | fail[1 pass, 2 fail] | fail",
  },
  {
    name: "key of the first of two seals gone",
    mail: sealed(SIGNED, "none", "gone").then((mail) => sealed(mail, "pass")).then(byList),
    expect: "valid | pass | pass | fail[1 fail, 2 pass] | fail",
  },
  {
    name: "seal missing in the chain",
    mail: sealed(SIGNED, "none").then((mail) => sealed(mail, "pass")).then((mail) =>
      byList(mail.replace(/ARC-Seal: i=1;.*(?:\r\n[ \t].*)*\r\n/, ""))
    ),
    expect: "valid | pass | pass | fail[] | fail",
  },
];

/** All of them. */
export const CASES: readonly Case[] = [...signatures, ...envelopes, ...policies, ...chains];
