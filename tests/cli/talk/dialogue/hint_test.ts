import { hintsOn } from "../../../../cli/talk/dialogue/hint.ts";
import {
  type DialogueState,
  NEW_DIALOGUE,
  type Phase,
} from "../../../../cli/talk/dialogue/state.ts";
import { noExtensions, parseExtensions } from "../../../../smtp/extensions.ts";
import { assert, assertEquals, assertMatch } from "../../../std/assert.ts";

/** A dialogue in a phase, with a server that offers these. */
function state(phase: Phase, ...offers: string[]): DialogueState {
  const reply = { code: 250, enhanced: undefined, lines: ["mx", ...offers] };
  const extensions = offers.length === 0 ? noExtensions(reply) : parseExtensions(reply);
  return { ...NEW_DIALOGUE, phase, extensions: phase === "connected" ? undefined : extensions };
}

/** The hints in one text. */
function hints(text: string, phase: Phase, ...offers: string[]): string {
  return hintsOn(text, state(phase, ...offers)).join(" ");
}

Deno.test("nothing is said about a line that is right", () => {
  const lines: readonly (readonly [string, Phase])[] = [
    ["EHLO lab.ualg.pt", "connected"],
    ["helo [192.0.2.1]", "connected"],
    ["MAIL FROM:<a@x.example>", "greeted"],
    ["mail from:<>", "greeted"],
    ["RCPT TO:<b@y.example>", "mail"],
    ["RCPT TO:<c@y.example>", "rcpt"],
    ["DATA", "rcpt"],
    ["Hi, Ana!", "data"],
    [".", "data"],
    ["NOOP", "connected"],
    ["QUIT", "mail"],
    ["RSET", "rcpt"],
    ["AGFuYQBzZWNyZXQ=", "auth"],
  ];
  for (const [line, phase] of lines) assertEquals(hints(line, phase), "", line);
});

Deno.test("the space of the lab's sheet is named, with the form that RFC 5321 wants", () => {
  assertMatch(hints("MAIL FROM: <a@x.example>", "greeted"), /section 3\.3 .*MAIL FROM:<ana@/);
  assertMatch(hints("rcpt to: <a@x.example>", "mail"), /section 3\.3 .*RCPT TO:<ana@/);
});

Deno.test("a command out of order is named with the one that is missing", () => {
  const cases: readonly (readonly [string, Phase, RegExp])[] = [
    ["MAIL FROM:<a@x.example>", "connected", /after the greeting/],
    ["MAIL FROM:<a@x.example>", "rcpt", /already under way: RSET cancels it/],
    ["RCPT TO:<a@x.example>", "connected", /after MAIL; greet first/],
    ["RCPT TO:<a@x.example>", "greeted", /after MAIL/],
    ["DATA", "mail", /after RCPT/],
    ["BDAT 10", "rcpt", /does not offer CHUNKING/],
    ["STARTTLS", "connected", /after EHLO/],
    ["STARTTLS", "greeted", /does not offer STARTTLS/],
    ["AUTH PLAIN", "greeted", /does not offer AUTH/],
  ];
  for (const [line, phase, words] of cases) assertMatch(hints(line, phase), words, line);
});

Deno.test("the form of a command is looked at", () => {
  const cases: readonly (readonly [string, Phase, RegExp])[] = [
    ["HELO", "connected", /followed by your name/],
    ["HELO alberto", "connected", /"alberto" is not a full name/],
    ["MAIL a@x.example", "greeted", /The form is MAIL FROM:</],
    ["MAIL FROM:a@x.example", "greeted", /angle brackets/],
    ["RCPT TO:<>", "mail", /cannot be empty/],
    ["DATA now", "rcpt", /takes no argument/],
    ["MIAL FROM:<a@x.example>", "greeted", /Did you mean MAIL/],
    ["xyzzy", "greeted", /knows no such SMTP command/],
    [".", "greeted", /DATA starts one/],
    [" NOOP", "greeted", /beginning of the line/],
    [`NOOP ${"x".repeat(600)}`, "greeted", /at most 512 octets/],
    ["MAIL FROM:<jürgen@x.example>", "greeted", /SMTPUTF8/],
    ["MAIL FROM:<a@x.example> SIZE=10", "greeted", /does not offer SIZE/],
  ];
  for (const [line, phase, words] of cases) assertMatch(hints(line, phase), words, line);
  assertEquals(
    hints("MAIL FROM:<jü@x.example> SMTPUTF8 SIZE=1", "greeted", "SMTPUTF8", "SIZE"),
    "",
  );
});

Deno.test("base64 is not called encryption, with TLS and without", () => {
  const offers = ["AUTH PLAIN", "STARTTLS"];
  assertMatch(
    hints("AUTH PLAIN x", "greeted", ...offers),
    /no TLS: base64 is not encryption.*Use :starttls first/,
  );
  assert(!hints("AUTH PLAIN x", "greeted", "AUTH PLAIN").includes(":starttls"));
  const secure = { ...state("greeted", ...offers), encrypted: true };
  assertMatch(hintsOn("AUTH PLAIN x", secure).join(" "), /anyone can decode.*:auth PLAIN USER/);
  const authenticated = { ...secure, encrypted: false, authenticated: true };
  assertMatch(
    hintsOn("AUTH PLAIN x", authenticated).join(" "),
    /^You are already authenticated[^:]*$/,
  );
});

Deno.test("in a message a dot at the start and a long line are told of", () => {
  assertMatch(hints(".hidden", "data"), /mua adds a dot in front/);
  assertMatch(hints(". ", "data"), /only a dot with nothing after it/);
  assertMatch(hints("QUIT", "data"), /a line with only a dot ends it/);
  assertMatch(hints("x".repeat(999), "data"), /at most 998 octets/);
  assert(!hints("MAIL FROM: <a@x.example>", "data").includes("space"));
});

Deno.test("a word that is mistyped within a line is asked about", () => {
  assertMatch(hints("MAIL FORM:<a@x.example>", "greeted"), /^Did you mean FROM\? The form is MAIL/);
  assertMatch(hints("MAIL FORM:", "greeted"), /^Did you mean FROM\?/);
  assertMatch(hints("MAIL TO:<a@x.example>", "greeted"), /^Did you mean FROM\?/);
  assertMatch(hints("rcpt from:<a@x.example>", "mail"), /^Did you mean TO\?/);
  assertMatch(hints("MAIL FROM:<a@x.example> SZIE=100", "greeted", "SIZE"), /Did you mean SIZE\?/);
  assertMatch(hints("AUTH PLIAN", "greeted", "AUTH PLAIN"), /Did you mean PLAIN\?/);
  assertEquals(hints("MAIL FROM:<a@x.example> XOWN=1", "greeted", "SIZE"), "");
});
