import {
  findNetrcEntry,
  type NetrcEntry,
  NetrcError,
  parseNetrc,
} from "../../../cli/account/netrc.ts";
import { assert, assertEquals, assertThrows } from "../../std/assert.ts";

function entry(
  machine: string | undefined,
  login?: string,
  password?: string,
): NetrcEntry {
  return { machine, login, password };
}

Deno.test("a .netrc is words between any white space, on one line or on many", () => {
  const expected = [entry("a.example", "ana", "x"), entry("b.example", "bob", "y")];
  const text = "machine a.example login ana password x\nmachine b.example login bob password y\n";
  assertEquals(parseNetrc(text), expected);
  assertEquals(parseNetrc(text.replaceAll(" ", "\r\n\t")), expected);
  assertEquals(parseNetrc(""), []);
  assertEquals(parseNetrc(" \r\n"), []);
});

Deno.test("a word may stand in double quotes, with backslashes", () => {
  const text = String.raw`machine a login "a b" password "\"\\\n#"`;
  assertEquals(parseNetrc(text), [entry("a", "a b", '"\\\n#')]);
  assertEquals(parseNetrc('machine a password ""'), [entry("a", undefined, "")]);
});

Deno.test("outside of quotes a backslash, a quote and # are a part of the word", () => {
  const text = String.raw`machine a login #ana password x\y"z#`;
  assertEquals(parseNetrc(text), [entry("a", "#ana", String.raw`x\y"z#`)]);
});

Deno.test("accounts, comments, macros and unknown words are passed over", () => {
  const text = `# machine no.example
    machine a account machine login ana # login bob
    password x port 587
    macdef init
    machine no.example
    password no

    machine b password y
    macdef last
    machine no.example`;
  assertEquals(parseNetrc(text), [entry("a", "ana", "x"), entry("b", undefined, "y")]);
});

Deno.test("a word before the first machine belongs to nothing", () => {
  assertEquals(parseNetrc("login x password y machine a"), [entry("a")]);
});

Deno.test("a .netrc that breaks off is refused by its line, and its content is not told", () => {
  const open = assertThrows(() => parseNetrc('machine a\npassword "hunter2'), NetrcError, "line 2");
  assert(!open.message.includes("hunter2"));
  assertThrows(() => parseNetrc("machine a\n\nlogin "), NetrcError, 'line 3: "login" has no value');
});

Deno.test("the first entry that names the host counts, in any case, then default", () => {
  const entries = [
    entry(undefined, "anybody", "d"),
    entry("MX.example", "ana", "x"),
    entry("mx.example", "bob", "y"),
  ];
  assertEquals(findNetrcEntry(entries, "mx.EXAMPLE", undefined)?.password, "x");
  assertEquals(findNetrcEntry(entries, "mx.example", "bob")?.password, "y");
  assertEquals(findNetrcEntry(entries, "other.example", undefined)?.login, "anybody");
  assertEquals(findNetrcEntry(entries, "mx.example", "eve"), undefined);
  assertEquals(findNetrcEntry([], "mx.example", undefined), undefined);
});

Deno.test("an entry without a user is for all, one without a password for nobody", () => {
  const entries = [entry("a", "ana"), entry("a", undefined, "x")];
  assertEquals(findNetrcEntry(entries, "a", "ana")?.password, "x");
});
