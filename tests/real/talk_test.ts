/** The dialogue by hand with a real Postfix: the lab's sheet, STARTTLS, AUTH, and what is sent in one write. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "../std/assert.ts";
import { mua } from "../support/program.ts";
import { worldTest } from "../support/world.ts";

const PASSWORD = "s3cret";

/** What mx1 accepts as a name: it is strict, and refuses the HELO of the sheet. */
const NAME = "lab.ualg.pt";

/** The sheet of the lab, word for word, with the recipient that the test's server has. */
const SHEET = [
  "HELO alberto",
  "MAIL FROM: <alberto@ualg.pt>",
  "RCPT TO: <user@second.test>",
  "DATA",
  "From: alberto@ualg.pt",
  "To: user@second.test",
  "Subject: Hi",
  "",
  "Hi, Ana!",
  "..and a dot",
  ".",
  "QUIT",
];

for (const [name, end] of [["LF", "\n"], ["CRLF", "\r\n"]] as const) {
  worldTest(`the lab's sheet, its lines ended by ${name}, arrives`, async (world) => {
    const { code, stdout, stderr } = await mua(["talk", "user@second.test"], {
      world,
      stdin: SHEET.map((line) => line + end).join(""),
    });
    assertEquals([code, stderr], [0, ""], stdout);
    assertStringIncludes(
      stdout,
      "=== MX of second.test: 10 mx2.dest.test; first choice: mx2.dest.test",
    );
    assertStringIncludes(stdout, " -> MAIL FROM: <alberto@ualg.pt>\n");
    const [message = ""] = await world.mailbox("user", "mx2");
    assertMatch(message, /with SMTP id/);
    assert(message.endsWith("\n\nHi, Ana!\n..and a dot\n"), message);
  });
}

worldTest("a mail typed with no empty line is the same when it has arrived", async (world) => {
  const typed = ["SUBJECT: Hi", "Hello, Ana!", "", "Alberto"];
  const sheet = [...SHEET.slice(0, 4), ...typed, ".", "QUIT"];
  const { code, stdout } = await mua(["talk", "user@second.test"], {
    world,
    stdin: sheet.map((line) => `${line}\n`).join(""),
  });
  assertEquals(code, 0, stdout);
  const [received = ""] = await world.mailbox("user", "mx2");
  const file = `${world.directory}/typed.eml`;
  await Deno.writeTextFile(file, typed.map((line) => `${line}\r\n`).join(""));
  const compared = await mua(["compare", file, "-"], { stdin: received });
  assertEquals(compared.code, 0, compared.stdout + compared.stderr);
  assertStringIncludes(compared.stdout, "server inserted one before the first line");
});

worldTest("a sheet that ends within its message delivers nothing", async (world) => {
  const { code, stdout } = await mua(["talk", "user@second.test"], {
    world,
    stdin: SHEET.slice(0, 9).join("\n"),
  });
  assertEquals(code, 65, stdout);
  assertStringIncludes(stdout, "*** the message has no end");
  assertEquals(await world.mailbox("user", "mx2"), []);
  assertMatch(await world.log("mx2"), /lost connection after DATA/);
});

worldTest(
  "a recipient that is refused ends with 69, and its message is left out",
  async (world) => {
    const sheet = SHEET.map((line) => line.replace("user@", "nobody@"));
    const { code, stdout } = await mua(["talk", "mx2.dest.test:25"], {
      world,
      stdin: sheet.join("\n"),
    });
    assertEquals(code, 69, stdout);
    assertMatch(stdout, /<\*\* 550 5\.1\.1 .*\n.* -> DATA\n.*<\*\* 554 .*\n.*=== left out/);
  },
);

/** A mail by hand after `before`. */
function submission(...before: string[]): string {
  return [...before, ...SHEET.slice(1, -1), "QUIT", ""].join("\n");
}

worldTest(
  "STARTTLS and AUTH by local commands: the mail arrives, the secret is nowhere",
  async (world) => {
    const file = `${world.directory}/talk.json`;
    const { code, stdout, stderr } = await mua(
      ["talk", "mx1.dest.test:587", "--ca", world.certificateAuthority, "--explain"],
      {
        world,
        env: { MUA_PASSWORD: PASSWORD },
        stdin: submission(":starttls", ":auth SCRAM-SHA-256 user", `:save ${file}`),
      },
    );
    assertEquals(code, 0, `${stdout}${stderr}`);
    assertStringIncludes(stdout, "=== encrypted, verified\n");
    assertMatch(stdout, / ~> AUTH SCRAM-SHA-256 \*{8}\n/);
    const [message = ""] = await world.mailbox("user");
    assertMatch(message, /with ESMTPSA id/);
    assertNoSecret(stdout + stderr + await Deno.readTextFile(file));
  },
);

worldTest(
  "STARTTLS and AUTH typed by hand, on port 587 and under TLS on connect",
  async (world) => {
    const response = btoa(`\0user\0${PASSWORD}`);
    const how: readonly (readonly [port: number, before: readonly string[]])[] = [
      [587, [`EHLO ${NAME}`, "STARTTLS", `EHLO ${NAME}`, `AUTH PLAIN ${response}`]],
      [587, [`EHLO ${NAME}`, "STARTTLS", `EHLO ${NAME}`, "AUTH PLAIN", response]],
      [465, [`EHLO ${NAME}`, "AUTH LOGIN", btoa("user"), btoa(PASSWORD)]],
    ];
    for (const [port, before] of how) {
      await world.emptyMailboxes();
      const args = ["talk", `mx1.dest.test:${port}`, "--ca", world.certificateAuthority];
      const { code, stdout, stderr } = await mua(args, { world, stdin: submission(...before) });
      assertEquals([code, stderr], [0, ""], stdout);
      assertStringIncludes(stdout, "235 2.7.0");
      const [message = ""] = await world.mailbox("user");
      assertMatch(message, /with ESMTPSA id/);
      assertNoSecret(stdout);
    }
  },
);

