import {
  authNeeds,
  authOptions,
  type AuthOptionValues,
  wantsAuth,
} from "../../../cli/account/auth_options.ts";
import { CliError } from "../../../cli/terminal/exit.ts";
import { readValues } from "../../../cli/command/options.ts";
import { readCredentials } from "../../../cli/account/secret.ts";
import { utf8 } from "../../../smtp/sasl/mechanism.ts";
import type { Credentials } from "../../../smtp/security.ts";
import { assertEquals, assertRejects, assertStringIncludes } from "../../std/assert.ts";
import { memoryTerminal } from "../memory_terminal.ts";

/** The options as argv gives them. */
function optionsOf(given: Record<string, string>): AuthOptionValues {
  const texts = Object.entries(given).map(([name, text]) => [name, [text]] as const);
  return readValues(authOptions, new Map(texts));
}

/** Where a test finds secrets, and what it was warned of. */
class Place implements AsyncDisposable {
  readonly directory = Deno.makeTempDirSync();
  readonly #terminal = memoryTerminal();
  readonly #controller = new AbortController();

  get warnings(): string {
    return this.#terminal.stderr();
  }

  get netrc(): string {
    return `${this.directory}/.netrc`;
  }

  file(name: string, content: string | Uint8Array, mode = 0o600): string {
    const path = `${this.directory}/${name}`;
    Deno.writeFileSync(path, typeof content === "string" ? utf8(content) : content);
    Deno.chmodSync(path, mode);
    return path;
  }

  abort(): void {
    this.#controller.abort();
  }

  read(
    given: Record<string, string>,
    env: Record<string, string> = {},
  ): Promise<Credentials | undefined> {
    const { terminal } = this.#terminal;
    const context = { terminal, signal: this.#controller.signal };
    const variables = new Map(Object.entries({ HOME: this.directory, ...env }));
    return readCredentials(optionsOf(given), "mx.example", context, (name) => variables.get(name));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.directory, { recursive: true });
  }
}

function ana(secret: string): Credentials {
  return { user: "ana", secret, kind: "password" };
}

async function failure(
  reading: Promise<unknown>,
): Promise<[code: number, message: string, hint: string]> {
  const { exitCode, message, hint } = await assertRejects(() => reading, CliError);
  return [exitCode, message, hint ?? ""];
}

Deno.test("nobody authenticates who does not ask for it", async () => {
  await using place = new Place();
  place.file(".netrc", "machine mx.example login ana password x");
  assertEquals(await place.read({}, { MUA_PASSWORD: "x" }), undefined);
  assertEquals(wantsAuth(optionsOf({})), false);
  assertEquals(authNeeds(optionsOf({})), {});
});

Deno.test("only a password command needs the permission to run programs", () => {
  assertEquals(authNeeds(optionsOf({ user: "ana" })).run, false);
  assertEquals(authNeeds(optionsOf({ "password-command": "x" })).run, true);
});

Deno.test("a password file gives its first line, whatever its line ends", async () => {
  await using place = new Place();
  for (const text of ["a b ", "a b \n", "a b \r\nmore", "a b \n\n"]) {
    const path = place.file("secret", text);
    assertEquals(await place.read({ user: "ana", "password-file": path }), ana("a b "));
  }
  assertEquals(place.warnings, "");
});

Deno.test({
  name: "a secret that others may read is used, with a warning",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    for (const mode of [0o640, 0o604]) {
      await using place = new Place();
      const path = place.file("secret", "x", mode);
      assertEquals(await place.read({ user: "ana", "password-file": path }), ana("x"));
      assertStringIncludes(place.warnings, `chmod 600 ${path}`);
    }
    await using place = new Place();
    place.file(".netrc", "default login ana password x", 0o644);
    assertEquals(await place.read({ user: "ana" }), ana("x"));
    assertStringIncludes(place.warnings, `chmod 600 ${place.netrc}`);
  },
});

Deno.test("a password file that cannot be read ends with 66", async () => {
  await using place = new Place();
  const path = `${place.directory}/none`;
  const [code, message] = await failure(place.read({ user: "ana", "password-file": path }));
  assertEquals([code, message], [66, `cannot read "${path}": no such file`]);
  const [again] = await failure(place.read({ user: "ana", "password-file": place.directory }));
  assertEquals(again, 66);
});

/** `lat£in` as ISO-8859-1 has it. */
const LATIN1 = Uint8Array.from("lat\xa3in", (character) => character.charCodeAt(0));

Deno.test("a secret that is not UTF-8 is refused wherever it comes from, and not sent as another one", async () => {
  await using place = new Place();
  const path = place.file("secret", LATIN1);
  const utf16 = place.file("utf16", Uint8Array.of(0xff, 0xfe, 0x70, 0x00, 0x77, 0x00));
  const readings = [
    () => place.read({ user: "ana", "password-file": path }),
    () => place.read({ user: "ana", "password-file": utf16 }),
    () => place.read({ user: "ana", "password-command": `cat ${path}` }),
  ];
  for (const read of readings) {
    const [code, message, hint] = await failure(read());
    assertEquals([code, message], [65, "the password is not UTF-8"]);
    assertStringIncludes(hint, "iconv");
  }
  place.file(".netrc", Uint8Array.of(...utf8("default login ana password "), ...LATIN1));
  assertEquals((await failure(place.read({ user: "ana" })))[0], 65);
  place.file(".netrc", Uint8Array.of(...utf8("default password x login "), ...LATIN1));
  assertEquals((await failure(place.read({ auth: "PLAIN" })))[1], "the user name is not UTF-8");
});

Deno.test("a comment in .netrc that is not UTF-8 does no harm", async () => {
  await using place = new Place();
  const entry = utf8("\nmachine mx.example login ana password £");
  place.file(".netrc", Uint8Array.of(...utf8("# "), ...LATIN1, ...entry));
  assertEquals(await place.read({ user: "ana" }), ana("£"));
});

