import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../std/assert.ts";
import { directoryTest, type Files } from "../../support/directory.ts";
import { type MuaRun, runMua } from "../../support/run_mua.ts";
import { CountingServer } from "./counting_server.ts";

const TEMPLATE =
  "From: me@x.example\nTo: {{name}} <{{email}}>\nSubject: Hi {{name}}\n\nHi {{name}}\n";
const LIST = 'email,name\na@x.example,"Silva, Ana"\nb@y.example,Bob\nc@x.example,Rui\n';

/** A directory with TEMPLATE, LIST and other files, and what runs `mua merge` on them. */
interface Scene {
  readonly directory: string;
  run(...argv: string[]): Promise<MuaRun>;
  read(name: string): string;
}

function sceneTest(name: string, files: Files, fn: (scene: Scene) => Promise<void>): void {
  directoryTest(name, async (directory) => {
    const all: Files = { "t.txt": TEMPLATE, "l.csv": LIST, ...files };
    for (const [file, text] of Object.entries(all)) {
      Deno.writeTextFileSync(`${directory}/${file}`, text);
    }
    const operands = [`${directory}/t.txt`, `${directory}/l.csv`];
    await fn({
      directory,
      run: (...argv) => runMua(["merge", ...operands, ...argv]),
      read: (file) => Deno.readTextFileSync(`${directory}/${file}`),
    });
  });
}

/** The outcomes of the result, by the first column. */
function outcomes(csv: string): string[] {
  return csv.trim().split("\n").slice(1).map((line) => {
    const cells = line.split(",");
    return `${cells[0]} ${cells.at(-4)}`;
  });
}

sceneTest(
  "merge shows the first mail and what would be sent, and sends nothing",
  {},
  async ({ run, directory }) => {
    const { code, stdout, stderr } = await run("--ehlo", "me.example");
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(stdout, "line 2\n");
    assertStringIncludes(stdout, "RCPT TO:<a@x.example>\n");
    assertStringIncludes(stdout, 'To: "Silva, Ana" <a@x.example>\r\nSubject: Hi Silva, Ana\r\n');
    assertStringIncludes(stdout, "\r\nHi Silva, Ana\r\n");
    assertStringIncludes(stdout, "Would send  3 of 3 mails; 3 recipients in 2 domains\n");
    assertStringIncludes(stdout, "      2  x.example\n        1  y.example\n");
    assertEquals(Array.from(Deno.readDirSync(directory)).length, 2);
    const json = JSON.parse((await run("--json", "--only", "b@y.example")).stdout);
    assertEquals([json.toSend, json.first.rcptTo], [1, ["b@y.example"]]);
  },
);

sceneTest(
  "merge --send gives each row its mail, tells what became of it, and sends none twice",
  {},
  async ({ run, read, directory }) => {
    await using server = new CountingServer({
      rcpt: (recipient) => recipient === "b@y.example" ? "550 5.1.1 no such user" : undefined,
    });
    const first = await run("--send", "--server", server.address);
    assertEquals(first.code, 67, first.stderr);
    assertEquals(first.stdout.split("\n").slice(0, 2), ["delivered  2", "refused    1"]);
    assertStringIncludes(
      first.stdout,
      "refused  b@y.example  127.0.0.1 [127.0.0.1]  550 5.1.1 no such user  (line 3)",
    );
    assertEquals(server.counts, new Map([["a@x.example", 1], ["c@x.example", 1]]));
    const [mail = ""] = server.copies.get("a@x.example") ?? [];
    assertMatch(mail, /^Message-ID: <[0-9a-f-]+\.1@x\.example>$/m);
    assertEquals(outcomes(read("l.result.csv")), [
      "a@x.example delivered",
      "b@y.example refused",
      "c@x.example delivered",
    ]);
    assertMatch(read("l.result.csv"), /^email,name,outcome,host,reply,time\n/);
    for (const file of ["l.journal", "l.result.csv"]) {
      assertEquals(Deno.statSync(`${directory}/${file}`).mode! & 0o777, 0o600);
    }
    const second = await run("--send", "--server", server.address, "--json");
    assertEquals(second.code, 67);
    assertEquals(JSON.parse(second.stdout).delivered, 2);
    assertEquals(server.counts.get("a@x.example"), 1);
    assertStringIncludes((await run()).stdout, "Nothing is left to send");
  },
);