worldTest(
  "a wrong password is refused, its script goes no further, and it is not shown",
  async (world) => {
    const args = ["talk", "mx1.dest.test:465", "--ca", world.certificateAuthority];
    const stdin = [`EHLO ${NAME}`, "AUTH LOGIN", btoa("user"), btoa("wrong-one"), "QUIT"].join(
      "\n",
    );
    const { code, stdout } = await mua(args, { world, stdin });
    assertEquals(code, 69, stdout);
    assertStringIncludes(stdout, "535 5.7.8");
    assert(!stdout.includes(btoa("wrong-one")), stdout);
    const local = await mua(args, {
      world,
      stdin: `EHLO ${NAME}\n:auth PLAIN user\nMAIL FROM:<a@ualg.pt>\n`,
      env: { MUA_PASSWORD: "wrong-one" },
    });
    assertEquals(local.code, 77, local.stdout);
    assert(!local.stdout.includes("MAIL FROM"), local.stdout);
  },
);

worldTest(
  "a server that cannot be verified is spoken to under TLS, and that is said",
  async (world) => {
    for (const [port, before] of [[25, [`EHLO ${NAME}`, "STARTTLS"]], [465, []]] as const) {
      await world.emptyMailboxes();
      const script = [...before, `EHLO ${NAME}`, "NOOP", ":auth PLAIN user", ""].join("\n");
      const { code, stdout, stderr } = await mua(["talk", `mx1.dest.test:${port}`], {
        world,
        stdin: script,
        env: { MUA_PASSWORD: PASSWORD },
      });
      assertEquals(code, 77, stdout);
      assertMatch(stdout, /=== encrypted, not verified: .*issuer is unknown/);
      assertMatch(stdout, / ~> NOOP\n.*<~ {2}250/);
      assertMatch(
        stderr,
        /not sending a secret to a server that is not verified|does not offer AUTH/,
      );
    }
    const args = ["talk", "mx1.dest.test:25", "--tls", "require"];
    const refused = await mua(args, { world, stdin: `EHLO ${NAME}\nSTARTTLS\nNOOP\n` });
    assertEquals(refused.code, 75, refused.stdout);
    assert(!refused.stdout.includes("NOOP"), refused.stdout);
    assertStringIncludes(refused.stderr, "--ca FILE");
  },
);

worldTest("a whole mail in one write, with PIPELINING, arrives", async (world) => {
  const { code, stdout } = await mua(["talk", "mx1.dest.test:25"], {
    world,
    stdin: [`EHLO ${NAME}`, ":pipeline", ...SHEET.slice(1, 4), ":pipeline", "Hi", ".", ""]
      .join("\n"),
  });
  assertEquals(code, 0, stdout);
  assertMatch(stdout, / -> DATA\n.*<- {2}250.*\n.*<- {2}250.*\n.*<- {2}354/);
  assertEquals((await world.mailbox("user")).length, 1);
});

worldTest("a file, a chunk of BDAT and octets given raw arrive as they are", async (world) => {
  const envelope = [`EHLO ${NAME}`, ...SHEET.slice(1, 3)];
  const file = `${world.directory}/letter.eml`;
  await Deno.writeTextFile(
    file,
    "Subject: file\n\n.dot\n" + "x".repeat(70).concat("\n").repeat(2000),
  );
  const script = [
    ...envelope,
    `:file ${file}`,
    ...SHEET.slice(1, 3),
    "BDAT 22 LAST",
    "Subject: chunk",
    "",
    "Hi",
    ':raw "MAIL FROM:<a@ualg.pt>\\r\\nRCPT TO:<user@dest.test>\\r\\nDATA\\r\\n"',
    "Subject: raw",
    "",
    ":raw is text here",
    ".",
    "",
  ];
  const { code, stdout } = await mua(["talk", "mx1.dest.test:25"], {
    world,
    stdin: script.join("\n"),
  });
  assertEquals(code, 0, stdout);
  const messages = (await world.mailbox("user")).join("\n");
  for (const subject of ["file", "chunk", "raw"]) {
    assertStringIncludes(messages, `\nSubject: ${subject}\n`);
  }
  assertStringIncludes(messages, "\n.dot\nxxxx");
  assertStringIncludes(messages, "\n:raw is text here\n");
});

worldTest(
  "a dialogue that was kept is held again with another server, and compared",
  async (world) => {
    const file = `${world.directory}/kept.json`;
    const first = await mua(["talk", "mx2.dest.test:25"], {
      world,
      stdin: [`:save ${file}`, ...SHEET, ""].join("\n"),
    });
    assertEquals(first.code, 0, first.stdout);
    const same = await mua(["talk", "mx2.dest.test:25", "--replay", file, "--diff"], { world });
    assertEquals(same.code, 0, same.stdout);
    assertMatch(same.stdout, /^same {4}\(connected\)\nsame {4}HELO alberto\n/);
    const other = await mua(["talk", "mx1.dest.test:25", "--replay", file, "--diff", "--json"], {
      world,
    });
    assertEquals(other.code, 1, other.stdout);
    const result: unknown = JSON.parse(other.stdout);
    assertStringIncludes(JSON.stringify(result), '"likeness":"words"');
  },
);

function assertNoSecret(text: string): void {
  const offsets = ["", "x", "xx"].map((before) => btoa(before + PASSWORD).slice(4, -4));
  for (const form of [PASSWORD, btoa(PASSWORD), btoa(`\0user\0${PASSWORD}`), ...offsets]) {
    assert(form.length < 4 || !text.includes(form), form);
  }
}
