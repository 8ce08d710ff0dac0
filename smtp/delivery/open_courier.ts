/**
 * Many mails from a program, over connections that are kept.
 * @module
 */
import { ehlo } from "../command.ts";
import type { CourierLimits, Mail, MailCourier } from "./courier.ts";
import { readOptions, type SendMailOptions } from "./send_mail.ts";

/**
 * Makes ready to send many mails: each domain is looked up once, connections are kept, and where the
 * server allows it (RFC 2920) the commands of the next mail leave with the end of the one before.
 *
 * @param options How mails go, and how many at a time.
 * @returns Who takes the mails; `await using` closes it when all are delivered.
 * @throws {CommandError} If the EHLO name cannot be sent.
 * @throws {TypeError} If somebody is to authenticate and no server is named.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { Inbox } from "../../inbox/mod.ts";
 * import { writeMail } from "../../message/mod.ts";
 * import { openCourier } from "../mod.ts";
 *
 * await using inbox = await Inbox.start();
 * const statuses: string[] = [];
 * {
 *   await using courier = await openCourier({ server: inbox.hostname, port: inbox.port });
 *   for (const to of ["ana@x.example", "rui@x.example", "eva@x.example"]) {
 *     const mail = await writeMail({ from: "me@y.example", to, subject: "Hi", text: "Hi!" });
 *     await courier.room();
 *     courier.send(mail).then(([outcome]) => statuses.push(`${to} ${outcome?.status}`));
 *   }
 * }
 * assertEquals(statuses.toSorted(), [
 *   "ana@x.example delivered",
 *   "eva@x.example delivered",
 *   "rui@x.example delivered",
 * ]);
 * ```
 */
export async function openCourier<M extends Mail = Mail>(
  options: SendMailOptions & CourierLimits<M> = {},
): Promise<MailCourier<M>> {
  if (options.ehloName !== undefined) ehlo(options.ehloName);
  const { search, delivery } = readOptions(options);
  const { connections, mailsPerConnection, mailsInHand, patience, beforeDot } = options;
  const { connectionsPerHost = options.server === undefined ? undefined : connections } = options;
  const { Courier } = await import("./courier.ts");
  return new Courier<M>({
    ...delivery,
    search,
    connections,
    connectionsPerHost,
    mailsPerConnection,
    mailsInHand,
    patience,
    beforeDot,
  });
}
