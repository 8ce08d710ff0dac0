import { assert, assertEquals, assertMatch, assertStringIncludes } from "../../std/assert.ts";
import { type Turn, turn } from "../../support/memory_server.ts";
import { directoryTest } from "../../support/directory.ts";
import { startMua } from "../../support/program.ts";
import { type MuaRun, runMua } from "../../support/run_mua.ts";
import { ScriptServer } from "../../support/script_server.ts";

const BANNER = turn("", "220 mx.example ESMTP\r\n");
const HELO = turn("HELO a\r\n", "250 mx.example\r\n");
const QUIT = turn("QUIT\r\n", "221 2.0.0 bye\r\n", "FIN");

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, sanitizeOps: true, sanitizeResources: true, fn });
}

/** A turn of a command of one line, and the answer to it. */
function answer(command: string, ...replies: string[]): Turn {
  return turn(`${command}\r\n`, ...replies.map((reply) => `${reply}\r\n`));
}

/** What came of a dialogue. */
interface Talked extends MuaRun {
  /** What the server heard. */
  readonly heard: string;
}

/** Talks to a server that plays these turns. */
async function talk(turns: readonly Turn[], script: string, ...argv: string[]): Promise<Talked> {
  await using server = new ScriptServer([turns]);
  // No test waits for minutes because something is wrong.
  const patience = argv.includes("--timeout") ? [] : ["--timeout", "10s"];
  const address = `127.0.0.1:${server.port}`;
  const run = await runMua(["talk", address, ...patience, ...argv], { input: script });
  return { ...run, heard: server.sessions[0]?.sent ?? "" };
}

/** The dialogue without its times. */
function untimed(stdout: string): string {
  return stdout.replaceAll(/^ *\d+\.\d{3} /gm, "");
}

test("talk sends lines as they are, waits for each answer, and shows both", async () => {
  const turns = [
    BANNER,
    HELO,
    answer("MAIL FROM: <a@x.example>", "250 2.1.0 ok"),
    answer("rcpt TO:<b@y.example>", "250 2.1.5 ok"),
    answer("DATA", "354 go on"),
    turn("Subject: Hi\r\n\r\n..hidden\r\n.\r\n", "250 2.0.0 queued\r\n"),
    QUIT,
  ];
  const script =
    "HELO a\nMAIL FROM: <a@x.example>\r\nrcpt TO:<b@y.example>\nDATA\nSubject: Hi\n\n" +
    ".hidden\n.\nQUIT";
  const { code, stdout, stderr } = await talk(turns, script);
  assertEquals([code, stderr], [0, ""]);
  const dialogue = untimed(stdout).split("\n").slice(2).join("\n");
  assertEquals(
    dialogue,
    "<-  220 mx.example ESMTP\n -> HELO a\n<-  250 mx.example\n -> MAIL FROM: <a@x.example>\n" +
      "<-  250 2.1.0 ok\n -> rcpt TO:<b@y.example>\n<-  250 2.1.5 ok\n -> DATA\n<-  354 go on\n" +
      " -> Subject: Hi\n -> \n -> ..hidden\n -> .\n<-  250 2.0.0 queued\n -> QUIT\n" +
      "<-  221 2.0.0 bye\n",
  );
});

test("talk exits by the last answer before QUIT", async () => {
  for (const [reply, code] of [["250 ok", 0], ["450 later", 75], ["550 no", 69]] as const) {
    const turns = [BANNER, HELO, answer("VRFY x", reply), QUIT];
    for (const end of ["QUIT\n", ""]) {
      const run = await talk(turns, `HELO a\nVRFY x\n${end}`);
      assertEquals([run.code, run.heard], [code, "HELO a\r\nVRFY x\r\nQUIT\r\n"], reply);
    }
  }
});

const LHLO = answer("LHLO a", "250-mx.example\r\n250-PIPELINING\r\n250 CHUNKING");
const LMTP_MAIL = [
  ...[BANNER, LHLO, answer("MAIL FROM:<>", "250 ok"), answer("RCPT TO:<b@y.example>", "250 ok")],
  ...[
    answer("RCPT TO:<c@y.example>", "550 no"),
    answer("RCPT TO:<d@y.example> NOTIFY=NEVER", "250 ok"),
  ],
];
const LMTP_LINES = "LHLO a\nMAIL FROM:<>\nRCPT TO:<b@y.example>\nRCPT TO:<c@y.example>\n" +
  "RCPT TO:<d@y.example> NOTIFY=NEVER\n";

