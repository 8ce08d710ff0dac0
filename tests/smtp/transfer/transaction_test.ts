import type { RecipientResult } from "../../../smtp/outcome.ts";
import { converse, messageOf, TEXT } from "../../support/dialogue.ts";
import { type Turn, turn } from "../../support/memory_server.ts";
import { assert, assertEquals } from "../../std/assert.ts";

const BANNER = turn("", "220 mx.x.example ESMTP\r\n");
const PLAIN = [BANNER, turn("EHLO me.example\r\n", "250 mx.x.example\r\n")];
const PIPELINING = [
  BANNER,
  turn("EHLO me.example\r\n", "250-mx.x.example\r\n250 PIPELINING\r\n"),
];
const MAIL = turn("MAIL FROM:<me@me.example>\r\n", "250 ok\r\n");
const DATA = turn("DATA\r\n", "354 go on\r\n");
const MESSAGE = turn(`${TEXT}.\r\n`, "250 queued\r\n");
const QUIT = turn("QUIT\r\n", "221 bye\r\n");
const RSET = turn("RSET\r\n", "250 ok\r\n");

function rcpt(localPart: string, answer: string): Turn {
  return turn(`RCPT TO:<${localPart}@x.example>\r\n`, answer);
}

/** A result in short: who, how, why and where. */
function brief(result: RecipientResult): string {
  const code = result.reply === undefined ? "-" : result.reply.code;
  return `${result.recipient[0]} ${result.status} ${result.reason} ${result.stage} ${code}`;
}

/** The same dialogue with and without PIPELINING: the script says what is asked, in either order. */
function inBothWays(name: string, test: (greeting: readonly Turn[]) => Promise<void>): void {
  Deno.test(`${name}, one by one`, () => test(PLAIN));
  Deno.test(`${name}, pipelined`, () => test(PIPELINING));
}

inBothWays("a mail to two recipients is delivered at every chunk size", async (greeting) => {
  const script = [
    ...greeting,
    MAIL,
    rcpt("a", "250 ok\r\n"),
    rcpt("b", "251 ok\r\n"),
    DATA,
    MESSAGE,
    QUIT,
  ];
  for (const chunkSize of [1, 2, 3, 5, 8, 13, 21, 34, 55, Infinity]) {
    const end = await converse(script, ["a", "b"], { chunkSize });
    assertEquals(end.results.map(brief), [
      "a delivered accepted dot 250",
      "b delivered accepted dot 250",
    ]);
    end.server.assertPlayed();
  }
});

Deno.test("commands go one by one to a server without PIPELINING", async () => {
  const script = [...PLAIN, MAIL, rcpt("a", "250 ok\r\n"), DATA, MESSAGE, QUIT];
  const { events } = await converse(script, ["a"]);
  const speakers = events.filter((event) => event.stage !== "body").map((event) => event.speaker);
  assertEquals(
    speakers.join(" "),
    "server client server client server client server client server server client server",
  );
});

Deno.test("MAIL, RCPT and DATA go in one write to a server with PIPELINING", async () => {
  const group = turn(
    "MAIL FROM:<me@me.example>\r\nRCPT TO:<a@x.example>\r\nDATA\r\n",
    "250 ok\r\n250 ok\r\n354 go\r\n",
  );
  const { results, server } = await converse([...PIPELINING, group, MESSAGE, QUIT], ["a"]);
  assertEquals(results.map(brief), ["a delivered accepted dot 250"]);
  server.assertPlayed();
});

inBothWays("the rest is delivered when one recipient is refused", async (greeting) => {
  const script = [
    ...greeting,
    MAIL,
    rcpt("a", "250 ok\r\n"),
    rcpt("b", "550 5.1.1 no\r\n"),
    rcpt("c", "450 later\r\n"),
    DATA,
    MESSAGE,
    QUIT,
  ];
  const { results, server } = await converse(script, ["a", "b", "c"]);
  assertEquals(results.map(brief), [
    "a delivered accepted dot 250",
    "b refused recipient rcpt 550",
    "c deferred temporary rcpt 450",
  ]);
  server.assertPlayed();
});

