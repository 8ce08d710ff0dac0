import type { Finding } from "../../../message/finding.ts";
import { type Inspection, Inspector } from "../../../message/inspect/inspection.ts";
import { assert, assertEquals } from "../../std/assert.ts";
import { octets } from "../support.ts";

const NOW = Date.UTC(2026, 10, 24, 12);

function inspect(message: string | Uint8Array): Inspection {
  const inspector = new Inspector();
  inspector.push(typeof message === "string" ? octets(message) : message);
  return inspector.end(NOW);
}

function lines(...each: string[]): string {
  return each.map((line) => `${line}\r\n`).join("");
}

const HEADER = [
  "From: Ana <ana@example.com>",
  "Date: Tue, 24 Nov 2026 00:24:26 +0000",
  "Message-ID: <1@example.com>",
];

/** What is found in a message with these lines behind a sound header. */
function found(...each: string[]): readonly Finding[] {
  return inspect(lines(...HEADER, ...each)).findings;
}

Deno.test("a sound message has no findings", () => {
  assertEquals(found("MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", "Hi"), []);
});

type Case = readonly [
  code: string,
  lines: readonly string[],
  line: number,
  text: string,
  reference: string,
];

const CASES: readonly Case[] = [
  [
    "repeated-field",
    ["From: b@b.example", ""],
    4,
    "From is repeated after line 1",
    "RFC 5322 3.6",
  ],
  [
    "repeated-field",
    ["Subject: a", "subject: b", ""],
    5,
    "subject is repeated after line 4",
    "RFC 5322 3.6",
  ],
  ["no-field", ["what is this", ""], 4, "no name and colon", "RFC 5322 2.2"],
  ["blank-before-colon", ["Subject : a", ""], 4, "has a blank before its colon", "RFC 5322 4.5"],
  ["blank-fold", ["Subject: a", " ", " b", ""], 4, "folded line of blanks", "RFC 5322 3.2.2"],
  ["control", ["Subject: a\x1b[2J", ""], 4, "control character", "RFC 5322 2.2"],
  ["utf8-header", ["Subject: Olá", ""], 4, "contains unencoded UTF-8", "RFC 6532 3.2"],
  ["encoded-word-broken", ["Subject: =?utf-8?Q?a", ""], 4, "malformed encoded word", "RFC 2047 2"],
  [
    "encoded-word-unknown-charset",
    ["Subject: =?x-y?Q?a?=", ""],
    4,
    "unknown character set: x-y",
    "RFC 2047 2",
  ],
  ["bad-address", ["To: nobody", ""], 4, "has no @ and domain", "RFC 5322 3.4"],
  ["no-address", ["To: ", ""], 4, "names no one", "RFC 5322 3.6"],
  [
    "look-alike",
    ["Sender: a@xn--80ak6aa92e.com", ""],
    4,
    "which looks like apple.com",
    "UTS #39 4",
  ],
  [
    "address-as-name",
    ['Sender: "a@bank.example" <b@x.example>', ""],
    4,
    "a@bank.example",
    "RFC 5322 3.4",
  ],
  ["reply-elsewhere", ["Reply-To: b@b.example", ""], 4, "another domain", "RFC 5322 3.6.2"],
  ["bcc", ["Bcc: b@b.example", ""], 4, "visible to every recipient", "RFC 5322 3.6.3"],
  ["no-mime-version", ["Content-Type: text/plain", ""], 4, "no MIME-Version", "RFC 2045 4"],
  [
    "odd-received",
    ["Received: from a; Tue, 24 Nov 2026 00:25:00 +0000", ""],
    4,
    "does not name the receiving server",
    "RFC 5321 4.4",
  ],
  [
    "clock-skew",
    ["Received: by a; Tue, 24 Nov 2026 00:20:00 +0000", ""],
    4,
    "earlier than the previous hop",
    "RFC 5321 4.4",
  ],
  [
    "future-date",
    ["Received: by a; Wed, 25 Nov 2026 00:20:00 +0000", ""],
    4,
    "in the future",
    "RFC 5321 4.4",
  ],
  [
    "content-length",
    ["Content-Length: 7", "", "Hi"],
    4,
    'says "7", but the body has 4 octets',
    "RFC 4155 A",
  ],
  ["no-body", ["Subject: a"], 4, "not followed by a blank line", "RFC 5322 2.1"],
  ["bare-cr", ["", "a\rb"], 5, "a CR without LF", "RFC 5321 2.3.8"],
  ["bare-lf", ["", "a\nb"], 5, "ends with a bare LF", "RFC 5321 2.3.8"],
  ["nul", ["", "a\0"], 5, "NUL", "RFC 5322 4"],
  [
    "long-line",
    ["", "a".repeat(999)],
    5,
    "longer than 998 octets; the longest has 999",
    "RFC 5322 2.1.1",
  ],
  ["eight-bit-body", ["", "Olá"], 1, "claims to be 7bit", "RFC 2045 6.2"],
];

