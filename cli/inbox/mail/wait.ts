/**
 * `mua inbox wait`: a mail, when it is there.
 * @module
 */
import { defineCommand } from "../../command/command.ts";
import { waitOptions } from "./criteria.ts";
import { placeNeeds } from "./place.ts";

/** `mua inbox wait`. */
export const wait = defineCommand({
  name: "wait",
  summary: "wait for a mail and print it",
  operands: "",
  options: waitOptions,
  examples: [
    { line: "mua inbox wait --to ana@x.example --code", what: "the code that Ana was sent" },
    {
      line: "mua inbox wait --subject /confirm/i --link --timeout 30s",
      what: "the first link of a mail with such a subject",
    },
  ],
  details: [
    "If a mail that matches is there already, it prints the latest of them at once; otherwise the " +
    "first that comes. To leave out what is there, use --since now or mua inbox clear. The " +
    "directory may be that of a running inbox, or of one that is about to start.",
    "The links are those of the HTML, then those of the text. Codes are looked for in the subject " +
    "first; a number that may be a year comes last. A regular expression is matched with the first " +
    "250 characters of the subject, and refused if it could take too long, as (a+)+ does.",
    "Exit code: 0 found; 64 usage; 65 the mail has no link or no code; 75 no such mail in time " +
    "(standard error says what came instead).",
  ],
  needs: placeNeeds,
  // It loads what reads mails.
  run: async (invocation) => await (await import("./waiting.ts")).waitFor(invocation),
});
