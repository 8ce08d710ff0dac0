import { type Access, mechanismsFor } from "../../inbox/sasl/access.ts";
import type { Door } from "../../inbox/sasl/mechanism.ts";
import { drive, type DriveOptions } from "../inbox/drive.ts";
import { assertEquals } from "../std/assert.ts";
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
  "AUTH LOGIN AA==\r\n",
  "*\r\n",
  "AGEAYg==\r\n",
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
  "GET / HTTP/1.1\r\n",
  "AUTH LOGIN\n",
];

/** The one remark that is about when octets come, and not about what they are. */
const IMPATIENT = "the client did not wait for the reply to its first command";

const GREETED = "EHLO me.example\r\nMAIL FROM:<a@x.pt>\r\nRCPT TO:<b@x.pt>\r\n";

const SESSION = fc.tuple(
  fc.constantFrom("", GREETED, `${GREETED}DATA\r\n`),
  octetsOf(...FRAGMENTS),
).map(([beginning, rest]) => Uint8Array.of(...new TextEncoder().encode(beginning), ...rest));

/** What a client gets, and what is kept and shown of what it said. */
function served(pieces: readonly Uint8Array[], options?: DriveOptions): unknown {
  const { replies, stored, heard, notes, sent } = drive(pieces, options);
  return { replies, stored, heard, notes: notes.filter((text) => text !== IMPATIENT), sent };
}

const DOOR: Door = { kind: "everybody" };
const ACCESS: Access = {
  door: DOOR,
  mechanisms: mechanismsFor(DOOR, []),
  required: false,
  inClear: true,
};
const RULES = [
  "rcpt=451 later after 1 once",
  "mail=extra once",
  "dot=half after 1",
  "auth=454 no after 1",
];

Deno.test("the inbox answers any octets, and the same however they are cut", () => {
  fc.assert(
    fc.property(SESSION, lengthsUpTo(40), (octets, lengths) => {
      assertEquals(served(cut(octets, lengths)), served([octets]));
    }),
    RUNS,
  );
});

Deno.test("with AUTH and a script of faults it does so too", () => {
  fc.assert(
    fc.property(SESSION, lengthsUpTo(40), (octets, lengths) => {
      const options = { access: ACCESS, rules: RULES };
      assertEquals(served(cut(octets, lengths), options), served([octets], options));
    }),
    RUNS,
  );
});
