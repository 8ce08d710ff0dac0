import {
  decodeResponse,
  encodeQuery,
  frameMessage,
  MessageReader,
  PacketError,
} from "../../dns/packet.ts";
import { assert, assertEquals, assertThrows } from "../std/assert.ts";
import { octets } from "./octets.ts";
import fc from "fast-check";

const HEADER = "1234 8180 0001 0001 0000 0000"; // a response, recursion desired and available
const QUESTION = "04 6d61696c 04 74657374 00 000f 0001"; // mail.test MX IN
const MX = "c00c 000f 0001 0000003c 0007 000a 02 6d78 c00c"; // 10 mx.mail.test

Deno.test("encodeQuery writes one question with recursion desired and the AD bit", () => {
  const query = octets("1234 0120 0001 0000 0000 0000", QUESTION);
  assertEquals(new Uint8Array(encodeQuery(0x1234, { name: "mail.test.", type: "MX" })), query);
});

Deno.test("encodeQuery says how long a response over UDP may be, when asked to (RFC 6891)", () => {
  const query = octets("1234 0120 0001 0000 0000 0001", QUESTION, "00 0029 04d0 00000000 0000");
  const question = { name: "mail.test", type: "MX" } as const;
  assertEquals(new Uint8Array(encodeQuery(0x1234, question, true)), query);
});

Deno.test("encodeQuery refuses names that do not fit into a message", () => {
  const names = ["", ".", "a..b", `${"a".repeat(64)}.test`, `${"a.".repeat(127)}a`, "a b.test"];
  for (const name of [...names, "ü.test", "a\u0000.test"]) {
    assertThrows(() => encodeQuery(1, { name, type: "A" }), PacketError, "not a DNS name");
  }
});

Deno.test("decodeResponse reads identifier, question and records", () => {
  const response = decodeResponse(octets(HEADER, QUESTION, MX));
  assertEquals(response.id, 0x1234);
  assertEquals(response.code, "NOERROR");
  assertEquals([response.question?.name, response.question?.type], ["mail.test", "MX"]);
  assertEquals(response.answers, [
    { type: "MX", name: "mail.test", preference: 10, exchange: "mx.mail.test" },
  ]);
  assertEquals([response.authenticated, response.truncated, response.referral], [
    false,
    false,
    false,
  ]);
});

Deno.test("decodeResponse reads addresses, aliases, pointers and texts, and leaves other types out", () => {
  const header = "0001 8180 0000 0006 0000 0000";
  const name = "01 61 00"; // a
  const alias = `${name} 0005 0001 0000003c 0003 01 62 00`;
  const a = `${name} 0001 0001 0000003c 0004 c0000201`;
  const aaaa = `${name} 001c 0001 0000003c 0010 20010db8000000000000000000000001`;
  const txt = `${name} 0010 0001 0000003c 0006 01 78 01 c3 01 a9`;
  const ptr = `${name} 000c 0001 0000003c 0003 01 63 00`;
  const ns = `${name} 0002 0001 0000003c 0003 01 63 00`;
  assertEquals(decodeResponse(octets(header, alias, a, aaaa, txt, ptr, ns)).answers, [
    { type: "CNAME", name: "a", data: "b" },
    { type: "A", name: "a", data: "192.0.2.1" },
    { type: "AAAA", name: "a", data: "2001:db8::1" },
    { type: "TXT", name: "a", data: "xé" },
    { type: "PTR", name: "a", data: "c" },
  ]);
});

Deno.test("decodeResponse reads TLSA records", () => {
  const tlsa = "01 61 00 0034 0001 0000003c 0006 03 01 01 abcdef";
  const [record] = decodeResponse(octets("0001 81a0 0000 0001 0000 0000", tlsa)).answers;
  assert(record?.type === "TLSA");
  const { usage, selector, matchingType, data } = record.data;
  assertEquals([usage, selector, matchingType, ...data], [3, 1, 1, 0xab, 0xcd, 0xef]);
});

Deno.test("decodeResponse tells response codes, AD and TC", () => {
  const codes = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "RCODE 6"];
  for (const [code, name] of codes.entries()) {
    assertEquals(decodeResponse(octets(`0001 818${code} 0000 0000 0000 0000`)).code, name);
  }
  assert(decodeResponse(octets("0001 81a0 0000 0000 0000 0000")).authenticated);
  assert(decodeResponse(octets("0001 8380 0000 0000 0000 0000")).truncated);
});

Deno.test("decodeResponse tells a referral from an empty answer (RFC 2308 2.2)", () => {
  const ns = "00 0002 0001 0000003c 0003 01 61 00";
  const soa = "00 0006 0001 0000003c 0018 01 61 00 00" + "00000000".repeat(5);
  assert(decodeResponse(octets("0001 8180 0000 0000 0001 0000", ns)).referral);
  assert(!decodeResponse(octets("0001 8580 0000 0000 0001 0000", ns)).referral);
  assert(!decodeResponse(octets("0001 8180 0000 0000 0001 0000", soa)).referral);
  assert(!decodeResponse(octets("0001 8180 0000 0000 0000 0000")).referral);
});

Deno.test("decodeResponse refuses what is no whole response", () => {
  const whole = octets(HEADER, QUESTION, MX);
  for (let length = 0; length < whole.length; length++) {
    assertThrows(() => decodeResponse(whole.subarray(0, length)), PacketError);
  }
  const query = encodeQuery(1, { name: "mail.test", type: "MX" });
  assertThrows(() => decodeResponse(query), PacketError, "not a response");
  const loop = octets("0001 8180 0001 0000 0000 0000", "c00c 000f 0001");
  assertThrows(() => decodeResponse(loop), PacketError, "malformed");
});

Deno.test("decodeResponse never fails in another way, whatever the octets", () => {
  const whole = octets(HEADER, QUESTION, MX);
  const noise = fc.uint8Array({ maxLength: 80 });
  const flipped = fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, octet]) => {
    return whole.with(at, octet);
  });
  fc.assert(fc.property(fc.oneof(noise, flipped), (message) => {
    try {
      decodeResponse(message);
    } catch (error) {
      assert(error instanceof PacketError);
    }
  }));
});

Deno.test("frameMessage and MessageReader agree at every chunk boundary", () => {
  for (const length of [0, 1, 255, 256, 65_535]) {
    const message = Uint8Array.from({ length }, (_, index) => index % 251);
    const framed = frameMessage(message);
    assertEquals(framed.length, length + 2);
    assertEquals(new MessageReader().push(framed), message);
  }
  const message = octets(HEADER, QUESTION, MX);
  const framed = frameMessage(message);
  for (let at = 0; at <= framed.length; at++) {
    const reader = new MessageReader();
    const first = reader.push(framed.subarray(0, at));
    assertEquals(first, at === framed.length ? message : undefined);
    if (first === undefined) assertEquals(reader.push(framed.subarray(at)), message);
  }
  const reader = new MessageReader();
  const pushed = [...framed].map((octet) => reader.push(Uint8Array.of(octet)));
  assertEquals(pushed.at(-1), message);
  assert(pushed.slice(0, -1).every((result) => result === undefined));
});

Deno.test("MessageReader leaves what follows the message", () => {
  const framed = frameMessage(Uint8Array.of(1, 2, 3));
  assertEquals(new MessageReader().push(Uint8Array.of(...framed, 9, 9)), Uint8Array.of(1, 2, 3));
});
