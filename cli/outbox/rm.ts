/**
 * `mua outbox rm`: mails that are wanted no more.
 * @module
 */
import { DamagedError } from "../../outbox/file.ts";
import type { Outbox } from "../../outbox/outbox.ts";
import { defineCommand, type Invocation } from "../command/command.ts";
import { Exit, type ExitCode } from "../terminal/exit.ts";
import { inOutbox } from "../send/queue.ts";
import { brief } from "../terminal/words.ts";
import { findMails } from "./look.ts";

const rmOptions = {} as const;

/** `mua outbox rm`. */
export const rm = defineCommand({
  name: "rm",
  summary: "remove mails from the outbox; they are sent no more",
  operands: "ID...",
  options: rmOptions,
  examples: [{ line: "mua outbox rm 7k2m9c4x", what: "never send this mail" }],
  details: [
    "Exit code: 0; 66 no such mail (then none is removed); 75 it is being sent now.",
  ],
  needs: { read: true, write: true, env: true },
  run: removeMails,
});

async function removeMails(
  { operands, terminal, variable }: Invocation<typeof rmOptions>,
): Promise<ExitCode> {
  const { outbox, ids } = await findMails(variable, operands);
  let exitCode: ExitCode = Exit.ok;
  for (const id of new Set(ids)) {
    const words = await inOutbox(outbox, () => remove(outbox, id));
    if (words === undefined) exitCode = Exit.temporary;
    terminal.out(`${id}  ${words ?? "is being sent now, and was not removed"}\n`);
  }
  return exitCode;
}

/** Removes a mail; says for whom it was, unless somebody is sending it. */
async function remove(outbox: Outbox, id: string): Promise<string | undefined> {
  try {
    const found = await outbox.take(id);
    if (found === "busy") return undefined;
    if (found === undefined) return "was sent just now";
    using taken = found;
    const open = taken.contents.fates.all.filter(({ state }) => state !== "delivered");
    taken.remove();
    return `removed; not sent to ${
      open.map(({ recipient }) => brief(recipient.address)).join(", ")
    }`;
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    outbox.removeDamaged(id);
    return "removed; it was damaged";
  }
}
