/** The tests that docs/testing.md shows in other languages, run against an inbox. */
import { assertEquals } from "../std/assert.ts";
import { testUnless } from "../support/needs.ts";
import { run } from "../support/process.ts";
import { startMua } from "../support/program.ts";

const LISTENING = /"event":"listening".*"port":(\d+),.*"http":"(http:[^"]+)"/;

/** Where Debian has PHPMailer, which a project has in `vendor`. */
const PHP_MAILER = "/usr/share/php/libphp-phpmailer/autoload.php";

/** The program of Jest, if there is one. */
const JEST = Deno.env.get("MUA_JEST");

/** What Jest gives to a file of tests, made of what Node has. */
const JEST_NAMES = 'import test from "node:test"; globalThis.test = test';

async function needs(what: string, ...command: [string, ...string[]]): Promise<string | undefined> {
  return (await run(command)).code === 0 ? undefined : `needs ${what}`;
}

/** Runs tests that someone else's tool runs, in a directory as its project has it. */
function suite(
  name: string,
  obstacle: string | undefined,
  prepare: (directory: string) => Promise<[string, ...string[]]>,
): void {
  testUnless(obstacle, `the tests of docs/testing.md pass ${name}`, async () => {
    const directory = await Deno.makeTempDir();
    try {
      const command = await prepare(directory);
      const args = ["inbox", "-q", "--json", "-p0", "--memory", "--http", "127.0.0.1:0"];
      await using inbox = startMua(args);
      const [, port = "", url = ""] = await inbox.said(LISTENING);
      const env = {
        SMTP_HOST: "127.0.0.1",
        SMTP_PORT: port,
        MAILPIT_URL: url,
        PYTHONDONTWRITEBYTECODE: "1",
      };
      const { code, stdout, stderr } = await run(command, { env });
      assertEquals(code, 0, stdout + stderr);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  });
}

/** As `npm install nodemailer` does, from what Deno has of it. */
async function installNodemailer(directory: string): Promise<void> {
  const entry = new URL(import.meta.resolve("nodemailer/mail-composer")).pathname;
  await Deno.mkdir(`${directory}/node_modules`);
  await Deno.symlink(entry.replace(/\/dist\/.*/, ""), `${directory}/node_modules/nodemailer`);
}

suite("in Python", await needs("python3-pytest", "python3", "-c", "import pytest"), () => {
  const flags = ["-q", "-p", "no:cacheprovider"];
  return Promise.resolve(["python3", "-m", "pytest", ...flags, "docs/testing/test_mail.py"]);
});

const noNode = await needs("Node 18", "node", "--test", "/dev/null");

suite("in Node", noNode, async (directory) => {
  await installNodemailer(directory);
  await Deno.copyFile("docs/testing/mail.test.cjs", `${directory}/mail.test.cjs`);
  return ["node", "--test", `${directory}/mail.test.cjs`];
});

const runner = JEST === undefined ? "Node as Jest has them" : "Jest";

suite(`in ${runner}, without their first line`, noNode, async (directory) => {
  await installNodemailer(directory);
  const text = await Deno.readTextFile("docs/testing/mail.test.cjs");
  const path = `${directory}/mail.test.cjs`;
  await Deno.writeTextFile(path, text.replace(/^.*\n/, ""));
  if (JEST !== undefined) {
    return [JEST, "--config", JSON.stringify({ rootDir: directory, cacheDirectory: directory })];
  }
  return ["node", "--import", `data:text/javascript,${JEST_NAMES}`, "--test", path];
});

suite("in PHP", await needs("phpunit", "phpunit", "--version"), async (directory) => {
  const path = `${directory}/MailTest.php`;
  await Deno.copyFile("docs/testing/MailTest.php", path);
  const flags = ["--no-configuration", "--do-not-cache-result"];
  return ["phpunit", ...flags, "--bootstrap", PHP_MAILER, path];
});
