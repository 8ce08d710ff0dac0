/**
 * Sends random drafts to a server, one after the other and three over each connection, and prints a digest
 * of each as it will lie in a Maildir, with LF line ends.
 *
 *     send_drafts.ts HOST RECIPIENT SEED COUNT
 *
 * @module
 */
import { parseMailbox } from "../../message/address/address.ts";
import { compose } from "../../message/compose/compose.ts";
import { createLookup } from "../../dns/mod.ts";
import { Courier } from "../../smtp/delivery/courier.ts";
import fc from "fast-check";
import { DRAFT } from "../message/compose/readers/drafts.ts";
import { collect, textOf } from "../message/support.ts";
import { digestOf } from "./digest.ts";

const [server = "", recipient = "", seed, count] = Deno.args;
const { domain } = parseMailbox(recipient);
const envelope = { reversePath: "a@x.example", recipients: [{ address: recipient, domain }] };
const signal = new AbortController().signal;
await using courier = new Courier({
  search: {
    server,
    port: 25,
    lookup: createLookup(),
    demands: undefined,
    families: [4],
    allowPrivate: true,
    caCerts: [],
    limit: undefined,
    signal,
  },
  connections: 1,
  // Every third time QUIT leaves together with the dot.
  mailsPerConnection: 3,
  ehloName: "client.dest.test",
  pipelining: true,
  chunking: "auto",
  tls: { mode: "off", name: undefined, caCerts: [] },
  auth: undefined,
  limit: undefined,
  transcript: () => {},
  signal,
});
for (const draft of fc.sample(DRAFT, { seed: Number(seed), numRuns: Number(count) })) {
  const message = await compose(draft);
  const [outcome] = await courier.send({ envelope, message });
  if (outcome?.status !== "delivered") throw new Error(JSON.stringify(outcome));
  const text = textOf(await collect(message.open())).replaceAll("\r\n", "\n");
  await Deno.stdout.write(new TextEncoder().encode(`${await digestOf(text)}\n`));
}
