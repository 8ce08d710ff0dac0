import { type Key, KeyDecoder } from "../../../cli/terminal/keys.ts";
import type { Completion } from "../../../cli/terminal/line_editor.ts";
import { LineEditor } from "../../../cli/terminal/line_editor.ts";
import { viewLine } from "../../../cli/terminal/line_view.ts";
import { assert, assertEquals } from "../../std/assert.ts";

const octets = (text: string) => new TextEncoder().encode(text);

/** Keys in short: a text, or an action in angle brackets. */
function shown(keys: readonly Key[]): string {
  return keys.map((key) => key.kind === "text" ? key.text : `<${key.action}>`).join("");
}

/** The keys that these octets are, however they are cut. */
function keysOf(text: string): string {
  const whole = shown(new KeyDecoder().push(octets(text)));
  const decoder = new KeyDecoder();
  const single = [...octets(text)].flatMap((octet) => decoder.push(Uint8Array.of(octet)));
  assertEquals(shown(single), whole, "cut into single octets");
  return whole;
}

Deno.test("keys are found in octets, cut anywhere", () => {
  assertEquals(keysOf("Olá 日本 \u{1f600}"), "Olá 日本 \u{1f600}");
  assertEquals(
    keysOf("\x01\x05\x15\x0b\x17\x12\x04\x03"),
    "<home><end><kill-to-start><kill-to-end>" +
      "<kill-word><search><end-of-input><interrupt>",
  );
  assertEquals(keysOf("\r\n\x7f\x08\t"), "<enter><enter><backspace><backspace><tab>");
  assertEquals(
    keysOf("\x1b[A\x1b[B\x1b[C\x1b[D\x1bOA\x1b[H\x1b[4~\x1b[3~"),
    "<up><down><right><left>" +
      "<up><home><end><delete>",
  );
  assertEquals(keysOf("\x1b[1;5C\x1bb\x1b\x7f"), "<word-right><word-left><kill-word>");
});

Deno.test("sequences that mean nothing do nothing, and ESC alone cancels", () => {
  assertEquals(keysOf("a\x1b[24~b\x1b[99;5uc\x1bOPd\x1bze"), "abcde");
  assertEquals(keysOf("\x1b\x1b[A"), "<cancel><up>");
  assertEquals(keysOf("\x1b\rx"), "<cancel><enter>x");
  assertEquals(keysOf("\x00\x1a\x1c"), "");
});

Deno.test("what is pasted is text and line ends, and no other key", () => {
  assertEquals(
    keysOf("\x1b[200~HELO a\r\nQU\tIT\x03\x1b[A\x12\x1b[201~\x01"),
    "HELO a<enter>QU\tIT[A<home>",
  );
  assertEquals(keysOf("\x1b[200~a\rb\nc\n\nd\x1b[201~"), "a<enter>b<enter>c<enter><enter>d");
});

/** An editor and what was entered. */
function typing(complete: (before: string) => Completion = () => ({ from: 0, candidates: [] })): {
  readonly editor: LineEditor;
  readonly type: (...texts: string[]) => string;
} {
  const editor = new LineEditor();
  const decoder = new KeyDecoder();
  const type = (...texts: string[]): string => {
    for (const key of decoder.push(octets(texts.join("")))) {
      const pressed = editor.press(key, complete);
      if (pressed.kind === "entered") {
        editor.remember(pressed.text);
        return pressed.text;
      }
      if (pressed.kind === "ended" || pressed.kind === "interrupted") return pressed.kind;
    }
    return `${editor.before}|${editor.after}`;
  };
  return { editor, type };
}

const HOME = "\x01";
const END = "\x05";
const LEFT = "\x1b[D";
const UP = "\x1b[A";
const DOWN = "\x1b[B";

Deno.test("a line is edited in its middle, by whole characters", () => {
  assertEquals(typing().type("ac", LEFT, "b"), "ab|c");
  assertEquals(typing().type("HELO", HOME, "E", END, "\x7f"), "EHEL|");
  assertEquals(typing().type("e\u0301x", LEFT, LEFT, "a"), "a|e\u0301x");
  assertEquals(typing().type("x\u{1f468}\u200d\u{1f469}", "\x7f"), "x|");
  assertEquals(typing().type("ab", HOME, "\x1b[3~"), "|b");
});