sceneTest(
  "merge --limit sends as many, and the next run goes on with the others",
  {},
  async ({ run, read }) => {
    await using server = new CountingServer();
    const send = ["--send", "--server", server.address];
    const first = await run(...send, "--limit", "1");
    assertEquals([first.code, first.stdout.split("\n").slice(0, 2)], [0, [
      "delivered  1",
      "not sent   2",
    ]]);
    await run(...send, "--only", "c@x.example");
    assertEquals([...server.counts.keys()], ["a@x.example", "c@x.example"]);
    assertEquals(outcomes(read("l.result.csv")), [
      "a@x.example delivered",
      "b@y.example not sent",
      "c@x.example delivered",
    ]);
    await run(...send);
    assertEquals(
      server.counts,
      new Map([["a@x.example", 1], ["c@x.example", 1], ["b@y.example", 1]]),
    );
    assertEquals((await run("--only", "d@x.example")).code, 65);
  },
);

sceneTest(
  "merge refuses to go on when the list or the template is another one",
  {},
  async ({ run, directory }) => {
    await using server = new CountingServer();
    const send = ["--send", "--server", server.address];
    await run(...send, "--limit", "1");
    Deno.writeTextFileSync(`${directory}/t.txt`, `${TEMPLATE}!`);
    const template = await run(...send);
    assertEquals(template.code, 65);
    assertStringIncludes(
      template.stderr,
      "the template, the HTML, --group-by or --separator is not what",
    );
    Deno.writeTextFileSync(`${directory}/t.txt`, TEMPLATE);
    Deno.writeTextFileSync(`${directory}/l.csv`, `${LIST}d@x.example,D\n`);
    const list = await run(...send);
    assertEquals(list.code, 65);
    assertStringIncludes(list.stderr, "is not the list that");
    assertEquals(server.counts.size, 1);
  },
);

sceneTest(
  "merge never sends a mail again that had its dot and no answer, unless it is told to",
  {},
  async ({ run, read }) => {
    await using server = new CountingServer({
      dot: (recipient, times) => recipient === "b@y.example" && times === 0 ? "CLOSE" : undefined,
    });
    const send = ["--send", "--server", server.address];
    const first = await run(...send);
    assertEquals(first.code, 79);
    assertStringIncludes(first.stderr, "--retry-unknown");
    assertEquals(outcomes(read("l.result.csv"))[1], "b@y.example unknown");
    assertEquals([(await run(...send)).code, server.counts.get("b@y.example")], [79, 1]);
    assertEquals([(await run(...send, "--retry-unknown")).code, server.counts.get("b@y.example")], [
      0,
      2,
    ]);
    // The same Message-ID, so that a mailbox may know it for the same mail.
    const ids = server.copies.get("b@y.example")?.map((mail) =>
      /^Message-ID: .*$/m.exec(mail)?.[0]
    );
    assertEquals(ids?.[0], ids?.[1]);
  },
);

sceneTest(
  "merge lists every fault with its line, and sends nothing",
  {
    "l.csv":
      'email,name\na@x.example,Ana\nb,"B\nb"\nc@x.example\n\nd@x.example,D,d\ne@x.example,"E\n',
  },
  async ({ run, directory }) => {
    const { code, stderr } = await run("--send", "--server", "127.0.0.1:9");
    assertEquals(code, 65);
    assertEquals(
      stderr.replaceAll(`${directory}/`, ""),
      [
        'l.csv:3: To: the value of "name" holds LF (U+000A)',
        'l.csv:3: Subject: the value of "name" holds LF (U+000A)',
        "l.csv:5: 1 cell, and 2 columns in line 1",
        "l.csv:7: 3 cells, and 2 columns in line 1",
        "l.csv:8: the quotes of a cell are not closed",
        "mua merge: 5 faults; nothing was sent\n",
      ].join("\n"),
    );
    assertEquals(Array.from(Deno.readDirSync(directory)).length, 2);
  },
);

