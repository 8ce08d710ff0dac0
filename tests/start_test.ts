/** What is loaded before a short mail has left: what is not needed costs each start its time. */
import { assert, assertEquals } from "./std/assert.ts";
import { readSources, type SourceFile } from "./support/source_imports.ts";

const folders = [
  ".",
  "cli",
  "clock",
  "octets",
  "dns",
  "smtp",
  "message",
  "journal",
  "trust",
  "inbox",
  "outbox",
  "mailbox",
  "explain",
];
const sources = new Map((await readSources(folders)).map((source) => [source.path, source]));

/** All files that are loaded together with some, these among them. */
function loadedWith(paths: readonly string[]): SourceFile[] {
  const loaded = new Map<string, SourceFile>();
  const load = (path: string): void => {
    const source = sources.get(path);
    if (source === undefined || loaded.has(path)) return;
    loaded.set(path, source);
    for (const { file, loads } of source.imports) if (loads) load(file);
  };
  paths.forEach(load);
  return [...loaded.values()];
}

function packagesOf(files: readonly SourceFile[]): string[] {
  return [...new Set(files.flatMap(({ packages }) => packages))];
}

/** A mail that is composed, to a server in clear text or by MX: what `import()` brings on that way. */
const PLAIN_MAIL = ["main.ts", "cli/send/send.ts", "message/compose/compose.ts"];

for (
  const [what, paths] of [
    ["--version", ["main.ts"]],
    ["mua mx", ["main.ts", "cli/mx/mx.ts"]],
    ["a plain mail", PLAIN_MAIL],
  ] as const
) {
  Deno.test(`${what} loads no module of Node, and no package but @std/cli`, () => {
    assertEquals(packagesOf(loadedWith(paths)), ["@std/cli/parse-args"]);
  });
}

Deno.test("no timer of a plain mail is set by setTimeout, which loads those of Node", () => {
  const loaded = loadedWith(PLAIN_MAIL);
  const users = loaded.filter(({ code }) => /\bsetTimeout\(/.test(code)).map(({ path }) => path);
  assertEquals(users, ["clock/timer.ts"]);
});

Deno.test("a plain mail loads nothing of TLS, AUTH, DANE, MTA-STS and of what is known of servers", () => {
  const loaded = loadedWith(PLAIN_MAIL).map(({ path }) => path);
  assert(loaded.includes("smtp/transfer/transaction.ts"));
  const needless =
    /^(?:smtp\/(?:tls|sasl)\/|smtp\/policy\/(?:dane|fetch|mta_sts)|explain\/|mailbox\/|inbox\/|outbox\/)/;
  assertEquals(loaded.filter((path) => needless.test(path)), []);
});

Deno.test("mua inbox without --http loads nothing of HTTP", () => {
  const loaded = loadedWith(["main.ts", "cli/inbox/inbox.ts"]).map(({ path }) => path);
  assert(loaded.includes("inbox/session.ts"));
  const needless = /^(?:inbox\/http\/|cli\/inbox\/remote\/(?:client|mails|wait))/;
  assertEquals(loaded.filter((path) => needless.test(path)), []);
});
