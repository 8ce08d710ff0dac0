/**
 * What gateways in front of a mail server write: those of Proofpoint, Mimecast, Cisco (IronPort) and
 * Barracuda. They say little, and much of it is for their makers alone.
 * @module
 */
import { causesOf, type Hit, MAX_HITS } from "./filter_rule.ts";
import {
  byWeight,
  type Cause,
  type Detail,
  type FieldsByName,
  type Judgement,
} from "./judgement.ts";
import { numberIn, UNKNOWN_VALUE, valueIn } from "./judgement.ts";
import { readHits } from "./spamassassin.ts";

type Reading = Omit<Judgement, "field" | "standing" | "by">;

const NO_WORD = "no word on whether it is spam";

/** A gateway: its fields, the one that says most first, and how they are read. */
interface Gateway {
  readonly by: string;
  readonly prefix: string;
  readonly names: readonly string[];
  readonly read: (valueOf: (name: string) => string) => Reading;
}

const GATEWAYS: readonly Gateway[] = [
  {
    by: "Proofpoint",
    prefix: "x-proofpoint-",
    names: ["x-proofpoint-spam-details", "x-proofpoint-spam-details-enc"],
    read: readProofpoint,
  },
  {
    by: "Mimecast",
    prefix: "x-mimecast-",
    names: ["x-mimecast-spam-score", "x-mimecast-spam-signature", "x-mimecast-bulk-signature"],
    read: readMimecast,
  },
  {
    by: "Cisco's gateway (IronPort)",
    prefix: "x-ironport-",
    names: ["x-ironport-anti-spam-filtered", "x-ironport-sbrs", "x-ironport-anti-spam-result"],
    read: readIronPort,
  },
  {
    by: "Barracuda",
    prefix: "x-barracuda-",
    names: ["x-barracuda-spam-status", "x-barracuda-spam-score", "x-barracuda-spam-flag"],
    read: readBarracuda,
  },
];

/**
 * Reads the fields of gateways.
 *
 * @param fields The fields of one standing.
 * @returns What each gateway says; none if there are no such fields.
 */
export function readGateways(fields: FieldsByName): Judgement[] {
  return GATEWAYS.flatMap(({ by, names, read }) => {
    const first = names.flatMap((name) => fields.get(name) ?? [])[0];
    if (first === undefined) return [];
    const { field, standing } = first;
    return [{ by, field, standing, ...read((name) => valueIn(fields, name)) }];
  });
}

const CONTENT = "Write it plainer, and leave out links of strangers.";
const ASK =
  "Ask the recipient's administrator to look it up at the gateway, and to allow the sender.";

/** The scores of Proofpoint, from 0 to 100, and what each is the likelihood of. */
const LIKELIHOODS: Readonly<Record<string, string>> = {
  spamscore: "spam",
  phishscore: "phishing",
  malwarescore: "malware",
  impostorscore: "a forged sender",
  adultscore: "adult content",
  bulkscore: "bulk mail",
  suspectscore: "suspected spam",
  lowpriorityscore: "mail of low priority",
};

/** What the rule that decided is called, if it is one that Proofpoint comes with. */
const PROOFPOINT_RULES: readonly (readonly [pattern: RegExp, junk: boolean, words: string])[] = [
  [/(?:^|_)notspam$/, false, "not spam"],
  [/(?:^|_)(?:spam|definitespam|probablespam|suspectspam|suspect)$/, true, "spam"],
  [/(?:^|_)phish(?:ing)?$/, true, "phishing"],
  [/(?:^|_)(?:malware|virus)$/, true, "malware"],
  [/(?:^|_)(?:impostor|imposter)$/, true, "a forged sender"],
  [/(?:^|_)adult$/, true, "adult content"],
  [/(?:^|_)bulk$/, true, "bulk mail"],
];

/** `rule=notspam policy=default score=0 spamscore=0 phishscore=0 ...` */
function readProofpoint(valueOf: (name: string) => string): Reading {
  const values = new Map<string, string>();
  for (const each of valueOf("x-proofpoint-spam-details").split(/\s+/, MAX_HITS)) {
    const [, key = "", value = ""] = /^([a-z]{2,24})=(\S{1,100})$/.exec(each) ?? [];
    if (key !== "" && !values.has(key)) values.set(key, value);
  }
  const rule = values.get("rule");
  const known = PROOFPOINT_RULES.find(([pattern]) => pattern.test(rule ?? ""));
  const causes = [...values].flatMap(([key, value]): Cause[] => {
    const what = Object.hasOwn(LIKELIHOODS, key) ? LIKELIHOODS[key] : undefined;
    const score = numberIn(value) ?? 0;
    if (what === undefined || score <= 0) return [];
    const text = `${score} of 100: how likely it is ${what}.`;
    return [{ name: `${key}=${value}`, weight: score / 10, text, next: [CONTENT, ASK] }];
  });
  const score = numberIn(values.get("score"));
  return {
    junk: known?.[1],
    verdict: known?.[2] ?? NO_WORD,
    ...(score === undefined ? {} : { score }),
    causes: byWeight(causes),
    details: rule === undefined ? [] : [{
      name: `rule=${rule}`,
      text: known === undefined ? UNKNOWN_VALUE : `The rule that decided: ${known[2]}.`,
    }],
  };
}

