/**
 * `mua outbox`: the mails that wait to be sent.
 * @module
 */
import { defineCommand } from "../command/command.ts";
import { didYouMean } from "../command/suggest.ts";
import { UsageError } from "../terminal/exit.ts";
import { now, run } from "./go.ts";
import { list, show } from "./look.ts";
import { rm } from "./rm.ts";

/** `mua outbox`. */
export const outbox = defineCommand({
  name: "outbox",
  summary: "the mails that wait to be sent",
  operands: "list|show|run|now|rm",
  subcommands: [list, show, run, now, rm],
  options: {},
  examples: [
    {
      line: "mua send --queue -t you@y.example -s Hi --body 'Hi!'",
      what: "keep it if it must wait",
    },
    { line: "mua outbox list", what: "what waits" },
    { line: "mua outbox run", what: "send what is due" },
  ],
  details: [
    "With --queue, or queue = true in an account, mua send and mua sendmail keep what cannot be " +
    "delivered now in $XDG_STATE_HOME/mua/outbox (~/.local/state/mua/outbox). It is sent by " +
    "mua outbox run, which you start from a timer; see docs/outbox.md.",
    "The name of the account is kept with a mail, and the options that were given; never a password.",
  ],
  needs: {},
  run: ({ operands: [word = ""] }) => {
    const hint = didYouMean(word, [list, show, run, now, rm].map(({ name }) => name));
    throw new UsageError(`unknown command "${word}"`, { hint });
  },
});
