import { complete } from "../../../../cli/talk/local/completion.ts";
import {
  type DialogueState,
  NEW_DIALOGUE,
  type Phase,
} from "../../../../cli/talk/dialogue/state.ts";
import { parseExtensions } from "../../../../smtp/extensions.ts";
import { assertEquals } from "../../../std/assert.ts";

const LINES = ["mx", "SIZE 1000", "8BITMIME", "DSN", "STARTTLS", "AUTH PLAIN LOGIN", "CHUNKING"];
const extensions = parseExtensions({ code: 250, enhanced: undefined, lines: LINES });

function state(phase: Phase): DialogueState {
  return { ...NEW_DIALOGUE, phase, ...(phase === "connected" ? {} : { extensions }) };
}

/** The text with each completion in its place. */
function completed(text: string, phase: Phase): string[] {
  const { from, candidates } = complete(text, state(phase));
  return candidates.map((candidate) => text.slice(0, from) + candidate);
}

Deno.test("the commands that are allowed now are offered, those that lead on first", () => {
  assertEquals(completed("", "connected").slice(0, 2), ["EHLO ", "HELO "]);
  assertEquals(completed("", "greeted").slice(0, 3), ["MAIL FROM:<", "STARTTLS", "AUTH "]);
  assertEquals(completed("", "rcpt").slice(0, 3), ["RCPT TO:<", "DATA", "BDAT "]);
  assertEquals(completed("m", "greeted"), ["MAIL FROM:<"]);
  assertEquals(completed("mail", "greeted"), ["MAIL FROM:<"]);
  assertEquals(completed("MAIL F", "greeted"), ["MAIL FROM:<"]);
  assertEquals(completed("d", "greeted"), [], "DATA is not allowed yet");
});

Deno.test("the extensions that the server offered are offered as parameters and mechanisms", () => {
  assertEquals(completed("MAIL FROM:<a@x.example> S", "greeted"), [
    "MAIL FROM:<a@x.example> SIZE=",
  ]);
  assertEquals(completed("MAIL FROM: <a@x.example> b", "greeted"), [
    "MAIL FROM: <a@x.example> BODY=7BIT",
    "MAIL FROM: <a@x.example> BODY=8BITMIME",
  ]);
  assertEquals(completed("MAIL FROM:<a@x.example> SMTP", "greeted"), []);
  assertEquals(completed("RCPT TO:<a@x.example> NOTIFY=N", "mail"), [
    "RCPT TO:<a@x.example> NOTIFY=NEVER",
  ]);
  assertEquals(completed("auth l", "greeted"), ["auth LOGIN"]);
});

Deno.test("local commands are offered, and what may follow them", () => {
  assertEquals(completed(":s", "greeted"), [":starttls", ":save "]);
  assertEquals(completed(":auth ", "greeted"), [":auth PLAIN", ":auth LOGIN"]);
  assertEquals(completed(":auth scr", "connected"), [":auth SCRAM-SHA-256"]);
  assertEquals(completed(":help st", "connected"), [":help STARTTLS"]);
  assertEquals(completed(":explain st", "connected"), [":explain STARTTLS"]);
});

Deno.test("nothing is offered in a message, an exchange of AUTH, or without a connection", () => {
  for (const phase of ["data", "auth", "closed", "chunk"] as const) {
    assertEquals(completed("", phase), [], phase);
  }
});
