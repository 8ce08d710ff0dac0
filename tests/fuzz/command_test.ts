import {
  auth,
  AUTH_CANCEL,
  AUTH_LINE_MAX_OCTETS,
  authResponse,
  authWithResponse,
  bdat,
  type Command,
  COMMAND_LINE_MAX_OCTETS,
  CommandError,
  DATA,
  ehlo,
  encodeCommands,
  helo,
  mail,
  PARAMETERS_MAX_OCTETS,
  QUIT,
  rcpt,
  RSET,
  STARTTLS,
} from "../../smtp/command.ts";
import { parseExtensions } from "../../smtp/extensions.ts";
import { mailParameters, rcptParameters } from "../../smtp/parameters.ts";
import { messageOf } from "../support/dialogue.ts";
import { assert, assertEquals } from "../std/assert.ts";
import fc from "fast-check";
import { textOf } from "./octets.ts";
import { RUNS } from "./runs.ts";

const HARMLESS = [...'a<>@=+"', "é", "x".repeat(200), "é".repeat(100)];

const TEXT = fc.oneof(
  textOf(...HARMLESS),
  textOf(
    ...HARMLESS,
    ..." \t\r\n\0\x7f",
    "\r\n",
    "\r\nRCPT TO:<eve@x.pt>",
    "\x85",
    "\u2028",
    "\u2029",
    // Their UTF-16 code units end in the octets of LF and CR.
    "\u{10a}\u{10d}",
    "\ud800",
  ),
);

const EXTENSIONS = parseExtensions({
  code: 250,
  enhanced: undefined,
  lines: ["mx", "SIZE 1000", "8BITMIME", "SMTPUTF8", "DSN", "REQUIRETLS", "PIPELINING"],
});
const MESSAGE = messageOf("", { eightBit: true, utf8Header: true });

/** The parameters of a mail that asks for all there is. */
function parametersOf(address: string, envelopeId: string): [mail: string[], rcpt: string[]] {
  const sender = {
    reversePath: address,
    requireTls: true,
    notification: { notify: ["success"], return: "full", envelopeId },
  } as const;
  const recipient = { address, domain: "x.pt" };
  return [
    mailParameters(sender, [recipient], MESSAGE, EXTENSIONS),
    rcptParameters(recipient, sender, EXTENSIONS),
  ];
}

const LONG_LINE = COMMAND_LINE_MAX_OCTETS + PARAMETERS_MAX_OCTETS;

/** Every way to form a command of texts and octets, and octets that its line may have. */
const FORMS: readonly (readonly [
  name: string,
  form: (a: string, b: string) => Command | undefined,
  maxOctets: number,
])[] = [
  ["EHLO", (a) => ehlo(a), COMMAND_LINE_MAX_OCTETS],
  ["HELO", (a) => helo(a), COMMAND_LINE_MAX_OCTETS],
  ["MAIL", (a, b) => mail(a, [b]), LONG_LINE],
  ["RCPT", (a, b) => rcpt(a, [b, b]), LONG_LINE],
  ["MAIL with what the sender asks for", (a, b) => mail(a, parametersOf(a, b)[0]), LONG_LINE],
  ["RCPT with what the sender asks for", (a, b) => rcpt(a, parametersOf(a, b)[1]), LONG_LINE],
  ["AUTH", (a) => auth(a), COMMAND_LINE_MAX_OCTETS],
  ["AUTH with a response", (a, b) => authWithResponse(a, octets(b)), COMMAND_LINE_MAX_OCTETS],
  ["a response", (a, b) => authResponse(octets(`${a}${b}`)), AUTH_LINE_MAX_OCTETS + 2],
];

function octets(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function lineOf(command: Command): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(encodeCommands([command]));
}

for (const [name, form, maxOctets] of FORMS) {
  Deno.test(`no text makes ${name} two lines, longer than it may be, or hold a control character`, () => {
    fc.assert(
      fc.property(TEXT, TEXT, (a, b) => {
        let command: Command | undefined;
        try {
          command = form(a, b);
        } catch (error) {
          if (!(error instanceof CommandError)) throw error;
          return;
        }
        if (command === undefined) return;
        const line = lineOf(command);
        assert(line.endsWith("\r\n"));
        assertEquals(/[\p{Cc}\p{Zl}\p{Zp}]/u.test(line.slice(0, -2)), false);
        assert(octets(line).length <= maxOctets);
        assertEquals(command.line.endsWith(command.secret ?? ""), true);
      }),
      RUNS,
    );
  });
}

Deno.test("a group of commands has as many lines as commands", () => {
  const fixed = fc.constantFrom(DATA, RSET, QUIT, STARTTLS, AUTH_CANCEL);
  const chunk = fc.tuple(fc.nat(), fc.boolean()).map(([size, isLast]) => bdat(size, isLast));
  const formed = TEXT.map((text) => {
    try {
      return rcpt(text);
    } catch {
      return RSET;
    }
  });
  fc.assert(
    fc.property(fc.array(fc.oneof(fixed, chunk, formed), { maxLength: 9 }), (commands) => {
      const lines = new TextDecoder().decode(encodeCommands(commands)).split("\r\n");
      assertEquals(lines.length, commands.length + 1);
      assertEquals(lines.at(-1), "");
    }),
    RUNS,
  );
});
