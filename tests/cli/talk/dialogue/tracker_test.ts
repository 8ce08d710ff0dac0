import { readCommandLine } from "../../../../cli/talk/dialogue/command_line.ts";
import { explainAnswer } from "../../../../cli/talk/dialogue/explanation.ts";
import { describeNext, leadingOn } from "../../../../cli/talk/dialogue/next.ts";
import {
  afterReply,
  type DialogueState,
  NEW_DIALOGUE,
} from "../../../../cli/talk/dialogue/state.ts";
import { Tracker } from "../../../../cli/talk/dialogue/tracker.ts";
import type { Reply } from "../../../../smtp/reply.ts";
import { assertEquals } from "../../../std/assert.ts";

const octets = (text: string) => new TextEncoder().encode(text);

function reply(code: number, ...lines: string[]): Reply {
  return { code, enhanced: undefined, lines: lines.length === 0 ? ["ok"] : lines };
}

/** What is due, in a word. */
function dueOf({ due }: Tracker): string {
  if (due === undefined) return "nothing";
  return due.kind === "command" ? due.line.word : due.kind;
}

/**
 * Plays a dialogue: a text is sent, a number is answered. Gives phase and what is due after each.
 */
function play(...turns: (string | number)[]): string[] {
  const tracker = new Tracker();
  tracker.replied(reply(220));
  return turns.map((turn) => {
    if (typeof turn === "number") tracker.replied(reply(turn, "mx", "CHUNKING"));
    else tracker.sent(octets(turn));
    return `${tracker.state.phase} ${dueOf(tracker)}`;
  });
}

Deno.test("the phases of a mail follow the answers, not the commands", () => {
  assertEquals(
    play("HELO a\r\n", 250, "MAIL x\r\n", 550, "MAIL x\r\n", 250, "RCPT x\r\n", 450),
    [
      "connected HELO",
      "greeted nothing",
      "greeted MAIL",
      "greeted nothing",
      "greeted MAIL",
      "mail nothing",
      "mail RCPT",
      "mail nothing",
    ],
  );
  assertEquals(
    play(
      "EHLO a\r\n",
      250,
      "MAIL x\r\n",
      250,
      "RCPT x\r\n",
      250,
      "DATA\r\n",
      354,
      "Hi\r\n",
      ".\r\n",
      250,
    )
      .slice(-6),
    [
      "rcpt nothing",
      "rcpt DATA",
      "data nothing",
      "data nothing",
      "data message",
      "greeted nothing",
    ],
  );
});

Deno.test("RSET and a refused message lead back; RSET before a greeting does not greet", () => {
  assertEquals(
    play("EHLO a\r\n", 250, "MAIL x\r\n", 250, "RSET\r\n", 250).at(-1),
    "greeted nothing",
  );
  assertEquals(play("RSET\r\n", 250).at(-1), "connected nothing");
  assertEquals(
    play("EHLO a\r\n", 250, "MAIL x\r\n", 250, "DATA\r\n", 354, ".\r\n", 554).at(-1),
    "greeted nothing",
  );
});

Deno.test("QUIT closes, unless it is refused", () => {
  assertEquals(play("QUIT\r\n", 221).at(-1), "closed nothing");
  assertEquals(play("QUIT\r\n", 500).at(-1), "connected nothing");
});

Deno.test("AUTH has a language of its own until it ends", () => {
  const exchange = play("EHLO a\r\n", 250, "AUTH LOGIN\r\n", 334, "QUIT\r\n", 334, "x\r\n", 235);
  assertEquals(exchange.slice(3), [
    "auth nothing",
    "auth response",
    "auth nothing",
    "auth response",
    "greeted nothing",
  ]);
  assertEquals(
    play("EHLO a\r\n", 250, "AUTH LOGIN\r\n", 334, "*\r\n", 501).at(-1),
    "greeted nothing",
  );
});

Deno.test("the octets of a chunk are no commands, whatever they hold", () => {
  const chunk = play("EHLO a\r\n", 250, "MAIL x\r\n", 250, "BDAT 8\r\n", "QUIT", "\r\n\r\n", 250);
  assertEquals(chunk.slice(4), ["chunk nothing", "chunk nothing", "chunk chunk", "rcpt nothing"]);
  const last = play("EHLO a\r\n", 250, "BDAT 0 LAST\r\n", 250);
  assertEquals(last.slice(2), ["greeted chunk", "greeted nothing"]);
  assertEquals(play("BDAT many\r\n").at(-1), "connected BDAT");
});

Deno.test("lines that are sent ahead become commands or lines of the message by the answers", () => {
  const group = "MAIL x\r\nRCPT x\r\nDATA\r\nQUIT\r\n.\r\nQUIT\r\n";
  assertEquals(play("EHLO a\r\n", 250, group, 250, 250, 354, 250, 221).slice(2), [
    "greeted MAIL",
    "mail RCPT",
    "rcpt DATA",
    "data message",
    "greeted QUIT",
    "closed nothing",
  ]);
  assertEquals(play("EHLO a\r\n", 250, group, 250, 550, 554, 221).slice(-3), [
    "mail DATA",
    "mail QUIT",
    "closed nothing",
  ]);
});

