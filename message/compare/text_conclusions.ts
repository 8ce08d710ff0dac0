/**
 * What a comparison says about a text, as ends of sentences.
 * @module
 */
import type { ContentChange } from "./parts.ts";
import type { Around, TextCause, TextExplanation } from "./text_causes.ts";
import { list, quote } from "../inspect/sentence.ts";

/**
 * Says what became of the content of a part.
 *
 * @param content What became of it.
 * @returns Ends of sentences; none for the same content. They repeat text of the messages.
 */
export function aboutContent(content: ContentChange): string[] {
  switch (content.kind) {
    case "identical":
    case "re-encoded":
    case "recoded":
    case "line-ends":
      return [];
    case "trailing-blanks":
      return ["gained or lost blanks at line ends, or empty lines at its end"];
    case "appended":
      return aboutAround({ after: content.text });
    case "prepended":
      return aboutAround({ before: content.text });
    case "surrounded":
      return aboutAround(content);
    case "rewritten":
      return [...aboutCauses(content), ...aboutAround(content)];
    case "altered":
      return [aboutLine(content)];
    case "replaced":
      return ["has different content"];
  }
}

function aboutAround({ before, after }: Around): string[] {
  if (before === undefined) {
    return after === undefined ? [] : [`now ends with ${quote(after)}`];
  }
  if (after === undefined) return [`now begins with ${quote(before)}`];
  return [`now begins with ${quote(before)} and ends with ${quote(after)}`];
}

/** HTML is rewritten where text is inserted; the insertion is reported instead. */
function aboutCauses(explanation: TextExplanation): string[] {
  const { causes, services = [], before, after } = explanation;
  const isInserted = before !== undefined || after !== undefined;
  return causes.filter((cause) => cause !== "markup" || !isInserted)
    .map((cause) => aboutCause(cause, services));
}

function aboutCause(cause: TextCause, services: readonly string[]): string {
  switch (cause) {
    case "misread-utf-8":
      return "is UTF-8 that was read as Latin-1 and encoded again: é became Ã©";
    case "dot-lost":
      return "lost dots at the beginning of lines: the sender must double them, because the server " +
        "removes one (RFC 5321 4.5.2)";
    case "dot-doubled":
      return "gained dots at the beginning of lines: a server did not remove the dots doubled for " +
        "SMTP (RFC 5321 4.5.2)";
    case "from-quoted":
      return "has > before lines that start with “From ”, as mailboxes in mbox format store them " +
        "(RFC 4155)";
    case "from-unquoted":
      return "lost > before lines that start with “From ”: it was taken for the escape of an mbox " +
        "(RFC 4155)";
    case "links":
      return services.length === 0
        ? "has links written differently, which lead to the same addresses as before"
        : `has links that now lead through ${list(services)} to the same addresses as before`;
    case "links-hidden":
      return `has links that now lead through ${list(services)}, which shows only the domains: ` +
        "they are the same as before";
    case "wrapped":
      return "has different line breaks; the words are the same";
    case "markup":
      return "was rewritten as HTML, and reads the same";
  }
}

function aboutLine({ line, sent, received }: ContentChange & { readonly kind: "altered" }): string {
  if (received !== undefined) {
    return `differs from line ${line} on: ${quote(received)} instead of ${quote(sent ?? "")}`;
  }
  const end = `ends before line ${line}, which was ${quote(sent ?? "")}`;
  return sent === "."
    ? `${end}: a line with a single dot ends a message, unless the dot is doubled (RFC 5321 4.5.2)`
    : end;
}