test("talk waits behind the dot for as many answers of LMTP as there are recipients", async () => {
  for (const [first, second, code] of [[250, 550, 69], [450, 250, 75], [250, 250, 0]] as const) {
    const turns = [
      ...[...LMTP_MAIL, answer("DATA", "354 go"), turn("Hi\r\n", "")],
      ...[turn(".\r\n", `${first} 2.1.5 b\r\n`, `${second} 2.1.5 d\r\n`), QUIT],
    ];
    const run = await talk(turns, `${LMTP_LINES}DATA\nHi\n.\nQUIT\n`);
    assertEquals([run.code, run.heard.endsWith("\r\n.\r\nQUIT\r\n")], [code, true], run.stdout);
  }
});

test("talk waits for the answers of LMTP to the last chunk, and gives up when one does not come", async () => {
  const turns = [
    ...[...LMTP_MAIL, turn("BDAT 4 LAST\r\nHi\r\n", "250 b\r\n", "FIN")],
  ];
  const run = await talk(turns, `${LMTP_LINES}BDAT 4 LAST\nHi\nQUIT\n`);
  assertEquals(run.code, 79, run.stdout);
  assert(!run.heard.includes("QUIT"), run.heard);
});

test("talk says what a server does that refuses to talk, or speaks no SMTP", async () => {
  assertEquals((await talk([turn("", "554 no\r\n"), QUIT], "QUIT\n")).code, 69);
  const alien = await talk([turn("", "SSH-2.0-OpenSSH_9.2\r\n")], "HELO a\n");
  assertEquals([alien.code, alien.heard], [76, ""]);
  assertStringIncludes(
    alien.stdout,
    '*** the server\'s answer is not an SMTP reply: it said "SSH-2.0-OpenSSH_9.2"\n',
  );
});

test("talk shows all of a reply of two codes, and what there is of one that is cut off", async () => {
  const mixed = "220-a.example ESMTP\r\n554 5.7.1 blocked\r\n";
  const refused = await talk([turn("", mixed), QUIT], "QUIT\n");
  assertEquals(refused.code, 69);
  assertStringIncludes(refused.stdout, "220-a.example ESMTP\n");
  assertStringIncludes(refused.stdout, "<** 554 5.7.1 blocked\n");
  const cut = await talk([BANNER, turn("HELO a\r\n", "250-mx\r\n25", "FIN")], "HELO a\n");
  assertEquals(cut.code, 75);
  assertStringIncludes(cut.stdout, "<-  250-mx\n");
  assertStringIncludes(cut.stdout, "<-  25\n");
  assertStringIncludes(cut.stdout, 'before the answer to HELO: only "250-mx / 25" came\n');
});

test("talk shows what was said before TLS, and whose fault a handshake is that fails", async () => {
  const early = await talk([BANNER, answer("STARTTLS", "220 go\r\n250 AUTH PLAIN")], "STARTTLS\n");
  assertEquals(early.code, 76);
  assertStringIncludes(early.stdout, "<-  250 AUTH PLAIN\n");
  const broken = [BANNER, answer("STARTTLS", "220 go"), turn("\x16\x03", "FIN")];
  const run = await talk(broken, "STARTTLS\n");
  assertEquals(run.code, 75);
  assertStringIncludes(run.stdout + run.stderr, "TLS is broken there");
});

test("talk masks a secret in what is no reply, for a server may repeat it", async () => {
  const secret = btoa("\0ana\0hunter2");
  const turns = [BANNER, HELO, turn(`AUTH PLAIN ${secret}\r\n`, `what is ${secret}?\r\n`)];
  const { code, stdout } = await talk(turns, `HELO a\nAUTH PLAIN ${secret}\n`);
  assertEquals(code, 76);
  assertStringIncludes(stdout, "<-  what is ********?\n");
  assertStringIncludes(stdout, 'not an SMTP reply: it said "what is ********?"\n');
  assert(!stdout.includes(secret), stdout);
});

