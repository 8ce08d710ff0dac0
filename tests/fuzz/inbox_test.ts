import { assertEquals } from "../std/assert.ts";
import { drive } from "../inbox/drive.ts";
import fc from "fast-check";
import { cut, lengthsUpTo, octetsOf } from "./octets.ts";
import { RUNS } from "./runs.ts";

const FRAGMENTS = [
  "EHLO me.example\r\n",
  "HELO me.example\r\n",
  "MAIL FROM:<a@x.pt>\r\n",
  "MAIL FROM:<> SIZE=9 BODY=8BITMIME SMTPUTF8\r\n",
  'RCPT TO:<"b c"@x.pt>\r\n',
  "RCPT TO:<é@x.pt>\r\n",
  "DATA\r\n",
  "BDAT 5\r\n",
  "BDAT 3 LAST\r\n",
  "STARTTLS\r\n",
  "AUTH PLAIN\r\n",
  "RSET\r\n",
  "NOOP\r\n",
  "QUIT\r\n",
  "Subject: Hi\r\n",
  ".\r\n",
  "\r\n.\r\n",
  "\n.\n",
  ".",
  "\r\n",
  "\r",
  "\n",
  " ",
  "\0",
  "x".repeat(600),
];

const GREETED = "EHLO me.example\r\nMAIL FROM:<a@x.pt>\r\nRCPT TO:<b@x.pt>\r\n";

const SESSION = fc.tuple(
  fc.constantFrom("", GREETED, `${GREETED}DATA\r\n`),
  octetsOf(...FRAGMENTS),
).map(([beginning, rest]) => Uint8Array.of(...new TextEncoder().encode(beginning), ...rest));

/** What a client gets, and what is kept and shown of what it said. */
function served(pieces: readonly Uint8Array[]): unknown {
  const { replies, stored, heard, notes } = drive(pieces);
  return { replies, stored, heard, notes };
}

Deno.test("the inbox answers any octets, and the same however they are cut", () => {
  fc.assert(
    fc.property(SESSION, lengthsUpTo(40), (octets, lengths) => {
      assertEquals(served(cut(octets, lengths)), served([octets]));
    }),
    RUNS,
  );
});
