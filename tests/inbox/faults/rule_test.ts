import { type FaultRule, FaultRuleError, parseFaultRule } from "../../../inbox/faults/rule.ts";
import { FaultScript, matchesPattern } from "../../../inbox/faults/script.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";

const ALWAYS = { after: 0, times: Infinity, pattern: undefined };

const RULES: readonly (readonly [text: string, rule: Omit<FaultRule, "text">])[] = [
  ["data=drop", { ...ALWAYS, stage: "data", action: { kind: "drop" } }],
  ["DATA = drop once", { ...ALWAYS, stage: "data", action: { kind: "drop" }, times: 1 }],
  ["dot=slow 1s", {
    ...ALWAYS,
    stage: "dot",
    action: { kind: "slow", milliseconds: 1000 },
  }],
  ["dot=drip", { ...ALWAYS, stage: "dot", action: { kind: "drip", milliseconds: 1000 } }],
  ["dot=drip 20ms 3 times", {
    ...ALWAYS,
    stage: "dot",
    action: { kind: "drip", milliseconds: 20 },
    times: 3,
  }],
  ["ehlo:hide=STARTTLS, size", {
    ...ALWAYS,
    stage: "ehlo",
    action: { kind: "hide", keywords: ["STARTTLS", "SIZE"] },
  }],
  ["rcpt=452 4.5.3 too many recipients after 2", {
    ...ALWAYS,
    stage: "rcpt",
    action: { kind: "reply", code: 452, text: "4.5.3 too many recipients" },
    after: 2,
  }],
  ["rcpt=drop after 2 once", {
    ...ALWAYS,
    stage: "rcpt",
    action: { kind: "drop" },
    after: 2,
    times: 1,
  }],
  ["mail:*@x.test=550", {
    ...ALWAYS,
    stage: "mail",
    pattern: "*@x.test",
    action: { kind: "reply", code: 550, text: "" },
  }],
  ["mail=550 once more", {
    ...ALWAYS,
    stage: "mail",
    action: { kind: "reply", code: 550, text: "once more" },
  }],
  ["rcpt=drop once after 2", {
    ...ALWAYS,
    stage: "rcpt",
    action: { kind: "drop" },
    after: 2,
    times: 1,
  }],
  ["rcpt=drop Always", { ...ALWAYS, stage: "rcpt", action: { kind: "drop" } }],
  ["rcpt=drop 1 time", { ...ALWAYS, stage: "rcpt", action: { kind: "drop" }, times: 1 }],
  [`rcpt=451 "come back after 300" 2 times`, {
    ...ALWAYS,
    stage: "rcpt",
    action: { kind: "reply", code: 451, text: "come back after 300" },
    times: 2,
  }],
  [`rcpt=451 "at 50%"`, {
    ...ALWAYS,
    stage: "rcpt",
    action: { kind: "reply", code: 451, text: "at 50%" },
  }],
  ["rcpt=451 come back after 5 minutes", {
    ...ALWAYS,
    stage: "rcpt",
    action: { kind: "reply", code: 451, text: "come back after 5 minutes" },
  }],
  ["rcpt=450 tried too many times", {
    ...ALWAYS,
    stage: "rcpt",
    action: { kind: "reply", code: 450, text: "tried too many times" },
  }],
  ["banner=longline 70000", {
    ...ALWAYS,
    stage: "banner",
    action: { kind: "distort", distortion: "longline", count: 70_000 },
  }],
  ["tls=garbage", {
    ...ALWAYS,
    stage: "tls",
    action: { kind: "distort", distortion: "garbage", count: 1 },
  }],
];

for (const [text, rule] of RULES) {
  Deno.test(`the rule "${text}" is understood`, () => {
    assertEquals<FaultRule>(parseFaultRule(text), { text, ...rule });
  });
}

const WRONG: readonly (readonly [text: string, words: string])[] = [
  ["", `no "="`],
  ["data", `no "="`],
  ["date=drop", `"date" is not a stage; the stages are banner, ehlo`],
  ["=drop", `"" is not a stage`],
  ["data:x=drop", "data takes no pattern"],
  ["rcpt:=drop", "the pattern after rcpt: is empty"],
  ["rcpt:hide=STARTTLS", `"STARTTLS" is not an action`],
  ["ehlo:hide=", `"" is not an EHLO keyword`],
  ["ehlo:hide=X_Y", `"X_Y" is not an EHLO keyword`],
  ["data=", `"" is not an action; use a reply such as`],
  ["data=dorp", `"dorp" is not an action`],
  ["data=drop 3", `"3"`],
  ["data=slow", "slow needs a time"],
  ["data=slow 3", "slow needs a time"],
  ["data=slow 0s", "slow needs a time"],
  ["data=slow 1s 2s", `"2s"`],
  ["data=longline x", "longline needs a number"],
  ["data=99 x", `"99 x" is not a reply`],
  ["data=199 x", `"199 x" is not a reply`],
  ["data=4511 x", `"4511 x" is not a reply`],
  ["data=451 \r\n250 x", "is not a reply"],
  ["data=451 é", "is not a reply"],
  ["data=drop 0 times", "0 times means never"],
  ["body=lf", "body allows a reply, drop, stall, slow, not lf"],
  ["tls=454 x", "tls allows drop, stall, slow, garbage, not a reply"],
];

for (const [text, words] of WRONG) {
  Deno.test(`the rule ${JSON.stringify(text)} is refused`, () => {
    assertThrows(() => parseFaultRule(text), FaultRuleError, words);
  });
}

