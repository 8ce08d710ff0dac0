/**
 * Whether a domain publishes DKIM keys that receivers accept (RFC 6376, RFC 8301, RFC 8463).
 * @module
 */
import type { Questions } from "../../dns/questions.ts";
import { type KeyRecord, readKeyRecord } from "../dkim/key.ts";
import { readTagList, valueOf } from "../tag_list.ts";
import { type Finding, type Judge, judgeOf } from "./finding.ts";

/** RFC 8301 section 3.2: receivers must not accept shorter keys; signers should use twice as many bits. */
const SHORTEST_BITS = 1024;
const GOOD_BITS = 2048;
/** RFC 8301 section 3.2: receivers need not accept longer ones. */
const LONGEST_BITS = 4096;

/** Selectors of large providers and of common software; nobody can list those of a domain. */
export const KNOWN_SELECTORS: readonly string[] = [
  "google",
  "selector1",
  "selector2",
  "k1",
  "k2",
  "k3",
  "s1",
  "s2",
  "default",
  "mail",
  "dkim",
  "protonmail",
  "fm1",
  "fm2",
  "fm3",
  "sig1",
  "zmail",
  "mandrill",
  "brevo1",
  "brevo2",
];

/** A key that was found. */
export interface FoundKey {
  /** Its selector. */
  readonly selector: string;
  /** What DNS says of it. */
  readonly record: KeyRecord;
}

/** What was found out. */
interface DkimHealth {
  /** The keys, in the order of their selectors. */
  readonly keys: readonly FoundKey[];
  /** What was found; at least one finding. */
  readonly findings: readonly Finding[];
}

/**
 * Finds and judges the keys of a domain.
 *
 * @param domain The domain.
 * @param selectors The selectors of its keys; with none the well-known ones are tried.
 * @param questions Where to ask.
 */
export async function examineDkim(
  domain: string,
  selectors: readonly string[],
  questions: Questions,
): Promise<DkimHealth> {
  const judge = judgeOf("dkim", domain);
  const tried = selectors.length > 0 ? selectors : KNOWN_SELECTORS;
  const [keys, folder] = await Promise.all([
    Promise.all(tried.map((selector) => examineKey(domain, selector, questions))),
    selectors.length > 0 ? undefined : questions.ask(`_domainkey.${domain}`, "TXT"),
  ]);
  const found = keys.flatMap(({ key }) => key ?? []);
  const failed = keys.filter(({ failure }) => failure !== undefined);
  const findings = selectors.length > 0
    ? keys.flatMap(({ findings }) => findings)
    : keys.filter(({ key }) => key !== undefined).flatMap(({ findings }) => findings);
  const [first] = failed;
  if (selectors.length === 0 && first?.failure !== undefined) {
    // One line for all: none of them is known to be a selector of this domain.
    const text =
      `${failed.length} of ${tried.length} well-known selectors could not be looked up: ` +
      first.failure;
    findings.push(judge("unknown", "dkim-unknown", text, "RFC 6376 3.6.2"));
  }
  if (findings.length > 0) return { keys: found, findings };
  // Names below one that does not exist do not exist either (RFC 8020).
  const [level, code, text] = folder?.status === "no-such-name"
    ? [
      "warning",
      "no-dkim",
      "no DKIM key at all: mail from this domain is not signed by it",
    ] as const
    : ["note", "unknown-selector", UNKNOWN_SELECTOR] as const;
  return { keys: [], findings: [judge(level, code, text, "RFC 6376 3.6.2")] };
}

const UNKNOWN_SELECTOR =
  "no key at the selectors of large providers. The selector of this domain stands " +
  "in s= of a DKIM-Signature: name it with --dkim-selector";

interface ExaminedKey {
  readonly key: FoundKey | undefined;
  /** Why it could not be looked up. */
  readonly failure: string | undefined;
  readonly findings: readonly Finding[];
}

async function examineKey(
  domain: string,
  selector: string,
  questions: Questions,
): Promise<ExaminedKey> {
  const name = `${selector}._domainkey.${domain}`;
  const judge = judgeOf("dkim", name);
  const answer = await questions.ask(name, "TXT");
  if (answer.status === "failed") {
    const text = `the key could not be looked up: ${answer.detail}`;
    const findings = [judge("unknown", "dkim-unknown", text, "RFC 6376 3.6.2")];
    return { key: undefined, failure: answer.detail, findings };
  }
  const texts = answer.status === "found" ? answer.records.map(({ data }) => data) : [];
  // A wildcard may answer for any name, with what is no key.
  const [text, another] = texts.filter((each) => valueOf(readTagList(each), "p") !== undefined);
  if (text === undefined) {
    const findings = [
      judge("fault", "no-key", "there is no key at this selector", "RFC 6376 3.6.2"),
    ];
    return { key: undefined, failure: undefined, findings };
  }
  const record = readKeyRecord(text);
  const double = another === undefined ? [] : [
    judge(
      "warning",
      "two-keys",
      "two records at one selector: which one counts is not defined",
      "RFC 6376 3.6.2.2",
    ),
  ];
  return {
    key: { selector, record },
    failure: undefined,
    findings: [...double, ...keyFindings(record, judge)],
  };
}

function keyFindings(record: KeyRecord, judge: Judge): Finding[] {
  const { faults, revoked, testing, type, bits } = record;
  if (faults.length > 0) {
    return faults.map((fault) =>
      judge("fault", "bad-key", `the key cannot be used: it ${fault}`, "RFC 6376 3.6.1")
    );
  }
  if (revoked) {
    const text = "the key is revoked (p= is empty): no signature by it is valid any more";
    return [judge("note", "revoked", text, "RFC 6376 3.6.1")];
  }
  const flags = testing
    ? [
      judge(
        "warning",
        "test-key",
        "t=y: receivers treat what it signs as if it were not signed",
        "RFC 6376 3.6.1",
      ),
    ]
    : [];
  if (type === "ed25519") {
    const text = "an Ed25519 key; not every receiver knows these, so sign with RSA too";
    return [...flags, judge("good", "key", text, "RFC 8463 4")];
  }
  return [...flags, lengthFinding(bits, judge)];
}

function lengthFinding(bits: number, judge: Judge): Finding {
  const what = `an RSA key of ${bits} bits`;
  if (bits < SHORTEST_BITS) {
    return judge("fault", "short-key", `${what}: receivers must not accept it`, "RFC 8301 3.2");
  }
  if (bits < GOOD_BITS) {
    return judge("warning", "weak-key", `${what}: ${GOOD_BITS} are advised`, "RFC 8301 3.2");
  }
  if (bits > LONGEST_BITS) {
    return judge("warning", "long-key", `${what}: receivers need not accept it`, "RFC 8301 3.2");
  }
  return judge("good", "key", what, "RFC 8301 3.2");
}
