import { parseReceived, type Received } from "../../../message/header/received.ts";
import { assertEquals } from "../../std/assert.ts";

const DATE = "Tue, 24 Nov 2026 00:24:26 +0000";

type Said = Omit<Received, "date" | "comments" | "faults">;

const CASES: readonly (readonly [server: string, value: string, said: Said])[] = [
  [
    "Postfix",
    "from a.example (b.example [192.0.2.1]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 " +
    `bits) key-exchange X25519) (No client certificate requested) by c.example (Postfix) with ESMTPS id 4F for <d@e.example>; ${DATE} (UTC)`,
    {
      from: "a.example",
      fromHost: "b.example",
      fromAddress: "192.0.2.1",
      by: "c.example",
      with: "ESMTPS",
      id: "4F",
      for: "d@e.example",
      tls: { encrypted: true, version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384" },
    },
  ],
  [
    "Postfix for its own host",
    `by c.example (Postfix, from userid 0) id 4F; ${DATE}`,
    { by: "c.example", id: "4F" },
  ],
  [
    "Postfix submission",
    `from [IPv6:2001:db8::1] (unknown [IPv6:2001:db8::1]) (Authenticated sender: ana) by c.example with ESMTPSA id 1; ${DATE}`,
    {
      from: "[IPv6:2001:db8::1]",
      fromAddress: "2001:db8::1",
      by: "c.example",
      with: "ESMTPSA",
      id: "1",
      authenticated: "ana",
      tls: { encrypted: true },
    },
  ],
  [
    "Gmail",
    "from mail-a.example (mail-a.example. [209.85.220.41]) by mx.google.com with SMTPS id x9 for <d@e.example> " +
    "(Google Transport Security); Tue, 24 Nov 2026 00:24:26 +0000",
    {
      from: "mail-a.example",
      fromHost: "mail-a.example",
      fromAddress: "209.85.220.41",
      by: "mx.google.com",
      with: "SMTPS",
      id: "x9",
      for: "d@e.example",
      tls: { encrypted: true },
    },
  ],
  [
    "Exim",
    `from [192.0.2.9] (helo=a.example) by c.example with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.96) (envelope-from <x@y.example>) id 1rk-0; ${DATE}`,
    {
      from: "[192.0.2.9]",
      fromHost: "a.example",
      fromAddress: "192.0.2.9",
      by: "c.example",
      with: "esmtps",
      id: "1rk-0",
      tls: { encrypted: true, version: "TLSv1.3" },
    },
  ],
  [
    "a server in clear text, via TCP",
    `from a by b via TCP with ESMTP; ${DATE}`,
    { from: "a", by: "b", via: "TCP", with: "ESMTP", tls: { encrypted: false } },
  ],
];

for (const [server, value, said] of CASES) {
  Deno.test(`parseReceived reads what ${server} writes`, () => {
    const { date, comments: _, faults, ...rest } = parseReceived(value);
    assertEquals(rest, said);
    assertEquals([date?.time, faults], [Date.UTC(2026, 10, 24, 0, 24, 26), []]);
  });
}

const BROKEN: readonly (readonly [value: string, faults: string[]])[] = [
  ["", ["does not name the receiving server (by)", "has no date"]],
  [`from a; ${DATE}`, ["does not name the receiving server (by)"]],
  ["from a by b", ["has no date"]],
  ["by b; yesterday", ["has a date that cannot be read"]],
  [`by b (c; ${DATE}`, ["has no date", "has an unclosed quote or comment"]],
  ["by b; Mon, 24 Nov 2026 00:24:26 +0000", [
    "has a date that names the wrong day of the week, Mon",
  ]],
];

for (const [value, faults] of BROKEN) {
  Deno.test(`parseReceived says what is wrong with ${JSON.stringify(value)}`, () => {
    assertEquals(parseReceived(value).faults, faults);
  });
}

const MISPLACED = "does not have its date after a semicolon at the end";
const OTHER_FORM = "has a date that is not in the form of RFC 5322";

const ODD_DATES: readonly (readonly [value: string, faults: string[]])[] = [
  ["by b with SMTP id x-1 2026-11-24 00:24:26.757045452 +0000 UTC m=+349867.49", [
    OTHER_FORM,
    MISPLACED,
  ]],
  ["by b; 2026-11-24T00:24:26Z", [OTHER_FORM]],
  [`by b with SMTP ${DATE}`, [MISPLACED]],
  [`by b with SMTP ${DATE} for <c@d.example>`, [MISPLACED]],
  ["from a by b (c) Tue Nov 24 00:24:26 GMT 2026", [OTHER_FORM, MISPLACED]],
  [`by b; ${DATE};`, [MISPLACED]],
  [`by b id 24; ${DATE}`, []],
];

for (const [value, faults] of ODD_DATES) {
  Deno.test(`parseReceived reads the date of ${JSON.stringify(value)}`, () => {
    const { by, date, faults: found } = parseReceived(value);
    assertEquals([by, date?.time], ["b", Date.UTC(2026, 10, 24, 0, 24, 26)]);
    assertEquals(found, faults);
  });
}

Deno.test("parseReceived takes no number for a date", () => {
  const { date, faults } = parseReceived("by b with SMTP id 2026-11-24 for <c@d.example>");
  assertEquals([date, faults], [undefined, ["has no date"]]);
});

Deno.test("parseReceived keeps what is no date", () => {
  assertEquals(parseReceived("by b; yesterday").badDate, "yesterday");
});