sceneTest(
  "merge finds a value that is too long for a header field, in whichever row it stands",
  {
    "t.txt": "From: me@x.example\nTo: {{email}}\nX-A: {{name}}\n\nHi\n",
    "l.csv": `email,name\na@x.example,A\nb@x.example,${"x".repeat(2000)}\n`,
  },
  async ({ run }) => {
    const { code, stderr } = await run();
    assertEquals(code, 65);
    assertMatch(stderr, /l\.csv:3: .*998/);
  },
);

sceneTest(
  "merge tells of unknown columns with a suggestion, and still checks the form of the rows",
  { "t.txt": "From: me@x.example\nTo: {{emial}}\n\nHi {{name}}\n", "l.csv": "email,name\na\n" },
  async ({ run, directory }) => {
    const { code, stderr } = await run();
    assertEquals(code, 65);
    assertEquals(
      stderr.replaceAll(`${directory}/`, ""),
      [
        't.txt:2: no column "emial". Did you mean email?',
        "l.csv:2: 1 cell, and 2 columns in line 1",
        "mua merge: 2 faults; nothing was sent\n",
      ].join("\n"),
    );
  },
);

for (
  const [what, files, argv, code, words] of [
    ["an empty list", { "l.csv": "" }, [], 65, "l.csv is empty"],
    ["a list of a header alone", { "l.csv": "email,name\n" }, [], 65, "has no row"],
    ["semicolons", { "l.csv": "email;name\na@x.example;A\n" }, [], 65, "--separator ';'"],
    ["tabs", { "l.csv": "email\tname\n" }, [], 65, "--separator tab"],
    ["two columns of one name", { "l.csv": "email,name, email\n" }, [], 65, 'two columns "email"'],
    ["a column to group by that is not there", {}, ["--group-by", "mail"], 65, 'no column "mail"'],
    ["a rate that is none", {}, ["--rate", "fast"], 64, "--rate must be"],
    ["a separator of two characters", {}, ["--separator", ";;"], 64, "--separator must be"],
    ["an HTML file that is not there", {}, ["--html", "/nowhere/x.html"], 66, "/nowhere/x.html"],
    ["an option that is misspelled", {}, ["--sned"], 64, "Did you mean --send"],
  ] as const
) {
  sceneTest(`merge refuses ${what}`, files, async ({ run }) => {
    const { code: actual, stderr } = await run(...argv);
    assertEquals(actual, code, stderr);
    assertStringIncludes(stderr, words);
  });
}

sceneTest(
  "merge reads a list with another separator, a byte order mark and CRLF",
  { "l.csv": '\ufeffemail;name\r\na@x.example;"Silva; Ana"\r\n' },
  async ({ run, read }) => {
    await using server = new CountingServer();
    const { code } = await run("--send", "--server", server.address, "--separator", ";");
    assertEquals(code, 0);
    const [mail = ""] = server.copies.get("a@x.example") ?? [];
    assertStringIncludes(mail, 'To: "Silva; Ana" <a@x.example>');
    assertMatch(
      read("l.result.csv"),
      /^email;name;outcome;host;reply;time\na@x.example;"Silva; Ana";delivered;/,
    );
  },
);

sceneTest(
  "merge --group-by makes one mail of all rows with the same value",
  {
    "t.txt": "From: me@x.example\nTo: {{email}}\nSubject: Bill for {{name}}\n\n" +
      "{{#rows}}\n- {{item}}: {{price}}\n{{/rows}}\nThanks\n",
    "l.csv":
      "email,name,item,price\na@x.example,Ana,pen,1\nb@x.example,Bob,cup,2\na@x.example,Ana,ink,3\n",
  },
  async ({ run, read, directory }) => {
    await using server = new CountingServer();
    const { code, stdout } = await run("--send", "--server", server.address, "--group-by", "email");
    assertEquals([code, stdout.split("\n")[0]], [0, "delivered  2"]);
    const [mail = ""] = server.copies.get("a@x.example") ?? [];
    assertStringIncludes(mail, "\n\n- pen: 1\n- ink: 3\nThanks");
    assertEquals(outcomes(read("l.result.csv")).length, 3);
    Deno.writeTextFileSync(`${directory}/l.csv`, read("l.csv").replace("Ana,ink", "Rui,ink"));
    const other = await run("--group-by", "email");
    assertEquals(other.code, 65);
    assertStringIncludes(other.stderr, 'l.csv:4: "name" is not what line 2 of the same mail has');
  },
);

