import { junkOf, readVerdict, type Verdict } from "../../../explain/verdict/verdict.ts";
import type { Judgement } from "../../../explain/verdict/judgement.ts";
import { parseHeader } from "../../../message/header/header.ts";
import { assert, assertEquals, assertMatch } from "../../std/assert.ts";

const BORDER = "Received: from a.example (a.example [192.0.2.1]) by mx.b.example with ESMTP; x";
const MICROSOFT = "Received: from a.example (192.0.2.1) by DB5.mail.protection.outlook.com " +
  "(10.1.2.3) with Microsoft SMTP Server; x";

function verdictOf(...lines: string[]): Verdict {
  return readVerdict(parseHeader(new TextEncoder().encode(`${lines.join("\n")}\n`)).fields);
}

/** The judgement of a header with this one field (folded with \n and a tab) in the best place. */
function judge(...fields: string[]): Judgement | undefined {
  return verdictOf(...fields, BORDER, "From: a@a.example").judgements[0];
}

function brief(judgement: Judgement | undefined): unknown[] {
  const { by, junk, score, threshold, causes } = judgement ?? {};
  return [by, junk, score, threshold, causes?.map(({ name }) => name).join(" ")];
}

Deno.test("SpamAssassin is read with its host, score, limit and rules, the heaviest first", () => {
  const judgement = judge(
    "X-Spam-Checker-Version: SpamAssassin 4.0.1 (2024-03-25) on mx.b.example",
    "X-Spam-Level: *******",
    "X-Spam-Status: Yes, score=7.3 required=5.0 tests=DKIM_VALID,RDNS_NONE,",
    "\tSUBJ_ALL_CAPS autolearn=no autolearn_force=no version=4.0.1",
    "X-Spam-Report: ",
    "\t*  0.5 SUBJ_ALL_CAPS Subject is all capitals",
    "\t*  6.9 RDNS_NONE Delivered to internal network by a host with no rDNS",
    "\t* -0.1 DKIM_VALID Message has at least one valid DKIM or DK signature",
  );
  assertEquals(brief(judgement), [
    "SpamAssassin on mx.b.example",
    true,
    7.3,
    5,
    "RDNS_NONE SUBJ_ALL_CAPS",
  ]);
  assertEquals(judgement?.causes[0]?.score, 6.9);
  assertMatch(judgement?.causes[0]?.next[0] ?? "", /PTR/);
});

const spamStatus: readonly (readonly [string, readonly unknown[]])[] = [
  [
    "X-Spam-Status: No, score=-2.104 tagged_above=-999 required=5 tests=[BAYES_00=-1.9, " +
    "RDNS_NONE=0.793, HTML_MESSAGE=0.001] autolearn=ham autolearn_force=no",
    ["SpamAssassin", false, -2.104, 5, "RDNS_NONE"],
  ],
  ["X-Spam-Status: Yes, hits=9.1 required=6.0 tests=GTUBE", [
    "SpamAssassin",
    true,
    9.1,
    6,
    "GTUBE",
  ]],
  ["X-Spam-Status: No, score=0.0 required=5.0 tests=none", ["SpamAssassin", false, 0, 5, ""]],
  ["X-Spam-Flag: YES", ["the spam filter", true, undefined, undefined, ""]],
  ["X-Spam-Flag: NO", ["the spam filter", false, undefined, undefined, ""]],
  ["X-Spam-Score: 7.1 (+++++++)", ["the spam filter", undefined, 7.1, undefined, ""]],
  ["X-Spam-Level: ****", ["the spam filter", undefined, 4, undefined, ""]],
  ["X-Spam-Status: Perhaps, score=4", ["the spam filter", undefined, 4, undefined, ""]],
];
for (const [field, expected] of spamStatus) {
  Deno.test(`it is read as it says: ${field.slice(0, 60)}`, () => {
    assertEquals(brief(judge(field)), expected);
  });
}

Deno.test("rspamd is read with its action, score and symbols", () => {
  const judgement = judge(
    "X-Rspamd-Server: mail",
    "X-Spamd-Result: default: False [9.40 / 15.00];",
    "\tDMARC_POLICY_QUARANTINE(1.50)[a.example : No valid SPF, No valid DKIM,quarantine];",
    "\tRDNS_NONE(2.00)[];",
    "\tR_SPF_ALLOW(-0.20)[+ip4:192.0.2.0/24:c];",
    "\tNEW_SYMBOL(6.00)[]",
    "X-Rspamd-Action: add header",
  );
  assertEquals(brief(judgement), [
    "rspamd on mail",
    true,
    9.4,
    15,
    "NEW_SYMBOL RDNS_NONE DMARC_POLICY_QUARANTINE",
  ]);
  assertMatch(judgement?.causes[0]?.text ?? "", /unknown to mua/);
});

