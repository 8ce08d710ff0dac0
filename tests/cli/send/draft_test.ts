import { beginDraft, readDraft } from "../../../cli/send/draft.ts";
import { type SendOptions, sendOptions } from "../../../cli/send/options.ts";
import { readValues } from "../../../cli/command/options.ts";
import { InputError } from "../../../cli/terminal/exit.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";

const NOTHING: SendOptions = readValues(sendOptions, new Map());

Deno.test("a draft begins with what was given, and asks for what a mail needs", () => {
  assertEquals(beginDraft(NOTHING), "From: \nTo: \nSubject: \n\n");
  const given = {
    from: "Ana <a@x.example>",
    to: ["b@x.example", "c@x.example"],
    cc: ["d@x.example"],
    bcc: [],
    subject: "Olá",
    attach: ["a b.txt"],
    header: ["X-Mood: fine"],
  };
  assertEquals(
    beginDraft({ ...NOTHING, ...given }),
    "From: Ana <a@x.example>\nTo: b@x.example, c@x.example\nCc: d@x.example\nSubject: Olá\n" +
      "X-Mood: fine\nAttach: a b.txt\n\n",
  );
});

Deno.test("what a draft was begun with is what it says", () => {
  const given = {
    ...NOTHING,
    from: "Ana <a@x.example>",
    to: ["b@x.example"],
    bcc: ["e@x.example"],
    subject: "Hi",
    attach: ["one", "two"],
    header: ["X-Mood: fine"],
  };
  assertEquals(readDraft(`${beginDraft(given)}Hello`, NOTHING), { ...given, text: "Hello" });
});

Deno.test("a draft is read with folded fields, names in any case, empty fields and every line end", () => {
  const text =
    "FROM: a@x.example\r\nto: b@x.example,\r\n c@x.example\r\nCc:\r\nBCC: d@x.example\r\n" +
    "Reply-To: e@x.example\r\n\r\n-\r\n\r\n@file\r\n";
  const draft = readDraft(text, { ...NOTHING, subject: "kept", to: ["z@x.example"] });
  assertEquals(draft, {
    ...NOTHING,
    from: "a@x.example",
    to: ["z@x.example", "b@x.example, c@x.example"],
    bcc: ["d@x.example"],
    subject: "kept",
    header: ["Reply-To: e@x.example"],
    text: "-\n\n@file\n",
  });
});

Deno.test("a line of a draft's header that is none is named", () => {
  assertThrows(
    () => readDraft("To: b@x.example\nHello\n", NOTHING),
    InputError,
    'line 2: "Hello" is not a header field such as "Subject: Hi"; an empty line ends the header',
  );
});