function readMimecast(valueOf: (name: string) => string): Reading {
  const score = numberIn(valueOf("x-mimecast-spam-score"));
  const spam = valueOf("x-mimecast-spam-signature").trim().toLowerCase();
  const bulk = valueOf("x-mimecast-bulk-signature").trim().toLowerCase();
  const details: Detail[] = [];
  const causes: Cause[] = [];
  for (const [name, value] of [["Spam-Signature", spam], ["Bulk-Signature", bulk]] as const) {
    if (value === "") continue;
    const what = name === "Bulk-Signature" || value === "bulk" ? "bulk mail" : "spam";
    const text = value === "no"
      ? `The text is not like that of known ${what}.`
      : value === "yes" || value === "bulk"
      ? `The text is like that of known ${what}.`
      : UNKNOWN_VALUE;
    const seen = `${name}: ${value}`;
    if (value === "yes" || value === "bulk") {
      causes.push({ name: seen, weight: what === "spam" ? 5 : 2, text, next: [CONTENT, ASK] });
    } else {
      details.push({ name: seen, text });
    }
  }
  if (score !== undefined) {
    details.push({
      name: `Spam-Score: ${score}`,
      text: "The higher, the more it looks like spam. The limit is not in the field.",
    });
  }
  return {
    // From how many points on a mail is held, each customer decides.
    junk: spam === "yes" ? true : spam === "no" ? false : undefined,
    verdict: spam === "yes" ? "spam" : spam === "no" ? "not spam" : NO_WORD,
    ...(score === undefined ? {} : { score }),
    causes: byWeight(causes),
    details,
  };
}

/** The gateway says that it has looked; what it found only its maker can read. */
function readIronPort(valueOf: (name: string) => string): Reading {
  const filtered = valueOf("x-ironport-anti-spam-filtered").trim().toLowerCase();
  const reputation = numberIn(valueOf("x-ironport-sbrs"));
  const isBad = reputation !== undefined && reputation < 0;
  const reputationText = `Reputation of the sending host, from -10 (bad) to 10 (good).`;
  const next = ["Send through a server with a better reputation.", ASK];
  return {
    junk: undefined,
    verdict: NO_WORD,
    causes: isBad
      ? [{ name: `SBRS: ${reputation}`, weight: -reputation, text: reputationText, next }]
      : [],
    details: [
      ...(filtered === "" ? [] : [{
        name: `Anti-Spam-Filtered: ${filtered}`,
        text: filtered === "true"
          ? "The anti-spam engine has looked at it; the field does not say what it found."
          : filtered === "false"
          ? "The anti-spam engine has not looked at it."
          : UNKNOWN_VALUE,
      }]),
      ...(reputation === undefined || isBad
        ? []
        : [{ name: `SBRS: ${reputation}`, text: reputationText }]),
      ...(valueOf("x-ironport-anti-spam-result") === "" ? [] : [{
        name: "Anti-Spam-Result",
        text: "For Cisco alone: others cannot read it.",
      }]),
    ],
  };
}

/** `Yes, SCORE=7.10 using global scores of TAG_LEVEL=3.5 QUARANTINE_LEVEL=1000.0 KILL_LEVEL=9.0 tests=A, B` */
function readBarracuda(valueOf: (name: string) => string): Reading {
  const status = valueOf("x-barracuda-spam-status");
  const flag = valueOf("x-barracuda-spam-flag");
  const score = numberIn(/\bSCORE=(\S+)/i.exec(status)?.[1]) ??
    numberIn(valueOf("x-barracuda-spam-score"));
  const threshold = numberIn(/\bTAG_LEVEL=(\S+)/i.exec(status)?.[1]);
  const word = /^\s*(yes|no)\b/i.exec(`${status} ${flag}`)?.[1]?.toLowerCase();
  return {
    junk: word === undefined ? undefined : word === "yes",
    verdict: word === undefined ? NO_WORD : word === "yes" ? "spam" : "not spam",
    ...(score === undefined ? {} : { score }),
    ...(threshold === undefined ? {} : { threshold }),
    causes: causesOf(barracudaHits(status, valueOf("x-barracuda-spam-report"))),
    details: [],
  };
}

function barracudaHits(status: string, report: string): Hit[] {
  const reported = [...report.matchAll(/\s(-?\d{1,4}\.\d{1,3})\s+([A-Z][A-Z0-9_]{2,59})\s/g)];
  if (reported.length > 0) {
    return reported.slice(0, MAX_HITS).map(([, score, name = ""]) => ({
      name,
      score: Number(score),
    }));
  }
  return readHits(/\btests=(.{0,20000})$/i.exec(status)?.[1] ?? "");
}
