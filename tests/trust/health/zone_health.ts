/** The health of a domain out of a few lines of a zone. */
import type { Answer } from "../../../dns/answer.ts";
import type { DnsRecord, Question } from "../../../dns/packet.ts";
import { Questions } from "../../../dns/questions.ts";
import { answersOf } from "../../../dns/zone.ts";
import type { Finding } from "../../../trust/health/finding.ts";
import {
  examineDomain,
  type Health,
  type HealthOptions,
  MAX_QUESTIONS,
} from "../../../trust/health/health.ts";

/** Answers a question. */
export type Answering = (question: Question) => Promise<Answer<DnsRecord>>;

/** The questions about a zone. */
export function questionsIn(zone: string): Questions {
  return new Questions(answersOf(zone), MAX_QUESTIONS);
}

/** The findings as `LEVEL CODE`, good ones and notes left out unless they are asked for. */
export function verdicts(findings: readonly Finding[], all = false): string[] {
  return findings.filter(({ level }) => all || (level !== "good" && level !== "note"))
    .map(({ level, code }) => `${level} ${code}`);
}

/** Looks at a domain from DNS alone. */
export function healthOf(
  domain: string,
  answering: Answering,
  options: Partial<HealthOptions> = {},
): Promise<Health> {
  return examineDomain(domain, {
    questions: new Questions(answering, MAX_QUESTIONS),
    believed: true,
    connect: false,
    visit: {
      port: 25,
      ehloName: "client.test",
      caCerts: [],
      signal: new AbortController().signal,
    },
    transcriptOf: () => () => {},
    policyPort: 443,
    allowPrivate: false,
    families: [4, 6],
    selectors: [],
    addresses: [],
    blocklists: [],
    time: new Date("2026-06-01"),
    ...options,
  });
}