for (const [code, each, line, text, reference] of CASES) {
  Deno.test(`finding ${code}: ${JSON.stringify(each.join(" | ").slice(0, 50))}`, () => {
    const finding = found(...each).find((each) => each.code === code);
    assert(finding !== undefined, JSON.stringify(found(...each)));
    assert(finding.text.includes(text), finding.text);
    assertEquals([finding.line, finding.reference], [line, reference]);
    const before = lines(...HEADER, ...each).split("\n").slice(0, finding.line - 1).join("\n");
    assert(finding.offset >= octets(before).length);
  });
}

const MIME: readonly (readonly [code: string, fields: readonly string[], body: string])[] = [
  ["bad-type", ["Content-Type: text"], "x"],
  ["two-types", ["Content-Type: text/plain", "Content-Type: text/html"], "x"],
  ["two-encodings", ["Content-Transfer-Encoding: 7bit", "Content-Transfer-Encoding: base64"], "x"],
  ["repeated-parameter", ["Content-Type: text/plain; charset=utf-8; charset=ascii"], "x"],
  ["unknown-encoding", ["Content-Transfer-Encoding: uuencode"], "x"],
  ["encoded-multipart", [
    "Content-Type: multipart/mixed; boundary=b",
    "Content-Transfer-Encoding: base64",
  ], "--b"],
  ["no-boundary", ["Content-Type: multipart/mixed"], "x"],
  ["unknown-charset", ["Content-Type: text/plain; charset=x-none"], "x"],
  [
    "bad-text",
    ["Content-Type: text/plain; charset=us-ascii", "Content-Transfer-Encoding: 8bit"],
    "é",
  ],
  ["bad-encoding", ["Content-Transfer-Encoding: base64"], "S*Gk="],
  ["cut-encoding", ["Content-Transfer-Encoding: base64"], "SGk"],
  ["odd-file-name", ["Content-Disposition: attachment; filename=../a"], "x"],
  ["word-in-parameter", ['Content-Disposition: attachment; filename="=?utf-8?Q?a?="'], "x"],
  ["parameter-pieces", ["Content-Disposition: attachment; filename*1=a"], "x"],
  ["boundary-missing", ["Content-Type: multipart/mixed; boundary=b"], "x"],
];

for (const [code, fields, body] of MIME) {
  Deno.test(`finding ${code}, of a part`, () => {
    const codes = found("MIME-Version: 1.0", ...fields, "", body).map((each) => each.code);
    assert(codes.includes(code), String(codes));
  });
}

Deno.test("a multipart without a boundary is shown as the text that it is", () => {
  const { parts } = inspect(lines(...HEADER, "Content-Type: multipart/mixed", "", "Hi"));
  assertEquals([parts[0]?.text?.text, parts[0]?.isAttachment], ["Hi\r\n", false]);
});

Deno.test("a multipart whose boundary is on no line is shown as the text that it is", () => {
  const type = "Content-Type: multipart/mixed; boundary=b";
  for (const text of ["Hi\r\n--c\r\n", "--b--\r\n", ""]) {
    const { parts } = inspect(lines(...HEADER, type, "", `Olá\r\n${text}`).slice(0, -2));
    const shown = text.startsWith("--b") ? "Olá" : `Olá\r\n${text}`;
    assertEquals(parts.map((part) => [part.kind, part.text?.text]), [["multipart", shown]]);
  }
});

Deno.test("what stands before the parts of a multipart is no text to read", () => {
  const type = "Content-Type: multipart/mixed; boundary=b";
  const { parts } = inspect(lines(...HEADER, type, "", "preamble", "--b", "", "Hi", "--b--"));
  assertEquals(parts.map(({ text }) => text?.text), [undefined, "Hi"]);
  assertEquals(parts.map(({ decodedSize }) => decodedSize), [undefined, 2]);
});

Deno.test("a header that ends with a line that is no field is found to have no body", () => {
  const texts = found("what is this").map(({ text }) => text);
  assert(
    texts.some((text) =>
      text.startsWith("a line that is not a field is not followed by a blank line")
    ),
  );
});

Deno.test("missing fields are found, each by its name", () => {
  const texts = inspect("X: 1\r\n\r\n").findings.map(({ text }) => text);
  assertEquals(texts, ["From", "Date", "Message-ID"].map((name) => `the field ${name} is missing`));
});

