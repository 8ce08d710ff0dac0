import { parseHeader } from "../../../message/header/header.ts";
import { findOwnServers, isSameSite, standingOf } from "../../../message/header/own_server.ts";
import { assertEquals } from "../../std/assert.ts";

function serversOf(...lines: string[]): { names: readonly string[]; above: number; below: number } {
  return findOwnServers(parseHeader(new TextEncoder().encode(`${lines.join("\n")}\n`)).fields);
}

const BORDER = "Received: from a.example (a.example [192.0.2.1]) by mx.b.example with ESMTP; x";
const SENDER = "Received: from pc (pc [198.51.100.9]) by a.example; x";

Deno.test("a server is one's own when the one above it took the message inside", () => {
  for (
    const handover of [
      "Received: from mx.b.example (mx.b.example [10.1.2.3]) by imap.b.example; x",
      "Received: from localhost (localhost [127.0.0.1]) by imap.b.example; x",
      "Received: from mx.b.example (mx.b.example [203.0.113.5]) by imap.b.example; x",
      "Received: from mx.b.example by imap.b.example with LMTP id 1; x",
      "Received: from mail.b.example [203.0.113.5] by laptop with IMAP (fetchmail-6.4); x",
      "Received: by 2002:a05:612c:2183:b0 with SMTP id 1; x",
    ]
  ) {
    const { names, above, below } = serversOf(handover, BORDER, "From: a", SENDER);
    assertEquals([names.at(-1), above, below], ["mx.b.example", 2, 3], handover);
  }
});

Deno.test("what only the sender says makes no server one's own", () => {
  const forged = "Received: from x by mx.b.example; x";
  for (
    const border of [
      "Received: from localhost (a.example [192.0.2.1]) by mx.b.example; x",
      "Received: from mx.b.example (unknown [192.0.2.1]) by mx.b.example; x",
      "Received: from x (EHLO mx.b.example) ([192.0.2.1]) by mx.b.example; x",
      "Received: from [192.0.2.1] (helo=mx.b.example) by mx.b.example; x",
      "Received: from x (mx.b.example [192.0.2.1] (may be forged)) by mx.b.example; x",
      "Received: from mx.b.example (HELO mx.b.example) (192.0.2.1) by mx.b.example; x",
      "Received: from 127.0.0.1 ([192.0.2.1]) by mx.b.example; x",
    ]
  ) {
    const { above, below } = serversOf(border, "X-Spam-Status: No", forged, "From: a");
    assertEquals([above, below], [1, 2], border);
  }
});

Deno.test("a field is one's own above, open below unless it names a server, foreign further down", () => {
  const servers = serversOf("X-Spam-Flag: NO", BORDER, "X-A: 1", SENDER, "X-B: 2");
  assertEquals(
    [0, 1, 2, 3, 4].map((index) => standingOf(servers, index)),
    ["own", "own", "open", "foreign", "foreign"],
  );
  assertEquals(standingOf(servers, 2, "b.example"), "own");
  assertEquals(standingOf(servers, 2, "MX9.b.example."), "own");
  assertEquals(standingOf(servers, 2, "b.example.evil.example"), "foreign");
  assertEquals(standingOf(servers, 2, "OpenDKIM"), "open");
});

Deno.test("a header with no Received has no server", () => {
  const servers = serversOf("From: a", "X-Spam-Flag: NO");
  assertEquals([servers.names, standingOf(servers, 1)], [[], "open"]);
});

Deno.test("hosts are of one site by the end of their names", () => {
  assertEquals(isSameSite("mx.b.example", "imap.c.b.example"), true);
  assertEquals(isSameSite("mx.one.co.uk", "mx.other.co.uk"), false);
  assertEquals(isSameSite("mx.one.co.uk", "one.co.uk"), true);
});