const MISSPELLED: readonly (readonly [end: string, wrote: string, meant: string])[] = [
  ["2 time", "2 time", "2 times"],
  ["2 tiems", "2 tiems", "2 times"],
  ["two times", "two times", "2 times"],
  ["one time", "one time", "once"],
  ["0.5 times", "0.5 times", "once, 3 times or after 2"],
  ["1000000 times", "1000000 times", "once, 3 times or after 2"],
  ["2x", "2x", "2 times"],
  ["x2", "x2", "2 times"],
  ["50%", "50%", "once, 3 times or after 2"],
  ["twice", "twice", "2 times"],
  ["Twise", "twise", "2 times"],
  ["thrice", "thrice", "3 times"],
  ["onec", "onec", "once"],
  ["allways", "allways", "always"],
  ["after two", "after two", "after 2"],
  ["atfer 2", "atfer 2", "after 2"],
  ["after 2 time", "2 time", "2 times"],
  ["twice after 1", "twice", "2 times"],
  ["once once", "once", "once"],
  ["above 10", "above 10", "above 10/min"],
  ["abvoe 3/min", "abvoe 3/min", "above 3/min"],
  ["above 3/sec", "above 3/sec", "above 3/s"],
];

for (const [end, wrote, meant] of MISSPELLED) {
  Deno.test(`"${end}" at the end of a rule is no words of a reply, but ${meant} misspelled`, () => {
    for (const action of ["rcpt:grey=451 later", "dot=drop", "ehlo:hide=SIZE"]) {
      const words = `"${wrote}" does not say how often`;
      const error = assertThrows(() => parseFaultRule(`${action} ${end}`), FaultRuleError, words);
      assertEquals(error.details.meant, meant);
    }
  });

  Deno.test(`words of a reply that end in "${end}" are taken in quotes, as the error says`, () => {
    const error = assertThrows(() => parseFaultRule(`rcpt=451 later ${end}`), FaultRuleError);
    const [, reply = ""] = /quote reply text that ends like this: (.*)$/.exec(error.message) ?? [];
    const { action, times } = parseFaultRule(`rcpt=${reply}`);
    assertEquals(action, { kind: "reply", code: 451, text: `later ${end}` });
    assertEquals(times, Infinity);
    assertEquals(parseFaultRule(`rcpt=${reply} once`).times, 1);
  });
}

Deno.test("a rate lets so many pass in its time, each address apart, and counts none that it refused", () => {
  let now = 0;
  const rule = parseFaultRule("rcpt:*=450 4.7.1 slow down above 2/s");
  const script = new FaultScript([rule], { clock: () => now });
  const passes = (time: number, address = "ana@x.test"): boolean => {
    now = time;
    return script.choose("rcpt", address).length === 0;
  };
  const at = [0, 100, 200, 999, 1000, 1050, 1100, 1101].map((time) => passes(time));
  assertEquals(at, [true, true, false, false, true, false, true, false]);
  assertEquals(passes(1101, "eva@x.test"), true);
});

Deno.test("a rate is read with its span, and beside how often", () => {
  assertEquals(parseFaultRule("mail=421 4.7.28 slow down above 10/min").above, {
    count: 10,
    milliseconds: 60_000,
  });
  const { above, times, after } = parseFaultRule("dot=451 above 1/h after 2 3 times");
  assertEquals([above?.milliseconds, times, after], [3_600_000, 3, 2]);
});

Deno.test("rules are changed while they are used, and one that stays is counted on", () => {
  const [one, other] = [parseFaultRule("mail=451 once"), parseFaultRule("rcpt=550")];
  const script = new FaultScript([one]);
  assertEquals(script.choose("mail", "a@x.test").length, 1);
  script.replace([one, other]);
  assertEquals([script.choose("mail", "a@x.test").length, script.choose("rcpt", "").length], [
    0,
    1,
  ]);
  script.replace([parseFaultRule("mail=451 once")]);
  assertEquals([script.choose("mail", "a@x.test").length, script.rules.length], [1, 1]);
});

const PATTERNS: readonly (readonly [pattern: string, matching: string[], others: string[]])[] = [
  ["ana@x.test", ["ana@x.test", "ANA@X.test"], ["ana@x.tes", "ana@x.testt", ""]],
  ["*", ["", "a"], []],
  ["grey*", ["grey", "GREY1@x"], ["agrey", "gre"]],
  ["*@x.test", ["@x.test", "a@x.test@x.test"], ["a@x.test.", "x.test"]],
  ["a*b*c", ["abc", "aXbXc", "abcbc"], ["ab", "acb", "aXc"]],
  ["a*a", ["aa", "aXa"], ["a"]],
  ["a?c*", ["abc", "axcd"], ["ac"]],
  ["**", ["", "x"], []],
];

for (const [pattern, matching, others] of PATTERNS) {
  Deno.test(`the pattern ${pattern} matches ${matching.join(", ")}`, () => {
    for (const text of matching) assertEquals(matchesPattern(text, pattern), true, text);
    for (const text of others) assertEquals(matchesPattern(text, pattern), false, text);
  });
}

Deno.test("a pattern of many stars takes no time that matters", () => {
  const started = performance.now();
  matchesPattern("a".repeat(10_000), `${"*a".repeat(200)}*b`);
  assertEquals(performance.now() - started < 1000, true);
});
