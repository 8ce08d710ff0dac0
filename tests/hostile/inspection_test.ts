/**
 * Messages made to keep whoever looks at them busy for ever: twice as much of each takes about twice as
 * long, and none of them makes memory grow without bound.
 */
import { htmlToText } from "../../message/body/html_text.ts";
import { Inspector } from "../../message/inspect/inspection.ts";
import { MboxReader } from "../../message/file/mbox.ts";
import { assert, assertEquals } from "../std/assert.ts";

const PIECE = 64 * 1024;

function inspect(message: Uint8Array): number {
  const inspector = new Inspector();
  for (let at = 0; at < message.length; at += PIECE) inspector.push(message.slice(at, at + PIECE));
  return inspector.end(Date.UTC(2026, 10, 24)).parts.length;
}

/** Milliseconds that the work took, once. */
function measure(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Four times as much would take sixteen times as long if each octet met all others. */
const FACTOR = 4;
const MOST = 10;
/** What is over in that many milliseconds is no proof of anything. */
const NOISE = 5;
/** Other programs only ever make it slower: the fastest of some runs is what counts. */
const MOST_RUNS = 12;
/** After so many milliseconds nobody waits for a better one. */
const MOST_MILLISECONDS = 10_000;

function staysLinear(
  name: string,
  make: (count: number) => string,
  count: number,
  run: (text: string) => void = (text) => void inspect(new TextEncoder().encode(text)),
): void {
  Deno.test(`time grows with ${name}, and no faster`, () => {
    const [small, large] = [make(count), make(FACTOR * count)];
    let [one, four] = [Infinity, Infinity];
    const end = performance.now() + MOST_MILLISECONDS;
    for (let runs = 0; runs < MOST_RUNS && performance.now() < end; runs++) {
      one = Math.min(one, measure(() => run(small)));
      four = Math.min(four, measure(() => run(large)));
      // The first run is that of a compiler that has not looked at the work yet.
      if (runs > 0 && four < MOST * Math.max(one, NOISE)) return;
    }
    assert(false, `${name}: ${one} ms, then ${four} ms`);
  });
}

const MULTIPART = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
const RECEIVED =
  "Received: from a (b [192.0.2.1]) (using TLSv1.3 with cipher X (256/256 bits)) by c with ESMTPS " +
  "id 4F for <a@b.example>; Tue, 24 Nov 2026 00:24:26 +0000\r\n";

const HEADER = "Subject From Received Content-Type Authentication-Results Content-Disposition Date"
  .split(" ");

/** A header in which each field that is read has this text. */
function everywhere(text: string): string {
  return HEADER.map((name) => `${name}: ${text}\r\n`).join("") + "\r\n";
}

staysLinear("fields Received", (count) => RECEIVED.repeat(count), 1_000);
staysLinear("fields", (count) => "A: b\r\n".repeat(count), 10_000);
staysLinear("lines of one field", (count) => `A: b\r\n${" c\r\n".repeat(count)}\r\n`, 20_000);
staysLinear("the length of a line of the header", (count) => "a".repeat(count), 500_000);
staysLinear("parts", (count) => MULTIPART + "--b\r\n\r\nx\r\n".repeat(count), 2_500);
staysLinear(
  "lines that are nearly boundaries",
  (count) => `${MULTIPART}--b\r\n\r\n${"--bx\r\n".repeat(count)}`,
  15_000,
);
staysLinear(
  "lines of hyphens",
  (count) => `${MULTIPART}--b\r\n\r\n${"--\n".repeat(count)}`,
  100_000,
);
staysLinear(
  "the length of a line of hyphens",
  (count) => `${MULTIPART}--b\r\n\r\n${"-".repeat(count)}`,
  500_000,
);
staysLinear(
  "multiparts in one another",
  (count) =>
    Array.from(
      { length: count },
      (_, depth) => `Content-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}\n`,
    )
      .join(""),
  3_000,
);
staysLinear(
  "messages in one another",
  (count) => "Content-Type: message/rfc822\n\n".repeat(count),
  20_000,
);
staysLinear("encoded words", (count) => everywhere("=?utf-8?Q?=C3=A9?= ".repeat(count)), 3_000);
staysLinear("beginnings of encoded words", (count) => everywhere("=?".repeat(count)), 10_000);
staysLinear("encoded words that do not end", (count) => everywhere("=?a?Q?".repeat(count)), 10_000);
staysLinear("blanks", (count) => everywhere(`a${" ".repeat(count)}b`), 20_000);
staysLinear("comments that do not close", (count) => everywhere("(".repeat(count)), 20_000);
staysLinear("comments", (count) => everywhere("()".repeat(count)), 10_000);
staysLinear("quotes", (count) => everywhere('"'.repeat(2 * count + 1)), 10_000);
staysLinear("backslashes", (count) => everywhere(`"${"\\a".repeat(count)}`), 20_000);
staysLinear("semicolons", (count) => everywhere(";".repeat(count)), 10_000);
staysLinear("equals signs", (count) => everywhere("a=".repeat(count)), 10_000);
staysLinear("addresses", (count) => everywhere("a@b.example, ".repeat(count)), 2_500);
staysLinear("brackets", (count) => everywhere("<".repeat(count)), 10_000);
staysLinear(
  "pieces of a parameter",
  (count) => everywhere(Array.from({ length: count }, (_, index) => `;f*${index}*=%41`).join("")),
  2_000,
);
staysLinear(
  "blanks of quoted-printable",
  (count) => `Content-Transfer-Encoding: quoted-printable\n\n=${" ".repeat(count)}x`,
  500_000,
);
staysLinear("CR alone", (count) => `A: b\n\n${"\r".repeat(count)}`, 500_000);

const html = (text: string): void => void htmlToText(text);
staysLinear("tags that do not end", (count) => "<a ".repeat(count), 100_000, html);
staysLinear("comments of HTML that do not end", (count) => "<!--".repeat(count), 100_000, html);
staysLinear("scripts that do not end", (count) => "<script>".repeat(count), 50_000, html);
staysLinear("links in one another", (count) => "<a href=x>y".repeat(count), 10_000, html);
staysLinear("attributes", (count) => `<a ${"href ".repeat(count)}>x</a>`, 50_000, html);
staysLinear("ampersands", (count) => "&#".repeat(count), 50_000, html);

staysLinear("marks of an mbox", (count) => "From a\n\n".repeat(count), 20_000, (text) => {
  let messages = 0;
  const reader = new MboxReader({ begin: () => void messages++, content: () => {} });
  reader.push(new TextEncoder().encode(text));
  reader.end();
  assertEquals(messages, text.length / 8);
});

Deno.test("100,000 parts are all told apart, and 50 MB are over in seconds", () => {
  const start = performance.now();
  const part = "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello\r\n";
  assertEquals(inspect(new TextEncoder().encode(MULTIPART + part.repeat(100_000))), 100_001);
  const line = `${"QUJD".repeat(19)}\r\n`;
  const base64 = "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
    line.repeat(50_000_000 / line.length);
  assertEquals(inspect(new TextEncoder().encode(`${MULTIPART}--b\r\n${base64}--b--\r\n`)), 2);
  // A guard against hanging, ten times what it takes on a slow machine.
  assert(performance.now() - start < 60_000);
});
