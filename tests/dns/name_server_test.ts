import { isBelieved } from "../../dns/name_server.ts";
import { assertEquals } from "../std/assert.ts";

Deno.test("isBelieved takes the word of a resolver on this machine alone", () => {
  const believed = ["127.0.0.1", "127.0.0.53", "::1"];
  // The last one is Docker's, which passes on what comes from elsewhere.
  const others = ["192.0.2.53", "10.0.0.1", "8.8.8.8", "fe80::1", "nonsense", "127.0.0.11"];
  assertEquals([...believed, ...others].map((address) => isBelieved({ address, port: 53 })), [
    ...believed.map(() => true),
    ...others.map(() => false),
  ]);
});