test("talk says when the server closes, and before which answer", async () => {
  const closed = await talk([BANNER, turn("HELO a\r\n", "FIN")], "HELO a\nQUIT\n");
  assertEquals(closed.code, 75);
  assertStringIncludes(
    closed.stdout,
    "*** the server closed the connection before the answer to HELO",
  );
  const bye = await talk([BANNER, turn("HELO a\r\n", "421 4.3.2 bye\r\n", "FIN")], "HELO a\n");
  assertEquals(bye.code, 75);
  assertStringIncludes(bye.stdout, "421 4.3.2 bye");
});

test("talk takes the port as an operand of its own, as telnet does, and only once", async () => {
  await using server = new ScriptServer([[BANNER, QUIT]]);
  const run = await runMua(["talk", "127.0.0.1", String(server.port)], { input: "QUIT\n" });
  assertEquals(run.code, 0, run.stderr);
  const usages = [
    [["127.0.0.1:2525", "2525"], /the port is given twice/],
    [["127.0.0.1", "2525", "-p", "2525"], /the port is given twice/],
    [["127.0.0.1:2525", "-p", "2525"], /the port is given twice/],
    [["127.0.0.1", "smtp"], /PORT must be a number from 1 to 65535; not "smtp"/],
  ] as const;
  for (const [operands, why] of usages) {
    const { code, stderr } = await runMua(["talk", ...operands]);
    assertEquals(code, 64);
    assertMatch(stderr, why);
  }
});

test("talk says of an answer what helps who types, and not what helps mua send", async () => {
  const turns = [
    BANNER,
    HELO,
    answer("MAIL FROM:<a@x>", "530 5.7.0 Must issue a STARTTLS command first"),
    answer("NOOP", "552 5.3.4 message size exceeds fixed maximum message size"),
    answer("NOOP", "503 5.5.1 Error: send HELO/EHLO first"),
    QUIT,
  ];
  const script = "HELO a\nMAIL FROM:<a@x>\nNOOP\nNOOP\n";
  const { stderr } = await talk(turns, script, "--explain");
  assertStringIncludes(stderr, "Start TLS: :starttls, or STARTTLS and then EHLO again.\n");
  assertStringIncludes(stderr, "The SIZE line of the EHLO reply shows the limit; send a link");
  assert(!stderr.includes("mua send"), stderr);
});

test("talk shows what nobody asked for, and no answer is taken for another", async () => {
  const turns = [
    BANNER,
    turn("HELO a\r\n", "250 one\r\n250 two\r\n"),
    answer("NOOP", "550 no"),
    QUIT,
  ];
  const { code, stdout } = await talk(turns, "HELO a\nNOOP\n", "--explain");
  assertEquals(code, 69);
  assertMatch(untimed(stdout), /<- {2}250 one\n<- {2}250 two\n -> NOOP\n<\*\* 550 no\n/);
});

test("talk ends with a server that says more and more", async () => {
  await using server = new ScriptServer([[turn("", "220 x\r\n".repeat(5000))]]);
  // Its input stays open: nothing but the server can end it.
  await using process = startMua(["talk", `127.0.0.1:${server.port}`]);
  const { code, stdout } = await process.end();
  assertEquals(code, 76, stdout);
  assertStringIncludes(stdout, "*** the server keeps sending replies to no command\n");
});

test("talk gives an answer its time, and no more", async () => {
  const turns = [BANNER, turn("HELO a\r\n", "SILENCE")];
  const { code, stdout } = await talk(turns, "HELO a\n", "--timeout", "500ms");
  assertEquals(code, 75);
  assertStringIncludes(stdout, "*** no answer within 500 ms: the answer to HELO did not come\n");
});

test("a message that left whole and got no answer is unknown", async () => {
  const turns = [BANNER, answer("DATA", "354 go"), turn("Hi\r\n.\r\n", "FIN")];
  const { code, stderr } = await talk(turns, "DATA\nHi\n.\n");
  assertEquals(code, 79);
  assertStringIncludes(stderr, "it may or may not have been delivered");
});

