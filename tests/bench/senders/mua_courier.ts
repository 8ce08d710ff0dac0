/**
 * Sends many mails by `smtp/delivery/courier.ts`; prints the milliseconds. With 1 mail a connection each
 * has one of its own, with more they are kept.
 * @module
 */
import { createLookup } from "../../../dns/mod.ts";
import { Courier, type Mail } from "../../../smtp/delivery/courier.ts";
import type { MessageSource } from "../../../smtp/envelope.ts";

const [port, ehloName = "", reversePath = "", address = "", count, parallel, each, text] =
  Deno.args;

const octets = new TextEncoder().encode(text);
const message: MessageSource = {
  size: octets.length,
  eightBit: false,
  utf8Header: false,
  octets,
  async *open(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(octets);
  },
};
const recipients = [{ address, domain: "dest.test" }];
const mail: Mail = { envelope: { reversePath, recipients }, message };
const signal = new AbortController().signal;
const how = { limit: undefined, signal };

const started = performance.now();
{
  await using courier = new Courier({
    ...how,
    search: {
      ...how,
      server: "127.0.0.1",
      port: Number(port),
      lookup: createLookup(),
      demands: undefined,
      families: [4],
      allowPrivate: true,
      caCerts: [],
    },
    ehloName,
    pipelining: true,
    chunking: "auto",
    tls: { mode: "auto", name: undefined, caCerts: [] },
    auth: undefined,
    transcript: undefined,
    connections: Number(parallel),
    connectionsPerHost: Number(parallel),
    mailsPerConnection: Number(each),
  });
  for (let left = Number(count); left > 0; left--) {
    await courier.room();
    courier.send(mail).then(([outcome]) => {
      if (outcome?.status !== "delivered") throw new Error(outcome?.explanation ?? "no outcome");
    });
  }
}
const milliseconds = performance.now() - started;
Deno.stdout.writeSync(new TextEncoder().encode(String(milliseconds)));
