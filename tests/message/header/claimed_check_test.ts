import {
  type CheckResult,
  type ClaimedCheck,
  readClaimedChecks,
} from "../../../message/header/claimed_check.ts";
import { parseHeader } from "../../../message/header/header.ts";
import { assertEquals } from "../../std/assert.ts";

const BORDER = "Received: from a.example (a.example [192.0.2.1]) by mx.b.example with ESMTP; x";

function checksOf(...lines: string[]): ClaimedCheck[] {
  return readClaimedChecks(parseHeader(new TextEncoder().encode(`${lines.join("\n")}\n`)).fields);
}

function brief({ server, standing, method, result }: ClaimedCheck): unknown[] {
  return [server, standing, method, result];
}

Deno.test("each result of RFC 8601 is read, older words for one are understood, and others are unknown", () => {
  const words =
    "pass fail softfail neutral none policy temperror permerror bestguesspass softpass " +
    "hardfail reject error unknown maybe";
  const read = words.split(" ").map((word) =>
    checksOf(`Authentication-Results: b; spf=${word}`)[0]
  );
  const results: readonly (CheckResult | undefined)[] = [
    "pass",
    "fail",
    "softfail",
    "neutral",
    "none",
    "policy",
    "temperror",
    "permerror",
    "bestguesspass",
    "softpass",
    "fail",
    "fail",
    "temperror",
    "permerror",
    undefined,
  ];
  assertEquals(read.map((each) => each?.result), results);
  assertEquals(read.map((each) => each?.said).join(" "), words);
});

Deno.test("claims are those of one's own server, of others, or open", () => {
  const checks = checksOf(
    "Authentication-Results: any; dmarc=pass",
    "ARC-Authentication-Results: i=2; mx.b.example; arc=pass",
    BORDER,
    "Authentication-Results: mx.b.example; spf=pass smtp.mailfrom=a.example",
    "Authentication-Results: mail; dkim=pass",
    "Authentication-Results: evil.example; dkim=pass",
    "ARC-Authentication-Results: i=1; mx.b.example; arc=none",
    "Received: by a.example; x",
    "Authentication-Results: mx.b.example; auth=pass",
  );
  assertEquals(checks.map(brief), [
    ["any", "own", "dmarc", "pass"],
    ["mx.b.example", "own", "arc", "pass"],
    ["mx.b.example", "own", "spf", "pass"],
    ["mail", "open", "dkim", "pass"],
    ["evil.example", "foreign", "dkim", "pass"],
    ["mx.b.example", "foreign", "arc", "none"],
    ["mx.b.example", "foreign", "auth", "pass"],
  ]);
});

Deno.test("the claim of Microsoft's servers, which name nobody, is theirs", () => {
  const [check] = checksOf(
    "Received: from a.example (192.0.2.1) by DB5EUR.mail.protection.outlook.com (10.1.2.3) with " +
      "Microsoft SMTP Server; x",
    "Authentication-Results: spf=fail (sender IP is 192.0.2.1)",
    " smtp.mailfrom=a.example; dmarc=fail action=quarantine header.from=a.example;compauth=fail reason=000",
  );
  assertEquals(check && brief(check), ["", "own", "spf", "fail"]);
  assertEquals(check?.comments, ["sender IP is 192.0.2.1"]);
  const [other] = checksOf(BORDER, "Authentication-Results: spf=fail");
  assertEquals(other && brief(other), ["", "open", "spf", "fail"]);
});

Deno.test("Received-SPF is read with its server and what it looked at", () => {
  const [google, policyd, bare] = checksOf(
    BORDER,
    "Received-SPF: SoftFail (b.example: domain of transitioning a@a.example does not designate " +
      "192.0.2.1 as permitted sender) client-ip=192.0.2.1;",
    'Received-SPF: fail identity=mailfrom; client-ip=192.0.2.1; helo=a; envelope-from="a@a.example"; ' +
      "receiver=<UNKNOWN>",
    "Received-SPF: none",
    "Received-SPF: ",
  );
  assertEquals(google && brief(google), ["b.example", "own", "spf", "softfail"]);
  assertEquals(policyd && brief(policyd), ["<UNKNOWN>", "open", "spf", "fail"]);
  assertEquals([...policyd?.properties ?? []], [
    ["smtp.remote-ip", "192.0.2.1"],
    ["smtp.helo", "a"],
    ["smtp.mailfrom", "a@a.example"],
  ]);
  assertEquals(bare && brief(bare), ["", "open", "spf", "none"]);
});