Deno.test("no message is sent when every recipient is refused, one by one", async () => {
  const script = [...PLAIN, MAIL, rcpt("a", "550 no\r\n"), rcpt("b", "450 later\r\n"), QUIT];
  const { results, server } = await converse(script, ["a", "b"]);
  assertEquals(results.map(brief), [
    "a refused recipient rcpt 550",
    "b deferred temporary rcpt 450",
  ]);
  server.assertPlayed();
});

Deno.test("354 without a valid recipient is answered by a lone dot", async () => {
  const script = [
    ...PIPELINING,
    MAIL,
    rcpt("a", "550 no\r\n"),
    DATA,
    turn(".\r\n", "554 none\r\n"),
    QUIT,
  ];
  const { results, server } = await converse(script, ["a"]);
  assertEquals(results.map(brief), ["a refused recipient rcpt 550"]);
  server.assertPlayed();
});

Deno.test("MAIL refused in a pipelined group settles everybody, and 354 gets a lone dot", async () => {
  const mail = turn("MAIL FROM:<me@me.example>\r\n", "550 no\r\n");
  const script = [
    ...PIPELINING,
    mail,
    rcpt("a", "503 no\r\n"),
    DATA,
    turn(".\r\n", "250 ok\r\n"),
    QUIT,
  ];
  const { results, server } = await converse(script, ["a"]);
  assertEquals(results.map(brief), ["a refused permanent mail 550"]);
  server.assertPlayed();
});

inBothWays("DATA refused settles those who were accepted", async (greeting) => {
  const script = [
    ...greeting,
    MAIL,
    rcpt("a", "250 ok\r\n"),
    rcpt("b", "550 no\r\n"),
    turn("DATA\r\n", "451 later\r\n"),
    QUIT,
  ];
  const { results, server } = await converse(script, ["a", "b"]);
  assertEquals(results.map(brief), [
    "a deferred temporary data 451",
    "b refused recipient rcpt 550",
  ]);
  server.assertPlayed();
});

for (
  const [answer, expected] of [
    ["451 later\r\n", "a deferred temporary dot 451"],
    ["421 closing\r\n", "a deferred temporary dot 421"],
    ["554 spam\r\n", "a refused permanent dot 554"],
    ["350 what\r\n", "a unknown unknown dot -"],
    ["nonsense\r\n", "a unknown unknown dot -"],
    ["25", "a unknown unknown dot -"],
  ] as const
) {
  inBothWays(`the answer ${JSON.stringify(answer)} to the dot decides`, async (greeting) => {
    const message = turn(`${TEXT}.\r\n`, answer, "FIN");
    const { results } = await converse(
      [...greeting, MAIL, rcpt("a", "250 ok\r\n"), DATA, message],
      ["a"],
    );
    assertEquals(results.map(brief), [expected]);
  });
}

Deno.test("no answer to the dot within the deadline leaves the result unknown", async () => {
  const message = turn(`${TEXT}.\r\n`, "SILENCE");
  const script = [...PLAIN, MAIL, rcpt("a", "250 ok\r\n"), DATA, message];
  const { results, error } = await converse(script, ["a"], { limit: 20 });
  assertEquals([error?.kind, ...results.map(brief)], ["timeout", "a unknown unknown dot -"]);
});

Deno.test("whatever happens at QUIT changes nothing", async () => {
  for (const answer of ["421 no\r\n", "nonsense\r\n", "FIN", "RST"]) {
    const script = [
      ...PLAIN,
      MAIL,
      rcpt("a", "250 ok\r\n"),
      DATA,
      MESSAGE,
      turn("QUIT\r\n", answer),
    ];
    const { results, error } = await converse(script, ["a"]);
    assertEquals([error, ...results.map(brief)], [undefined, "a delivered accepted dot 250"]);
  }
});

