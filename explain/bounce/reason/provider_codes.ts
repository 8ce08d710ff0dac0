/**
 * Codes that large receivers put into their refusals, and document on pages for senders: each says more
 * than the reply code before it.
 * @module
 */
import type { Reason } from "./reason.ts";

/** A family of codes: how it is recognised, and what its codes mean. */
interface Family {
  /** The first group that matched is the code. */
  readonly pattern: RegExp;
  readonly codes: readonly (readonly [RegExp, Reason])[];
}

const FAMILIES: readonly Family[] = [
  {
    // Orange and La Poste.
    pattern: /\b(?:OFR|LPN|OUK)\d{0,4}[_ ](\d{3})\b/,
    codes: [
      [/^10[2348]|^10[56]|^115|^40[01]|^510|^999/, "blocked"],
      [/^104|^109|^110|^305/, "toomanyconn"],
      [/^201|^41[016]/, "userunknown"],
      [/^202|^420/, "suspend"],
      [/^402|^417/, "mailboxfull"],
      [/^40[35]|^415|^418|^42[1-4]/, "rejected"],
      [/^506|^507/, "spamdetected"],
      [/^513/, "mesgtoobig"],
      [/^514/, "blocked"],
      [/^571|^630/, "policyviolation"],
      [/^517|^518/, "authfailure"],
    ],
  },
  {
    // Cox, Spectrum and others behind the same gateway.
    pattern: /\bAUP#([\w-]+)/,
    codes: [
      [/^(?:In-)?1(?:260|310|480|500|510)|^SNDR|^RCPT-RATE/, "toomanyconn"],
      [/^(?:In-)?1(?:050|130|440|520|580)|^CXCNCT|^CXMX|^CDRBL|^CXSNDR?BL|^BLK/, "blocked"],
      [/^(?:In-)?1(?:350|600|610)|^CXDNS|^DNS/, "requireptr"],
      [/^(?:In-)?1(?:200|210|300)|^CXTHRT|^OUT-/, "toomanyconn"],
      [/^(?:In-)?1(?:450|460|470)/, "rejected"],
      [/^POL/, "policyviolation"],
      [/^SPM|^I-1/, "spamdetected"],
    ],
  },
  {
    // GoDaddy.
    pattern: /\bIB([1-9]\d{2})\b/,
    codes: [
      [/^10[1-6]|^11[0-3]|^60[1-9]/, "blocked"],
      [/^20[1-9]|^212|^40[1-4]/, "toomanyconn"],
      [/^50[2-3]/, "blocked"],
      [/^50[1467]|^51[0-9]/, "rejected"],
      [/^508/, "authfailure"],
      [/^505/, "notaccept"],
      [/^705|^70[1-4]/, "spamdetected"],
    ],
  },
  {
    // Outlook.com.
    pattern: /\b((?:SC|DY|OU|RP|DM)-\d{3})\b/,
    codes: [
      [/^OU-002|^DY-001/, "policyviolation"],
      [/^RP/, "toomanyconn"],
      [/./, "blocked"],
    ],
  },
  {
    pattern: /\(?\b(S3150|S3140|S775|S844|S3113|S3114|S3115|S77714|S77719)\b\)?/,
    codes: [[/^S(?:3113|3114|3115|775|844|77714|77719)$/, "badreputation"], [/./, "blocked"]],
  },
  {
    // Microsoft 365: three digits behind 5.7 (5.1) that no registry has.
    pattern: /\b[45]\.[17]\.(\d{3})\b/,
    codes: [
      [/^5(?:0[89]|12|13)$|^40[1-9]$|^367$|^23$/, "authfailure"],
      [/^50[1-6]$/, "spamdetected"],
      [/^51[01]$/, "blocked"],
      [/^60[67]|^60[89]$|^6[1-4]\d$|^510$/, "blocked"],
      [/^650$|^750$/, "badreputation"],
      [/^70[0-9]$|^23[0-3]$/, "toomanyconn"],
      [/^12[0-9]$|^13[0-9]$/, "filtered"],
      [/^351$/, "userunknown"],
      [/^451$|^321$/, "networkerror"],
    ],
  },
  {
    // Yahoo and AOL.
    pattern: /\[((?:TSS?|PH|BL|CON|RL|DYN|TS)\d{1,2})\]/,
    codes: [
      [/^(?:TSS?0[46]|TSS?04)/, "badreputation"],
      [/^(?:TSS?|RL|CON)/, "toomanyconn"],
      [/^PH/, "spamdetected"],
      [/^(?:BL|DYN)/, "blocked"],
    ],
  },
  {
    // Comcast.
    pattern: /\b((?:BL|RL|PT|DM|AS)\d{6})\b/,
    codes: [
      [/^BL/, "blocked"],
      [/^RL/, "toomanyconn"],
      [/^PT/, "requireptr"],
      [/^DM/, "authfailure"],
      [/./, "spamdetected"],
    ],
  },
  {
    // Apple.
    pattern: /\[((?:CS|HM|HG|HVU|HAT|HP|HC|HV|HI)\w{0,3})(?::[^\]]{0,40})?\]/,
    codes: [
      [/^CS/, "spamdetected"],
      [/^HAT|^HM/, "authfailure"],
      [/^HVU/, "policyviolation"],
      [/./, "blocked"],
    ],
  },
  {
    // Gmail names the page that explains it.
    pattern: /support\.google\.com\/mail\/\?p=(\w+)/,
    codes: [
      [/^(?:NoSuchUser|BadRcpt)/i, "userunknown"],
      [/^(?:DisabledUser|InactiveUser|Suspended)/i, "suspend"],
      [/^(?:OverQuota)/i, "mailboxfull"],
      [/^(?:Unauth|DmarcRej|DkimFail|SpfFail|Auth)/i, "authfailure"],
      [
        /^(?:UnsolicitedRateLimit|UnsolicitedIP|RateLimit|RlyDef|ReceivingRate|Greylist)/i,
        "toomanyconn",
      ],
      [/^(?:Unsolicited|BlockedMessage.*spam)/i, "spamdetected"],
      [/^(?:BlockedMessage)/i, "policyviolation"],
      [/^(?:MaxSize|MailSize)/i, "mesgtoobig"],
      [/^(?:IPReput|LowReput)/i, "badreputation"],
      [/^(?:NotAuthorized|RelayDenied|IPNotAllowed)/i, "norelaying"],
      [/^(?:RfcMessageNonCompliant)/i, "notcompliantrfc"],
      [/^CustomFromDenied/i, "rejected"],
      [/^WantAuthError/i, "securityerror"],
      [/^(?:PtrRecord|IPv6Ptr)/i, "requireptr"],
    ],
  },
];

/**
 * The reason that a code of a provider names.
 *
 * @param words The words of the server, on one line.
 */
export function reasonOfProvider(words: string): Reason | undefined {
  for (const { pattern, codes } of FAMILIES) {
    const code = pattern.exec(words)?.[1];
    const found = code === undefined ? undefined : codes.find(([each]) => each.test(code));
    if (found !== undefined) return found[1];
  }
  return undefined;
}
