import type { Part } from "../../../message/body/part.ts";
import { type PartToRead, readContents } from "../../../message/body/part_content.ts";
import { assertEquals } from "../../std/assert.ts";
import { latin1Of, sourceOf } from "../support.ts";

const MESSAGE = "head aaaa QUJD bb";

function part(text: string, kind: Part["kind"] = "leaf", encoding = "7bit"): PartToRead {
  const offset = MESSAGE.indexOf(text);
  return { kind, encoding, body: { offset, line: 1, size: text.length } };
}

/** The contents of parts, and how many of them were open at once at most. */
async function read(
  parts: readonly PartToRead[],
  pieceLength: number,
): Promise<{ contents: string[]; most: number }> {
  const contents: string[] = [];
  let open = 0;
  let most = 0;
  await readContents(sourceOf(MESSAGE, pieceLength).open(), parts, (part) => {
    const index = parts.indexOf(part);
    contents[index] = "";
    most = Math.max(most, ++open);
    return {
      push: (octets) => void (contents[index] += latin1Of(octets)),
      end: () => void open--,
    };
  });
  assertEquals(open, 0);
  return { contents, most };
}

Deno.test("readContents decodes each part, at every chunk boundary, one after the other", async () => {
  const empty = { ...part("bb"), body: { offset: MESSAGE.length, line: 1, size: 0 } };
  const parts = [part("aaaa"), part("QUJD", "leaf", "base64"), part("bb"), empty, { ...empty }];
  for (let length = 1; length <= MESSAGE.length; length++) {
    assertEquals(await read(parts, length), { contents: ["aaaa", "ABC", "bb", "", ""], most: 1 });
  }
});

Deno.test("readContents reads parts that lie in one another", async () => {
  const parts = [part("aaaa QUJD", "message"), part("aaaa"), part("QUJD"), part("bb")];
  for (let length = 1; length <= MESSAGE.length; length++) {
    const contents = ["aaaa QUJD", "aaaa", "QUJD", "bb"];
    assertEquals(await read(parts, length), { contents, most: 2 });
  }
});