Deno.test("a date in the future is found by the clock that is given", () => {
  const at = (now: number): string[] => {
    const inspector = new Inspector();
    inspector.push(octets(lines(...HEADER, "")));
    return inspector.end(now).findings.map(({ code }) => code);
  };
  assertEquals(at(Date.UTC(2026, 10, 24)), ["future-date"]);
  assertEquals(at(Date.UTC(2026, 10, 24, 0, 20)), []);
});

Deno.test("UTF-8 in a header is no finding where the trace tells of SMTPUTF8", () => {
  const received = "Received: by a with UTF8SMTPS; Tue, 24 Nov 2026 00:24:27 +0000";
  assertEquals(found(received, "Subject: Olá", ""), []);
});

Deno.test("a message with LF alone is a mail as Unix keeps it, and not one with bare LF", () => {
  const { findings, lineEnds } = inspect([...HEADER, "", "Hi", ""].join("\n"));
  assertEquals(findings.map(({ code, count }) => [code, count]), [["local-line-ends", 1]]);
  assertEquals(lineEnds, { crlf: 0, lf: 5, cr: 0 });
});

Deno.test("octets that are no UTF-8 in a header are found", () => {
  const message = new Uint8Array([...octets(lines(...HEADER)), 0x41, 0x3a, 0xff, 0x0d, 0x0a]);
  assert(inspect(message).findings.some(({ code }) => code === "eight-bit-header"));
});

Deno.test("the same finding again is counted and not repeated", () => {
  const [finding] = found("", "a\rb", "a\rb").filter(({ code }) => code === "bare-cr");
  assertEquals([finding?.count, finding?.line], [2, 5]);
});

Deno.test("texts are decoded by their encoding and character set", () => {
  const { parts } = inspect(
    lines(
      ...HEADER,
      "Content-Type: text/plain; charset=iso-8859-1",
      "Content-Transfer-Encoding: quoted-printable",
      "",
      "Ol=E1",
    ),
  );
  assertEquals(parts[0]?.text, { text: "Olá\r\n", truncated: false });
  assertEquals(parts[0]?.decodedSize, 5);
});

Deno.test("a text that is too long to be kept ends with a whole character", () => {
  for (const field of ["Content-Type: text/plain; charset=utf-8", "X-No: charset"]) {
    const body = "x" + "é".repeat(600_000);
    const { parts } = inspect(lines(...HEADER, field, "Content-Transfer-Encoding: 8bit", "", body));
    const { text = "", truncated } = parts[0]?.text ?? {};
    assertEquals([truncated, /^xé+$/.test(text), text.length], [true, true, 524_288], field);
  }
});

Deno.test("who is an attachment: by disposition, by name, by type; not the text of a mail", () => {
  const part = (...fields: string[]): string[] => ["--b", ...fields, "", "x"];
  const { parts } = inspect(
    lines(
      ...HEADER,
      "Content-Type: multipart/mixed; boundary=b",
      "",
      ...part(),
      ...part("Content-Type: text/html"),
      ...part("Content-Type: text/plain; name=a.txt"),
      ...part("Content-Disposition: attachment"),
      ...part("Content-Type: image/png"),
      "--b--",
    ),
  );
  assertEquals(parts.map(({ isAttachment }) => isAttachment), [
    false,
    false,
    false,
    true,
    true,
    true,
  ]);
});

Deno.test("claims of servers are read with the field that makes them", () => {
  const { authentication } = inspect(lines("Authentication-Results: a; spf=pass", ...HEADER, ""));
  assertEquals(authentication.map(({ server, field }) => [server, field.line]), [["a", 1]]);
});

Deno.test("a raw octet in an encoded word is that octet of its character set, with a finding", () => {
  const subject = "Subject: =?iso-8859-1?Q?Fr\xf6sche?=";
  const message = latin1Octets(lines(...HEADER, subject, "Content-Description: \xf6", ""));
  const { fields, findings } = inspect(message);
  assertEquals(fields[3]?.text, "Frösche");
  assertEquals(
    findings.filter(({ severity }) => severity !== "note").map(({ code, line }) => [code, line]),
    [
      ["encoded-word-eight-bit", 4],
      ["eight-bit-header", 5],
    ],
  );
});

Deno.test("a body of UTF-16 is read as its mark says", () => {
  const { parts } = inspect(lines(
    ...HEADER,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-16",
    "Content-Transfer-Encoding: base64",
    "",
    "//5hAGIA",
  ));
  assertEquals(parts[0]?.text?.text, "ab");
});

function latin1Octets(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
