import { AddressError, parseMailbox } from "../../../message/address/address.ts";
import { compose } from "../../../message/compose/compose.ts";
import { type Draft, filenameOf } from "../../../message/compose/draft.ts";
import { mailboxesOf, parseAddressList } from "../../../message/address/header_address.ts";
import { findFields, parseHeader } from "../../../message/header/header.ts";
import { MessageError } from "../../../message/message.ts";
import { SourceError } from "../../../message/encoding/octets.ts";
import { assert, assertEquals, assertMatch, assertRejects } from "../../std/assert.ts";
import PostalMime from "postal-mime";
import { collect, octets, sourceOf, textOf } from "../support.ts";

const DRAFT: Draft = {
  from: { name: "", mailbox: parseMailbox("alberto@ualg.pt") },
  to: mailboxesOf(parseAddressList("ana.maria@gmail.com")),
  cc: [],
  subject: "Hi",
  text: "Hi, Ana!",
  attachments: [],
  headers: [],
  date: new Date("2026-11-23T22:00:00Z"),
};

async function composed(changes: Partial<Draft>): Promise<string> {
  const message = await compose({ ...DRAFT, ...changes });
  const result = await collect(message.open());
  assertEquals(message.size, result.length);
  const isInMemory = (changes.attachments ?? []).length === 0;
  assertEquals(message.octets, isInMemory ? result : undefined);
  return textOf(result);
}

async function headerOf(changes: Partial<Draft>): Promise<string[]> {
  const { fields } = parseHeader(octets(await composed(changes)));
  return fields.map(({ name, value }) => `${name}: ${value}`);
}

async function valueOf(name: string, changes: Partial<Draft>): Promise<string | undefined> {
  const [field, ...others] = findFields(parseHeader(octets(await composed(changes))).fields, name);
  assertEquals(others, []);
  return field?.value;
}

/** A text without what a line end can be: CRLF or LF, at the end of the last line or not. */
function withLf(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
}

Deno.test("the lab's message is what a person would have typed", async () => {
  const message = await composed({});
  const id = /^Message-ID: <[0-9a-f-]{36}@ualg\.pt>$/m;
  assertMatch(message, id);
  assertEquals(
    message.replace(id, "Message-ID: <id>"),
    [
      "From: alberto@ualg.pt",
      "To: ana.maria@gmail.com",
      "Subject: Hi",
      "Date: Mon, 23 Nov 2026 22:00:00 +0000",
      "Message-ID: <id>",
      "MIME-Version: 1.0",
      "Content-Transfer-Encoding: 7bit",
      "Content-Type: text/plain; charset=utf-8",
      "",
      "Hi, Ana!",
      "",
    ].join("\r\n"),
  );
});

Deno.test("every message has its own Message-ID, every opening of it the same", async () => {
  const first = await compose(DRAFT);
  const second = await compose(DRAFT);
  assertEquals(await collect(first.open()), await collect(first.open()));
  assert(textOf(await collect(first.open())) !== textOf(await collect(second.open())));
});

Deno.test("text of any kind is 7-bit and comes back", async () => {
  const texts = [
    "",
    "a\nb\r\nc\rd\n",
    ".\n..\nFrom me\n",
    "Olá, Ana\n",
    "日本語\n",
    "🙂".repeat(100),
    "x".repeat(2000),
    " trailing \t\n",
    "nul \0 esc \x1b nel \x85 ls \u2028",
    "=?utf-8?q?a?= =\n--=_mua\n",
  ];
  for (const text of texts) {
    const message = await composed({ text });
    assertMatch(message, /^[\0-\x7f]*$/);
    assert(!message.includes("\0"));
    const body = (await PostalMime.parse(message)).text ?? "";
    assertEquals(withLf(body), withLf(text));
  }
});

