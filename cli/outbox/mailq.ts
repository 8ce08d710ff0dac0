/**
 * The outbox as `mailq` and `sendmail -bp` show it, in the columns that programs read.
 * @module
 */
import type { Variable } from "../command/command.ts";
import { escapeLine } from "../terminal/escape.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { brief } from "../terminal/words.ts";
import { lookAtAll } from "./look.ts";
import type { Known } from "./report.ts";

const HEADING = "-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------\n";

/** Columns before a recipient. */
const INDENT = 41;

/**
 * Shows what is in the outbox.
 *
 * @param terminal Where to.
 * @param variable Reads an environment variable.
 * @throws {CliError} 74 if the outbox cannot be read, 78 if it must not be used.
 */
export async function showMailq(terminal: Terminal, variable: Variable): Promise<void> {
  const all = await lookAtAll(variable);
  if (all.length === 0) return terminal.out("Mail queue is empty\n");
  terminal.out(HEADING);
  let size = 0;
  for (const glimpse of all) {
    if ("damage" in glimpse) {
      terminal.out(`${glimpse.id}#  ${escapeLine(glimpse.path)}: ${glimpse.damage}\n\n`);
      continue;
    }
    size += glimpse.mail.message.size;
    terminal.out(entry(glimpse), "\n");
  }
  const requests = all.length === 1 ? "1 Request" : `${all.length} Requests`;
  terminal.out(`-- ${Math.ceil(size / 1024)} Kbytes in ${requests}.\n`);
}

/** A mail: its line, and for each recipient what was answered last. */
function entry({ id, mail: { queuedAt, envelope, message }, fates }: Known): string {
  const time = new Date(queuedAt);
  const [weekday, month, day] = time.toString().split(" ");
  const arrival = `${weekday} ${month} ${day} ${time.toTimeString().slice(0, "23:51:57".length)}`;
  const sender = brief(envelope.reversePath || "MAILER-DAEMON");
  const line = `${id.padEnd(11)}${String(message.size).padStart(9)} ${arrival}  ${sender}\n`;
  const recipients = fates.all.filter(({ state }) => state !== "delivered").map((fate) => {
    const words = fate.answer === undefined ? "" : `(${brief(fate.answer.reply)})\n`;
    return `${words}${" ".repeat(INDENT)}${brief(fate.recipient.address)}\n`;
  });
  return line + recipients.join("");
}
