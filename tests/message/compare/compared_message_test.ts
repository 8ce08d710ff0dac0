import { MAX_TEXTS_LENGTH } from "../../../message/compare/compared_message.ts";
import { assertEquals, assertNotEquals } from "../../std/assert.ts";
import { comparedMessage } from "./comparing.ts";
import { octets } from "../support.ts";

const MIXED = [
  "Subject: Hi",
  'Content-Type: multipart/mixed; boundary="b"',
  "",
  "preamble",
  "--b",
  "Content-Type: text/plain; charset=iso-8859-1",
  "Content-Transfer-Encoding: quoted-printable",
  "",
  "Ol=E1",
  "--b",
  "Content-Type: application/octet-stream; name=x.bin",
  "Content-Transfer-Encoding: base64",
  "",
  "AAEC",
  "--b--",
  "",
].join("\r\n");

Deno.test("readComparedMessage decodes each part with content", async () => {
  const { fields, parts, bodySize } = await comparedMessage(MIXED);
  assertEquals(fields.map(({ name }) => name), ["Subject", "Content-Type"]);
  assertEquals(parts.map(({ path, type, size, text }) => [path, type, size, text]), [
    ["1", "text/plain", 3, "Olá"],
    ["2", "application/octet-stream", 3, undefined],
  ]);
  assertEquals(bodySize, MIXED.length - MIXED.indexOf("preamble"));
});

Deno.test("readComparedMessage gives the same at every chunk boundary", async () => {
  const whole = await comparedMessage(MIXED);
  for (let length = 1; length <= MIXED.length; length++) {
    const { parts, bodyHash, bodyLinesHash } = await comparedMessage(MIXED, length);
    assertEquals([parts, bodyHash, bodyLinesHash], [
      whole.parts,
      whole.bodyHash,
      whole.bodyLinesHash,
    ]);
  }
});

Deno.test("readComparedMessage hashes lines without regard to how they end", async () => {
  const ends = ["\r\n", "\n"];
  const [crlf, lf] = await Promise.all(
    ends.map((end) => comparedMessage(["X: 1", "", "a", "b\rc", ""].join(end), 3)),
  );
  assertNotEquals(crlf?.bodyHash, lf?.bodyHash);
  assertEquals(crlf?.bodyLinesHash, lf?.bodyLinesHash);
  const loneCr = await comparedMessage("X: 1\n\na\rb\rc\n");
  assertNotEquals(loneCr.bodyLinesHash, lf?.bodyLinesHash);
});

Deno.test("readComparedMessage takes a message without a body and no message at all", async () => {
  for (const text of ["", "X: 1\r\n", "no field", "\r\n"]) {
    const { bodySize, parts } = await comparedMessage(octets(text));
    assertEquals([bodySize, parts.length, parts[0]?.text], [0, 1, ""], JSON.stringify(text));
  }
});

Deno.test("readComparedMessage takes a multipart without parts for a text", async () => {
  const text = "Content-Type: multipart/mixed; boundary=b\r\n\r\nHi\r\n--c\r\n";
  for (let length = 1; length <= text.length; length++) {
    const { parts } = await comparedMessage(text, length);
    assertEquals(parts.map((part) => [part.type, part.text]), [
      ["multipart/mixed", "Hi\r\n--c\r\n"],
    ]);
  }
});

Deno.test("readComparedMessage keeps no more text than there is room for", async () => {
  const long = "x".repeat(MAX_TEXTS_LENGTH - 3);
  const { parts } = await comparedMessage(
    `Content-Type: multipart/mixed; boundary=b\r\n\r\n${
      [long, "four", "Hi"].map((text) => `--b\r\n\r\n${text}\r\n`).join("")
    }--b--`,
  );
  assertEquals(parts.map(({ size, text }) => [size, text?.length]), [
    [long.length, long.length],
    [4, undefined],
    [2, 2],
  ]);
});