Deno.test("words and ends of the line are killed, and yanked", () => {
  assertEquals(typing().type("MAIL FROM:<a> x", "\x17"), "MAIL FROM:<a> |");
  assertEquals(typing().type("MAIL FROM", "\x15", "x", "\x19"), "xMAIL FROM|");
  assertEquals(typing().type("abc", HOME, "\x0b", "\x19", "\x19"), "abcabc|");
  assertEquals(typing().type("a b", "\x1bb", "\x1bb"), "|a b");
});

Deno.test("Ctrl-D ends an empty line alone, and deletes in another", () => {
  assertEquals(typing().type("\x04"), "ended");
  assertEquals(typing().type("ab", HOME, "\x04"), "|b");
});

Deno.test("Ctrl-C drops the line or the search, and interrupts where there is none", () => {
  const { type } = typing();
  type("HELO a\r");
  assertEquals(type("ab", LEFT, "\x03"), "|");
  assertEquals(type("\x12", "HE", "\x03"), "|");
  assertEquals(type("\x12", "\x03"), "|");
  assertEquals(type(UP), "HELO a|");
  assertEquals(type("\x03", "\x03"), "interrupted");
});

Deno.test("Up and Down go through what was entered, and back to what was not", () => {
  const { type } = typing();
  type("one\r");
  type("two\r");
  type("two\r");
  assertEquals(type("dra", UP), "two|");
  assertEquals(type(UP), "one|");
  assertEquals(type(UP), "one|", "there is nothing before it");
  assertEquals(type(DOWN, DOWN), "dra|");
  assertEquals(type(UP, "\r"), "two");
});

Deno.test("Ctrl-R finds what was entered, the last first", () => {
  const { editor, type } = typing();
  for (const line of ["MAIL FROM:<a>\r", "RCPT TO:<b>\r", "MAIL FROM:<c>\r"]) type(line);
  assertEquals(type("\x12", "FROM"), "MAIL FROM:<c>|");
  assertEquals(editor.query, "FROM");
  assertEquals(type("\x12"), "MAIL FROM:<a>|");
  assertEquals(type(LEFT), "MAIL FROM:<a|>");
  assertEquals(editor.query, undefined);
  assertEquals(type("\x12", "TO", "\r"), "RCPT TO:<b>");
  assertEquals(type("\x12", "nothing"), "|");
  assertEquals(type("\x07"), "|");
});

Deno.test("Tab completes as far as it is certain, then shows what there is", () => {
  const complete = (before: string): Completion => {
    const all = ["BODY=7BIT", "BODY=8BITMIME", "SIZE="];
    const from = before.lastIndexOf(" ") + 1;
    const typed = before.slice(from).toUpperCase();
    return { from, candidates: all.filter((each) => each.startsWith(typed)) };
  };
  assertEquals(typing(complete).type("x b\t"), "x BODY=|");
  assertEquals(typing(complete).type("x s\t"), "x SIZE=|");
  const { editor, type } = typing(complete);
  type("x BODY=");
  const pressed = editor.press({ kind: "action", action: "tab" }, complete);
  assertEquals(pressed, { kind: "candidates", candidates: ["BODY=7BIT", "BODY=8BITMIME"] });
});

Deno.test("a line fits on one row of any width, and the cursor is on it", () => {
  const texts = [
    "",
    "RCPT TO:<ana.maria@gmail.com>",
    "日本語".repeat(20),
    "a\x1b[2Jb\u202e",
    "e\u0301".repeat(60),
  ];
  for (const text of texts) {
    for (let columns = 5; columns < 100; columns += 3) {
      for (const cut of [0, Math.floor(text.length / 2), text.length]) {
        const line = { prompt: "greeted tls>", before: text.slice(0, cut), after: text.slice(cut) };
        const view = viewLine(line, columns);
        assert(view.column < columns, `${columns} ${JSON.stringify(line)} ${view.column}`);
        assert(!/[\p{Cc}\u202e]/u.test(view.text), "it steers the terminal");
      }
    }
  }
});

Deno.test("a wide character has two columns, and a mark on another none", () => {
  const column = (before: string) => viewLine({ prompt: ">", before, after: "" }, 80).column;
  assertEquals(column("日本"), 6);
  assertEquals(column("e\u0301"), 3);
  assertEquals(column("\u{1f600}"), 4);
  assertEquals(column("\t"), 4);
});