inBothWays(
  "452 after an accepted recipient puts the rest into a second transaction",
  async (greeting) => {
    const script = [
      ...greeting,
      ...[MAIL, rcpt("a", "250 ok\r\n"), rcpt("b", "452 4.5.3 too many\r\n"), DATA, MESSAGE],
      ...[RSET, MAIL, rcpt("b", "250 ok\r\n"), DATA, MESSAGE, QUIT],
    ];
    const { results, server } = await converse(script, ["a", "b"]);
    assertEquals(results.map(brief), [
      "a delivered accepted dot 250",
      "b delivered accepted dot 250",
    ]);
    server.assertPlayed();
  },
);

Deno.test("452 to the first recipient is temporary", async () => {
  const script = [...PLAIN, MAIL, rcpt("a", "452 full\r\n"), QUIT];
  const { results } = await converse(script, ["a"]);
  assertEquals(results.map(brief), ["a deferred temporary rcpt 452"]);
});

Deno.test("more recipients than the server's RCPTMAX go in further transactions", async () => {
  const greeting = [BANNER, turn("EHLO me.example\r\n", "250-mx\r\n250 LIMITS RCPTMAX=2\r\n")];
  const script = [
    ...greeting,
    ...[MAIL, rcpt("a", "250 ok\r\n"), rcpt("b", "250 ok\r\n"), DATA, MESSAGE],
    ...[RSET, MAIL, rcpt("c", "250 ok\r\n"), DATA, MESSAGE, QUIT],
  ];
  const { results, server } = await converse(script, ["a", "b", "c"]);
  assertEquals(results.map((result) => result.status), ["delivered", "delivered", "delivered"]);
  server.assertPlayed();
});

inBothWays("more than 100 recipients go in two transactions", async (greeting) => {
  const localParts = Array.from({ length: 101 }, (_, index) => `r${index}`);
  const namings = localParts.map((localPart) => rcpt(localPart, "250 ok\r\n"));
  const script = [
    ...[...greeting, MAIL, ...namings.slice(0, 100), DATA, MESSAGE, RSET],
    ...[MAIL, ...namings.slice(100), DATA, MESSAGE, QUIT],
  ];
  const { results, server } = await converse(script, localParts);
  assertEquals(new Set(results.map(({ status }) => status)), new Set(["delivered"]));
  assertEquals(results.length, 101);
  server.assertPlayed();
});

inBothWays("421 to RCPT ends the session and nobody is delivered", async (greeting) => {
  const script = [
    ...greeting,
    MAIL,
    rcpt("a", "250 ok\r\n"),
    rcpt("b", "421 closing\r\n"),
    turn("DATA\r\n", "FIN"),
  ];
  const { results } = await converse(script, ["a", "b"]);
  assertEquals(results.map(brief), [
    "a deferred temporary rcpt 421",
    "b deferred temporary rcpt 421",
  ]);
});

Deno.test("421 behind the refusal of a recipient leaves the refusal, and the others wait", async () => {
  const script = [
    ...PLAIN,
    MAIL,
    rcpt("a", "250 ok\r\n"),
    rcpt("b", "550 5.1.1 no\r\n421 4.7.0 too many errors\r\n"),
  ];
  const { results } = await converse(script, ["a", "b", "c"]);
  assertEquals(results.map(brief), [
    "a deferred temporary rcpt 421",
    "b refused recipient rcpt 550",
    "c deferred temporary rcpt 421",
  ]);
});

Deno.test("421 behind 354 ends the session before the message, and behind a refusal of DATA changes nothing", async () => {
  for (
    const [answer, result] of [
      ["354 go\r\n421 4.3.2 closing\r\n", "a deferred temporary data 421"],
      ["554 5.5.1 no\r\n421 4.7.0 too many errors\r\n", "a refused permanent data 554"],
    ] as const
  ) {
    const script = [...PLAIN, MAIL, rcpt("a", "250 ok\r\n"), turn("DATA\r\n", answer)];
    const { results } = await converse(script, ["a"]);
    assertEquals(results.map(brief), [result]);
  }
});

