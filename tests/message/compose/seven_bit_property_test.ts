import { readReadyMessage } from "../../../message/compose/eml.ts";
import { MAX_LINE_LENGTH } from "../../../message/compose/scan.ts";
import { toSevenBit } from "../../../message/compose/seven_bit.ts";
import { assert, assertEquals } from "../../std/assert.ts";
import fc from "fast-check";
import PostalMime, { type Email } from "postal-mime";
import { type Leaf, leavesOf } from "../body/mime_tree.ts";
import { collect, latin1Of, sourceOf } from "../support.ts";

/** Octets with all that is special to an encoding or a multipart; one character an octet. */
const PIECE = fc.constantFrom(
  "a",
  "\xc3\xa9",
  "\xff",
  " ",
  "\t",
  "=",
  "=3D",
  ".",
  "--",
  "--b1",
  "--b2--",
  "\r\n",
  "\r\n--",
  "x".repeat(70),
  "\xc3\xa9".repeat(40),
);

const CONTENT = fc.array(PIECE, { maxLength: 25 }).map((pieces) =>
  pieces.join("")
    // Lines that would end this part or another one belong to the frame, not to the content.
    .replaceAll(/^(--b\d(?:--)?[ \t]*)$/gm, "$1.")
    .replaceAll(/[^\r\n]{900}/g, "$&\r\n")
);

/** Text, what is no text, and what is declared wrongly or not at all. */
const LEAF_HEADER = fc.constantFrom(
  "",
  "Content-Type: text/plain; charset=iso-8859-1\r\n",
  "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n",
  'Content-Type: text/html;\r\n charset="iso-8859-1"\r\nContent-Transfer-Encoding: 7bit\r\n',
  "Content-Type: application/x-lab\r\nContent-Transfer-Encoding: binary\r\n",
  "Content-Disposition: attachment; filename=a.bin\r\nContent-Type: image/x-lab\r\n",
);

const LEAF = fc.tuple(LEAF_HEADER, CONTENT).map(([header, content]) => `${header}\r\n${content}`);

/** A multipart whose boundary no part in it has. */
function multipartOf(part: fc.Arbitrary<string>, depth: number): fc.Arbitrary<string> {
  const type = fc.constantFrom("mixed", "alternative", "digest");
  return fc.tuple(type, fc.array(part, { minLength: 1, maxLength: 3 }), fc.boolean()).map(
    ([type, parts, ended]) => {
      const header = `Content-Type: multipart/${type}; boundary=b${depth}\r\n` +
        "Content-Transfer-Encoding: 8bit\r\n\r\n";
      // What a part of a digest is when it does not say it: a message.
      const partHeader = type === "digest" ? "\r\nSubject: Hi\r\n" : "";
      const body = parts.map((each) => `--b${depth}\r\n${partHeader}${each}\r\n`).join("");
      return header + body + (ended ? `--b${depth}--\r\nepilogue\r\n` : "");
    },
  );
}

function messageOf(content: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return content.map((each) => `Content-Type: message/rfc822\r\n\r\nSubject: Hi\r\n${each}`);
}

function entity(depth: number): fc.Arbitrary<string> {
  if (depth === 0) return LEAF;
  const inner = entity(depth - 1);
  return fc.oneof(LEAF, multipartOf(inner, depth), messageOf(inner));
}

const MESSAGE = fc.tuple(fc.constantFrom("", "MIME-Version: 1.0\r\n"), entity(3)).map(
  ([version, content]) => `Subject: Hi\r\n${version}${content}`,
);

function octetsOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** What must be the same before and after. */
function lasting({ place, type, content }: Leaf): string[] {
  return [place, type ?? "none", content];
}

function checkEncoding(leaf: Leaf): void {
  const lines = leaf.raw.split("\r\n");
  switch (leaf.encoding) {
    case "quoted-printable":
      assert(lines.every((line) => /^(?!-)(?:[ -<>-~\t]|=[0-9A-F]{2}|=$){0,76}$/.test(line)));
      assert(lines.every((line) => line.length <= 76 && !/[ \t]$/.test(line)));
      break;
    case "base64":
      assert(lines.every((line) => /^[A-Za-z0-9+/=]{0,76}$/.test(line)));
      break;
    default:
      assert(leaf.encoding === undefined || leaf.encoding === "7bit");
  }
}

Deno.test("any message that is re-encoded has 7 bits, short lines, and the parts it had", async () => {
  await fc.assert(
    fc.asyncProperty(MESSAGE, fc.integer({ min: 1, max: 99 }), async (text, length) => {
      const ready = await readReadyMessage(sourceOf(octetsOf(text), length));
      const original = latin1Of(await collect(ready.open()));
      const message = await toSevenBit(ready);
      fc.pre(message !== ready);
      const octets = await collect(message.open());
      const sent = latin1Of(octets);
      assertEquals([message.size, message.eightBit], [octets.length, false]);
      assert(octets.every((octet) => octet < 0x80));
      assert(sent.split("\r\n").every((line) => line.length <= MAX_LINE_LENGTH));
      const leaves = leavesOf(sent);
      const originalLeaves = leavesOf(original);
      leaves.forEach((leaf, index) => {
        checkEncoding(leaf);
        // What had no type and was encoded is declared now; then all that was there is the same.
        const declared = /^text\/plain; charset=(utf-8|unknown-8bit)$/.test(leaf.type ?? "");
        const before = originalLeaves[index];
        assert(before !== undefined);
        if (declared) assertEquals(before.type, undefined);
        assertEquals(lasting(declared ? { ...leaf, type: undefined } : leaf), lasting(before));
      });
      assertEquals(leaves.length, originalLeaves.length);
      const whole = await toSevenBit(await readReadyMessage(sourceOf(octetsOf(text))));
      assertEquals(latin1Of(await collect(whole.open())), sent);
    }),
    { numRuns: 1000 },
  );
});

/** What postal-mime shows of a message; of line ends in 8-bit parts it keeps only the LF. */
function shown({ text, html, attachments }: Email): unknown {
  return {
    text: text?.trimEnd(),
    html: html?.trimEnd(),
    attachments: attachments.map(({ content, mimeType, filename }) => {
      assert(typeof content !== "string");
      const octets = latin1Of(new Uint8Array(content));
      return [mimeType, filename, octets.replaceAll("\r\n", "\n").trimEnd()];
    }),
  };
}

Deno.test("another reader shows the same of a message before and after it is re-encoded", async () => {
  await fc.assert(
    fc.asyncProperty(MESSAGE, async (text) => {
      const ready = await readReadyMessage(sourceOf(octetsOf(text)));
      const message = await toSevenBit(ready);
      // What is not known to be UTF-8 readers take for UTF-8 before, and for anything after.
      fc.pre(message !== ready && !text.includes("\xff"));
      const [before, after] = await Promise.all(
        [ready, message].map(async (each) =>
          shown(await PostalMime.parse(await collect(each.open())))
        ),
      );
      assertEquals(after, before);
    }),
    { numRuns: 300 },
  );
});
