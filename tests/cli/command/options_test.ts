import fc from "fast-check";
import { readArguments } from "../../../cli/command/arguments.ts";
import { InputError, UsageError } from "../../../cli/terminal/exit.ts";
import {
  type OptionTable,
  parseDuration,
  parsePort,
  readValues,
  type Values,
} from "../../../cli/command/options.ts";
import { assertEquals, assertStringIncludes, assertThrows } from "../../std/assert.ts";

const table = {
  to: { kind: "list", short: "t", value: "ADDRESS", help: "a recipient" },
  from: { kind: "text", short: "f", value: "ADDRESS", help: "the author" },
  subject: { kind: "text", short: "s", value: "TEXT", help: "the subject", empty: true },
  "mail-from": { kind: "text", value: "PATH", help: "the reverse-path" },
  port: { kind: "port", short: "p", value: "PORT", help: "a port", default: 25 },
  listen: { kind: "port", value: "PORT", help: "a port or 0", zero: true },
  lines: { kind: "number", value: "N", help: "a number", min: 2, max: 99 },
  timeout: { kind: "duration", value: "TIME", help: "a time" },
  tls: { kind: "choice", choices: ["auto", "require", "off"], help: "when" },
  json: { kind: "flag", help: "JSON" },
  verbose: { kind: "flag", short: "v", help: "more" },
  "dry-run": { kind: "flag", short: "n", help: "send nothing" },
  ipv4: { kind: "flag", short: "4", help: "IPv4 only" },
  explain: { kind: "flag", default: true, help: "no hints" },
} as const satisfies OptionTable;

const nothing: Values<typeof table> = {
  to: [],
  from: undefined,
  subject: undefined,
  mailFrom: undefined,
  port: 25,
  listen: undefined,
  lines: undefined,
  timeout: undefined,
  tls: undefined,
  json: false,
  verbose: false,
  dryRun: false,
  ipv4: false,
  explain: true,
};

function parse(argv: string[]): { options: Values<typeof table>; operands: readonly string[] } {
  const { given, operands } = readArguments(table, argv);
  return { options: readValues(table, given), operands };
}

const understood: [argv: string[], options: Partial<Values<typeof table>>, operands?: string[]][] =
  [
    [[], {}],
    [["--to", "a@b.c"], { to: ["a@b.c"] }],
    [["-t", "a", "-t", "b", "--to=c"], { to: ["a", "b", "c"] }],
    [["-ta@b.c"], { to: ["a@b.c"] }],
    [["-t=a@b.c"], { to: ["a@b.c"] }],
    [["--to", "123", "-t1e3", "--to=0x10"], { to: ["123", "1e3", "0x10"] }],
    [["--subject", "007"], { subject: "007" }],
    [["--subject", "true"], { subject: "true" }],
    [["--from", "-"], { from: "-" }],
    [["-f", "-"], { from: "-" }],
    [["-f-"], { from: "-" }],
    [["--from=-"], { from: "-" }],
    [["--subject", ""], { subject: "" }],
    [["--subject="], { subject: "" }],
    [["-s", ""], { subject: "" }],
    [["--subject=--x"], { subject: "--x" }],
    [["--subject=-5 degrees"], { subject: "-5 degrees" }],
    [["--subject=a=b=c"], { subject: "a=b=c" }],
    [["--subject=two\nlines"], { subject: "two\nlines" }],
    [["--mail-from", "x"], { mailFrom: "x" }],
    [["--port", "587"], { port: 587 }],
    [["-p65535"], { port: 65_535 }],
    [["--listen", "0"], { listen: 0 }],
    [["--lines", "99"], { lines: 99 }],
    [["--timeout", "500ms"], { timeout: 500 }],
    [["--timeout=2m"], { timeout: 120_000 }],
    [["--timeout", "3"], { timeout: 3_000 }],
    [["--tls", "require"], { tls: "require" }],
    [["-vn"], { verbose: true, dryRun: true }],
    [["-vnt", "a"], { verbose: true, dryRun: true, to: ["a"] }],
    [["-vtn"], { verbose: true, to: ["n"] }],
    [["-v", "-v", "--verbose"], { verbose: true }],
    [["-4"], { ipv4: true }],
    [["--no-explain"], { explain: false }],
    [["--explain"], { explain: true }],
    [["--no-explain", "--explain"], { explain: true }],
    [["--json", "true"], { json: true }, ["true"]],
    [["--json", "false", "-v"], { json: true, verbose: true }, ["false"]],
    [["12", "--json", "0.5", "", "-"], { json: true }, ["12", "0.5", "", "-"]],
    [["a", "--", "--to", "-5", "--"], {}, ["a", "--to", "-5", "--"]],
    [["--to", "a", "--", "b"], { to: ["a"] }, ["b"]],
  ];