Deno.test("a line counts when it has ended, however it is cut", () => {
  const tracker = new Tracker();
  tracker.replied(reply(220));
  for (const octet of octets("NOOP\r")) tracker.sent(new Uint8Array([octet]));
  assertEquals([dueOf(tracker), tracker.takesCommands], ["nothing", false]);
  tracker.sent(octets("\n"));
  assertEquals([dueOf(tracker), tracker.takesCommands], ["NOOP", true]);
});

Deno.test("a dot ends a message only if it stands alone", () => {
  for (const line of ["..\r\n", ". \r\n", "x.\r\n", ".\n"]) {
    assertEquals(play("EHLO a\r\n", 250, "DATA\r\n", 354, line).at(-1), "data nothing", line);
  }
});

Deno.test("QUIT is no command where it could be taken for something else", () => {
  const tracker = new Tracker();
  const can = (): boolean => tracker.takesCommands;
  assertEquals(can(), false, "before the server has greeted");
  tracker.replied(reply(220));
  assertEquals(can(), true);
  tracker.sent(octets("DATA\r\n"));
  assertEquals([can(), tracker.isInMessage], [false, true], "DATA may be accepted");
  tracker.replied(reply(503));
  assertEquals([can(), tracker.isInMessage], [true, false]);
  tracker.sent(octets("STARTTLS\r\n"));
  assertEquals(can(), false, "TLS may begin");
  tracker.replied(reply(220));
  tracker.secured();
  assertEquals([can(), tracker.state.phase, tracker.state.encrypted], [true, "connected", true]);
  tracker.sent(octets("QUIT\r\n"));
  assertEquals(can(), false, "it was said already");
});

Deno.test("a message may be delivered from when it has left whole until it is answered", () => {
  const tracker = new Tracker();
  tracker.replied(reply(220));
  tracker.sent(octets("DATA\r\n"));
  tracker.sent(octets("Hi\r\n"));
  assertEquals(tracker.mayBeDelivered, false);
  tracker.sent(octets(".\r\n"));
  assertEquals(tracker.mayBeDelivered, true, "sent ahead of 354");
  tracker.replied(reply(354));
  assertEquals(tracker.mayBeDelivered, true);
  tracker.replied(reply(250));
  assertEquals(tracker.mayBeDelivered, false);
});

Deno.test("a reply that nobody asked for answers nothing and changes nothing", () => {
  const tracker = new Tracker();
  tracker.replied(reply(220));
  assertEquals(tracker.replied(reply(421)), undefined);
  assertEquals(tracker.state, NEW_DIALOGUE);
});

function greeted(...offers: string[]): DialogueState {
  const line = readCommandLine("EHLO a");
  return afterReply(NEW_DIALOGUE, { kind: "command", line }, reply(250, "mx", ...offers));
}

Deno.test("what may come next depends on what the server offers", () => {
  assertEquals(leadingOn(NEW_DIALOGUE), ["EHLO", "HELO"]);
  assertEquals(leadingOn(greeted()), ["MAIL"]);
  assertEquals(leadingOn(greeted("STARTTLS", "AUTH PLAIN")), ["MAIL", "STARTTLS", "AUTH"]);
  const secure = { ...greeted("STARTTLS", "AUTH PLAIN"), encrypted: true, authenticated: true };
  assertEquals(leadingOn(secure), ["MAIL"]);
  assertEquals(
    describeNext({ ...greeted("CHUNKING"), phase: "rcpt" }),
    "Next: RCPT TO, DATA, BDAT, QUIT.",
  );
  assertEquals(describeNext({ ...greeted(), phase: "closed" }), undefined);
});

Deno.test("behind the dot of LMTP each recipient has an answer, and what comes next is said of the last", () => {
  const tracker = new Tracker();
  const answers = [220, 250, 250, 250, 550, 250, 354];
  const lines = ["", "LHLO a", "MAIL FROM:<>", "RCPT TO:<b@y>", "RCPT TO:<c@y>", "RCPT TO:<d@y>"];
  for (const [index, code] of answers.entries()) {
    if (index > 0) tracker.sent(octets(`${lines[index] ?? "DATA"}\r\n`));
    tracker.replied(reply(code));
  }
  tracker.sent(octets("Hi\r\n.\r\nQUIT\r\n"));
  const explained = [250, 550].map((code) => {
    const question = tracker.replied(reply(code));
    return question && explainAnswer(question, reply(code), tracker)[0];
  });
  assertEquals(explained.map((text) => text?.slice(0, 15)), ["For <b@y>: 250:", "For <d@y>: 550:"]);
  assertEquals(explained.map((text) => text?.includes("Next:")), [false, true]);
  assertEquals([tracker.state.phase, dueOf(tracker)], ["greeted", "QUIT"]);
});

Deno.test("behind the dot of SMTP one answer is due, however many recipients there are", () => {
  for (const [greeting, due] of [["EHLO", "nothing"], ["LHLO", "message"]] as const) {
    const turns = [
      `${greeting} a\r\n`,
      250,
      "MAIL x\r\n",
      250,
      "RCPT x\r\n",
      250,
      "RCPT y\r\n",
      250,
    ];
    const played = play(...turns, "DATA\r\n", 354, ".\r\n", 250);
    assertEquals(played.at(-1)?.split(" ")[1], due);
  }
});