for (
  const [action, junk] of Object.entries({
    "no action": false,
    "greylist": false,
    "soft reject": false,
    "add header": true,
    "rewrite subject": true,
    "reject": true,
    "dance": undefined,
  })
) {
  Deno.test(`rspamd's action "${action}" is junk: ${junk}`, () => {
    assertEquals(judge(`X-Rspamd-Action: ${action}`)?.junk, junk);
  });
}

Deno.test("Microsoft's filter is read value by value; unknown values are said to be unknown", () => {
  const [judgement] = verdictOf(
    MICROSOFT,
    "From: a@a.example",
    "X-Forefront-Antispam-Report: CIP:192.0.2.1;CTRY:PT;LANG:pt;SCL:9;SRV:;IPV:NLI;SFV:SPM;" +
      "H:a.example;PTR:InfoDomainNonexistent;CAT:PHSH;SFS:(13230040);DIR:INB;SFTY:9.99;",
    "X-Microsoft-Antispam: BCL:8;ARA:13230040;",
    "X-Microsoft-Antispam-Mailbox-Delivery: ucf:0;jmr:1;auth:0;dest:J;ENG:(910001);",
  ).judgements;
  assertEquals(brief(judgement), [
    "Microsoft's filter",
    true,
    9,
    5,
    "SCL:9 CAT:PHSH SFV:SPM BCL:8 PTR:InfoDomainNonexistent",
  ]);
  assertEquals([judgement?.verdict, judgement?.standing], ["phishing", "own"]);
  const details = new Map(judgement?.details.map(({ name, text }) => [name, text]));
  assertEquals(details.get("SFTY:9.99"), "Unknown to mua.");
  assertEquals(details.get("jmr:1"), "Unknown to mua.");
  assertMatch(details.get("dest:J") ?? "", /Junk/);
  assertEquals([details.has("SRV:"), details.has("SFS:(13230040)")], [false, false]);
});

for (
  const [value, junk] of [["SCL:-1", false], ["SCL:1", false], ["SCL:5", true], [
    "SCL:x",
    undefined,
  ]]
) {
  Deno.test(`of Microsoft's fields ${value} is junk: ${junk}`, () => {
    const { judgements } = verdictOf(MICROSOFT, `X-Forefront-Antispam-Report: ${value};`);
    assertEquals(judgements[0]?.junk, junk);
  });
}

Deno.test("a report that Microsoft renamed, and one in the mail of another's server, does not count", () => {
  const renamed = verdictOf(MICROSOFT, "X-Forefront-Antispam-Report-Untrusted: SCL:9");
  assertEquals(renamed.judgements, []);
  const other = verdictOf(BORDER, "From: a", "X-Forefront-Antispam-Report: SCL:9");
  assertEquals(other.judgements[0]?.standing, "open");
  assertEquals(junkOf(other), undefined);
});

