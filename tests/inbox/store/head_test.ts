import { HEADER_OCTETS, HeadReader } from "../../../inbox/store/head.ts";
import { assertEquals } from "../../std/assert.ts";
import { bytes } from "../drive.ts";

/** Reads a header from chunks that are overwritten afterwards, as the memory of a connection is. */
function read(text: string, chunkOctets: number): { names: string; isWhole: boolean } {
  const reader = new HeadReader();
  const octets = bytes(text);
  for (let start = 0; start < octets.length; start += chunkOctets) {
    const lent = octets.slice(start, start + chunkOctets);
    reader.push(lent);
    lent.fill(0);
  }
  const { fields, isWhole } = reader.end();
  return { names: fields.map(({ name, value }) => `${name}=${value.length}`).join(" "), isWhole };
}

Deno.test("a header is read whole, however long it is and wherever it is cut", () => {
  const recipients = "recipient@somewhere.example,\r\n ".repeat(1000);
  const text = `To: ${recipients}x\r\nSubject: Hi\r\n\r\n${"body: x\r\n".repeat(9000)}`;
  const names = `To=${29 * 1000 + 1} Subject=2`;
  for (const octets of [17, 4096, 8192, 65_536, text.length]) {
    assertEquals(read(text, octets), { names, isWhole: true }, `${octets}`);
  }
});

Deno.test("a header without its end is whole", () => {
  assertEquals(read("Subject: Hi", 3), { names: "Subject=2", isWhole: true });
  assertEquals(read("", 3), { names: "", isWhole: true });
});

Deno.test("of a header without end only whole fields are kept, and it is said to be cut", () => {
  const line = `X: ${"x".repeat(95)}\r\n`;
  const { names, isWhole } = read(
    `A: b\r\n${line.repeat(2 * HEADER_OCTETS / line.length)}`,
    65_536,
  );
  assertEquals(isWhole, false);
  assertEquals(names.startsWith("A=1 X=95 X=95 "), true);
  assertEquals(/X=(?!95\b)/.test(names), false);
  assertEquals(read(`A: b\r\nSubject: ${"x".repeat(2 * HEADER_OCTETS)}`, 4096), {
    names: "A=1",
    isWhole: false,
  });
});
