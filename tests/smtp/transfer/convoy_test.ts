import { Session } from "../../../smtp/connection/session.ts";
import { Wire } from "../../../smtp/connection/wire.ts";
import { greet } from "../../../smtp/dialogue.ts";
import { SmtpError } from "../../../smtp/error.ts";
import { Ledger } from "../../../smtp/ledger.ts";
import { Convoy } from "../../../smtp/transfer/convoy.ts";
import type { Load } from "../../../smtp/transfer/transaction.ts";
import { assertEquals } from "../../std/assert.ts";
import { messageOf, noTls, recipientsOf } from "../../support/dialogue.ts";
import { MemoryServer, type Turn, turn } from "../../support/memory_server.ts";

const encoder = new TextEncoder();

const GREETING = [
  turn("", "220 mx\r\n"),
  turn("EHLO me.example\r\n", "250-mx\r\n250 PIPELINING\r\n"),
];

/** What a mail is, on the wire. */
const group = (name: string): string =>
  `MAIL FROM:<me@me.example>\r\nRCPT TO:<${name}@x.example>\r\nDATA\r\n`;
const message = (name: string): string => `Subject: ${name}\r\n\r\nHi.\r\n`;
const dot = (name: string): string => `${message(name)}.\r\n`;

/** The answers to a group, and with the one to the message before it. */
const YES = "250 ok\r\n250 ok\r\n354 go on\r\n";
const DONE = "250 queued\r\n";

/** What came of some mails, and what was under way when the session failed. */
interface End {
  readonly statuses: readonly string[];
  readonly done: readonly string[];
  readonly error: string | undefined;
  readonly server: MemoryServer;
}

interface Named extends Load {
  readonly name: string;
}

/** Sends a mail to each of the names. */
async function carry(
  turns: readonly Turn[],
  names: string,
  chunkSize = Infinity,
  isClosedAfter = Infinity,
): Promise<End> {
  const server = new MemoryServer(turns, chunkSize);
  const session = new Session(new Wire(server, new AbortController().signal), {
    limit: 500,
    transcript: undefined,
    handshake: noTls,
  });
  const loads = Array.from(names, (name): Named => ({
    name,
    sender: { reversePath: "me@me.example" },
    message: messageOf(message(name), { octets: encoder.encode(message(name)) }),
    ledger: new Ledger(recipientsOf(name)),
    beforeDot: undefined,
  }));
  const waiting = [...loads];
  const done: string[] = [];
  let failure: string | undefined;
  try {
    const freight = {
      next: () => waiting.shift(),
      get isOver() {
        return loads.length - waiting.length >= isClosedAfter;
      },
      done: ({ name }: Named) => void done.push(name),
    };
    const extensions = await greet(session, "me.example");
    await new Convoy(session, extensions, freight, { chunking: "auto", riding: true }).run();
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error;
    failure = `${error.kind} ${error.stage}`;
  } finally {
    session.close();
  }
  const statuses = loads.map(({ name, ledger }) => `${name} ${ledger.results[0]?.status ?? "-"}`);
  return { statuses, done, error: failure, server };
}

const SIZES = [1, 2, 3, 5, 8, 13, 21, 34, Infinity];

Deno.test("a convoy sends the next mail's commands behind the dot of the one before, at every chunk size", async () => {
  const turns = [
    ...GREETING,
    turn(group("a"), YES),
    turn(dot("a") + group("b"), DONE + YES),
    turn(dot("b") + group("c"), DONE + YES),
    turn(dot("c"), DONE),
  ];
  for (const size of SIZES) {
    const { statuses, done, server } = await carry(turns, "abc", size);
    assertEquals(statuses, ["a delivered", "b delivered", "c delivered"]);
    assertEquals(done, ["a", "b", "c"]);
    server.assertPlayed();
  }
});

