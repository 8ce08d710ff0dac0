/**
 * What a comparison says of a text, as the rests of sentences about it.
 * @module
 */
import type { ContentChange } from "./parts.ts";
import type { Around, TextCause, TextExplanation } from "./text_causes.ts";
import { list, quote } from "../inspect/sentence.ts";

/**
 * Says what became of the content of a part.
 *
 * @param content What became of it.
 * @returns Rests of sentences; none for the same content. They repeat text of the messages.
 */
export function aboutContent(content: ContentChange): string[] {
  switch (content.kind) {
    case "identical":
    case "re-encoded":
    case "recoded":
    case "line-ends":
      return [];
    case "trailing-blanks":
      return ["has lost or got blanks at the ends of lines, or empty lines at its end"];
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
      return ["has other content"];
  }
}

function aboutAround({ before, after }: Around): string[] {
  if (before === undefined) {
    return after === undefined ? [] : [`has more behind it: ${quote(after)}`];
  }
  if (after === undefined) return [`has a banner before it: ${quote(before)}`];
  return [`has a banner before it, ${quote(before)}, and more behind it, ${quote(after)}`];
}

/** HTML into which something was put is written anew there, which is said of what was put in. */
function aboutCauses(explanation: TextExplanation): string[] {
  const { causes, services = [], before, after } = explanation;
  const isInserted = before !== undefined || after !== undefined;
  return causes.filter((cause) => cause !== "markup" || !isInserted)
    .map((cause) => aboutCause(cause, services));
}

function aboutCause(cause: TextCause, services: readonly string[]): string {
  switch (cause) {
    case "misread-utf-8":
      return "was taken for Latin-1 though it is UTF-8, and encoded once more: é has become Ã©";
    case "dot-lost":
      return "has lost dots at the beginnings of lines: whoever sends has to double them, since the " +
        "server takes one away (RFC 5321 4.5.2)";
    case "dot-doubled":
      return "has more dots at the beginnings of lines: somebody has not taken away those that were " +
        "doubled for SMTP (RFC 5321 4.5.2)";
    case "from-quoted":
      return "has > before lines that begin with “From ”, as they are kept in an mbox (RFC 4155)";
    case "from-unquoted":
      return "has lost > before lines that begin with “From ”: it was taken for the mark of an mbox " +
        "(RFC 4155)";
    case "links":
      return services.length === 0
        ? "has its links written in another way, and they lead to the same addresses as before"
        : `has links that lead through ${list(services)} to the same addresses as before`;
    case "links-hidden":
      return `has links that lead through ${
        list(services)
      }, which shows no more than the domains: ` +
        "they are the same as before";
    case "wrapped":
      return "has its lines broken in other places; the words are the same";
    case "markup":
      return "was written anew as HTML, and reads the same";
  }
}

function aboutLine({ line, sent, received }: ContentChange & { readonly kind: "altered" }): string {
  if (received !== undefined) {
    return `is another from line ${line} on: ${quote(received)} where ${quote(sent ?? "")} was`;
  }
  const end = `ends before line ${line}, which was ${quote(sent ?? "")}`;
  return sent === "."
    ? `${end}: a dot alone ends a message, unless it is doubled (RFC 5321 4.5.2)`
    : end;
}
