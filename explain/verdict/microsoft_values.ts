/**
 * The values in the fields of Microsoft's filter, as far as Microsoft says what they mean.
 * @module
 */
import { OWN_SERVER, SET_PTR } from "../knowledge/advice.ts";

/** What a value means. */
interface MicrosoftValue {
  /** What it means, in a sentence. */
  readonly text: string;
  /** Its name as a verdict: `phishing`. */
  readonly name?: string;
  /** Whether it says that the message is junk. */
  readonly junk?: boolean;
  /** How heavy it is against the message; absent if it says nothing against it. */
  readonly weight?: number;
  /** What to do about it. */
  readonly next?: readonly string[];
}

const ASK = "Ask the recipient to mark it as not junk, or their administrator to allow the sender.";
const IMPERSONATION = "Do not use a name or domain that looks like one of the recipient's.";
const CONTENT = "Write it plainer; leave out links of strangers and unusual attachments.";
const CLEAN = "Scan the attachment; send a link to it, or another type of file.";

/** Against a message, by what it is called. */
function against(name: string, text: string, weight: number, ...next: string[]): MicrosoftValue {
  return { name, text, junk: true, weight, next: [...next, ASK] };
}

const CATEGORIES: Readonly<Record<string, MicrosoftValue>> = {
  NONE: { text: "Category: nothing found." },
  AMP: against("malware", "Category: malware.", 9, CLEAN),
  MALW: against("malware", "Category: malware.", 9, CLEAN),
  SAP: against("malware", "Category: a dangerous attachment (Safe Attachments).", 9, CLEAN),
  FTBP: against(
    "a type of attachment that is not allowed",
    "Category: a file type that the organization blocks.",
    8,
    CLEAN,
  ),
  BIMP: against(
    "impersonation of a brand",
    "Category: it looks like the mail of a known brand.",
    8,
    IMPERSONATION,
  ),
  DIMP: against(
    "impersonation of a domain",
    "Category: the domain looks like a protected one.",
    8,
    IMPERSONATION,
  ),
  UIMP: against(
    "impersonation of a user",
    "Category: the sender looks like a protected person.",
    8,
    IMPERSONATION,
  ),
  GIMP: against(
    "impersonation of a contact",
    "Category: the sender looks like somebody the recipient writes with.",
    8,
    IMPERSONATION,
  ),
  INTOS: against(
    "phishing inside the organization",
    "Category: phishing from inside the organization.",
    8,
    CONTENT,
  ),
  PHSH: against("phishing", "Category: phishing.", 8, CONTENT),
  HPHSH: against(
    "phishing, with high confidence",
    "Category: phishing, with high confidence.",
    9,
    CONTENT,
  ),
  HPHISH: against(
    "phishing, with high confidence",
    "Category: phishing, with high confidence.",
    9,
    CONTENT,
  ),
  SPOOF: against(
    "a forged sender",
    "Category: the address in From is taken for forged.",
    8,
    OWN_SERVER,
  ),
  SPM: against("spam", "Category: spam.", 6, CONTENT),
  HSPM: against("spam, with high confidence", "Category: spam, with high confidence.", 7, CONTENT),
  OSPM: against(
    "spam on its way out",
    "Category: spam, found on its way out of the sender's organization.",
    6,
    CONTENT,
  ),
  BULK: against(
    "bulk mail",
    "Category: bulk mail.",
    5,
    "Send only to those who asked for it, with List-Unsubscribe.",
  ),
};

const FILTERING: Readonly<Record<string, MicrosoftValue>> = {
  NSPM: { text: "The filter found it to be no spam." },
  SPM: against("spam", "The filter found it to be spam.", 6, CONTENT),
  SKS: against(
    "spam by a rule",
    "Marked as spam before the filter saw it, by a rule of the organization.",
    6,
  ),
  SKB: against("a blocked sender", "The sender is on the blocklist of the organization.", 7),
  BLK: against(
    "a blocked sender",
    "The sender is on the recipient's own list of blocked senders.",
    7,
  ),
  SFE: { text: "Not filtered: the sender is on the recipient's own list of safe senders." },
  SKA: { text: "Not filtered: the organization allows the sender." },
  SKI: { text: "Not filtered, for another reason, such as mail inside the organization." },
  SKN: { text: "Not filtered: marked as no spam before, by a rule of the organization." },
  SKQ: { text: "Released from quarantine." },
};