test("a script that ends within a message sends neither a dot nor QUIT", async () => {
  for (const script of ["DATA\nHi\n", "DATA\nHi", "DATA\n", "DATA\nHi\n ."]) {
    const turns = [BANNER, answer("DATA", "354 go")];
    const { code, stdout, heard } = await talk(turns, script);
    assertEquals(code, 65, script);
    assert(!heard.includes("\r\n.\r\n") && !heard.includes("QUIT"), heard);
    assertStringIncludes(stdout, "*** the message has no end");
  }
});

test("a line of a script's message is never a command to mua", async () => {
  const path = await Deno.makeTempFile();
  const turns = [
    BANNER,
    answer("DATA", "354 go"),
    turn(`:file ${path}\r\n:quit\r\n.\r\n`, "250 ok\r\n"),
    QUIT,
  ];
  const { code } = await talk(turns, `DATA\n:file ${path}\n:quit\n.\n`);
  await Deno.remove(path);
  assertEquals(code, 0);
});

test("lines that were written for a refused DATA or AUTH do not leave", async () => {
  const data = await talk(
    [BANNER, answer("DATA", "503 no"), QUIT],
    "DATA\nQUIET please\n.\nQUIT\n",
  );
  assertEquals([data.code, data.heard], [69, "DATA\r\nQUIT\r\n"]);
  const auth = await talk(
    [BANNER, answer("AUTH LOGIN", "502 no"), QUIT],
    "AUTH LOGIN\nc2VjcmV0\nQUIT\n",
  );
  assertEquals([auth.code, auth.heard], [69, "AUTH LOGIN\r\nQUIT\r\n"]);
  assert(!auth.stdout.includes("c2VjcmV0"));
});

test("what is typed in AUTH is sent and shown nowhere, also when the server repeats it", async () => {
  const turns = [
    BANNER,
    answer("AUTH LOGIN", "334 VXNlcm5hbWU6"),
    answer("dXNlcg==", "334 UGFzc3dvcmQ6"),
    answer("c2VjcmV0", "500 what is c2VjcmV0?"),
    answer("AUTH PLAIN AHMAcw==", "235 ok"),
    QUIT,
  ];
  const path = await Deno.makeTempFile({ suffix: ".json" });
  const script = `:save ${path}\nAUTH LOGIN\ndXNlcg==\nc2VjcmV0\nAUTH PLAIN AHMAcw==\nQUIT\n`;
  const { code, stdout, stderr } = await talk(turns, script, "--explain");
  const saved = await Deno.readTextFile(path);
  const { mode } = await Deno.stat(path);
  await Deno.remove(path);
  assertEquals([code, (mode ?? 0) & 0o777], [0, 0o600]);
  for (const secret of ["dXNlcg==", "c2VjcmV0", "AHMAcw=="]) {
    assert(!`${stdout}${stderr}${saved}`.includes(secret), secret);
  }
  assertStringIncludes(stdout, "500 what is ********?");
  assertStringIncludes(saved, '"text": "AUTH PLAIN ********"');
});

directoryTest(":save replaces a file whole, and nothing but a file", async (dir) => {
  await Deno.writeTextFile(`${dir}/mine`, "mine", { mode: 0o644 });
  await Deno.symlink(`${dir}/mine`, `${dir}/link`);
  const { stdout, stderr } = await talk([BANNER, QUIT], `:save ${dir}/link\nQUIT\n`);
  assertStringIncludes(`${stdout}${stderr}`, "it is a symbolic link, not a regular file");
  assertEquals(await Deno.readTextFile(`${dir}/link`), "mine");
  await talk([BANNER, QUIT], `:save ${dir}/mine\nQUIT\n`);
  const { mode } = await Deno.stat(`${dir}/mine`);
  assertEquals((mode ?? 0) & 0o777, 0o600);
  assertStringIncludes(await Deno.readTextFile(`${dir}/mine`), "221 2.0.0 bye");
  assertEquals(Array.from(Deno.readDirSync(dir)).length, 2);
});

