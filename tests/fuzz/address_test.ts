import { splitPathArgument } from "../../inbox/path.ts";
import { AddressError, type Mailbox, parseMailbox } from "../../message/address/address.ts";
import { mailboxesOf, parseAddressList } from "../../message/address/header_address.ts";
import { checkEnvelope, mail, rcpt } from "../../smtp/command.ts";
import { assert, assertEquals } from "../std/assert.ts";
import fc from "fast-check";
import { textOf } from "./octets.ts";
import { RUNS } from "./runs.ts";

const PIECES = [
  ...'a.@"\\ <>[],;:()\t\r\n\0é',
  "b@x.pt",
  "@x.pt",
  '"@',
  "x.pt",
  "Bücher.example",
  "[192.0.2.1]",
  "[IPv6:2001:db8::1]",
  "xn--",
  "=?utf-8?q?a?=",
  "\x85",
  "\u2028",
  "\u202e",
  "\ufeff",
  "\u3002",
  "\uff20",
  "\u200d",
  "\ud800",
];

const ADDRESS = fc.oneof(
  textOf(...PIECES),
  fc.emailAddress(),
  fc.tuple(textOf(...PIECES), fc.constantFrom("x.pt", "[192.0.2.1]", "ü.example")).map(
    ([local, domain]) => `"${local.replaceAll(/["\\]/g, "\\$&")}"@${domain}`,
  ),
);

const ENTRY = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.constantFrom(
      "b@x.pt",
      "Ana M. <a@x.pt>",
      '"c, d@y.pt" <"e f"@x.pt>',
      "(g@y.pt) h@[192.0.2.1] (i)",
      "Lab: j@x.pt, =?utf-8?q?K?= <k@x.pt>;",
      "nobody:;",
      "<l@Bücher.example>",
      "",
    ),
  },
  { weight: 1, arbitrary: textOf(...PIECES) },
);

const LIST = fc.array(ENTRY, { maxLength: 6 }).map((entries) => entries.join(", "));

/** What `read` gives; nothing when it refuses with an AddressError. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof AddressError) return undefined;
    throw error;
  }
}

/** All that can be done with an accepted mailbox keeps it the one that it is. */
function checkMailbox(mailbox: Mailbox): void {
  const form = mailbox.toString();
  assertEquals(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]/u.test(form), false);
  assertEquals(parseMailbox(form), mailbox);
  // The envelope: every command with it can be formed, and a server reads in it what was meant.
  checkEnvelope(
    { reversePath: form, recipients: [{ address: form, domain: mailbox.domain }] },
    undefined,
  );
  for (const [command, keyword] of [[mail(form), "FROM"], [rcpt(form), "TO"]] as const) {
    const argument = command.line.slice("MAIL ".length);
    assertEquals(splitPathArgument(argument, keyword), { path: form, parameters: new Map() });
  }
  // The header: alone, behind a name, and in a list.
  const written = `${form}, "a, b@evil.example" <${form}>, z@x.pt`;
  const domains = mailboxesOf(parseAddressList(written)).map((each) => each.mailbox.domain);
  assertEquals(domains, [mailbox.domain, mailbox.domain, "x.pt"]);
}

Deno.test("any text is no mailbox, or one mailbox wherever it is written", () => {
  fc.assert(
    fc.property(ADDRESS, (text) => {
      const mailbox = attempt(() => parseMailbox(text));
      if (mailbox === undefined) return;
      checkMailbox(mailbox);
      assertEquals(parseAddressList(text).map((entry) => "mailbox" in entry && entry.mailbox), [
        mailbox,
      ]);
    }),
    RUNS,
  );
});

Deno.test("any text is no address list, or one of mailboxes that are the same in the envelope", () => {
  fc.assert(
    fc.property(LIST, (text) => {
      const list = attempt(() => parseAddressList(text));
      for (const { mailbox } of mailboxesOf(list ?? [])) checkMailbox(mailbox);
    }),
    RUNS,
  );
});

Deno.test("any local part that fits in quotes comes back from its own text", () => {
  const character = fc.integer({ min: 0x20, max: 0x24f })
    .filter((code) => code < 0x7f || code > 0xa0)
    .map((code) => String.fromCodePoint(code));
  const localPart = fc.array(character, { maxLength: 20 }).map((each) => each.join(""));
  fc.assert(
    fc.property(localPart, (local) => {
      const quoted = `"${local.replace(/["\\]/g, "\\$&")}"@x.pt`;
      const mailbox = parseMailbox(quoted);
      assertEquals(mailbox.localPart, local);
      assert(mailbox.toString().length <= quoted.length);
      checkMailbox(mailbox);
    }),
    RUNS,
  );
});

Deno.test("a mailbox names the same host in the envelope and behind any name in a header", () => {
  const name = textOf(...PIECES).map((text) => text.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, ""));
  fc.assert(
    fc.property(ADDRESS, name, (text, name) => {
      const mailbox = attempt(() => parseMailbox(text));
      if (mailbox === undefined) return;
      const quoted = `"${name.replaceAll(/["\\]/g, "\\$&")}"`;
      const list = parseAddressList(`${quoted} <${mailbox}>, ${quoted}: ${mailbox}, z@x.pt;`);
      assertEquals(mailboxesOf(list), [
        { name, mailbox },
        { name: "", mailbox },
        { name: "", mailbox: parseMailbox("z@x.pt") },
      ]);
    }),
    RUNS,
  );
});
