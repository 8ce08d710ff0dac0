import type { RecipientResult } from "../../../smtp/outcome.ts";
import { assertEquals } from "../../std/assert.ts";
import { converse, type DialogueEnd, TEXT } from "../../support/dialogue.ts";
import { type Answer, type Turn, turn } from "../../support/memory_server.ts";

const BANNER = turn("", "220 mx.x.example LMTP\r\n");
const PLAIN = [BANNER, turn("LHLO me.example\r\n", "250 mx.x.example\r\n")];
const PIPELINING = [
  BANNER,
  turn("LHLO me.example\r\n", "250-mx.x.example\r\n250-CHUNKING\r\n250 PIPELINING\r\n"),
];
const MAIL = turn("MAIL FROM:<me@me.example>\r\n", "250 ok\r\n");
const DATA = turn("DATA\r\n", "354 go on\r\n");
const QUIT = turn("QUIT\r\n", "221 bye\r\n");

function rcpt(localPart: string, answer = "250 ok\r\n"): Turn {
  return turn(`RCPT TO:<${localPart}@x.example>\r\n`, answer);
}

/** Sends to a, b and c, all accepted; these are the answers to the message. */
async function dotAnswered(greeting: readonly Turn[], ...answers: Answer[]): Promise<DialogueEnd> {
  const envelope = [MAIL, rcpt("a"), rcpt("b"), rcpt("c"), DATA];
  const script = [...greeting, ...envelope, turn(`${TEXT}.\r\n`, ...answers), QUIT];
  return await converse(script, ["a", "b", "c"], { greeting: "LHLO", limit: 300 });
}

function brief({ recipient, status, stage, reply }: RecipientResult): string {
  return `${recipient[0]} ${status} ${stage} ${reply?.code ?? "-"}`;
}

for (const [how, greeting] of [["one by one", PLAIN], ["pipelined", PIPELINING]] as const) {
  Deno.test(`each recipient has an answer of their own, ${how}`, async () => {
    const answers = ["250 a\r\n", "550 5.2.2 b is full\r\n", "451 c later\r\n"];
    for (const cut of [answers, [answers.join("")]]) {
      const end = await dotAnswered(greeting, ...cut);
      assertEquals(end.results.map(brief), [
        "a delivered dot 250",
        "b refused dot 550",
        "c deferred dot 451",
      ]);
      end.server.assertPlayed();
    }
  });

  for (
    const [what, ending] of [
      ["the connection ends", "FIN"],
      ["the connection breaks", "RST"],
      ["nothing comes", "SILENCE"],
      ["half an answer comes", "25"],
      ["no answer comes but 354", "354 go on\r\n"],
    ] as const
  ) {
    Deno.test(`those whose answer is missing are unknown, at each answer, when ${what}, ${how}`, async () => {
      const known = ["a delivered dot 250", "b delivered dot 250", "c delivered dot 250"];
      for (const count of [0, 1, 2]) {
        const answers = Array.from({ length: count }, () => "250 ok\r\n");
        const end = await dotAnswered(greeting, ...answers, ending);
        assertEquals(end.results.map(brief), [
          ...known.slice(0, count),
          ...["a", "b", "c"].slice(count).map((who) => `${who} unknown dot -`),
        ]);
      }
    });
  }

  Deno.test(`an answer too many leaves nobody with another's, ${how}`, async () => {
    const end = await dotAnswered(greeting, "250 a\r\n550 b\r\n250 c\r\n250 d\r\n");
    assertEquals(end.results.map(brief), [
      "a unknown dot -",
      "b unknown dot -",
      "c unknown dot -",
    ]);
  });

  Deno.test(`only those who were accepted have an answer, ${how}`, async () => {
    const envelope = [MAIL, rcpt("a"), rcpt("b", "550 5.1.1 who?\r\n"), rcpt("c"), DATA];
    const message = turn(`${TEXT}.\r\n`, "452 a is full\r\n250 c\r\n");
    const script = [...greeting, ...envelope, message, QUIT];
    const end = await converse(script, ["a", "b", "c"], { greeting: "LHLO", limit: 300 });
    assertEquals(end.results.map(brief), [
      "a deferred dot 452",
      "b refused rcpt 550",
      "c delivered dot 250",
    ]);
    end.server.assertPlayed();
  });

  Deno.test(`no message is begun where nobody is accepted, ${how}`, async () => {
    const script = [...greeting, MAIL, rcpt("a", "550 5.1.1 who?\r\n"), QUIT];
    const end = await converse(script, ["a"], { greeting: "LHLO", limit: 300 });
    assertEquals(end.results.map(brief), ["a refused rcpt 550"]);
    end.server.assertPlayed();
  });
}

Deno.test("421 is the answer of one recipient, and those behind it are unknown", async () => {
  const end = await dotAnswered(PLAIN, "250 a\r\n421 4.3.2 going down\r\n", "FIN");
  assertEquals(end.results.map(brief), [
    "a delivered dot 250",
    "b deferred dot 421",
    "c unknown dot -",
  ]);
});

Deno.test("LMTP has no BDAT, also where it is offered", async () => {
  const script = [
    ...[...PIPELINING, MAIL, rcpt("a"), DATA],
    ...[turn(`${TEXT}.\r\n`, "250 a\r\n"), QUIT],
  ];
  const end = await converse(script, ["a"], { greeting: "LHLO", chunking: "always" });
  assertEquals(end.results.map(brief), ["a delivered dot 250"]);
  end.server.assertPlayed();
});

Deno.test("a server that knows no LHLO gets nothing, and no HELO either", async () => {
  const script = [BANNER, turn("LHLO me.example\r\n", "502 5.5.2 what?\r\n")];
  const end = await converse(script, ["a"], { greeting: "LHLO" });
  assertEquals(
    end.error?.message,
    "the server answered LHLO with 502 5.5.2 what?: does it speak LMTP?",
  );
  assertEquals(end.server.sent, "LHLO me.example\r\n");
});
