import { decodeMailboxName, encodeMailboxName } from "../../mailbox/imap/command.ts";
import { LINE_OCTETS, type Response, ResponseReader } from "../../mailbox/imap/response.ts";
import { MailboxError } from "../../mailbox/mailbox.ts";
import { assertEquals, assertMatch } from "../std/assert.ts";
import fc from "fast-check";
import { cut, lengthsUpTo, octetsOf, textOf } from "./octets.ts";
import { RUNS } from "./runs.ts";

/** What a client makes of the octets of a connection. */
interface Reading {
  readonly responses: readonly Response[];
  /** Why they are no responses from there on. */
  readonly error?: string;
}

function read(pieces: readonly Uint8Array[]): Reading {
  const reader = new ResponseReader();
  reader.expect(100_000);
  const responses: Response[] = [];
  try {
    for (const piece of pieces) {
      reader.feed(piece);
      for (let next = reader.next(); next !== undefined; next = reader.next()) responses.push(next);
    }
    return { responses };
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error;
    return { responses, error: error.message };
  }
}

const LINES = fc.oneof(
  octetsOf("* OK [UIDVALIDITY 1] x\r\n", "* LIST (\\Junk) NIL ", "{3}\r\n", "a1 NO\r\n", "+ x\r\n"),
  octetsOf(
    "* ",
    "(",
    ")",
    '"',
    "\\",
    "a",
    "[",
    "]",
    "{2}",
    "~{0}",
    "NIL",
    " ",
    "\r\n",
    "\n",
    "\r",
    "é",
  ),
);

Deno.test("any octets are responses of IMAP or a MailboxError, the same however they are cut", () => {
  fc.assert(
    fc.property(LINES, lengthsUpTo(9), (octets, lengths) => {
      assertEquals(read(cut(octets, lengths)), read([octets]));
    }),
    RUNS,
  );
});

const FLOODS = octetsOf("* ", "x".repeat(LINE_OCTETS / 2), "(".repeat(20), "{99999}\r\n", "\r\n");

Deno.test("no flood of octets is taken for a response, the same however it is cut", () => {
  fc.assert(
    fc.property(FLOODS, lengthsUpTo(20_000), (octets, lengths) => {
      assertEquals(read(cut(octets, lengths)), read([octets]));
    }),
    // Each of them is large.
    { numRuns: RUNS.numRuns / 10 },
  );
});

Deno.test("every name of a mailbox is visible ASCII in a command, and the same when it comes back", () => {
  fc.assert(
    fc.property(textOf("&", "-", "/", "+", ",", "é", "😀", "a", " "), (text) => {
      const name = text.toWellFormed();
      const encoded = encodeMailboxName(name);
      assertMatch(encoded, /^[ -~]*$/);
      assertEquals(decodeMailboxName(encoded), name);
    }),
    RUNS,
  );
});
