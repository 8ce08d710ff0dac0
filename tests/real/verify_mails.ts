/**
 * verify_mails.ts TIME FILE...
 * Verifies mails as mua does, with the answers of the system's name servers, many in one process. Prints a line of
 * JSON for each. TIME is in milliseconds since 1970.
 */
import { questionsTo, serversOf } from "../../dns/questions.ts";
import { Inquiry } from "../../trust/inquiry.ts";
import { verifyMessage } from "../../trust/verification/verify.ts";
import { readMessage } from "../trust/corpus/verify.ts";

const [time, ...paths] = Deno.args;
const servers = await serversOf(undefined);
for (const path of paths) {
  const signal = AbortSignal.timeout(20_000);
  const inquiry = new Inquiry(questionsTo({ servers, signal, most: 300 }));
  const message = readMessage(await Deno.readFile(path));
  const verification = await verifyMessage(message, { inquiry, envelope: {}, now: Number(time) });
  await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify(verification)}\n`));
}
// The alarms of the signals would keep it waiting.
Deno.exit();