Deno.test("a convoy writes once and reads once for each mail that is in memory", async () => {
  const riding = Array.from("abcdefgh", (name, index) => {
    const next = "bcdefghi"[index] ?? "";
    return turn(dot(name) + group(next), DONE + YES);
  });
  const turns = [...GREETING, turn(group("a"), YES), ...riding, turn(dot("i"), DONE)];
  const { statuses, server } = await carry(turns, "abcdefghi");
  assertEquals(statuses.filter((each) => each.endsWith("delivered")).length, 9);
  server.assertPlayed();
  // The greeting is read, EHLO and the first group are written and answered, and nine mails.
  assertEquals(server.calls, 1 + 2 + 2 + 2 * 9);
});

Deno.test("a convoy goes on behind RSET where a mail is refused, at every chunk size", async () => {
  const turns = [
    ...GREETING,
    turn(group("a"), YES),
    turn(dot("a") + group("b"), `${DONE}250 ok\r\n550 no\r\n503 nobody\r\n`),
    turn("RSET\r\n", "250 ok\r\n"),
    turn(group("c"), YES),
    turn(dot("c"), "452 later\r\n"),
  ];
  for (const size of SIZES) {
    const { statuses, server } = await carry(turns, "abc", size);
    assertEquals(statuses, ["a delivered", "b refused", "c deferred"]);
    server.assertPlayed();
  }
});

for (
  const [what, answers, error] of [
    ["250", "250 one\r\n", "protocol data"],
    ["550", "550 one\r\n", "protocol data"],
    ["451", "451 one\r\n", "protocol data"],
  ] as const
) {
  Deno.test(`a convoy takes ${what} too many behind a dot for nobody's answer, at every chunk size`, async () => {
    const turns = [
      ...GREETING,
      turn(group("a"), YES),
      turn(dot("a") + group("b"), DONE + answers + YES),
    ];
    for (const size of SIZES) {
      const end = await carry(turns, "abc", size);
      assertEquals(end.statuses, ["a delivered", "b -", "c -"]);
      assertEquals([end.done, end.error], [["a"], error]);
      assertEquals(end.server.sent.includes("Subject: b"), false);
    }
  });
}

Deno.test("a convoy believes no refusal of a rider before RSET has its own answer", async () => {
  // One answer too many, then one too few for DATA: the refusal was meant for somebody else.
  const turns = [
    ...GREETING,
    turn(group("a"), YES),
    turn(dot("a") + group("b"), `${DONE}250 one\r\n250 ok\r\n550 no\r\n`),
    turn("RSET\r\n", "503 nobody\r\n", "250 ok\r\n"),
  ];
  const { statuses, error } = await carry(turns, "ab");
  assertEquals([statuses, error], [["a delivered", "b -"], "reply rset"]);
});

Deno.test("a convoy leaves the mail unknown whose dot had no answer, and the rider as it was", async () => {
  const turns = [...GREETING, turn(group("a"), YES), turn(dot("a") + group("b"), "250 qu", "FIN")];
  for (const size of SIZES) {
    const { statuses, done, error } = await carry(turns, "ab", size);
    assertEquals([statuses, done, error], [["a unknown", "b -"], [], "closed dot"]);
  }
});

Deno.test("a convoy sends QUIT behind the last dot that its connection may carry, at every chunk size", async () => {
  const turns = [
    ...GREETING,
    turn(group("a"), YES),
    turn(dot("a") + group("b"), DONE + YES),
    turn(`${dot("b")}QUIT\r\n`, `${DONE}221 bye\r\n`),
  ];
  for (const size of SIZES) {
    const { statuses, done, error, server } = await carry(turns, "ab", size, 2);
    assertEquals([statuses, done, error], [["a delivered", "b delivered"], ["a", "b"], undefined]);
    server.assertPlayed();
  }
});

Deno.test("a convoy takes the answer to QUIT for none to the message, at every chunk size", async () => {
  const turns = [...GREETING, turn(group("a"), YES), turn(`${dot("a")}QUIT\r\n`, "221 bye\r\n")];
  for (const size of SIZES) {
    const { statuses, error } = await carry(turns, "a", size, 1);
    assertEquals([statuses, error], [["a unknown"], "protocol dot"]);
  }
});