for (
  const [recipients, answers, results] of [
    ["a", ["250 a", "250 b"], ["a delivered accepted dot 250"]],
    ["a", ["250 a", "550 b"], ["a delivered accepted dot 250"]],
    ["ab", ["250 a", "250 b"], ["a delivered accepted dot 250", "b delivered accepted dot 250"]],
    ["ab", ["250 a", "550 b"], ["a unknown unknown dot -", "b unknown unknown dot -"]],
    ["ab", ["450 a", "250 b"], ["a unknown unknown dot -", "b unknown unknown dot -"]],
    ["ab", ["250 a", "421 closing"], [
      "a delivered accepted dot 250",
      "b delivered accepted dot 250",
    ]],
  ] as const
) {
  Deno.test(`${answers.join(" and ")} behind the dot, for ${recipients.length}: ${results[0].slice(2)}`, async () => {
    const names = [...recipients];
    const namings = names.map((name) => rcpt(name, "250 ok\r\n"));
    const last = turn(MESSAGE.expect, answers.map((answer) => `${answer}\r\n`).join(""));
    const { results: got, server } = await converse(
      [...PLAIN, MAIL, ...namings, DATA, last, QUIT],
      names,
    );
    assertEquals(got.map(brief), [...results]);
    for (const { explanation, further } of got) {
      const isNoticed = further !== undefined && explanation.includes(answers[1]);
      assertEquals(isNoticed, !answers[1].startsWith("421"), explanation);
    }
    server.assertPlayed();
  });
}

Deno.test("no other transaction follows one that was answered more than once", async () => {
  const greeting = turn("EHLO me.example\r\n", "250-mx\r\n250 LIMITS RCPTMAX=1\r\n");
  const last = turn(MESSAGE.expect, "250 a\r\n250 b\r\n");
  const script = [BANNER, greeting, MAIL, rcpt("a", "250 ok\r\n"), DATA, last];
  const { results, server } = await converse(script, ["a", "b"]);
  assertEquals(results.map(brief), ["a delivered accepted dot 250", "b refused protocol rset -"]);
  server.assertPlayed();
});

for (
  const [recipients, answers, results] of [
    ["a", "550 b\r\n221 bye\r\n", ["a delivered accepted dot 250"]],
    ["ab", "550 b\r\n221 bye\r\n", ["a unknown unknown dot -", "b unknown unknown dot -"]],
    ["ab", "550 b\r\n", ["a delivered accepted dot 250", "b delivered accepted dot 250"]],
  ] as const
) {
  const what = JSON.stringify(answers);
  Deno.test(`${what} as the answer to QUIT is told, and for ${recipients.length} it is ${results[0].slice(2)}`, async () => {
    const namings = [...recipients].map((name) => rcpt(name, "250 ok\r\n"));
    const script = [...PLAIN, MAIL, ...namings, DATA, MESSAGE, turn("QUIT\r\n", answers, "FIN")];
    const { results: got, events } = await converse(script, [...recipients]);
    assertEquals(got.map(brief), [...results]);
    assert(events.some(({ text }) => text.startsWith("550 is not a reply to QUIT")));
  });
}

Deno.test("another answer than 421 that nobody asked for ends the session", async () => {
  const script = [...PLAIN, MAIL, rcpt("a", "250 ok\r\n250 ok\r\n")];
  const { results } = await converse(script, ["a"]);
  assertEquals(results.map(brief), ["a refused protocol rcpt -"]);
});

inBothWays("a connection lost at RCPT is temporary", async (greeting) => {
  const script = [
    ...greeting,
    MAIL,
    rcpt("a", "250 ok\r\n"),
    turn("RCPT TO:<b@x.example>\r\n", "FIN"),
  ];
  const { results, error } = await converse(script, ["a", "b"]);
  assertEquals(error?.kind, "closed");
  assertEquals(results.map(brief), ["a deferred temporary rcpt -", "b deferred temporary rcpt -"]);
});

for (const stage of ["MAIL FROM:<me@me.example>", "RCPT TO:<a@x.example>", "DATA"]) {
  inBothWays(
    `one answer too many at ${stage} ends the session before the message`,
    async (greeting) => {
      const script = [...greeting, MAIL, rcpt("a", "250 ok\r\n"), DATA].map((each) =>
        each.expect === `${stage}\r\n` ? turn(each.expect, ...each.answers, "250 extra\r\n") : each
      );
      const { results, server } = await converse(script, ["a"], { limit: 200 });
      assertEquals(results[0]?.status === "refused" || results[0]?.status === "deferred", true);
      assertEquals(server.sent.includes("Subject"), false);
    },
  );
}