const gateways: readonly (readonly [string, readonly unknown[]])[] = [
  [
    "X-Proofpoint-Spam-Details: rule=spam policy=default score=100 phishscore=0 spamscore=100 " +
    "classifier=spam adjust=0 reason=mlx",
    ["Proofpoint", true, 100, undefined, "spamscore=100"],
  ],
  [
    "X-Proofpoint-Spam-Details: rule=outbound_notspam policy=outbound score=0 bulkscore=0 classifier=spam",
    ["Proofpoint", false, 0, undefined, ""],
  ],
  [
    "X-Proofpoint-Spam-Details: rule=our_own_rule policy=default score=0",
    ["Proofpoint", undefined, 0, undefined, ""],
  ],
  ["X-Mimecast-Spam-Score: 28", ["Mimecast", undefined, 28, undefined, ""]],
  ["X-Mimecast-Spam-Signature: yes", [
    "Mimecast",
    true,
    undefined,
    undefined,
    "Spam-Signature: yes",
  ]],
  [
    "X-Mimecast-Spam-Signature: bulk",
    ["Mimecast", undefined, undefined, undefined, "Spam-Signature: bulk"],
  ],
  [
    "X-IronPort-Anti-Spam-Filtered: true",
    ["Cisco's gateway (IronPort)", undefined, undefined, undefined, ""],
  ],
  [
    "X-IronPort-SBRS: -4.2",
    ["Cisco's gateway (IronPort)", undefined, undefined, undefined, "SBRS: -4.2"],
  ],
  [
    "X-Barracuda-Spam-Status: Yes, SCORE=7.10 using global scores of TAG_LEVEL=3.5 " +
    "QUARANTINE_LEVEL=1000.0 KILL_LEVEL=9.0 tests=RDNS_NONE, NO_REAL_NAME",
    ["Barracuda", true, 7.1, 3.5, "RDNS_NONE NO_REAL_NAME"],
  ],
  [
    "X-Barracuda-Spam-Status: No, SCORE=-2.02 using global scores of TAG_LEVEL=1000.0 tests=",
    ["Barracuda", false, -2.02, 1000, ""],
  ],
];
for (const [field, expected] of gateways) {
  Deno.test(`a gateway's field is read as it says: ${field.slice(0, 60)}`, () => {
    assertEquals(brief(judge(field)), expected);
  });
}

Deno.test("failed checks are causes by weight, and DMARC's disposition makes them junk", () => {
  const judgement = judge(
    "Authentication-Results: mx.b.example; spf=softfail smtp.mailfrom=a.example;",
    "\tdkim=fail header.d=a.example; dmarc=fail (p=QUARANTINE sp=NONE dis=QUARANTINE) header.from=a.example",
  );
  assertEquals(brief(judgement), [
    "mx.b.example",
    true,
    undefined,
    undefined,
    "dmarc=fail dkim=fail spf=softfail",
  ]);
  const none = judge(
    "Authentication-Results: mx.b.example; dmarc=fail (p=NONE dis=NONE) header.from=a",
  );
  assertEquals([none?.junk, none?.causes.length], [undefined, 1]);
});

Deno.test("Microsoft's action and the code of its combined check are told", () => {
  const [judgement] = verdictOf(
    MICROSOFT,
    "Authentication-Results: spf=pass smtp.mailfrom=a.example; dkim=none; dmarc=fail action=oreject",
    "\theader.from=a.example;compauth=fail reason=601",
  ).judgements;
  assertEquals([judgement?.junk, judgement?.standing], [true, "own"]);
  assertEquals(judgement?.causes.map(({ name }) => name), [
    "dmarc=fail",
    "compauth=fail",
    "dkim=none",
  ]);
  assertEquals(judgement?.details.map(({ name }) => name), ["action=oreject", "reason=601"]);
});

/** Every method, and every result that says nothing against a mail. */
const METHODS = "spf dkim dmarc arc iprev auth compauth dkim-atps dnswl smime vbr rrvs bimi";
const AGAINST = /fail|missing|wrong|broken|refus|not allow|forged|nothing proves/i;

for (const method of METHODS.split(" ")) {
  Deno.test(`nothing about a failure is said where ${method} passed`, () => {
    for (const result of ["pass", "bestguesspass", "softpass"]) {
      const judgement = judge(`Authentication-Results: mx.b.example; ${method}=${result}`);
      assertEquals(judgement?.causes, [], result);
      assert(judgement?.junk !== true);
      assertEquals(AGAINST.test(judgement?.verdict ?? ""), false, judgement?.verdict);
    }
  });
  Deno.test(`each result of ${method} is told, known or not, and none throws`, () => {
    for (
      const result of "fail softfail neutral none policy temperror permerror hardfail odd".split(
        " ",
      )
    ) {
      const judgement = judge(`Authentication-Results: mx.b.example; ${method}=${result}`);
      assertEquals(judgement?.junk, undefined, `${method}=${result}`);
      if (result === "odd") assertEquals(judgement?.details[0]?.text, "Unknown to mua.");
    }
  });
}

Deno.test("beside a signature that passed, one that failed is no cause", () => {
  const judgement = judge("Authentication-Results: mx.b.example; dkim=fail; dkim=pass; dmarc=pass");
  assertEquals([judgement?.causes, judgement?.verdict], [
    [],
    "passed: the mail comes from the domain of From",
  ]);
});