test("talk --json is one entry a line, and nothing else on stdout", async () => {
  const turns = [BANNER, turn("EHLO a\r\n", "250-mx\r\n250 SIZE\r\n"), QUIT];
  const { code, stdout } = await talk(turns, "EHLO a\nQUIT\n", "--json");
  assertEquals(code, 0);
  const entries: { from: string; code?: number; lines?: string[]; text?: string }[] = stdout.trim()
    .split("\n").map((line) => JSON.parse(line));
  assertEquals(
    entries.map(({ from, code, lines, text }) => `${from} ${code ?? text} ${lines ?? ""}`).slice(2),
    [
      "server 220 mx.example ESMTP",
      "client EHLO a ",
      "server 250 mx,SIZE",
      "client QUIT ",
      "server 221 2.0.0 bye",
    ],
  );
});

test("--explain says before a line what is wrong with it, and after the answer what it means", async () => {
  const turns = [BANNER, answer("MAIL FROM: <a@x>", "503 5.5.1 greet first"), QUIT];
  const { stdout, stderr } = await talk(turns, "MAIL FROM: <a@x>\n", "--explain");
  assert(!stdout.includes("RFC"), stdout);
  assertMatch(stderr, /MAIL comes after the greeting.*\n.*section 3\.3/);
  assertMatch(stderr, /503: .*Next: EHLO, HELO, QUIT\./);
});

test("an answer to what is no command of SMTP is not explained as one to something else", async () => {
  const turns = [BANNER, answer(".", "250 ok"), answer("RSETT x", "250 ok"), QUIT];
  const { stderr } = await talk(turns, ".\nRSETT x\n", "--explain");
  assertEquals(stderr.match(/250: .*/g), Array(2).fill("250: done. Next: EHLO, HELO, QUIT."));
});

test("what follows an AUTH that was accepted is shown", async () => {
  const turns = [BANNER, answer("AUTH PLAIN AGEAYg==", "235 ok"), answer("XYZ 1", "500 no"), QUIT];
  const { stdout } = await talk(turns, "AUTH PLAIN AGEAYg==\nXYZ 1\n");
  assertMatch(untimed(stdout), / -> AUTH PLAIN \*{8}\n<- {2}235 ok\n -> XYZ 1\n/);
});

test(":raw sends exactly these octets, :crlf shows line ends, :pipeline makes one write", async () => {
  const turns = [
    BANNER,
    turn("NO", "SILENCE"),
    turn("OP\r\n", "250 ok\r\n"),
    turn(
      "MAIL\r\nRCPT\r\nDATA\r\n..x\r\n.\r\n",
      "250 1\r\n",
      "250 2\r\n",
      "354 3\r\n",
      "250 4\r\n",
    ),
    QUIT,
  ];
  const script =
    ':raw 4e 4f\n:crlf\n:raw "OP\\r\\n"\n:pipeline\nMAIL\nRCPT\nDATA\n.x\n.\n:pipeline\nQUIT\n';
  const { code, stdout, heard } = await talk(turns, script);
  assertEquals([code, heard], [0, "NOOP\r\nMAIL\r\nRCPT\r\nDATA\r\n..x\r\n.\r\nQUIT\r\n"]);
  assertMatch(
    untimed(stdout),
    / -> "NO"\n -> "OP\\r\\n"\n<- {2}250 ok\n -> MAIL<CR><LF>\n -> RCPT<CR><LF>/,
  );
});

test(":file sends DATA, the file with its dots stuffed, and the dot", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "Subject: x\n\n.y");
  const turns = [
    BANNER,
    answer("DATA", "354 go"),
    turn("Subject: x\r\n\r\n..y\r\n.\r\n", "250 ok\r\n"),
    QUIT,
  ];
  const sent = await talk(turns, `:file ${path}\n`);
  assertEquals(sent.code, 0);
  assertMatch(untimed(sent.stdout), / -> \.\.y\n -> \.\n<- {2}250 ok\n/);
  const refused = await talk([BANNER, answer("DATA", "554 no"), QUIT], `:file ${path}\n`);
  assertEquals([refused.code, refused.heard], [69, "DATA\r\nQUIT\r\n"]);
  await Deno.remove(path);
  const missing = await talk([BANNER, QUIT], `:file ${path}\nNOOP\n`);
  assertEquals([missing.code, missing.heard], [66, "QUIT\r\n"]);
});

