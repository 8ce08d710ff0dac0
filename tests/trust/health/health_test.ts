import type { Question } from "../../../dns/packet.ts";
import { answersOf } from "../../../dns/zone.ts";
import { MAX_QUESTIONS } from "../../../trust/health/health.ts";
import { assert, assertEquals } from "../../std/assert.ts";
import { type Answering, healthOf, verdicts } from "./zone_health.ts";

/** Three mail hosts and more than 20 records. */
const zone = `
a.test MX 10 mx1.a.test
a.test MX 20 mx2.a.test
a.test MX 30 mx3.a.test
a.test A 203.0.114.9
mx1.a.test A 203.0.114.1
mx1.a.test AAAA 2a00::1
mx2.a.test A 203.0.114.2
mx2.a.test AAAA 2a00::2
mx3.a.test A 203.0.114.3
mx3.a.test AAAA 2a00::3
a.test TXT v=spf1 mx include:b.test include:c.test -all
a.test TXT site-verification=1
b.test TXT v=spf1 ip4:203.0.114.64/26 -all
c.test TXT v=spf1 ip6:2a00::/32 -all
_dmarc.a.test TXT v=DMARC1; p=reject; rua=mailto:x@reports.test,mailto:d@a.test
a.test._report._dmarc.reports.test TXT v=DMARC1
_mta-sts.a.test TXT v=STSv1; id=1;
_smtp._tls.a.test TXT v=TLSRPTv1; rua=mailto:t@a.test
default._bimi.a.test TXT v=BIMI1; l=https://a.test/l.svg; a=https://a.test/c.pem
google._domainkey.a.test TXT v=DKIM1; k=ed25519; p=${new Uint8Array(32).fill(7).toBase64()}
selector1._domainkey.a.test TXT v=DKIM1; p=
`;

/** Lets all questions that wait go out together, and counts how often: these are the round trips. */
class Rounds {
  readonly #waiting: (() => void)[] = [];
  count = 0;

  readonly #answer: Answering;

  constructor(answer: Answering) {
    this.#answer = answer;
  }

  readonly answer: Answering = async (question: Question) => {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return await this.#answer(question);
  };

  async until<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => isDone = true);
    while (!isDone) {
      // What follows from one round without another answer has come about by then.
      await new Promise((resolve) => setTimeout(resolve));
      if (this.#waiting.length === 0) continue;
      this.count += 1;
      for (const release of this.#waiting.splice(0)) release();
    }
    return await done;
  }
}

Deno.test("a domain with three mail hosts and 20 records costs two round trips of DNS", async () => {
  const rounds = new Rounds(answersOf(zone));
  const health = await rounds.until(healthOf("a.test", rounds.answer));
  assertEquals(verdicts(health.findings), []);
  assertEquals(health.receiving.hosts.map(({ host }) => host.addresses.length), [2, 2, 2]);
  assertEquals(health.dmarc?.record.policy, "reject");
  assertEquals(rounds.count, 2);
});

Deno.test("no question is asked twice", async () => {
  const asked: string[] = [];
  const answer = answersOf(zone);
  const health = await healthOf("a.test", (question) => {
    asked.push(`${question.type} ${question.name}`);
    return answer(question);
  });
  assertEquals(new Set(asked).size, asked.length);
  assertEquals(health.questions, asked.length);
  assert(asked.length <= 60, `${asked.length} questions`);
});

Deno.test("a domain that leads everywhere is asked about a hundred times and not more", async () => {
  let asked = 0;
  const health = await healthOf("a.test", ({ name, type }) => {
    asked += 1;
    const text = `v=spf1 ${
      [1, 2, 3, 4].map((n) => `include:${n}.${name} a:a${n}.${name}`).join(" ")
    } -all`;
    return Promise.resolve(
      type === "TXT"
        ? { status: "found", records: [{ type, name, data: text }] }
        : type === "MX"
        ? {
          status: "found",
          records: Array.from(
            { length: 60 },
            (_, n) => ({ type, name, preference: n, exchange: `mx${n}.${name}` }) as const,
          ),
        }
        : { status: "no-data" },
    );
  });
  assertEquals(asked, MAX_QUESTIONS);
  assert(health.findings.some(({ level }) => level === "unknown"));
});

Deno.test("the most important comes first", async () => {
  const { findings } = await healthOf("a.test", answersOf(zone.replace("-all", "+all")));
  assertEquals([findings[0]?.code, findings.at(-1)?.level], ["plus-all", "good"]);
});

Deno.test("a domain whose name servers fail is unknown in everything, and good in nothing", async () => {
  const failing: Answering = () =>
    Promise.resolve({ status: "failed", reason: "servfail", detail: "SERVFAIL from 192.0.2.53" });
  const { findings } = await healthOf("a.test", failing);
  assertEquals(new Set(findings.map(({ level }) => level)), new Set(["unknown"]));
});

Deno.test("a null MX is no fault, and such a domain needs no MTA-STS, and no key if it sends nothing", async () => {
  const lines = "a.test MX 0 .\na.test TXT v=spf1 -all\n_dmarc.a.test TXT v=DMARC1; p=reject";
  const { findings } = await healthOf("a.test", answersOf(lines));
  assertEquals(verdicts(findings), []);
  const mailing = await healthOf("a.test", answersOf(lines.replace("-all", "mx -all")));
  assert(verdicts(mailing.findings).includes("warning no-dkim"));
  const onlySends = "a.test TXT v=spf1 ip4:203.0.114.64/26 -all";
  const { findings: others } = await healthOf("a.test", answersOf(onlySends));
  for (const all of [findings, others]) {
    assert(!all.some(({ topic }) => topic === "mta-sts" || topic === "tls-rpt"));
  }
});

for (
  const [what, lines, ...expected] of [
    ["no MX record", "a.test A 203.0.114.1", "warning implicit-mx"],
    ["neither MX record nor address", "a.test TXT v=spf1 -all", "fault no-mail"],
    [
      "an MX that does not exist",
      "a.test MX 10 mx.a.test",
      "fault no-such-host",
      "fault no-usable-host",
    ],
    [
      "an MX that is an address",
      "a.test MX 10 203.0.114.1",
      "fault address-as-name",
      "fault no-usable-host",
    ],
    [
      "a private MX",
      "a.test MX 10 mx.a.test\nmx.a.test A 10.0.0.1",
      "fault forbidden-address",
      "fault forbidden-address",
    ],
    [
      "an alias as MX",
      "a.test MX 10 mx.a.test\nmx.a.test CNAME m.a.test\nm.a.test A 203.0.114.1",
      "warning mx-alias",
    ],
    [
      "an MX that fails",
      "a.test MX 10 mx.a.test\nmx.a.test SERVFAIL",
      "unknown lookup-failed",
      "unknown mx-unknown",
    ],
  ] as const
) {
  Deno.test(`${what}: ${expected.join(", ")}`, async () => {
    const { findings } = await healthOf("a.test", answersOf(lines));
    assertEquals(verdicts(findings.filter(({ topic }) => topic === "mx")), [...expected]);
  });
}