Deno.test("250 to DATA is a violation of the protocol", async () => {
  const script = [...PLAIN, MAIL, rcpt("a", "250 ok\r\n"), turn("DATA\r\n", "250 ok\r\n")];
  const { results } = await converse(script, ["a"]);
  assertEquals(results.map(brief), ["a refused protocol data -"]);
});

Deno.test("a message larger than the server's SIZE is refused before MAIL", async () => {
  const script = [BANNER, turn("EHLO me.example\r\n", "250-mx\r\n250 SIZE 5\r\n"), QUIT];
  const { results, server } = await converse(script, ["a"]);
  assertEquals(results.map(brief), ["a refused permanent mail -"]);
  assertEquals(
    results[0]?.explanation,
    "the message has 23 octets, but the server accepts at most 5 (5.3.4)",
  );
  server.assertPlayed();
});

Deno.test("SIZE, BODY and SMTPUTF8 are said with MAIL when offered and needed", async () => {
  const greeting = [
    BANNER,
    turn("EHLO me.example\r\n", "250-mx\r\n250-SIZE\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"),
  ];
  const mail = turn("MAIL FROM:<me@me.example> SIZE=23 BODY=8BITMIME SMTPUTF8\r\n", "250 ok\r\n");
  const script = [...greeting, mail, rcpt("a", "250 ok\r\n"), DATA, MESSAGE, QUIT];
  const message = messageOf(TEXT, { eightBit: true, utf8Header: true });
  const { results, server } = await converse(script, ["a"], { message });
  assertEquals(results.map(brief), ["a delivered accepted dot 250"]);
  server.assertPlayed();
});

for (
  const [needs, code] of [[{ eightBit: true }, "5.6.3"], [{ utf8Header: true }, "5.6.7"]] as const
) {
  Deno.test(`a message that needs what is not offered is refused with ${code} before MAIL`, async () => {
    const { results, server } = await converse([...PLAIN, QUIT], ["a"], {
      message: messageOf(TEXT, needs),
    });
    assertEquals(results.map(brief), ["a refused permanent mail -"]);
    assertEquals(results[0]?.explanation.endsWith(`(${code})`), true);
    server.assertPlayed();
  });
}

Deno.test("a server without 8BITMIME gets the message in 7 bits, and is told the size of that", async () => {
  const sevenBit = messageOf(TEXT);
  const message = {
    ...messageOf("8-bit", { eightBit: true }),
    sevenBit: () => Promise.resolve(sevenBit),
  };
  const mail = turn("MAIL FROM:<me@me.example> SIZE=23\r\n", "250 ok\r\n");
  const greeting = [BANNER, turn("EHLO me.example\r\n", "250-mx\r\n250 SIZE 1000\r\n")];
  const script = [...greeting, mail, rcpt("a", "250 ok\r\n"), DATA, MESSAGE, QUIT];
  const { results, server } = await converse(script, ["a"], { message });
  assertEquals(results.map(brief), ["a delivered accepted dot 250"]);
  server.assertPlayed();
});

Deno.test("a message that only grows too large in 7 bits is refused before MAIL", async () => {
  const message = {
    ...messageOf("8-bit", { eightBit: true }),
    sevenBit: () => Promise.resolve(messageOf(TEXT)),
  };
  const script = [BANNER, turn("EHLO me.example\r\n", "250-mx\r\n250 SIZE 10\r\n"), QUIT];
  const { results, server } = await converse(script, ["a"], { message });
  assertEquals(results.map(brief), ["a refused permanent mail -"]);
  assertEquals(results[0]?.explanation.endsWith("at most 10 (5.3.4)"), true);
  server.assertPlayed();
});

