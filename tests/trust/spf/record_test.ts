import { costsLookup, isSpf, parseSpf } from "../../../trust/spf/record.ts";
import { assertEquals } from "../../std/assert.ts";

Deno.test("isSpf knows a record by its version alone", () => {
  const texts = ["v=spf1", "V=SPF1 -all", "v=spf10", "v=spf1-all", "spf1 -all", " v=spf1"];
  assertEquals(texts.map(isSpf), [true, true, false, false, false, false]);
});

Deno.test("parseSpf reads every mechanism and modifier, with its place", () => {
  const text =
    "v=spf1 ip4:192.0.2.0/24 -IP6:2001:db8::/32 a mx:x.example//64 ~a:y.example/24//56 " +
    "?include:%{d2}._spf.example exists:%{i}.z.example ptr redirect=w.example exp=e.example x-y=1 +all";
  const { terms, problems } = parseSpf(text);
  assertEquals(problems, []);
  assertEquals(terms.map(({ qualifier, name }) => qualifier + name), [
    "+ip4",
    "-ip6",
    "+a",
    "+mx",
    "~a",
    "?include",
    "+exists",
    "+ptr",
    "+redirect",
    "+exp",
    "+x-y",
    "+all",
  ]);
  assertEquals(
    terms.map(({ text: term, offset }) => text.startsWith(term, offset)),
    terms.map(() => true),
  );
  assertEquals(terms[0]?.network?.bits, 24);
  assertEquals(terms[2]?.prefix, { ipv4: 32, ipv6: 128 });
  assertEquals([terms[3]?.domain, terms[3]?.prefix], ["x.example", { ipv4: 32, ipv6: 64 }]);
  assertEquals([terms[4]?.domain, terms[4]?.prefix], ["y.example", { ipv4: 24, ipv6: 56 }]);
  assertEquals(terms[5]?.domain, "%{d2}._spf.example");
  assertEquals(terms.filter(costsLookup).length, 7);
});

for (
  const [term, fault] of [
    ["inlcude:x.example", "is no mechanism and no modifier"],
    ["include", "needs a domain"],
    ["include:", "names no domain"],
    ["include:localhost", 'names "localhost", which has no dot in it'],
    ["a:192.0.2.1", "ends in a number: write an address as ip4: or ip6:"],
    ["a/33", "has a prefix length that is none"],
    ["mx//129", "has a prefix length that is none"],
    ["ip4:192.0.2.1/024", "has a prefix length that is none"],
    ["ip4:192.0.2", "names no IPv4 address"],
    ["ip4:2001:db8::1", "names no IPv4 address"],
    ["ip6:192.0.2.1", "names no IPv6 address"],
    ["ip4", "needs an address"],
    ["all:x", "takes nothing after it"],
    ["exists:%{z}.example", "holds a % that begins no macro"],
    ["include:x%.example", "holds a % that begins no macro"],
    ["include:x_ä.example", "holds a character that is not in printable ASCII"],
    ["include:a..example", "names no domain of DNS"],
    ["ptr/24", "takes no prefix length"],
    ["-redirect=x.example", "is no mechanism and no modifier"],
    ["redirect=", "names no domain"],
  ] as const
) {
  Deno.test(`parseSpf says that ${term} ${fault}`, () => {
    const { terms, problems } = parseSpf(`v=spf1 ${term} -all`);
    assertEquals(terms.map(({ name }) => name), ["all"]);
    assertEquals(problems, [{ term, offset: 7, text: fault }]);
  });
}

Deno.test("a second redirect= breaks the record", () => {
  const { problems } = parseSpf("v=spf1 redirect=a.example redirect=b.example");
  assertEquals(problems.map(({ offset, text }) => [offset, text]), [
    [26, "is a second redirect=, and only one is allowed"],
  ]);
});