Deno.test("HTML stands beside the text as an alternative", async () => {
  const message = await composed({ html: "<b>Olá</b>" });
  assertMatch(message, /^Content-Type: multipart\/alternative;/m);
  const { text, html } = await PostalMime.parse(message);
  assertEquals([text?.trim(), html?.trim()], ["Hi, Ana!", "<b>Olá</b>"]);
  assertMatch(await composed({ text: "", html: "<b>Hi</b>" }), /^Content-Type: text\/html;/m);
});

Deno.test("a further field stands between ours and those of MIME, as it is typed", async () => {
  const headers = [
    "Message-ID: <id@x.pt>",
    'x-LAB-id: "a, b" <c>',
    "References: <d@x.pt> <e@x.pt>",
  ];
  assertEquals(await headerOf({ headers, subject: 'say "hi" to =?x' }), [
    "From: alberto@ualg.pt",
    "To: ana.maria@gmail.com",
    'Subject: say "hi" to =?x',
    "Date: Mon, 23 Nov 2026 22:00:00 +0000",
    "Message-ID: <id@x.pt>",
    'x-LAB-id: "a, b" <c>',
    "References: <d@x.pt> <e@x.pt>",
    "MIME-Version: 1.0",
    "Content-Transfer-Encoding: 7bit",
    "Content-Type: text/plain; charset=utf-8",
  ]);
});

Deno.test("a further field of a name that is there anyway stands in its place", async () => {
  const fields: Record<string, string> = {
    "From": "The Boss <boss@x.pt>",
    "Sender": "a@x.pt",
    "Reply-To": "b@x.pt, c@x.pt",
    "To": "Lab: a@x.pt, b@x.pt;",
    "Cc": "d@x.pt",
    "Subject": "Another",
    "Date": "Thu, 01 Jan 1970 00:00:00 +0100",
    "Message-ID": "<x@x.pt>",
    "In-Reply-To": "<y@x.pt>",
  };
  for (const [name, value] of Object.entries(fields)) {
    const written = await valueOf(name, { headers: [`${name.toLowerCase()}: ${value}`] });
    assertEquals(written, value);
  }
  assertMatch(
    await valueOf("Message-ID", { headers: ["From: boss@other.example"] }) ?? "",
    /@other\.example>$/,
  );
});

Deno.test("an empty value leaves a field out", async () => {
  const headers = ["To:", "Subject:", "Message-ID:", "X-None:"];
  const names = (await headerOf({ headers })).map((line) => line.split(":")[0]);
  assertEquals(names, [
    "From",
    "Date",
    "MIME-Version",
    "Content-Transfer-Encoding",
    "Content-Type",
  ]);
});

Deno.test("names and subjects of any script come back, in encoded words of at most 75", async () => {
  const texts = [
    "João",
    'a "b", <c> \\',
    "日本語".repeat(30),
    "🙂 ".repeat(50) + "a",
    "Ção ".repeat(40) + "é",
  ];
  for (const text of texts) {
    const name = text.trim();
    const message = await composed({
      from: { name, mailbox: DRAFT.from.mailbox },
      to: [{ name, mailbox: parseMailbox("a@x.pt") }, {
        name: "",
        mailbox: parseMailbox("b@x.pt"),
      }],
      subject: name,
      headers: [`Comments: ${name}`],
    });
    assertMatch(message, /^[\0-\x7f]*$/);
    for (const [word] of message.matchAll(/=\?[^ \r\n]*\?=/g)) assert(word.length <= 75, word);
    const parsed = await PostalMime.parse(message);
    assertEquals(parsed.subject, name);
    assertEquals(parsed.from?.name, name);
    assertEquals(parsed.to?.map(({ name, address }) => [name, address]), [
      [name, "a@x.pt"],
      ["", "b@x.pt"],
    ]);
  }
});

Deno.test("an encoded word holds whole characters (RFC 2047 5)", async () => {
  const message = await composed({ subject: "日本語🙂é".repeat(20) });
  const words = [...message.matchAll(/=\?UTF-8\?B\?([^?]*)\?=/g)];
  assert(words.length > 1);
  for (const [, base64 = ""] of words) {
    new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.fromBase64(base64));
  }
});