Deno.test("a byte order mark is no part of a secret", async () => {
  await using place = new Place();
  const path = place.file("secret", "\uFEFFx\r\n");
  assertEquals(await place.read({ user: "ana", "password-file": path }), ana("x"));
  place.file(".netrc", "\uFEFFdefault login ana password x");
  assertEquals(await place.read({ user: "ana" }), ana("x"));
});

Deno.test("a password command gives the first line of what it prints", async () => {
  await using place = new Place();
  const command = `printf '%s\\nmore\\n' "a  b"`;
  assertEquals(await place.read({ user: "ana", "password-command": command }), ana("a  b"));
});

Deno.test("a password command does not get the message that comes through a pipe", async () => {
  await using place = new Place();
  assertEquals(
    await place.read({ user: "ana", "password-command": "cat; echo x" }),
    ana("x"),
  );
});

Deno.test("a password command that fails ends with 78, even if it has printed something", async () => {
  await using place = new Place();
  const [code, message] = await failure(
    place.read({ user: "ana", "password-command": "echo hunter2; exit 3" }),
  );
  assertEquals([code, message], [78, "the password command exited with code 3"]);
});

Deno.test("a password command is ended with the program", async () => {
  await using place = new Place();
  const reading = place.read({ user: "ana", "password-command": "exec sleep 60" });
  place.abort();
  await assertRejects(() => reading, Error, "aborted");
});

Deno.test("an option comes before the environment, that before .netrc", async () => {
  await using place = new Place();
  const path = place.file("secret", "file");
  place.file(".netrc", "machine mx.example login ana password netrc");
  const env = { MUA_PASSWORD: "variable" };
  assertEquals(await place.read({ user: "ana", "password-file": path }, env), ana("file"));
  assertEquals(await place.read({ user: "ana" }, env), ana("variable"));
  assertEquals(await place.read({ user: "ana" }), ana("netrc"));
});

Deno.test(".netrc gives the user too, also to a password from elsewhere", async () => {
  await using place = new Place();
  place.file(".netrc", "machine mx.example login ana password netrc");
  assertEquals(await place.read({ auth: "plain" }), ana("netrc"));
  assertEquals(await place.read({ auth: "plain" }, { MUA_PASSWORD: "x" }), ana("x"));
});

Deno.test("NETRC names another file, which must be there", async () => {
  await using place = new Place();
  const NETRC = place.file("other", "machine mx.example login ana password other");
  place.file(".netrc", "machine mx.example login ana password netrc");
  assertEquals(await place.read({ user: "ana" }, { NETRC }), ana("other"));
  const [code] = await failure(place.read({ user: "ana" }, { NETRC: `${NETRC}.none` }));
  assertEquals(code, 66);
});

Deno.test("a .netrc that cannot be understood ends with 78", async () => {
  await using place = new Place();
  place.file(".netrc", 'machine mx.example\npassword "hunter2');
  assertEquals(await failure(place.read({ user: "ana" })), [
    78,
    `${place.netrc}, line 2: unclosed quote`,
    "",
  ]);
});

Deno.test("without a secret, and with nobody to ask, the ways to give one are told", async () => {
  await using place = new Place();
  place.file(".netrc", "machine other.example login ana password x");
  const [code, message, hint] = await failure(place.read({ user: "ana" }));
  assertEquals([code, message], [78, "no password for ana at mx.example"]);
  for (const way of ["--password-file", "--password-command", "MUA_PASSWORD", "~/.netrc"]) {
    assertStringIncludes(hint, way);
  }
});

Deno.test("an empty secret is none, wherever it comes from", async () => {
  await using place = new Place();
  const path = place.file("secret", "\nx");
  const empty = [78, "the password is empty", ""];
  assertEquals(await failure(place.read({ user: "ana", "password-file": path })), empty);
  assertEquals(await failure(place.read({ user: "ana", "password-command": "true" })), empty);
  assertEquals(await failure(place.read({ user: "ana" }, { MUA_PASSWORD: "" })), empty);
  place.file(".netrc", 'machine mx.example login ana password ""');
  assertEquals(await failure(place.read({ user: "ana" })), empty);
});

Deno.test("a secret for a mechanism with tokens is a token", async () => {
  await using place = new Place();
  const env = { MUA_PASSWORD: "ya29" };
  const token: Credentials = { user: "ana", secret: "ya29", kind: "token" };
  assertEquals(await place.read({ user: "ana", auth: "XOAUTH2" }, env), token);
  assertEquals(await place.read({ user: "ana", auth: "oauthbearer" }, env), token);
});

Deno.test("options that contradict, or that nothing is known of, end with 64", async () => {
  await using place = new Place();
  const both = { user: "ana", "password-file": "a", "password-command": "b" };
  assertEquals((await failure(place.read(both)))[0], 64);
  const [code, , hint] = await failure(place.read({ user: "ana", auth: "plian" }));
  assertEquals([code, hint], [64, "Did you mean PLAIN?"]);
  assertEquals((await failure(place.read({ auth: "plain" }, { MUA_PASSWORD: "x" })))[0], 64);
});

Deno.test({
  name: "without the permission to run programs a way around is told",
  permissions: { run: false, read: "inherit", write: "inherit", env: "inherit" },
  fn: async () => {
    await using place = new Place();
    const [code, message, hint] = await failure(
      place.read({ user: "ana", "password-command": "pass mail" }),
    );
    assertEquals(code, 78);
    assertStringIncludes(message, "permission to run programs");
    assertStringIncludes(hint, 'MUA_PASSWORD="$(pass mail)" mua');
    assertStringIncludes(hint, "--allow-run");
  },
});