test("a local command that cannot be done ends a script, with QUIT", async () => {
  for (
    const [line, code] of [[":nonsense", 64], [":auth PLAIN u", 77], [
      ":replay /no/file",
      66,
    ]] as const
  ) {
    const run = await talk([BANNER, QUIT], `${line}\nNOOP\n`);
    assertEquals([run.code, run.heard], [code, "QUIT\r\n"], line);
  }
});

test(":auth asks nobody where there is nobody, and says what helps", async () => {
  const turns = [BANNER, turn("EHLO a\r\n", "250-mx\r\n250 AUTH PLAIN\r\n"), QUIT];
  const run = await talk(turns, "EHLO a\n:auth PLAIN u\n", "--allow-insecure-auth");
  assertEquals(run.code, 78);
  assertStringIncludes(run.stderr, "--password-file");
  const clear = await talk(turns, "EHLO a\n:auth PLAIN u\n");
  assertEquals(clear.code, 77);
  assertMatch(clear.stderr, /not verified\n.*Use :starttls first/);
});

test(":help lists the local commands, and explains a word", async () => {
  const { stderr } = await talk([BANNER, QUIT], ":help\n:help PIPELINING\n");
  assertMatch(stderr, /:auth MECHANISM USER +authenticate/);
  assertMatch(stderr, /PIPELINING.*\n.*RFC 2920/s);
});

test("where STARTTLS is refused a script goes no further in the clear, if it must have TLS", async () => {
  const helo = turn("EHLO a\r\n", "250-mx\r\n250 AUTH PLAIN\r\n");
  const starttls = (reply: string): Turn => answer("STARTTLS", reply);
  const local = "EHLO a\n:starttls\nAUTH PLAIN AGEAYg==\n";
  for (const [reply, code] of [["454 4.7.0 not now", 75], ["502 5.5.1 no", 69]] as const) {
    const run = await talk([BANNER, helo, starttls(reply), QUIT], local);
    assertEquals([run.code, run.heard], [code, "EHLO a\r\nSTARTTLS\r\nQUIT\r\n"]);
    assertStringIncludes(run.stderr, "the server did not start TLS");
  }
  const typed = local.replace(":starttls", "STARTTLS");
  const required = await talk([BANNER, helo, starttls("502 no")], typed, "--tls", "require");
  assertEquals([required.code, required.heard], [75, "EHLO a\r\nSTARTTLS\r\n"]);
});

test("what a server says before TLS that nobody asked for ends the dialogue", async () => {
  const turns = [BANNER, turn("STARTTLS\r\n", "220 go\r\n250 injected\r\n")];
  const { code, stdout, heard } = await talk(turns, "STARTTLS\nNOOP\n");
  assertEquals([code, heard], [76, "STARTTLS\r\n"]);
  assertStringIncludes(stdout, "before TLS began");
});

test("a dialogue that was kept is held again, and its answers are compared", async () => {
  const path = await Deno.makeTempFile({ suffix: ".json" });
  const script = `:save ${path}\nHELO a\n:raw "NOOP\\r\\n"\nDATA\n.x\n.\nQUIT\n`;
  const then = [
    BANNER,
    HELO,
    answer("NOOP", "250 ok"),
    answer("DATA", "354 go"),
    turn("..x\r\n.\r\n", "250 one\r\n"),
    QUIT,
  ];
  const kept = await talk(then, script);
  assertEquals(kept.code, 0);
  const again = await talk(then, "", "--replay", path, "--diff");
  assertEquals([again.code, again.heard], [0, kept.heard]);
  assertMatch(again.stdout, /^(?:same .*\n){6}$/);
  const words = await talk(
    [...then.slice(0, 4), turn("..x\r\n.\r\n", "250 two\r\n"), QUIT],
    "",
    "--replay",
    path,
    "--diff",
  );
  assertEquals(words.code, 0);
  assertStringIncludes(words.stdout, "words   .\n          then 250 one\n          now  250 two\n");
  const other = await talk(
    [BANNER, HELO, answer("NOOP", "250 ok"), answer("DATA", "554 no"), QUIT],
    "",
    "--replay",
    path,
    "--diff",
    "--json",
  );
  assertEquals([other.code, other.heard], [1, "HELO a\r\nNOOP\r\nDATA\r\nQUIT\r\n"]);
  assertEquals(JSON.parse(other.stdout).alike, false);
  await Deno.remove(path);
});