Deno.test("a server with 8BITMIME gets the message as it is", async () => {
  const message = {
    ...messageOf(TEXT, { eightBit: true }),
    sevenBit: () => Promise.reject(new Error("nobody asked")),
  };
  const greeting = [BANNER, turn("EHLO me.example\r\n", "250-mx\r\n250 8BITMIME\r\n")];
  const mail = turn("MAIL FROM:<me@me.example> BODY=8BITMIME\r\n", "250 ok\r\n");
  const script = [...greeting, mail, rcpt("a", "250 ok\r\n"), DATA, MESSAGE, QUIT];
  const { results } = await converse(script, ["a"], { message });
  assertEquals(results.map(brief), ["a delivered accepted dot 250"]);
});

Deno.test("a message that cannot be re-encoded is refused with 5.6.3 and the reason", async () => {
  const message = {
    ...messageOf(TEXT, { eightBit: true }),
    sevenBit: () => Promise.resolve("It is signed"),
  };
  const { results, server } = await converse([...PLAIN, QUIT], ["a"], { message });
  assertEquals(results.map(brief), ["a refused permanent mail -"]);
  assertEquals(
    results[0]?.explanation,
    "the message has 8-bit octets and the server does not offer 8BITMIME (5.6.3). It is signed",
  );
  server.assertPlayed();
});

Deno.test("a message that cannot be read while it is re-encoded is no refusal", async () => {
  const message = {
    ...messageOf(TEXT, { eightBit: true }),
    sevenBit: () => Promise.reject(new Error("the disk is gone")),
  };
  const { results, server } = await converse(PLAIN, ["a"], { message });
  assertEquals(results.map(brief), ["a refused input mail -"]);
  assertEquals(results[0]?.explanation, "the message could not be read: the disk is gone");
  server.assertPlayed();
});

Deno.test("an address that is not ASCII needs SMTPUTF8", async () => {
  const { results } = await converse([...PLAIN, QUIT], ["jürgen"]);
  assertEquals(results.map(brief), ["j refused permanent mail -"]);
});

Deno.test("a message that cannot be read to its end gets no dot", async () => {
  const message = {
    ...messageOf(TEXT),
    async *open(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(new Uint8Array(100_000).fill(0x61));
      throw new Error("the disk is gone");
    },
  };
  const script = [...PLAIN, MAIL, rcpt("a", "250 ok\r\n"), DATA];
  const { results, server } = await converse(script, ["a"], { message });
  assertEquals(results.map(brief), ["a refused input body -"]);
  assertEquals(
    results[0]?.explanation,
    "the message could not be read to its end: the disk is gone",
  );
  assertEquals(server.sent.endsWith("aaa"), true);
});

for (
  const [answer, expected] of [
    ["554 too big\r\n", "a refused permanent body 554"],
    ["421 closing\r\n", "a deferred temporary body 421"],
    ["250 thanks\r\n", "a refused protocol body -"],
  ] as const
) {
  Deno.test(`the answer ${JSON.stringify(answer)} before the dot ends the message without one`, async () => {
    const chunk = "a".repeat(70_000);
    const message = {
      ...messageOf(TEXT),
      async *open(): AsyncGenerator<Uint8Array> {
        for (let count = 0; count < 20; count++) {
          yield await Promise.resolve(new TextEncoder().encode(chunk));
        }
      },
    };
    const script = [...PLAIN, MAIL, rcpt("a", "250 ok\r\n"), DATA, turn(chunk, answer)];
    const { results, server } = await converse(script, ["a"], { message });
    assertEquals(results.map(brief), [expected]);
    assertEquals(server.sent.endsWith("aaa"), true);
    assertEquals(server.sent.length < 20 * chunk.length, true);
  });
}

const DSN = [BANNER, turn("EHLO me.example\r\n", "250-mx\r\n250-REQUIRETLS\r\n250 DSN\r\n")];

