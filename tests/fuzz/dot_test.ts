import { DotStuffer } from "../../smtp/dot.ts";
import { concatenate } from "../../message/encoding/octets.ts";
import { latin1Of } from "../message/support.ts";
import { assertEquals } from "../std/assert.ts";
import fc from "fast-check";
import { cut, lengthsUpTo, octetsOf } from "./octets.ts";
import { RUNS } from "./runs.ts";

/** What DATA sends of a message, one character an octet. */
function stuff(pieces: readonly Uint8Array[]): string {
  const stuffer = new DotStuffer();
  const sent = pieces.map((piece) => stuffer.push(piece));
  return latin1Of(concatenate([...sent, stuffer.end()]));
}

/** What a server keeps of mail data: dots removed, the end cut off (RFC 5321 section 4.5.2). */
function unstuff(sent: string): string {
  return sent.slice(0, -".\r\n".length).replaceAll(/(?<=^|\r\n)\./g, "");
}

Deno.test("no message holds an end of data or a bare line end, and it comes back, at every cut", () => {
  fc.assert(
    fc.property(octetsOf("\r", "\n", "\r\n", ".", "a"), lengthsUpTo(5), (octets, lengths) => {
      const sent = stuff(cut(octets, lengths));
      assertEquals(sent.indexOf("\r\n.\r\n", 0) === sent.length - 5 || sent === ".\r\n", true);
      assertEquals(/\r(?!\n)|(?<!\r)\n/.test(sent), false);
      const lines = latin1Of(octets).replace(/\r\n|\r|\n/g, "\r\n");
      const ended = lines === "" || lines.endsWith("\r\n") ? lines : `${lines}\r\n`;
      assertEquals(unstuff(sent), ended);
    }),
    RUNS,
  );
});
