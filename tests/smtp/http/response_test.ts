import fc from "fast-check";
import { HttpError, readResponse } from "../../../smtp/http/response.ts";
import { assert, assertEquals, assertThrows } from "../../std/assert.ts";

const encoder = new TextEncoder();
const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: Text/Plain; charset=utf-8\r\n";
const LENGTH = encoder.encode(`${HEAD}content-length: 5\r\n\r\nhello`);
const CHUNKED = encoder.encode(
  `${HEAD}Transfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n`,
);
const UNTIL_END = encoder.encode(`${HEAD}\r\nhello`);

function read(octets: Uint8Array, ended = false): string | undefined {
  const response = readResponse(octets, ended);
  if (response === undefined) return undefined;
  const { status, mediaType, content } = response;
  return `${status} ${mediaType} ${new TextDecoder().decode(content)}`;
}

Deno.test("readResponse waits for the whole response, with a length or in chunks", () => {
  for (const octets of [LENGTH, CHUNKED]) {
    const end = "0\r\n\r\n";
    const complete = octets === CHUNKED ? octets.length - end.length + 3 : octets.length;
    for (let at = 0; at < complete; at++) assertEquals(read(octets.subarray(0, at)), undefined);
    assertEquals(read(octets), "200 text/plain hello");
  }
});

Deno.test("readResponse without a length takes all until the end", () => {
  assertEquals(read(UNTIL_END), undefined);
  assertEquals(read(UNTIL_END, true), "200 text/plain hello");
});

Deno.test("readResponse refuses what ends too early", () => {
  for (const octets of [LENGTH, CHUNKED]) {
    const cut = octets.subarray(0, octets.length - 4);
    assertThrows(() => read(cut, true), HttpError, "in the middle");
  }
  assertThrows(() => read(LENGTH.subarray(0, 10), true), HttpError, "no HTTP response");
});

for (
  const [what, text] of [
    ["no HTTP response", "220 mx ESMTP\r\n\r\n"],
    ["no HTTP response", "HTTP/2 200\r\n\r\n"],
    ["no HTTP response", "x".repeat(16 * 1024)],
    ["no HTTP header", "HTTP/1.1 200 OK\r\nno header\r\n\r\n"],
    ["no number", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"],
    ["coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"],
    ["without a size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
  ] as const
) {
  Deno.test(`readResponse refuses ${JSON.stringify(text.slice(0, 60))}`, () => {
    assertThrows(() => read(encoder.encode(text)), HttpError, what);
  });
}

Deno.test("readResponse fails in no other way, whatever the octets", () => {
  const changed = fc.tuple(
    fc.constantFrom(LENGTH, CHUNKED, UNTIL_END),
    fc.nat(UNTIL_END.length - 1),
    fc.nat(255),
  ).map(([octets, at, octet]) => octets.with(at, octet));
  fc.assert(fc.property(fc.oneof(fc.uint8Array(), changed), fc.boolean(), (octets, ended) => {
    try {
      const response = readResponse(octets, ended);
      assert(response !== undefined || !ended);
    } catch (error) {
      assert(error instanceof HttpError);
    }
  }));
});
