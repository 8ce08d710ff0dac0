import { assertEquals, assertStringIncludes } from "@std/assert";
import { testUnless } from "../../support/needs.ts";
import { withDirectory } from "../../support/directory.ts";
import { run } from "../../support/process.ts";
import { runMua } from "../../support/run_mua.ts";

/** What a person has typed, and some of what the shell then offers. */
const typed: readonly (readonly [line: string, offered: readonly string[], not: string])[] = [
  ["mua se", ["send", "sendmail"], "mx"],
  ["mua inbox li", ["list"], "link"],
  ["mua send --tl", ["--tls", "--tls-name"], "--to"],
  ["mua send --tls o", ["on-connect", "off"], "auto"],
  ["mua send -A ", ["none", "work", "home"], "a.eml"],
  ["mua send --no-p", ["--no-pipelining", "--no-policy"], "--port"],
  ["mua inbox list --d", ["--dir"], "--dialogue"],
  ["mua inspect a", ["a.eml"], "account"],
  ["mua completion ", ["bash", "zsh", "fish"], "send"],
];

/** Why a shell cannot be tried here. */
function missing(shell: string): string | undefined {
  try {
    return new Deno.Command(shell, { args: ["--version"] }).outputSync().success
      ? undefined
      : `needs ${shell}`;
  } catch {
    return `needs ${shell}: see tests/servers/install.sh`;
  }
}

/** What the shell prints by a script that completes the lines one after the other. */
async function complete(shell: string, script: string): Promise<string> {
  const { stdout: completion } = await runMua(["completion", shell]);
  return await withDirectory(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/completion`, completion);
    await Deno.writeTextFile(`${cwd}/a.eml`, "");
    await Deno.writeTextFile(`${cwd}/script`, script);
    const flags = shell === "zsh" ? ["-f"] : shell === "fish" ? ["--no-config"] : ["--norc"];
    const ended = await run([shell, ...flags, `${cwd}/script`], { cwd, env: { HOME: cwd } });
    assertEquals(ended.code, 0, ended.stderr);
    return ended.stdout;
  });
}

const ACCOUNTS = `printf 'work  a@x.example\\nhome  b@x.example\\n'`;

/** Holds what was offered for each line to what should be. */
function check(printed: readonly string[]): void {
  for (const [index, [line, offered, not]] of typed.entries()) {
    const words = (printed[index] ?? "").split(/\s+/);
    for (const word of offered) assertEquals(words.includes(word), true, `${line}: ${words}`);
    assertEquals(words.includes(not), false, `${line}: ${words}`);
  }
}

testUnless(
  missing("bash"),
  "bash completes commands, options, values, accounts and files",
  async () => {
    const lines = typed.map(([line]) =>
      `try ${line.split(" ").map((word) => `'${word}'`).join(" ")}`
    );
    const printed = await complete(
      "bash",
      `source ./completion
mua() { ${ACCOUNTS}; }
compopt() { :; }
try() {
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
  _mua
  echo "\${COMPREPLY[@]}"
}
${lines.join("\n")}
`,
    );
    check(printed.split("\n"));
  },
);

testUnless(
  missing("fish"),
  "fish completes commands, options, values, accounts and files",
  async () => {
    const lines = typed.map(([line]) =>
      `complete -C '${line}' | string replace -r '\\t.*' ''; echo %`
    );
    const printed = await complete(
      "fish",
      `source ./completion
function mua; ${ACCOUNTS}; end
${lines.join("\n")}
`,
    );
    check(printed.split("%"));
  },
);

// zsh completes nothing without a terminal, so it gets one. What it completed is run: "mua" prints it.
testUnless(missing("zsh"), "zsh completes a word that only one can be", async () => {
  const printed = await complete(
    "zsh",
    `zmodload zsh/zpty
zpty z zsh -f -i
print -r -- 'mua() { if [ "$1" = account ]; then ${ACCOUNTS}; else print -r -- "<$*>"; fi }' >mua.zsh
zpty -w z "autoload -U compinit; compinit -u -D; source ./completion; source ./mua.zsh; print REA''DY"
zpty -r z out '*READY*'
try() { zpty -w z "$1"; zpty -r z out '*<*>*'; print -r -- "\${\${out#*<}%%>*}" }
try "mua inbox li"$'\t'
try "mua send --tls of"$'\t'
try "mua send -A wo"$'\t'
try "mua inspect a."$'\t'
try "mua send --no-pol"$'\t'
zpty -d z
`.replace("'work  a@x.example\\nhome  b@x.example\\n'", '"work  a\\nhome  b\\n"'),
  );
  assertEquals(printed.split("\n").map((line) => line.trim()), [
    "inbox list",
    "send --tls off",
    "send -A work",
    "inspect a.eml",
    "send --no-policy",
    "",
  ]);
});

Deno.test("a shell that is not known is refused", async () => {
  const { code, stderr } = await runMua(["completion", "bsah"]);
  assertEquals(code, 64);
  assertStringIncludes(stderr, "Did you mean bash?");
});