sceneTest(
  "merge attaches the file of each row, beside the template, and tells of one that is not there",
  {
    "t.txt": `${TEMPLATE.replace("Subject", "Attach: {{name}}.txt\nSubject")}`,
    "l.csv": "email,name\na@x.example,a\nb@x.example,b\n",
    "a.txt": "for a",
  },
  async ({ run, directory }) => {
    const { code, stderr } = await run("--send", "--server", "127.0.0.1:9");
    assertEquals(code, 65);
    assertStringIncludes(stderr, "l.csv:3: Attach: cannot read");
    Deno.writeTextFileSync(`${directory}/b.txt`, "for b");
    await using server = new CountingServer();
    assertEquals((await run("--send", "--server", server.address)).code, 0);
    const [mail = ""] = server.copies.get("b@x.example") ?? [];
    assertStringIncludes(mail, btoa("for b"));
    assertStringIncludes(mail, 'filename="b.txt"');
  },
);

sceneTest(
  "merge goes on after a server that was never there, with 75 and the reason",
  {},
  async ({ run }) => {
    const { code, stdout, stderr } = await run(
      "--send",
      "--server",
      "127.0.0.1:9",
      "--timeout",
      "1s",
      "--retry-for",
      "0",
    );
    assertEquals(code, 75);
    assertStringIncludes(stdout + stderr, "connection refused");
    await using server = new CountingServer();
    assertEquals((await run("--send", "--server", server.address)).code, 0);
    assertEquals(server.counts.size, 3);
  },
);

sceneTest("merge stops at the first password that is refused", {}, async ({ run, directory }) => {
  Deno.writeTextFileSync(`${directory}/password`, "secret");
  await using server = new CountingServer();
  const auth = ["-u", "me", "--password-file", `${directory}/password`];
  const { code, stdout } = await run("--send", "--server", server.address, ...auth);
  assertEquals(code, 77, stdout);
  assert(!stdout.includes("secret"));
  assertEquals(server.counts.size, 0);
});

sceneTest(
  "merge ends within a second when it is interrupted, with the result, and 79 for what is open",
  {
    "l.csv": `email,name\n${
      Array.from({ length: 50 }, (_, at) => `u${at}@x.example,U\n`).join("")
    }`,
  },
  async ({ directory, read }) => {
    const interrupt = new AbortController();
    let asked = 0;
    await using server = new CountingServer({
      dot: () => {
        if (++asked === 20) interrupt.abort();
        return asked === 10 ? "SILENCE" : undefined;
      },
    });
    const argv = [
      "merge",
      `${directory}/t.txt`,
      `${directory}/l.csv`,
      "--send",
      "--connections",
      "3",
    ];
    const running = runMua([...argv, "--server", server.address], { signal: interrupt.signal });
    await new Promise((resolve) => interrupt.signal.addEventListener("abort", resolve));
    const start = performance.now();
    const { code, stdout } = await running;
    assert(performance.now() - start < 1000, `${performance.now() - start} ms`);
    assertEquals(code, 79);
    assertMatch(stdout, /^delivered {2}(19|2\d)\nunknown {5}1\nnot sent {3}\d\d\n/);
    const result = outcomes(read("l.result.csv")).map((each) => each.slice(each.indexOf(" ") + 1));
    assertEquals(new Set(result), new Set(["delivered", "unknown", "not sent"]));
    // The next run sends what is left, and what is unknown stays so.
    await runMua([...argv, "--server", server.address]);
    assertEquals([...server.counts.values()], Array(50).fill(1));
  },
);