Deno.test("of the blanks before encoded words only one stands outside, where a line may end", async () => {
  const message = await composed({ subject: "Hi,   José" });
  assertMatch(message, /^Subject: Hi, =\?UTF-8\?Q\?__Jos=C3=A9\?=\r\n/m);
});

Deno.test("a file name in quotes or angle brackets keeps them: it goes as RFC 2231 has it", async () => {
  const names = ['"a"', "<a>"];
  const attachments = names.map((filename) => ({ filename, source: sourceOf("x") }));
  const message = await composed({ attachments });
  assertEquals([...message.matchAll(/filename\S*/g)].map(([name]) => name), [
    "filename*=utf-8''%22a%22",
    "filename*=utf-8''%3Ca%3E",
  ]);
});

Deno.test("header and envelope name the same mailboxes (CVE-2025-13033)", async () => {
  const to = mailboxesOf(parseAddressList(
    '"xclow3n@gmail.com x"@internal.domain, "a,b"@x.pt, a@[192.0.2.1], é <c@bücher.example>',
  ));
  const value = await valueOf("To", { to });
  assertEquals(
    mailboxesOf(parseAddressList(value ?? "")).map(({ mailbox }) => mailbox.toString()),
    to.map(({ mailbox }) => mailbox.toString()),
  );
});

Deno.test("a quoted local part stands in the header as in the envelope, whatever it holds", async () => {
  for (const address of ['"a<b"@x.pt', '"a,b;c:d"@x.pt', '"a b@c.pt, d"@x.pt', '"a\\"b"@x.pt']) {
    const to = [{ name: "Ana", mailbox: parseMailbox(address) }];
    const value = await valueOf("To", { to });
    assertEquals(value, `Ana <${address}>`);
    assertEquals(mailboxesOf(parseAddressList(value ?? "")).map(({ mailbox }) => `${mailbox}`), [
      address,
    ]);
  }
});

Deno.test("only a local part beyond ASCII makes the header UTF-8", async () => {
  const facts = async (address: string): Promise<[boolean, boolean]> => {
    const to = [{ name: "José", mailbox: parseMailbox(address) }];
    const { eightBit, utf8Header } = await compose({ ...DRAFT, to, subject: "Olá", text: "Olá" });
    return [eightBit, utf8Header];
  };
  assertEquals(await facts("jose@bücher.example"), [false, false]);
  assertEquals(await facts("josé@bücher.example"), [true, true]);
});

Deno.test("whatever would end a line of the header is refused (CVE-2024-6923)", async () => {
  const mailbox = parseMailbox("a@x.pt");
  for (const end of ["\r\n", "\r", "\n", "\0", "\x85", "\u2028", "\t", "\x1b"]) {
    const text = `Hi${end}Bcc: eve@x.pt`;
    const injected: Partial<Draft>[] = [
      { subject: text },
      { from: { name: text, mailbox } },
      { to: [{ name: text, mailbox }] },
      { cc: [{ name: text, mailbox }] },
      { headers: [`X-Lab: ${text}`] },
      { headers: [`To: ${text} <a@x.pt>`] },
      { attachments: [{ filename: text, source: sourceOf("") }] },
    ];
    for (const changes of injected) {
      await assertRejects(() => compose({ ...DRAFT, ...changes }), MessageError, "it holds ");
    }
  }
});

Deno.test("a header that RFC 5322 3.6 does not allow is refused", async () => {
  const refused: [string[], string][] = [
    [["From:"], "without From"],
    [["Date:"], "without Date"],
    [["From: a@x.pt, b@x.pt"], "one Sender"],
    [["Sender: a@x.pt, b@x.pt"], "one Sender"],
    [["Subject: a", "SUBJECT: b"], "allows one"],
    [["Bcc: eve@x.pt"], "blind copy"],
    [[`X-Long: ${"x".repeat(1000)}`], "longer than 998"],
  ];
  for (const [headers, reason] of refused) {
    await assertRejects(() => compose({ ...DRAFT, headers }), MessageError, reason);
  }
  await assertRejects(() => compose({ ...DRAFT, headers: ["To: Ana"] }), AddressError, "no @");
  await compose({ ...DRAFT, headers: ["From: a@x.pt, b@x.pt", "Sender: a@x.pt"] });
});

