import { formatReply, reply } from "../../inbox/reply.ts";
import { type Reply, REPLY_MAX_OCTETS, ReplyError, ReplyParser } from "../../smtp/reply.ts";
import { assert, assertEquals } from "../std/assert.ts";
import fc from "fast-check";
import { cut, lengthsUpTo, octetsOf, textOf } from "./octets.ts";
import { RUNS } from "./runs.ts";

/** What a client makes of the octets of a connection. */
interface Reading {
  readonly replies: readonly Reply[];
  /** Why they are no replies from there on. */
  readonly error?: string;
}

/** Reads all replies; fails if more octets are taken without a reply than one may have. */
function read(pieces: readonly Uint8Array[]): Reading {
  const parser = new ReplyParser();
  const replies: Reply[] = [];
  let withoutReply = 0;
  try {
    for (const piece of pieces) {
      parser.feed(piece);
      withoutReply += piece.length;
      for (let next = parser.next(); next !== undefined; next = parser.next()) {
        replies.push(next);
        // The rest of this piece begins the next reply: its length is not known here.
        withoutReply = 0;
      }
      assert(withoutReply <= REPLY_MAX_OCTETS);
    }
    return { replies };
  } catch (error) {
    if (!(error instanceof ReplyError)) throw error;
    return { replies, error: error.message };
  }
}

const WHOLE_LINES = [
  "250-a\r\n",
  "250-\r\n",
  "250-2.1.5 b\n",
  "250 ok\r\n",
  "250\r\n",
  "550 5.1.1 no\r\n",
];

const LINES = fc.oneof(
  octetsOf(...WHOLE_LINES),
  octetsOf(...WHOLE_LINES, "250", "550-", "2", "-", " ", "\r\n", "\n", "\r", "\x1b[2J", "é"),
);

Deno.test("any octets are replies or a ReplyError, the same however they are cut", () => {
  fc.assert(
    fc.property(LINES, lengthsUpTo(9), (octets, lengths) => {
      assertEquals(read(cut(octets, lengths)), read([octets]));
    }),
    RUNS,
  );
});

const FLOODS = octetsOf(
  "250-a\r\n".repeat(200),
  `250-${"x".repeat(16_000)}\r\n`,
  `250-${"x".repeat(16_000)}\r\n`,
  `250-${"x".repeat(16_000)}`,
  "250 ok\r\n",
);

Deno.test("no flood of octets is taken without an end, the same however it is cut", () => {
  fc.assert(
    fc.property(FLOODS, lengthsUpTo(20_000), (octets, lengths) => {
      assertEquals(read(cut(octets, lengths)), read([octets]));
    }),
    RUNS,
  );
});

const TEXT = fc.oneof(
  textOf("a", " ", "-", "\t", "\x1b", "\0", "é", "2.1.5 ", "\u2028", "\ufeff", "250 ")
    .map((text) => text.replaceAll(/[\r\n\p{Cs}]/gu, "")),
  fc.constant("x".repeat(16_000)),
);

const NUMBER = fc.integer({ min: 0, max: 999 });

/** A reply as a server means it, and as a client should read it. */
const REPLY = fc.tuple(
  fc.integer({ min: 200, max: 599 }),
  fc.option(fc.tuple(NUMBER, NUMBER)),
  fc.array(TEXT, { minLength: 1, maxLength: 4 }),
).map(([code, status, texts]) => {
  const first = Math.trunc(code / 100);
  const enhanced = (first === 2 || first === 4 || first === 5) && status !== null
    ? { class: first, subject: status[0], detail: status[1] } as const
    : undefined;
  const words = enhanced && `${enhanced.class}.${enhanced.subject}.${enhanced.detail}`;
  // A text that looks like a status code of its own would be one.
  const lines = texts.map((text) => text.replace(/^\d/, ""));
  return {
    sent: formatReply(reply(code, words, ...lines)),
    read: {
      code,
      enhanced,
      lines: lines.map((line) => words === undefined ? line : `${words} ${line}`),
    },
  };
});

Deno.test("replies that are formatted and parsed are the same, however many follow one another", () => {
  fc.assert(
    fc.property(fc.array(REPLY, { maxLength: 6 }), lengthsUpTo(2000), (replies, lengths) => {
      const lines = replies.flatMap(({ sent }) => sent);
      const octets = new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join(""));
      assertEquals(read(cut(octets, lengths)), { replies: replies.map(({ read }) => read) });
    }),
    RUNS,
  );
});