for (const [argv, options, operands = []] of understood) {
  Deno.test(`readArguments understands ${JSON.stringify(argv.join(" "))}`, () => {
    assertEquals(parse(argv), { options: { ...nothing, ...options }, operands });
  });
}

const refused: [argv: string[], message: string, hint?: string][] = [
  [["--to"], "--to needs a value"],
  [["-t"], "-t needs a value"],
  [["-vt"], "-t needs a value"],
  [["--to", "--from", "x"], '--to needs a value, and "--from" looks like an option'],
  [["--to", "-v"], '--to needs a value, and "-v" looks like an option'],
  [["--to", "--"], '--to needs a value, and "--" looks like an option'],
  [["-s", "-5"], '-s needs a value, and "-5" looks like an option', "--subject=-5"],
  [["--from="], "--from needs a value, and it is empty", "a shell variable"],
  [["--from", ""], "--from needs a value, and it is empty"],
  [["-f", ""], "--from needs a value, and it is empty"],
  [["-f="], "--from needs a value, and it is empty"],
  [["--mail-from="], "--mail-from needs a value, and it is empty"],
  [["-t", "a", "-t", ""], "--to needs a value, and it is empty"],
  [["--from", "a", "--from", "b"], "--from may be given only once"],
  [["-f", "a", "--from", "a"], "--from may be given only once"],
  [["-5"], "unknown option -5"],
  [["-vx"], "unknown option -x in -vx"],
  [["--form", "x"], "unknown option --form", "Did you mean --from?"],
  [["--sub", "x"], "unknown option --sub", "Did you mean --subject?"],
  [["--form=x"], "unknown option --form", "Did you mean --from?"],
  [["--no-explian"], "unknown option --no-explian", "Did you mean --no-explain?"],
  [["--no-json"], "unknown option --no-json"],
  [["--no-to"], "unknown option --no-to"],
  [["--no-no-explain"], "unknown option --no-no-explain"],
  [["--json=true"], "--json takes no value"],
  [["--json="], "--json takes no value"],
  [["--no-explain=x"], "--no-explain takes no value"],
  [["-v=x"], "-v takes no value"],
  [["--__proto__", "x"], "unknown option --__proto__"],
  [["--__proto__.x=1"], "unknown option --__proto__.x"],
  [["--constructor"], "unknown option --constructor"],
  [["--toString=1"], "unknown option --toString"],
  [["--no-constructor"], "unknown option --no-constructor"],
  [["--=x"], "unknown option --"],
  [["---to", "x"], "unknown option ---to"],
  [["--mailFrom", "x"], "unknown option --mailFrom"],
  [["--TO", "x"], "unknown option --TO"],
  [["-vé"], "unknown option -é in -vé"],
  [["-v😀"], "unknown option -😀 in -v😀"],
  [["--port", "0"], "--port must be a number from 1 to 65535"],
  [["--port", "65536"], "--port must be a number from 1 to 65535"],
  [["--port", "1e3"], "--port must be a number from 1 to 65535"],
  [["--port", " 25"], "--port must be a number from 1 to 65535"],
  [["--port", "smtp"], '--port must be a number from 1 to 65535; not "smtp"'],
  [["--port="], "--port needs a value, and it is empty"],
  [["--listen", "70000"], "--listen must be a number from 0 to 65535"],
  [["--lines", "1"], "--lines must be a number from 2 to 99"],
  [["--lines", "100"], "--lines must be a number from 2 to 99"],
  [["--timeout", "2 minutes"], "--timeout must be a time such as"],
  [["--timeout="], "--timeout needs a value, and it is empty"],
  [["--tls="], "--tls needs a value, and it is empty"],
  [["--tls", "maybe"], '--tls must be one of auto, require, off; not "maybe"'],
  [["--tls", "reqire"], "--tls must be one of", "Did you mean require?"],
];

