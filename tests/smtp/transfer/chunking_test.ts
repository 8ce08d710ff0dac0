import { CHUNK_OCTETS } from "../../../smtp/transfer/chunking.ts";
import type { RecipientResult } from "../../../smtp/outcome.ts";
import { assertEquals } from "../../std/assert.ts";
import { converse, messageOf, TEXT } from "../../support/dialogue.ts";
import { type Turn, turn } from "../../support/memory_server.ts";

const BANNER = turn("", "220 mx\r\n");
const ONE_BY_ONE = [BANNER, turn("EHLO me.example\r\n", "250-mx\r\n250 CHUNKING\r\n")];
const PIPELINED = [
  BANNER,
  turn("EHLO me.example\r\n", "250-mx\r\n250-PIPELINING\r\n250 CHUNKING\r\n"),
];
const MAIL = turn("MAIL FROM:<me@me.example>\r\n", "250 ok\r\n");
const RCPT = turn("RCPT TO:<a@x.example>\r\n", "250 ok\r\n");
const QUIT = turn("QUIT\r\n", "221 bye\r\n");
const SIZE = TEXT.length;

function brief(result: RecipientResult): string {
  return `${result.status} ${result.reason} ${result.stage} ${result.reply?.code ?? "-"}`;
}

for (const [how, greeting] of [["one by one", ONE_BY_ONE], ["pipelined", PIPELINED]] as const) {
  Deno.test(`BDAT sends exactly the octets of the message, ${how}`, async () => {
    const last = turn(`BDAT ${SIZE} LAST\r\n${TEXT}`, "250 kept\r\n");
    const { results, server } = await converse([...greeting, MAIL, RCPT, last, QUIT], ["a"], {
      chunking: "always",
    });
    assertEquals(results.map(brief), ["delivered accepted dot 250"]);
    server.assertPlayed();
  });

  Deno.test(`no BDAT is sent when no recipient is accepted, ${how}`, async () => {
    const refused = turn("RCPT TO:<a@x.example>\r\n", "550 no\r\n");
    const { results, server } = await converse([...greeting, MAIL, refused, QUIT], ["a"], {
      chunking: "always",
    });
    assertEquals(results.map(brief), ["refused recipient rcpt 550"]);
    server.assertPlayed();
  });
}

Deno.test("BDAT stuffs no dots", async () => {
  const text = ".\r\n..\r\n.\r\n";
  const last = turn(`BDAT ${text.length} LAST\r\n${text}`, "250 kept\r\n");
  const { server } = await converse([...ONE_BY_ONE, MAIL, RCPT, last, QUIT], ["a"], {
    chunking: "always",
    message: messageOf(text),
  });
  server.assertPlayed();
});

Deno.test("DATA is used for a short message, and when BDAT is not wanted", async () => {
  const data = [turn("DATA\r\n", "354 go\r\n"), turn(`${TEXT}.\r\n`, "250 kept\r\n"), QUIT];
  for (const chunking of ["auto", "never"] as const) {
    const { server } = await converse([...ONE_BY_ONE, MAIL, RCPT, ...data], ["a"], { chunking });
    server.assertPlayed();
  }
});

/** A message of two chunks, and the turns of its chunks with these answers. */
function twoChunks(...answers: readonly string[]): { turns: Turn[]; octets: Uint8Array } {
  const octets = new Uint8Array(CHUNK_OCTETS + 2).fill(0x61);
  const sizes = [`BDAT ${CHUNK_OCTETS}\r\n${"a".repeat(CHUNK_OCTETS)}`, "BDAT 2 LAST\r\naa"];
  return { turns: answers.map((answer, index) => turn(sizes[index] ?? "", answer)), octets };
}

for (
  const [what, answers, expected] of [
    ["accepted", ["250 ok\r\n", "250 kept\r\n"], "delivered accepted dot 250"],
    ["refused after the first chunk", ["552 full\r\n"], "refused permanent body 552"],
    ["deferred after the first chunk", ["452 full\r\n"], "deferred temporary body 452"],
    ["refused at the end", ["250 ok\r\n", "554 no\r\n"], "refused permanent dot 554"],
  ] as const
) {
  Deno.test(`a message of two chunks is ${what}`, async () => {
    const { turns, octets } = twoChunks(...answers);
    const message = {
      ...messageOf(""),
      size: octets.length,
      async *open(): AsyncGenerator<Uint8Array> {
        yield await Promise.resolve(octets.subarray(0, CHUNK_OCTETS));
        yield octets.subarray(CHUNK_OCTETS);
      },
    };
    const end = await converse([...ONE_BY_ONE, MAIL, RCPT, ...turns, QUIT], ["a"], { message });
    assertEquals(end.results.map(brief), [expected]);
    end.server.assertPlayed();
  });
}

Deno.test("no answer to the last chunk leaves the result unknown, to another chunk it does not", async () => {
  const last = turn(`BDAT ${SIZE} LAST\r\n${TEXT}`, "FIN");
  const end = await converse([...ONE_BY_ONE, MAIL, RCPT, last], ["a"], { chunking: "always" });
  assertEquals(end.results.map(brief), ["unknown unknown dot -"]);
  const { turns: [first = BANNER], octets } = twoChunks("250 ok\r\n");
  const message = {
    ...messageOf(""),
    size: octets.length,
    async *open(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(octets.subarray(0, CHUNK_OCTETS));
      yield octets.subarray(CHUNK_OCTETS);
    },
  };
  const broken = { expect: first.expect, answers: ["FIN"] } as const;
  const cut = await converse([...ONE_BY_ONE, MAIL, RCPT, broken], ["a"], { message });
  assertEquals(cut.results.map(brief), ["deferred temporary body -"]);
});
