import { parseMsmtp } from "../../../../cli/account/msmtp/parse.ts";
import { assertEquals } from "../../../std/assert.ts";
import { isInstalled, testUnless } from "../../../support/needs.ts";
import { run } from "../../../support/process.ts";
import { withDirectory } from "../../../support/directory.ts";
import { INHERITED, RELAY, TWO_PROVIDERS } from "./files.ts";

/** What each account of a text says, by command. */
function settingsOf(text: string): Record<string, Record<string, string | undefined>> {
  return Object.fromEntries(
    parseMsmtp(text).accounts.map(({ name, settings }) => [
      name,
      Object.fromEntries([...settings].map(([command, { argument }]) => [command, argument])),
    ]),
  );
}

/** What msmtp's words for its settings say, of those that we read. */
const SHOWN =
  /^(host|port|timeout|domain|user|passwordeval|tls_starttls|tls_trust_file|tls_host_override|from) = (.*)$/gm;

/** What msmtp fills in where nothing is said. */
const BY_DEFAULT: Readonly<Record<string, string>> = {
  timeout: "off",
  domain: "localhost",
  tls_starttls: "on",
  tls_trust_file: "system",
};

const obstacle = isInstalled("msmtp") ? undefined : "needs msmtp";

for (const [what, text] of Object.entries({ TWO_PROVIDERS, INHERITED, RELAY })) {
  testUnless(obstacle, `msmtp reads the same in each account of ${what}`, async () => {
    await withDirectory(async (directory) => {
      const path = `${directory}/msmtprc`;
      await Deno.writeTextFile(path, text, { mode: 0o600 });
      const accounts = Object.entries(settingsOf(text));
      for (const [name, settings] of accounts) {
        const argv = ["msmtp", "-P", "-C", path, "-a", name];
        const { code, stdout } = await run(argv, { env: { HOME: "/home/ana" } });
        assertEquals(code, 0);
        const shown = Object.fromEntries(
          [...stdout.matchAll(SHOWN)].map((
            [, key = "", value = ""],
          ) => [key, value.replace(/ seconds$/, "")]),
        );
        const port = settings["tls_starttls"] === "off" ? "465" : "25";
        const expected = Object.keys(shown).map((key) => {
          const argument = settings[key]?.replace(/^~/, "/home/ana");
          return [key, argument ?? { ...BY_DEFAULT, port }[key] ?? "(not set)"];
        });
        assertEquals(shown, Object.fromEntries(expected), name);
      }
    });
  });
}

Deno.test("a quote inside, a # behind a command and blanks around are kept or dropped as msmtp does", () => {
  const text = "\ufeff".slice(1) +
    ' account a\t\r\n  password "x # "y" "  \r\n user "x\n#user z\n\t# host z\nhost h # i\n';
  assertEquals(settingsOf(text), {
    a: { password: 'x # "y" ', user: '"x', host: "h # i" },
  });
});

Deno.test("what stands before any account belongs to the default one", () => {
  assertEquals(settingsOf(RELAY)["default"]?.["host"], "localhost");
  assertEquals(parseMsmtp(TWO_PROVIDERS).accounts.map(({ name, sameAs }) => [name, sameAs]), [
    ["gmail", undefined],
    ["work", undefined],
    ["default", "work"],
  ]);
});

Deno.test("what cannot be read is remarked with its line, and nothing of it goes to another account", () => {
  const { accounts, remarks } = parseMsmtp(
    "account a\nhost h\naccount a\nhost z\naccount b : c\nhost y\naccount\ninclude ~/other\n" +
      "account d : a,\neval echo host x\n",
  );
  assertEquals(accounts.map(({ name, settings }) => [name, settings.get("host")?.argument]), [
    ["a", "h"],
  ]);
  assertEquals(remarks.map(({ line, text }) => `${line}: ${text}`), [
    '3: there is another account "a" above',
    '5: no account "c" above, from which "b" inherits',
    "7: the account has no name",
    "8: include is not followed",
    '9: no account "" above, from which "d" inherits',
    "10: eval is not followed",
  ]);
});
