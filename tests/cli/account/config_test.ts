import { assertEquals, assertThrows } from "@std/assert";
import { parseConfig } from "../../../cli/account/config.ts";
import { CliError, Exit } from "../../../cli/terminal/exit.ts";

const place = { path: "/etc/mua/config.toml", home: "/home/ana" };

function given(text: string): Record<string, readonly string[] | boolean> {
  const [account] = parseConfig(`[account.work]\n${text}`, place).accounts;
  return Object.fromEntries(account?.given ?? []);
}

Deno.test("each kind of value becomes what the option would have been given", () => {
  assertEquals(
    given(`from = "Ana <ana@x.example>"
server = "mail.x.example"
port = 587
tls = "require"
ca = ["a.pem", "/b.pem", "~/c.pem"]
allow_insecure_auth = true
timeout = 30
password_file = "secret"
dkim_key = "~/dkim.pem"
dkim_selector = "s1"`),
    {
      from: ["Ana <ana@x.example>"],
      server: ["mail.x.example"],
      port: ["587"],
      tls: ["require"],
      ca: ["/etc/mua/a.pem", "/b.pem", "/home/ana/c.pem"],
      "allow-insecure-auth": true,
      timeout: ["30"],
      "password-file": ["/etc/mua/secret"],
      "dkim-key": ["/home/ana/dkim.pem"],
      "dkim-selector": ["s1"],
    },
  );
  assertEquals(given(`ca = "a.pem"`), { ca: ["/etc/mua/a.pem"] });
  assertEquals(given(`timeout = "2m"`), { timeout: ["2m"] });
});

Deno.test("a port behind the server is the port", () => {
  assertEquals(given(`server = "[::1]:2525"`), { server: ["::1"], port: ["2525"] });
});

Deno.test("accounts stand in their order, and default names one of them", () => {
  const text =
    `default = "b"\n[account.a]\nfrom = "a@x.example"\n[account.b]\nfrom = "b@x.example"`;
  const config = parseConfig(text, place);
  assertEquals(config.accounts.map(({ name }) => name), ["a", "b"]);
  assertEquals(config.default, "b");
  assertEquals(parseConfig("", place).accounts, []);
});

const faults: readonly (readonly [text: string, line: number | undefined, reason: RegExp])[] = [
  ["defualt = 'x'", 1, /unknown key "defualt"/],
  ["default = 'x'\n[account.y]", 1, /default must be the name of an account/],
  ["account = 3", 1, /account must be a table/],
  ["[account]\nwork = 3", 2, /an account is a table/],
  ["[account.a]\nfrom = 'x@y.example'\n\n[account.b]\npasword_file = 'x'", 5, /unknown key/],
  ["[account.a]\npassword-file = 'x'", 2, /unknown key "password-file"/],
  ["[account.a]\npassword = 'secret'", 2, /a password does not belong in this file/],
  ["[account.a]\nconstructor = 'x'", 2, /unknown key "constructor"/],
  ["[account.a]\nserver = 25", 2, /server must be a string/],
  ["[account.a]\nport = '25'", 2, /port must be a number/],
  ["[account.a]\nport = 70000", 2, /port must be a number from 1 to 65535; not "70000"/],
  ["[account.a]\nallow_insecure_auth = 'yes'", 2, /allow_insecure_auth must be true or false/],
  ["[account.a]\ntimeout = 'soon'", 2, /timeout must be a time such as/],
  ["[account.a]\ntls = 'of'", 2, /tls must be one of auto, require, on-connect, off/],
  ["[account.a]\nca = [1]", 2, /ca must be a string or an array of strings/],
  ["[account.a]\nserver = 'x:y'", 2, /server must be HOST or HOST:PORT/],
  ["[account.a]\nport = 25\nserver = 'x.example:26'", 3, /the port is given twice/],
  ["[account.a]\nfrom = ''", 2, /from needs a value/],
  ["[account.a]\nfrom = 'x\n", 2, /this is not TOML/],
  ["\n\nfrom", 3, /this is not TOML/],
];

for (const [text, line, reason] of faults) {
  Deno.test(`a configuration file is refused with its line: ${JSON.stringify(text)}`, () => {
    const error = assertThrows(() => parseConfig(text, place), CliError);
    assertEquals(error.exitCode, Exit.configuration);
    assertEquals(error.message.split(": ")[0], `/etc/mua/config.toml, line ${line}`);
    assertEquals(reason.test(error.message), true, error.message);
  });
}

Deno.test("a key that is nearly right is suggested", () => {
  const error = assertThrows(() => given("pasword_file = 'x'"), CliError);
  assertEquals(error.hint, "Did you mean password_file?");
});

Deno.test("an error quotes no value that the parser could not read", () => {
  const error = assertThrows(() => given("password_command = 'hunter2"), CliError);
  assertEquals(error.message.includes("hunter2"), false);
});