const SAFETY: Readonly<Record<string, MicrosoftValue>> = {
  "9.19": against(
    "impersonation of a domain",
    "The domain looks like a protected one.",
    8,
    IMPERSONATION,
  ),
  "9.20": against(
    "impersonation of a user",
    "The sender looks like a protected person.",
    8,
    IMPERSONATION,
  ),
  "9.25": { text: "A first mail from this sender: the recipient is told so.", weight: 1, next: [] },
};

const OTHERS: Readonly<Record<string, MicrosoftValue>> = {
  "IPV:NLI": { text: "The sending IP address is on no list." },
  "IPV:CAL": { text: "The sending IP address is on the allow list: not filtered." },
  "SRV:BULK": {
    text: "Bulk mail above the level that the organization takes.",
    junk: true,
    weight: 5,
    next: [ASK],
  },
  "DIR:INB": { text: "Direction: in." },
  "DIR:OUT": { text: "Direction: out." },
  "DIR:INT": { text: "Direction: inside the organization." },
  "PTR:INFODOMAINNONEXISTENT": {
    text: "The sending IP address has no name in DNS.",
    weight: 2,
    next: [SET_PTR],
  },
  "DEST:I": { text: "Delivered to the inbox." },
  "DEST:J": { text: "Delivered to Junk." },
  "DEST:C": { text: "Delivered to another folder, by a rule of the recipient." },
};

/** Keys whose values say only what was looked at: country, language, HELO, address. */
const FACTS: Readonly<Record<string, string>> = {
  CIP: "The IP address of the sending host.",
  CTRY: "The country of that address.",
  LANG: "The language of the text.",
  H: "The name in the sending host's HELO or EHLO.",
  PTR: "The name in DNS of the sending IP address.",
};

/** Keys whose values Microsoft keeps to itself. */
export const SILENT: ReadonlySet<string> = new Set(["SFS", "SFP", "ENG", "ARA", "RULEID", "ex"]);

/**
 * What a value means.
 *
 * @param key The key, such as `SCL`.
 * @param value The value, such as `5`.
 * @returns What it means, or `undefined` if it is not known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { findMicrosoftValue } from "./microsoft_values.ts";
 * assertEquals(findMicrosoftValue("CAT", "PHSH")?.name, "phishing");
 * assertEquals(findMicrosoftValue("SCL", "1")?.junk, undefined);
 * assertEquals(findMicrosoftValue("CAT", "XYZ"), undefined);
 * ```
 */
export function findMicrosoftValue(key: string, value: string): MicrosoftValue | undefined {
  const name = key.toUpperCase();
  const word = value.trim().toUpperCase();
  if (name === "SCL") return spamLevel(word);
  if (name === "BCL") return bulkLevel(word);
  const table = { CAT: CATEGORIES, SFV: FILTERING, SFTY: SAFETY }[name];
  if (table !== undefined) return Object.hasOwn(table, word) ? table[word] : undefined;
  const both = `${name}:${word}`;
  if (Object.hasOwn(OTHERS, both)) return OTHERS[both];
  const fact = Object.hasOwn(FACTS, name) && word !== "" ? FACTS[name] : undefined;
  return fact === undefined ? undefined : { text: fact };
}

function spamLevel(word: string): MicrosoftValue | undefined {
  if (!/^(?:-1|\d)$/.test(word)) return undefined;
  const level = Number(word);
  if (level < 0) return { text: "Spam confidence level -1: not filtered, the sender is trusted." };
  if (level < 2) return { text: `Spam confidence level ${level}: no spam.` };
  if (level < 5) {
    return {
      text: `Spam confidence level ${level}: no spam (the filter itself gives no such level).`,
    };
  }
  const sure = level > 6 ? ", with high confidence" : "";
  return against(
    `spam${sure}`,
    `Spam confidence level ${level} of 9: spam${sure}.`,
    level,
    CONTENT,
  );
}

function bulkLevel(word: string): MicrosoftValue | undefined {
  if (!/^\d$/.test(word)) return undefined;
  const level = Number(word);
  if (level === 0) return { text: "Bulk complaint level 0: no bulk mail." };
  const few = `Bulk complaint level ${level} of 9: bulk mail that`;
  if (level < 4) return { text: `${few} few complain about.` };
  const text = level < 8 ? `${few} some complain about.` : `${few} many complain about.`;
  const next = ["Send only to those who asked for it, with List-Unsubscribe."];
  return { text, weight: level / 2, next };
}
