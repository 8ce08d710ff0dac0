import { KeyDecoder } from "../../cli/terminal/keys.ts";
import { type EditedLine, viewLine } from "../../cli/terminal/line_view.ts";
import { readLines } from "../../cli/talk/dialogue/lines.ts";
import { formatRaw, readRaw } from "../../cli/talk/dialogue/raw.ts";
import { parseTalkRecord, TalkRecordError } from "../../cli/talk/record/record.ts";
import { columnsOf, graphemes } from "../../cli/terminal/columns.ts";
import { Tracker } from "../../cli/talk/dialogue/tracker.ts";
import { concatenate } from "../../message/encoding/octets.ts";
import { assert, assertEquals } from "../std/assert.ts";
import fc from "fast-check";
import { cut, lengthsUpTo, octetsOf, textOf } from "./octets.ts";
import { RUNS } from "./runs.ts";

const KEYS = [
  "\x1b",
  "[",
  "A",
  "O",
  "200~",
  "201~",
  "\x1b[200~",
  "\x1b[201~",
  "\r",
  "\n",
  "\x03",
  "é",
  "1;5C",
];

Deno.test("keys are the same, however their octets are cut", () => {
  const pressed = (pieces: readonly Uint8Array[]): string => {
    const decoder = new KeyDecoder();
    const keys = pieces.flatMap((piece) => decoder.push(piece));
    return keys.map((key) => key.kind === "text" ? key.text : `<${key.action}>`).join("");
  };
  fc.assert(
    fc.property(octetsOf(...KEYS), lengthsUpTo(4), (octets, lengths) => {
      assertEquals(pressed(cut(octets, lengths)), pressed([octets]));
    }),
    RUNS,
  );
});

Deno.test("a key is no control character, whatever is typed or pasted, but for TAB", () => {
  fc.assert(
    fc.property(octetsOf(...KEYS), (octets) => {
      for (const key of new KeyDecoder().push(octets)) {
        assert(key.kind === "action" || /^[\P{Cc}\t]*$/u.test(key.text));
      }
    }),
    RUNS,
  );
});

Deno.test("a line that is edited fits on its row and steers no terminal", () => {
  const text = textOf("a", "日", "e\u0301", "\u{1f600}", "\x1b", "\t", "\u202e", "\n");
  fc.assert(
    fc.property(text, text, fc.integer({ min: 12, max: 200 }), (before, after, columns) => {
      const line: EditedLine = { prompt: "greeted tls>", before, after };
      const view = viewLine(line, columns);
      const width = graphemes(view.text).reduce((sum, each) => sum + columnsOf(each), 0);
      assert(width < columns && view.column < columns, `${width} ${view.column} of ${columns}`);
      assert(!/[\p{Cc}\u202e]/u.test(view.text));
    }),
    RUNS,
  );
});

const SAID = [
  "EHLO a\r\n",
  "DATA\r\n",
  "BDAT 5 LAST\r\n",
  "AUTH X\r\n",
  ".\r\n",
  "QUIT\r\n",
  "\n",
  "x",
  "MAIL\r\n",
];
const CODES = [220, 221, 235, 250, 334, 354, 421, 450, 500, 554];

Deno.test("a dialogue is followed in the same way, however what leaves is cut, and by any answers", () => {
  const follow = (pieces: readonly Uint8Array[], codes: readonly number[]): string => {
    const tracker = new Tracker();
    tracker.replied({ code: 220, enhanced: undefined, lines: ["mx"] });
    for (const piece of pieces) tracker.sent(piece);
    const states = codes.map((code) => {
      tracker.replied({ code, enhanced: undefined, lines: ["ok"] });
      const { state, due, takesCommands, isInMessage } = tracker;
      return [state.phase, due?.kind, takesCommands, isInMessage].join(" ");
    });
    return states.join("\n");
  };
  const codes = fc.array(fc.constantFrom(...CODES), { maxLength: 12 });
  fc.assert(
    fc.property(octetsOf(...SAID), lengthsUpTo(7), codes, (octets, lengths, answers) => {
      assertEquals(follow(cut(octets, lengths), answers), follow([octets], answers));
    }),
    RUNS,
  );
});

Deno.test("QUIT is said only where nothing that was sent can make it a part of something else", () => {
  const codes = fc.array(fc.constantFrom(...CODES), { maxLength: 12 });
  fc.assert(
    fc.property(octetsOf(...SAID), codes, (octets, answers) => {
      const tracker = new Tracker();
      tracker.sent(octets);
      for (const code of answers) tracker.replied({ code, enhanced: undefined, lines: ["ok"] });
      if (!tracker.takesCommands) return;
      const { phase } = tracker.state;
      assert(phase !== "data" && phase !== "chunk" && phase !== "auth" && phase !== "closed");
      assert(!tracker.mayBeDelivered);
    }),
    RUNS,
  );
});

Deno.test("lines of a script keep all their octets but the line ends", async () => {
  await fc.assert(
    fc.asyncProperty(octetsOf("\r", "\n", "\r\n", "a"), lengthsUpTo(4), async (octets, lengths) => {
      const pieces = new Blob(cut(octets, lengths).map((piece) => new Uint8Array(piece))).stream();
      const lines = await Array.fromAsync(readLines(pieces));
      const kept = concatenate(lines.flatMap((line) => [line.octets, Uint8Array.of(0x0a)]));
      const latin1 = (each: Uint8Array): string => String.fromCharCode(...each);
      const expected = latin1(octets).replaceAll("\r\n", "\n");
      const isEnded = expected === "" || expected.endsWith("\n");
      assertEquals(latin1(kept), isEnded ? expected : `${expected}\n`);
    }),
    RUNS,
  );
});

Deno.test("octets come back from how :raw shows them", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (octets) => {
      assertEquals(readRaw(formatRaw(octets)), octets);
    }),
    RUNS,
  );
});

Deno.test("any JSON is a dialogue, or refused as none", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      try {
        parseTalkRecord(text);
      } catch (error) {
        assert(error instanceof TalkRecordError, String(error));
      }
    }),
    RUNS,
  );
});
