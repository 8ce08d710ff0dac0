/**
 * Sends many mails by `smtp/delivery/deliver.ts`, each on its own connection; prints the milliseconds.
 * @module
 */
import { parseIpAddress } from "../../../dns/ip.ts";
import { deliver, type DeliveryOptions } from "../../../smtp/delivery/deliver.ts";
import type { Destination } from "../../../smtp/delivery/destination.ts";
import type { MessageSource } from "../../../smtp/envelope.ts";

const [port, ehloName = "", reversePath = "", recipient = "", count, parallel, text] = Deno.args;

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
const address = parseIpAddress("127.0.0.1");
const destination: Destination = {
  recipients: [{ address: recipient, domain: "dest.test" }],
  hosts: address === undefined ? [] : [{ name: "127.0.0.1", addresses: [address] }],
  port: Number(port),
};
const options: DeliveryOptions = {
  ehloName,
  pipelining: true,
  chunking: "auto",
  tls: { mode: "auto", name: undefined, caCerts: [] },
  auth: undefined,
  limit: undefined,
  transcript: undefined,
  signal: new AbortController().signal,
};
let left = Number(count);

async function sendWhileLeft(): Promise<void> {
  while (left-- > 0) {
    const [outcome] = await deliver(destination, { reversePath }, message, options);
    if (outcome?.status !== "delivered") throw new Error(outcome?.explanation ?? "no outcome");
  }
}

const started = performance.now();
await Promise.all(Array.from({ length: Number(parallel) }, sendWhileLeft));
const milliseconds = performance.now() - started;
Deno.stdout.writeSync(new TextEncoder().encode(String(milliseconds)));
