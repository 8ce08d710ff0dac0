import { parseResolvConf, trustsAuthenticData } from "../../dns/resolv_conf.ts";
import { assertEquals } from "../std/assert.ts";

function servers(text: string): string[] {
  return parseResolvConf(text).map((server) => server.text);
}

Deno.test("parseResolvConf reads name servers in their order", () => {
  const text = "domain lab.test\nnameserver 192.0.2.53\nnameserver\t2001:DB8::53\n";
  assertEquals(servers(text), ["192.0.2.53", "2001:db8::53"]);
});

Deno.test("parseResolvConf passes over comments, other lines and what is no address", () => {
  const text = [
    ...["# nameserver 192.0.2.1", "; nameserver 192.0.2.2", " nameserver 192.0.2.3"],
    ...["nameservers 192.0.2.4", "nameserver", "nameserver dns.test", "nameserver fe80::1%eth0"],
    ...["options edns0", "search nameserver 192.0.2.5", "nameserver 192.0.2.6 # of the lab\r"],
    "nameserver 192.0.2.7\r",
  ].join("\n");
  assertEquals(servers(text), ["192.0.2.6", "192.0.2.7"]);
});

Deno.test("parseResolvConf reads the last line without its line end, and an empty file", () => {
  assertEquals(servers("nameserver 127.0.0.53"), ["127.0.0.53"]);
  assertEquals(servers(""), []);
});

Deno.test("parseResolvConf stops at three name servers as resolv.conf(5) does", () => {
  const text = [1, 2, 3, 4].map((host) => `nameserver 192.0.2.${host}\n`).join("");
  assertEquals(servers(text), ["192.0.2.1", "192.0.2.2", "192.0.2.3"]);
});

Deno.test("trustsAuthenticData finds trust-ad among the options, and nowhere else", () => {
  const yes = [
    "options trust-ad",
    "options edns0 trust-ad\r",
    "search x\noptions\ttrust-ad rotate",
  ];
  const no = [
    "",
    "# options trust-ad",
    "options # trust-ad",
    "options trust-ads",
    "search trust-ad",
  ];
  assertEquals([...yes, ...no].map(trustsAuthenticData), [
    ...yes.map(() => true),
    ...no.map(() => false),
  ]);
});
