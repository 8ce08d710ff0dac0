import { compareParts, type PartChange } from "../../../message/compare/parts.ts";
import { assertEquals } from "../../std/assert.ts";
import { comparedMessage } from "./comparing.ts";

interface PartText {
  readonly header?: string;
  readonly body: string;
}

/** A message with these parts. */
function mixed(...parts: readonly PartText[]): string {
  return [
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n",
    ...parts.map(({ header = "", body }) => `--b\r\n${header}\r\n${body}\r\n`),
    "--b--\r\n",
  ].join("");
}

async function compare(sent: string, received: string): Promise<string[]> {
  const [one, other] = [await comparedMessage(sent), await comparedMessage(received)];
  return compareParts(one.parts, other.parts).map(show);
}

function show(change: PartChange): string {
  if (change.fate === "added") return `added ${change.received.type}`;
  if (change.fate === "removed") return `removed ${change.sent.type}`;
  return `${change.content.kind} ${change.received.path}`.trim();
}

const TEXT: PartText = { header: "Content-Type: text/plain; charset=utf-8\r\n", body: "Olá" };
const PDF: PartText = {
  header: "Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n",
  body: "AAEC",
};

Deno.test("compareParts finds every part unchanged", async () => {
  assertEquals(await compare(mixed(TEXT, PDF), mixed(TEXT, PDF)), ["identical 1", "identical 2"]);
});

Deno.test("compareParts knows content in another transfer encoding, and text in another charset", async () => {
  const encoding = "Content-Transfer-Encoding: quoted-printable\r\n";
  const quoted = { header: `${TEXT.header}${encoding}`, body: "Ol=C3=A1" };
  assertEquals(await compare(mixed(TEXT), mixed(quoted)), ["re-encoded 1"]);
  const type = "Content-Type: text/plain; charset=iso-8859-1\r\n";
  const latin = { header: `${type}${encoding}`, body: "Ol=E1" };
  assertEquals(await compare(mixed(TEXT), mixed(latin)), ["recoded 1"]);
  const folded = { ...PDF, body: "AA\r\nEC" };
  assertEquals(await compare(mixed(PDF), mixed(folded)), ["re-encoded 1"]);
});

Deno.test("compareParts finds a part that was added or taken away, wherever it stands", async () => {
  const footer = { body: "-- \r\nA list" };
  assertEquals(await compare(mixed(TEXT, PDF), mixed(TEXT, PDF, footer)), [
    "identical 1",
    "identical 2",
    "added text/plain",
  ]);
  assertEquals(await compare(mixed(TEXT, PDF), mixed(footer, TEXT, PDF)), [
    "added text/plain",
    "identical 2",
    "identical 3",
  ]);
  assertEquals(await compare(mixed(TEXT, PDF), mixed(TEXT)), [
    "identical 1",
    "removed application/pdf",
  ]);
});

Deno.test("compareParts finds the text of a message in a part of it", async () => {
  const plain = "Content-Type: text/plain; charset=utf-8\r\n\r\nOlá";
  assertEquals(await compare(plain, mixed(TEXT, { body: "footer" })), [
    "identical 1",
    "added text/plain",
  ]);
});

Deno.test("compareParts tells how a text, and that a file, differs", async () => {
  const longer = { ...TEXT, body: "Olá\r\n--\r\nA list" };
  const other = { ...PDF, body: "AAED" };
  assertEquals(await compare(mixed(TEXT, PDF), mixed(longer, other)), [
    "appended 1",
    "replaced 2",
  ]);
});
