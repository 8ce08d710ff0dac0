import { assertEquals, assertMatch, assertStringIncludes } from "../../std/assert.ts";
import { Inbox } from "../../../inbox/mod.ts";
import { directoryTest } from "../../support/directory.ts";
import { type MuaRun, runMua } from "../../support/run_mua.ts";

/** An editor that puts a text in the place of the draft, which it keeps. */
const WRITES = (text: string): string => `printf '${text}' >new && cat "$1" >old && cp new`;

const MAIL = String.raw`From: a@x.example\nTo: b@y.example\nSubject: Hi\n\n@Ana,\nhello\n`;

/** Runs `mua send --edit`, where the editor is a line of shell. */
async function edit(directory: string, editor: string, args: readonly string[]): Promise<MuaRun> {
  // It is run in the working directory of the tests.
  const inside = `cd '${directory}' && f() { ${editor} "$1"; } && f`;
  return await runMua(["send", "--edit", ...args], {
    variables: { XDG_STATE_HOME: `${directory}/state`, EDITOR: inside },
  });
}

function draftsIn(directory: string): string[] {
  const drafts = `${directory}/state/mua/drafts`;
  return [...Deno.readDirSync(drafts)].map(({ name }) => `${drafts}/${name}`);
}

directoryTest(
  "send --edit sends what the editor wrote, and removes the draft",
  async (directory) => {
    await using inbox = await Inbox.start();
    const server = ["--server", `127.0.0.1:${inbox.port}`];
    const { code, stderr } = await edit(directory, WRITES(MAIL), [...server, "-s", "first"]);
    assertEquals([code, stderr], [0, ""]);
    assertEquals(Deno.readTextFileSync(`${directory}/old`), "From: \nTo: \nSubject: first\n\n");
    const mail = await inbox.next({ to: "b@y.example" });
    assertEquals([mail.header("Subject"), mail.text], ["Hi", "@Ana,\r\nhello\r\n"]);
    assertEquals(draftsIn(directory), []);
  },
);

for (const [what, editor] of [["nothing", "true"], ["an empty file", "cp /dev/null"]] as const) {
  directoryTest(`send --edit sends nothing when ${what} was written`, async (directory) => {
    const { code, stderr } = await edit(directory, editor, ["-f", "a@x.example"]);
    assertEquals(code, 64);
    assertStringIncludes(stderr, "nothing was written, so nothing is sent");
    assertEquals(draftsIn(directory), []);
  });
}

directoryTest("a draft that cannot be sent is kept, and sent by --draft", async (directory) => {
  await using inbox = await Inbox.start();
  inbox.fail("mail=451 4.3.0 later once");
  const server = ["--server", `127.0.0.1:${inbox.port}`];
  const { code, stderr } = await edit(directory, WRITES(MAIL), server);
  const [draft = ""] = draftsIn(directory);
  assertEquals(code, 75);
  assertStringIncludes(stderr, `The draft is kept. To go on: mua send --edit --draft ${draft}\n`);
  assertEquals((Deno.statSync(draft).mode ?? 0) & 0o777, 0o600);
  const second = await runMua(["send", "--draft", draft, ...server]);
  assertEquals([second.code, second.stderr], [0, ""]);
  assertEquals((await inbox.next()).text, "@Ana,\r\nhello\r\n");
});

directoryTest("a draft that is no mail is kept too", async (directory) => {
  const { code, stderr } = await edit(directory, WRITES(String.raw`To: b@@y\n\nHi\n`), []);
  assertEquals(code, 65);
  assertStringIncludes(stderr, "The draft is kept.");
  assertEquals(draftsIn(directory).length, 1);
});

directoryTest("an editor that fails sends nothing, and the draft is kept", async (directory) => {
  const { code, stderr } = await edit(directory, "echo >/dev/null; exit 3", ["-f", "a@x.example"]);
  assertEquals(code, 78);
  assertMatch(stderr, /the editor failed: .* ended with 3\nThe draft is in /);
});

Deno.test("--edit and --draft refuse another text", async () => {
  for (const other of [["--body", "x"], ["--html", "x"], ["--eml", "x"], ["--json"]]) {
    const { code, stderr } = await runMua(["send", "--edit", ...other]);
    assertEquals(code, 64);
    assertStringIncludes(stderr, `--edit and ${other[0]} cannot be used together`);
  }
  const { code } = await runMua(["send", "--draft", "x", "--body", "x"]);
  assertEquals(code, 64);
});