Deno.test("attachments come back octet for octet, whatever their pieces and names", async () => {
  const filenames = [
    "a.txt",
    "ção 🙂.pdf",
    "a \"b\" \\ (c); d='e'%.bin",
    "x".repeat(200),
    "mail.eml",
    " a ",
  ];
  const contents = [0, 1, 57, 58, 1000, 100_000].map((length) =>
    new Uint8Array(length).map((_, index) => (index * 7 + length) % 256)
  );
  const message = await composed({
    attachments: filenames.map((filename, index) => ({
      filename,
      source: sourceOf(contents[index] ?? new Uint8Array(0), 999),
    })),
  });
  assertMatch(message, /^[\0-\x7f]*$/);
  assert(message.split("\r\n").every((line) => line.length <= 998));
  assert(!message.includes('"=?'), "an encoded word in quotes (RFC 2047 5)");
  const { attachments, text } = await PostalMime.parse(message);
  assertEquals(text, "Hi, Ana!\n");
  assertEquals(attachments.map(({ filename }) => filename), filenames);
  assertEquals(attachments.map(({ mimeType }) => mimeType), [
    "text/plain",
    "application/pdf",
    ...Array(4).fill("application/octet-stream"),
  ]);
  for (const [index, { content }] of attachments.entries()) {
    assert(typeof content !== "string");
    assertEquals(new Uint8Array(content).toBase64(), contents[index]?.toBase64());
  }
});

Deno.test("an attachment without a text stands beside an empty one", async () => {
  const message = await composed({
    text: "",
    attachments: [{ filename: "a", source: sourceOf("x") }],
  });
  assertMatch(message, /^Content-Type: multipart\/mixed;/m);
  assertEquals((await PostalMime.parse(message)).attachments.length, 1);
});

Deno.test("the boundary is in no part (RFC 2046 5.1.1)", async () => {
  const message = await composed({
    text: "--=_mua\n",
    attachments: [{ filename: "a", source: sourceOf("x") }],
  });
  const [, boundary = ""] = /boundary="(=_mua[^"]+)"/.exec(message) ?? [];
  assertEquals(message.split(`--${boundary}`).length, 4);
});

Deno.test("an attachment that fails while it is sent ends the message with its error", async () => {
  const source = {
    name: "big.bin",
    size: 100_000,
    async *open(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(new Uint8Array(50_000));
      throw new SourceError("big.bin", "it changed while it was being read");
    },
  };
  const message = await compose({ ...DRAFT, attachments: [{ filename: "big.bin", source }] });
  let received = 0;
  await assertRejects(
    async () => {
      for await (const piece of message.open()) received += piece.length;
    },
    SourceError,
    "big.bin",
  );
  assert(received > 50_000 && received < message.size);
});

Deno.test("an attachment is read only as fast as it is sent", async () => {
  let given = 0;
  const source = {
    name: "big.bin",
    size: 57_000_000,
    async *open(): AsyncGenerator<Uint8Array> {
      const piece = new Uint8Array(57_000);
      for (; given < 1000; given++) yield await Promise.resolve(piece);
    },
  };
  const message = await compose({ ...DRAFT, attachments: [{ filename: "big.bin", source }] });
  assertEquals(given, 0);
  let size = 0;
  let taken = 0;
  for await (const piece of message.open()) {
    size += piece.length;
    assert(given <= ++taken);
  }
  assertEquals([given, size], [1000, message.size]);
});

Deno.test("filenameOf drops folders of any system", () => {
  assertEquals(["a.txt", "/tmp/a.txt", "C:\\x\\a.txt", "a/"].map(filenameOf), [
    "a.txt",
    "a.txt",
    "a.txt",
    "",
  ]);
});
