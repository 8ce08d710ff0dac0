import { commonOptions } from "../../../cli/command/command.ts";
import type { CommandInfo } from "../../../cli/command/info.ts";
import { commandHelp, overviewHelp } from "../../../cli/command/help.ts";
import type { OptionTable } from "../../../cli/command/options.ts";
import { render } from "../../../cli/terminal/style.ts";
import { assert, assertEquals } from "../../std/assert.ts";

const options = {
  to: {
    kind: "list",
    short: "t",
    value: "ADDRESS",
    help: "a recipient; may be repeated",
    group: "Envelope",
  },
  "mail-from": { kind: "text", value: "PATH", help: "the reverse-path of MAIL", group: "Envelope" },
  subject: { kind: "text", value: "TEXT", help: "the subject", default: "" },
  port: { kind: "port", short: "p", value: "PORT", help: "the port", default: 25 },
  timeout: { kind: "duration", value: "TIME", help: "stop after", default: 1_500 },
  tls: {
    kind: "choice",
    choices: ["auto", "require", "on-connect", "off"],
    help: "when to encrypt",
  },
  explain: { kind: "flag", default: true, help: "no explanations" },
  ipv4: {
    kind: "flag",
    short: "4",
    help: "use IPv4 only, also where the host has IPv6 addresses that could be reached from here",
  },
} as const satisfies OptionTable;

const command: CommandInfo = {
  name: "send",
  summary: "send a mail",
  operands: "[FILE...]",
  options,
  examples: [{ line: "mua send -t ana@example.org", what: "asks DNS where to, and sends" }],
  details: [
    "Says exactly what happened to every recipient. " + "Nothing is hidden. ".repeat(5).trim(),
  ],
};

Deno.test("the help of a command shows examples first and every option in its group", () => {
  assertEquals(
    render(commandHelp(["mua", "send"], command, commonOptions), false),
    `mua send: send a mail

Examples
  mua send -t ana@example.org
      asks DNS where to, and sends

Usage
  mua send [OPTION...] [FILE...]

Says exactly what happened to every recipient. Nothing is hidden. Nothing is
hidden. Nothing is hidden. Nothing is hidden. Nothing is hidden.

Envelope
  -t, --to ADDRESS        a recipient; may be repeated
      --mail-from PATH    the reverse-path of MAIL

Options
      --subject TEXT      the subject
  -p, --port PORT         the port (default 25)
      --timeout TIME      stop after (default 1.5s)
      --tls auto|require|on-connect|off
                          when to encrypt
      --no-explain        no explanations
  -4, --ipv4              use IPv4 only, also where the host has IPv6 addresses
                          that could be reached from here

General
      --color WHEN        colour: auto, always or never (default auto)
      --debug             show the stack trace of an internal error
  -h, --help              show this help
`,
  );
});

Deno.test("the help of a command with subcommands names them and how they are called", () => {
  const list = { ...command, name: "list", summary: "list what arrived", operands: "" };
  const inbox = { ...command, name: "inbox", operands: "", options: {}, details: [] };
  const text = render(
    commandHelp(["mua", "inbox"], { ...inbox, subcommands: [list] }, {}),
    false,
  );
  assert(text.includes("Usage\n  mua inbox [OPTION...]\n  mua inbox list\n"), text);
  assert(text.includes("Commands\n  list                    list what arrived\n"), text);
});

Deno.test("the overview shows examples before commands and options", () => {
  const text = render(
    overviewHelp({
      summary: "mua: mail",
      examples: [{ line: "mua demo", what: "the whole lab in two seconds" }],
      commands: [{ name: "demo", summary: "a demonstration" }],
      options: commonOptions,
    }),
    false,
  );
  const order = ["mua: mail", "Examples", "mua demo", "Commands", "a demonstration", "--color"];
  const places = order.map((part) => text.indexOf(part));
  assertEquals(places, places.toSorted((a, b) => a - b));
  assertEquals(places.includes(-1), false);
});

Deno.test("a word that is wider than the help stands alone on its line", () => {
  const long = "x".repeat(90);
  const text = render(
    commandHelp(["mua"], { ...command, details: [`see ${long} there`] }, {}),
    false,
  );
  assert(text.includes(`\nsee\n${long}\nthere\n`), text);
});