Deno.test("a message of any size leaves whole, each dot stuffed, from memory and while it is read", async () => {
  const sizes = [0, 1, 2, 16, 60, 64].flatMap((kilo) =>
    [-1, 0, 1].map((more) => kilo * 1024 + more)
  );
  for (const size of sizes.filter((each) => each >= 0)) {
    const text = ".\r\n".repeat(Math.ceil(size / 3)).slice(0, size);
    const lineEnd = text === "" || text.endsWith("\n") ? "" : text.endsWith("\r") ? "\n" : "\r\n";
    const sent = `${text.replaceAll(".", "..")}${lineEnd}.\r\n`;
    const script = [
      ...PLAIN,
      MAIL,
      rcpt("a", "250 ok\r\n"),
      DATA,
      turn(sent, "250 queued\r\n"),
      QUIT,
    ];
    for (const memory of [{}, { octets: new TextEncoder().encode(text) }]) {
      const { results, server } = await converse(script, ["a"], {
        message: messageOf(text, memory),
      });
      server.assertPlayed();
      assertEquals(results.map(brief), ["a delivered accepted dot 250"]);
    }
  }
});

Deno.test("notifications are asked for with MAIL and RCPT, of a server that offers DSN", async () => {
  const script = [
    ...[...DSN, turn("MAIL FROM:<me@me.example> RET=HDRS ENVID=a+2Bb\r\n", "250 ok\r\n")],
    turn("RCPT TO:<a@x.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a@x.example\r\n", "250 ok\r\n"),
    ...[DATA, MESSAGE, QUIT],
  ];
  const sender = {
    notification: { notify: ["success", "delay"], return: "hdrs", envelopeId: "a+b" },
  } as const;
  const { server } = await converse(script, ["a"], { sender });
  server.assertPlayed();
});

Deno.test("no notification is asked of a server that does not offer DSN", async () => {
  const sender = { notification: { notify: [], return: "full" } } as const;
  const script = [...PLAIN, MAIL, rcpt("a", "250 ok\r\n"), DATA, MESSAGE, QUIT];
  const { server } = await converse(script, ["a"], { sender });
  server.assertPlayed();
});

Deno.test("AUTH= is said in xtext, where it is asked for and AUTH is offered (RFC 4954 5)", async () => {
  const offering = [BANNER, turn("EHLO me.example\r\n", "250-mx\r\n250 AUTH PLAIN\r\n")];
  const cases = [
    [offering, "e=mc2@x.example", " AUTH=e+3Dmc2@x.example"],
    [offering, "", " AUTH=<>"],
    [offering, undefined, ""],
    [PLAIN, "", ""],
  ] as const;
  for (const [greeting, submitter, parameter] of cases) {
    const said = turn(`MAIL FROM:<me@me.example>${parameter}\r\n`, "250 ok\r\n");
    const script = [...greeting, said, rcpt("a", "250 ok\r\n"), DATA, MESSAGE, QUIT];
    const sender = submitter === undefined ? {} : { submitter };
    const { server } = await converse(script, ["a"], { sender });
    server.assertPlayed();
  }
});

Deno.test("REQUIRETLS is said where offered, and nothing goes where it is not", async () => {
  const sender = { requireTls: true };
  const said = turn("MAIL FROM:<me@me.example> REQUIRETLS\r\n", "250 ok\r\n");
  const offered = await converse([...DSN, said, rcpt("a", "250 ok\r\n"), DATA, MESSAGE, QUIT], [
    "a",
  ], { sender });
  offered.server.assertPlayed();
  const refused = await converse([...PLAIN, QUIT], ["a"], { sender });
  assertEquals(refused.results.map(brief), ["a refused permanent mail -"]);
  refused.server.assertPlayed();
});

Deno.test("a connection ends after the transactions that MAILMAX allows, with the rest waiting", async () => {
  const greeting = [
    BANNER,
    turn("EHLO me.example\r\n", "250-mx\r\n250 LIMITS RCPTMAX=1 MAILMAX=1\r\n"),
  ];
  const script = [...greeting, MAIL, rcpt("a", "250 ok\r\n"), DATA, MESSAGE, QUIT];
  const { results, error, server } = await converse(script, ["a", "b"]);
  assertEquals([error, ...results.map(brief)], [undefined, "a delivered accepted dot 250"]);
  server.assertPlayed();
});