test("what was masked is not said again", async () => {
  const path = await Deno.makeTempFile({ suffix: ".json" });
  const then = [BANNER, answer("AUTH PLAIN x", "235 ok"), answer("NOOP", "250 ok"), QUIT];
  await talk(then, `:save ${path}\nAUTH PLAIN x\nNOOP\nQUIT\n`);
  const now = await talk([BANNER, answer("NOOP", "250 ok"), QUIT], "", "--replay", path, "--diff");
  assertEquals([now.code, now.heard], [0, "NOOP\r\nQUIT\r\n"]);
  assertStringIncludes(now.stderr, "=== left out: a line with a secret");
  await Deno.remove(path);
});

test("bad input ends before any connection", async () => {
  const cases: readonly (readonly [argv: readonly string[], code: number, words: RegExp])[] = [
    [[], 64, /missing HOST/],
    [["a@b@c"], 65, /a@b@c/],
    [["x.example:http"], 64, /HOST or HOST:PORT/],
    [["x.example:25", "-p", "26"], 64, /twice/],
    [["x_y..example"], 64, /the server is HOST|must be a host name/],
    [["localhost", "-4", "-6"], 64, /cannot be used together/],
    [["localhost", "--ehlo", "a b"], 65, /cannot greet/],
    [["localhost", "--ehlo", "a\r\nQUIT"], 65, /control character/],
    [["localhost", "--diff"], 64, /--replay FILE/],
    [["localhost", "--replay", "/no/such/file"], 66, /no such file/],
    [
      ["localhost", "--replay", new URL(import.meta.url).pathname],
      65,
      /it is not JSON[^]*mua talk HOST <FILE/,
    ],
    [["localhost", "--ca", "/no/such/file"], 66, /no such file/],
  ];
  for (const [argv, code, words] of cases) {
    const run = await runMua(["talk", ...argv]);
    assertEquals([run.code, run.stdout], [code, ""], argv.join(" "));
    assertMatch(run.stderr, words);
  }
});

test("nobody who listens is a failure of the connection, said with its reason", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const { code, stdout, stderr } = await runMua(["talk", `127.0.0.1:${port}`], { input: "QUIT\n" });
  assertEquals(code, 75);
  assertStringIncludes(stderr, "mua inbox");
  assertStringIncludes(stdout, "connection refused");
});

test("an interrupted dialogue says QUIT where that is a command, and ends with 130", async () => {
  for (
    const [turns, script, heard, said] of [
      [[BANNER, turn("NOOP\r\n", "SILENCE")], "NOOP\n", "NOOP\r\nQUIT\r\n", /interrupted$/m],
      [[BANNER, turn("DATA\r\n", "SILENCE")], "DATA\n", "DATA\r\n", /interrupted:.*is delivered$/m],
      [[BANNER, turn("QUIT\r\n", "SILENCE")], "QUIT\n", "QUIT\r\n", /interrupted$/m],
    ] as const
  ) {
    await using server = new ScriptServer([turns]);
    await using process = startMua(["talk", `127.0.0.1:${server.port}`]);
    await process.give(script);
    await process.said(/ -> \w+\n/);
    process.kill("SIGINT");
    const { code, stdout } = await process.end();
    await server[Symbol.asyncDispose]();
    assertEquals([code, server.sessions[0]?.sent], [130, heard], stdout);
    assertMatch(stdout, said);
  }
});

test("a dialogue that is interrupted behind the final dot does not say that nothing is delivered", async () => {
  const turns = [BANNER, answer("DATA", "354 go"), turn(".\r\n", "SILENCE")];
  await using server = new ScriptServer([turns]);
  await using process = startMua(["talk", `127.0.0.1:${server.port}`]);
  await process.give("DATA\n.\n");
  await process.said(/ -> \.\n/);
  process.kill("SIGINT");
  const { code, stdout } = await process.end();
  assertEquals(code, 79, stdout);
  assertStringIncludes(stdout, "*** interrupted\n");
});
