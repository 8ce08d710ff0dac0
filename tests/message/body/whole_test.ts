import { readMail } from "../../../message/mod.ts";
import { assertEquals } from "../../std/assert.ts";

const LF = "\n";

function mailOf(lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(lines.join(LF));
}

const MIXED = mailOf([
  "From: =?utf-8?Q?=C3=81lvaro?= <alvaro@ualg.pt>",
  "Subject: one",
  "SUBJECT: two",
  'Content-Type: multipart/mixed; boundary="m"',
  "",
  "--m",
  'Content-Type: multipart/alternative; boundary="a"',
  "",
  "--a",
  "Content-Type: text/plain; charset=iso-8859-1",
  "Content-Transfer-Encoding: quoted-printable",
  "",
  "Ol=E1",
  "--a",
  "Content-Type: text/html",
  "",
  "<p>Hi</p>",
  "--a--",
  "--m",
  "Content-Type: message/rfc822",
  "",
  "Subject: inner",
  "",
  "inner text",
  "--m",
  'Content-Type: text/plain; name="a.txt"',
  "Content-Disposition: attachment",
  "Content-Transfer-Encoding: base64",
  "",
  "SGk=",
  "--m",
  "Content-Type: text/plain",
  "",
  "footer",
  "--m--",
]);

Deno.test("readMail gives texts, HTML and attachments, and leaves a message in the message whole", async () => {
  const mail = await readMail(MIXED);
  assertEquals(mail.text, "Olá\nfooter");
  assertEquals(mail.html, "<p>Hi</p>");
  const decoder = new TextDecoder();
  const attachments = mail.attachments.map(({ filename, type, content }) => [
    filename,
    type,
    decoder.decode(content),
  ]);
  assertEquals(attachments, [
    [undefined, "message/rfc822", "Subject: inner\n\ninner text"],
    ["a.txt", "text/plain", "Hi"],
  ]);
  assertEquals(mail.raw, MIXED);
});

Deno.test("readMail decodes the fields, and of two of a name header gives the first", async () => {
  const mail = await readMail(MIXED);
  assertEquals(mail.fields[0], { name: "From", value: "Álvaro <alvaro@ualg.pt>" });
  assertEquals([mail.header("subject"), mail.header("X-None")], ["one", undefined]);
});

Deno.test("readMail reads the same in pieces, a mail that is cut off, and nothing at all", async () => {
  const pieces = Array.from(MIXED, (octet) => Uint8Array.of(octet));
  const { raw, text } = await readMail(ReadableStream.from(pieces));
  assertEquals([raw, text], [MIXED, "Olá\nfooter"]);
  const cut = await readMail(MIXED.subarray(0, MIXED.length - 60));
  assertEquals(cut.text, "Olá");
  const empty = await readMail(new Uint8Array(0));
  assertEquals([empty.text, empty.html, empty.attachments, empty.fields], ["", undefined, [], []]);
});

Deno.test("readMail takes what nobody can read for an attachment, also where it is the whole mail", async () => {
  const pdf = mailOf([
    "Content-Type: application/pdf; name=a.pdf",
    "Content-Transfer-Encoding: base64",
    "",
    "AAEC",
  ]);
  const mail = await readMail(pdf);
  assertEquals([mail.text, mail.html], ["", undefined]);
  assertEquals(mail.attachments, [
    { filename: "a.pdf", type: "application/pdf", content: Uint8Array.of(0, 1, 2) },
  ]);
});