for (const [argv, message, hint] of refused) {
  Deno.test(`readArguments refuses ${JSON.stringify(argv.join(" "))}`, () => {
    const error = assertThrows(() => parse(argv), UsageError, message);
    if (hint !== undefined) assertStringIncludes(error.hint ?? "", hint);
  });
}

Deno.test("a value that was not UTF-8 is refused, for Deno has replaced what it was", () => {
  for (const argv of [["--subject", "lat\uFFFDin"], ["-t", "a", "-t", "\uFFFD"]]) {
    assertThrows(() => parse(argv), InputError, "is not UTF-8");
  }
});

Deno.test("a value joined by = and operands after -- come back as they are, whatever they hold", () => {
  fc.assert(fc.property(
    fc.array(
      fc.string({ unit: "binary", minLength: 1 }).filter((text) => !text.includes("\uFFFD")),
    ),
    fc.array(fc.string({ unit: "binary" })),
    (values, operands) => {
      const argv = [...values.map((value) => `--to=${value}`), "--", ...operands];
      assertEquals(parse(argv), { options: { ...nothing, to: values }, operands });
    },
  ));
});

Deno.test("any argv is understood or refused by an error for its user, and refusals name no inherited thing", () => {
  const names = Object.keys(table).flatMap((name) => [`--${name}`, `--no-${name}`, `--${name}=1`]);
  const word = fc.oneof(
    fc.constantFrom(...names, "-", "--", "-v", "-vt", "-4", "--__proto__=x", "--constructor"),
    fc.string({ unit: "binary", maxLength: 6 }),
    fc.string({ unit: "binary", maxLength: 6 }).map((text) => `-${text}`),
  );
  fc.assert(fc.property(fc.array(word, { maxLength: 6 }), (argv) => {
    try {
      parse(argv);
    } catch (error) {
      if (!(error instanceof UsageError) && !(error instanceof InputError)) throw error;
    }
    assertEquals(Object.hasOwn(Object.prototype, "x"), false);
  }));
});

const durations: [string, number | undefined][] = [
  ["500ms", 500],
  ["30s", 30_000],
  ["2m", 120_000],
  ["1h", 3_600_000],
  ["30", 30_000],
  ["1.5s", 1_500],
  ["0.001s", 1],
  ["0", undefined],
  ["0s", undefined],
  ["0.1ms", undefined],
  ["-1s", undefined],
  ["+1s", undefined],
  ["1S", undefined],
  ["1 s", undefined],
  ["1d", undefined],
  ["s", undefined],
  ["", undefined],
  ["Infinity", undefined],
  ["1e3", undefined],
  ["596h", 2_145_600_000],
  ["597h", undefined],
  ["9999999999", undefined],
];

for (const [text, expected] of durations) {
  Deno.test(`parseDuration of ${JSON.stringify(text)} is ${expected}`, () => {
    assertEquals(parseDuration(text), expected);
  });
}

Deno.test("parsePort takes 1 to 65535 in digits and nothing else", () => {
  assertEquals(["1", "25", "65535", "00025"].map(parsePort), [1, 25, 65_535, 25]);
  for (const text of ["", "0", "65536", "-1", "+25", " 25", "0x19", "2.5", "٢٥", "123456"]) {
    assertEquals(parsePort(text), undefined, text);
  }
});
