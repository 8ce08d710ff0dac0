/**
 * One sentence for each line of the demo's dialogue: what it does, in the words of RFC 5321.
 * @module
 */
import type { Stage } from "../smtp/stage.ts";
import type { TranscriptEvent } from "../smtp/transcript.ts";

type Words = Partial<Record<Stage, string>>;

const SAID_BY_CLIENT: Words = {
  ehlo: "The client greets and gives its name. EHLO is HELO, and asks for the extensions too.",
  mail: "The envelope begins: errors about this mail go back to this address, the reverse-path.",
  rcpt: "The envelope goes on: the mail is for this address. One command for each recipient.",
  data: "The client asks to send the message itself.",
  quit: "The client says that it leaves.",
};

const SAID_BY_SERVER: Words = {
  banner: "The server greets first: 220, ready.",
  mail: "250: the sender is accepted, and a mail transaction is open.",
  rcpt: "250: the server takes mail for this recipient.",
  data: "354: go on, and end with a line that holds only a dot.",
  dot: "250: from here on the server is responsible for the mail (RFC 5321 section 4.2.5).",
  quit: "221: the server closes the connection.",
};

/**
 * Explains a dialogue line by line.
 *
 * @returns What takes the lines in their order, and gives a sentence where one is of use.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { explainDialogue } from "./demo_words.ts";
 * const meaningOf = explainDialogue();
 * const event = { time: 0, speaker: "server", stage: "banner", encrypted: false } as const;
 * assertEquals(meaningOf({ ...event, text: "220 mx" }), "The server greets first: 220, ready.");
 * ```
 */
export function explainDialogue(): (event: TranscriptEvent) => string | undefined {
  let last: TranscriptEvent | undefined;
  let isHeader = true;
  return (event) => {
    const isFirst = last?.stage !== event.stage || last.speaker !== event.speaker;
    last = event;
    const meaning = event.stage === "body"
      ? meaningOfBody(event.text, isFirst, isHeader)
      : meaningOfCommand(event, isFirst);
    if (event.stage === "body" && event.text === "") isHeader = false;
    return meaning;
  };
}

function meaningOfCommand(event: TranscriptEvent, isFirst: boolean): string | undefined {
  const { speaker, stage, text } = event;
  if (speaker === "client") return SAID_BY_CLIENT[stage];
  if (speaker !== "server") return undefined;
  if (stage !== "ehlo") return SAID_BY_SERVER[stage];
  return isFirst ? "250: the server greets back with its name." : meaningOfExtension(text);
}

function meaningOfBody(text: string, isFirst: boolean, isHeader: boolean): string | undefined {
  if (isFirst) {
    return "The message begins with its header: From and To here are for people to read.";
  }
  if (isHeader && text === "") return "An empty line ends the header; what follows is the body.";
  if (text === ".") return "A lone dot ends the message. It is not part of it.";
  return undefined;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  "PIPELINING": "It takes several commands at once (RFC 2920).",
  "SIZE": "It takes a message of so many octets (RFC 1870).",
  "8BITMIME": "It takes octets above 127 in a message (RFC 6152).",
  "SMTPUTF8": "It takes addresses that are not ASCII (RFC 6531).",
  "CHUNKING": "It takes a message in pieces of a known size, too, by BDAT (RFC 3030).",
  "BINARYMIME": "It takes any octets in such pieces (RFC 3030).",
  "DSN": "It knows what a sender wants to be notified of (RFC 3461).",
  "ENHANCEDSTATUSCODES": "Its answers hold codes such as 2.1.5, more exact than 250 (RFC 2034).",
  "STARTTLS": "It can go on encrypted (RFC 3207).",
};

function meaningOfExtension(text: string): string | undefined {
  const [keyword = ""] = text.slice("250-".length).split(" ");
  return EXTENSIONS[keyword.toUpperCase()];
}