Deno.test("what came with the mail is not counted, whoever it claims to be of", () => {
  const { judgements, passedOver } = verdictOf(
    "X-Spam-Status: Yes, score=8 required=5 tests=GTUBE",
    BORDER,
    "Authentication-Results: evil.example; dmarc=pass",
    "Received: from pc by a.example; x",
    "X-Spam-Status: No, score=-9",
    "Authentication-Results: mx.b.example; dmarc=pass",
    "X-Spamd-Result: default: False [0 / 15]",
  );
  assertEquals(judgements.map(({ by, standing }) => [by, standing]), [["SpamAssassin", "own"]]);
  assertEquals(passedOver.map(({ line }) => line), [3, 5, 6, 7]);
});

Deno.test("what Gmail writes is its own, with its ARC set and Received-SPF", () => {
  const { judgements, passedOver, servers } = verdictOf(
    "Delivered-To: b@gmail.com",
    "Received: by 2002:a05:612c:2183:b0:4a2:1234:5678 with SMTP id 1; x",
    "ARC-Authentication-Results: i=1; mx.google.com; spf=fail",
    "Return-Path: <a@a.example>",
    "Received: from a.example (a.example. [192.0.2.1]) by mx.google.com with ESMTPS id x; x",
    "Received-SPF: fail (google.com: domain of a@a.example does not designate 192.0.2.1) client-ip=192.0.2.1;",
    "Authentication-Results: mx.google.com; spf=fail; dmarc=fail (p=REJECT dis=QUARANTINE)",
    "From: a@a.example",
  );
  assertEquals([servers, passedOver], [["mx.google.com"], []]);
  assertEquals(judgements.map(brief), [
    ["mx.google.com", true, undefined, undefined, "dmarc=fail spf=fail"],
  ]);
});

Deno.test("a mail in Junk of which nobody says why has the failed checks as causes", () => {
  const verdict = verdictOf("Authentication-Results: mx.b.example; spf=fail; dkim=none", BORDER);
  assertEquals(junkOf(verdict), undefined);
  const junk = junkOf(verdict, { inJunk: true });
  assertEquals([junk?.by, junk?.score, junk?.threshold], [undefined, undefined, undefined]);
  assertEquals(junk?.causes.map(({ name }) => name), ["spf=fail", "dkim=none"]);
  assertEquals(junkOf(verdictOf(BORDER), { inJunk: true })?.causes, []);
});

Deno.test("a filter that says no junk does not make junk of a mail, and an open claim only where we sent it", () => {
  assertEquals(
    junkOf(verdictOf("X-Spam-Status: No, score=4 required=5 tests=RDNS_NONE", BORDER)),
    undefined,
  );
  const open = verdictOf(BORDER, "From: a", "X-Spam-Flag: YES");
  assertEquals(junkOf(open), undefined);
  assertEquals(junkOf(open, { inJunk: true })?.by, "the spam filter");
  // Of a mail that we sent ourselves, straight to the recipient's server, it is that server's word.
  assertEquals(junkOf(open, { inJunk: false })?.by, "the spam filter");
  const far = verdictOf(BORDER, "X-Spam-Flag: YES", "Received: from pc by a.example; x");
  assertEquals(junkOf(far, { inJunk: false }), undefined);
});

Deno.test("a header made to be slow or odd is read soon", () => {
  const start = performance.now();
  for (
    const value of [
      "Yes, score=1 tests=" + "A_B,".repeat(50_000),
      "* 1.0 ".repeat(50_000),
      "tests=[" + " =".repeat(50_000),
      "SCL:".repeat(50_000) + ";".repeat(50_000),
      "default: True [" + "1".repeat(100_000),
    ]
  ) {
    for (
      const name of [
        "X-Spam-Status",
        "X-Spam-Report",
        "X-Spamd-Result",
        "X-Forefront-Antispam-Report",
        "X-Proofpoint-Spam-Details",
        "X-Barracuda-Spam-Status",
        "X-Barracuda-Spam-Report",
        "Authentication-Results",
        "Received-SPF",
      ]
    ) judge(`${name}: ${value}`, "X-Spam-Flag: YES");
  }
  const many = Array.from({ length: 5_000 }, (_, index) => `X-Spam-Status: No, score=${index}`);
  verdictOf(...many, BORDER, ...many, ...many.map(() => "Authentication-Results: x; spf=pass"));
  const took = performance.now() - start;
  assert(took < 3_000, `${took} ms`);
});
