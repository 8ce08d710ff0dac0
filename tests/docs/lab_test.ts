/** The two programs of docs/lab.md, with servers that make it easy for them and difficult. */
import { Inbox } from "../../inbox/mod.ts";
import { assertEquals, assertMatch } from "../std/assert.ts";
import { turn } from "../support/memory_server.ts";
import { type Ended, run } from "../support/process.ts";
import { ScriptServer } from "../support/script_server.ts";
import { ROOT } from "../support/source_imports.ts";

const PROGRAMS = ["send.ts", "send_with_mua.ts"] as const;

const decoder = new TextDecoder();

/** Runs a program of the lab with a server on loopback. */
async function runProgram(name: typeof PROGRAMS[number], port: number): Promise<Ended> {
  const flags = ["--quiet", "--no-prompt", "--cached-only", "--allow-net=127.0.0.1"];
  const argv = [Deno.execPath(), "run", ...flags, `${ROOT}docs/lab/${name}`];
  return await run([...argv, "127.0.0.1", String(port)], { env: { NO_COLOR: "1" } });
}

for (const name of PROGRAMS) {
  Deno.test(`${name} of the lab sends its mail into an inbox`, async () => {
    await using inbox = await Inbox.start();
    const { code, stderr } = await runProgram(name, inbox.port);
    assertEquals([code, stderr], [0, ""]);
    const [received, ...others] = inbox.messages;
    assertEquals(others, []);
    assertEquals(received?.envelope.mailFrom, "alberto@ualg.pt");
    assertEquals(received?.envelope.rcptTo, ["ana.maria@gmail.com"]);
    assertMatch(decoder.decode(received?.raw), /^subject: Hi\r\n(?:.+\r\n)*\r\nHi, Ana!\r\n/im);
  });
}

/** What send.ts says, and what a server answers that speaks as it may: piecemeal, and in several lines. */
const DIALOGUE = [
  turn("", "22", "0 mx.x.exa", "mple\r", "\n"),
  turn("HELO alberto\r\n", "250-mx.x.example\r\n250-three lines\r\n25", "0 of it\r\n"),
  turn("MAIL FROM:<alberto@ualg.pt>\r\n", "250 ok\r\n"),
  turn("RCPT TO:<ana.maria@gmail.com>\r\n", "251 will forward\r\n"),
  turn("DATA\r\n", "354 go on\r\n"),
  turn("SUBJECT: Hi\r\n\r\nHi, Ana!\r\n.... and it works.\r\nAlberto\r\n.\r\n", "250 ok\r\n"),
  turn("QUIT\r\n", "221 bye\r\n"),
];

Deno.test("send.ts of the lab reads whole replies, however they come, and doubles the dot of a line", async () => {
  await using server = new ScriptServer([DIALOGUE]);
  const { code, stderr } = await runProgram("send.ts", server.port);
  assertEquals([code, stderr], [0, ""]);
  server.sessions[0]?.assertPlayed();
});

Deno.test("send.ts of the lab sends nothing more after a refusal, or where the server has gone", async () => {
  for (
    const [answer, words] of [
      ["550 5.1.1 no such user\r\n", /the server refused: 550 5\.1\.1 no such user/],
      ["FIN", /the server closed the connection/],
    ] as const
  ) {
    const refusing = [...DIALOGUE.slice(0, 3), turn("RCPT TO:<ana.maria@gmail.com>\r\n", answer)];
    await using server = new ScriptServer([refusing]);
    const { code, stderr } = await runProgram("send.ts", server.port);
    assertEquals(code, 1);
    assertMatch(stderr, words);
    assertMatch(server.sessions[0]?.sent ?? "", /RCPT TO:<ana\.maria@gmail\.com>\r\n$/);
  }
});
