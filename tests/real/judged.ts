/** Mails that real servers judge, and what they and mua find. */
import { RSA_512 } from "../trust/corpus/keys.ts";
import { altered, letter } from "../trust/corpus/mail.ts";
import { signed, type SignOptions } from "../trust/corpus/signer.ts";

/** A mail from author.test, what is claimed of it, what mua finds, and the claims that differ. */
export interface Judged {
  readonly name: string;
  /** As it is submitted; what mua signs is sent by mua. */
  readonly mail?: string;
  readonly from?: string;
  readonly claimed: string;
  readonly found: string;
  readonly differs?: readonly string[];
}

/** From of these mails. */
export const AUTHOR = "Ana <ana@author.test>";
const LETTER = letter({ from: AUTHOR });

/** Signs a mail for its author, or otherwise as a test wants. */
export function byAuthor(options: SignOptions = {}, mail = LETTER): string {
  return signed(mail, { domain: "author.test", ...options });
}

/** The mails. */
export const JUDGED: readonly Judged[] = [
  {
    name: "rsa",
    claimed: "dkim=pass dmarc=pass spf=pass",
    found: "valid | pass | pass | none | pass",
  },
  {
    name: "ed25519",
    claimed: "dkim=pass dmarc=pass spf=pass",
    found: "valid | pass | pass | none | pass",
  },
  {
    name: "key of another pair",
    claimed: "dkim=fail dmarc=fail spf=pass",
    found: "header-altered(short-key) | pass | fail | none | fail",
  },
  {
    name: "body altered",
    mail: altered(byAuthor(), "at 8?", "at 9?"),
    claimed: "dkim=fail dmarc=fail spf=pass",
    found: "body-altered(intact) | pass | fail | none | fail",
  },
  {
    name: "date altered",
    mail: altered(byAuthor(), "10:00", "11:00"),
    claimed: "dkim=fail dmarc=fail spf=pass",
    found: "header-altered | pass | fail | none | fail",
  },
  {
    name: "key revoked",
    mail: byAuthor({ selector: "revoked" }),
    claimed: "dkim=fail dmarc=fail spf=pass",
    found: "key-revoked | pass | fail | none | fail",
  },
  {
    name: "no key",
    mail: byAuthor({ selector: "none" }),
    claimed: "dkim=fail dmarc=fail spf=pass",
    found: "no-key | pass | fail | none | fail",
  },
  {
    name: "key too short",
    mail: byAuthor({ selector: "k512", key: RSA_512 }),
    claimed: "dkim=policy dmarc=fail spf=pass",
    found: "key-too-short(short-key) | pass | fail | none | fail",
  },
  {
    name: "expired",
    mail: byAuthor({ more: "t=1; x=2" }),
    claimed: "dkim=permerror dmarc=fail spf=pass",
    found: "expired | pass | fail | none | fail",
  },
  {
    name: "signed by a subdomain",
    mail: byAuthor({ domain: "news.author.test" }),
    claimed: "dkim=pass dmarc=pass spf=pass",
    found: "valid | pass | pass | none | pass",
  },
  {
    name: "signed by a stranger",
    mail: byAuthor({ domain: "bulk.test" }),
    claimed: "dkim=pass dmarc=fail spf=pass",
    found: "valid | pass | fail | none | fail",
  },
  {
    name: "unsigned, From not of the envelope's domain",
    mail: LETTER,
    claimed: "dkim=none dmarc=fail spf=pass",
    found: "| pass | fail | none | fail",
  },
  {
    name: "unsigned, SPF fails",
    mail: LETTER,
    from: "ana@author.test",
    claimed: "dkim=none dmarc=fail spf=fail",
    found: "| fail | fail | none | fail",
  },
  {
    name: "signed, SPF fails",
    mail: byAuthor(),
    from: "ana@author.test",
    claimed: "dkim=pass dmarc=pass spf=fail",
    found: "valid | fail | pass | none | fail",
  },
  {
    name: "softfail",
    mail: LETTER,
    from: "x@soft.test",
    claimed: "dkim=none dmarc=fail spf=softfail",
    found: "| softfail | fail | none | fail",
  },
  {
    name: "SPF loop",
    mail: LETTER,
    from: "x@loop.test",
    claimed: "dkim=none dmarc=fail spf=permerror",
    found: "| permerror | fail | none | fail",
  },
  {
    name: "void lookups",
    mail: LETTER,
    from: "x@void.test",
    claimed: "dkim=none dmarc=fail spf=permerror",
    found: "| permerror | fail | none | fail",
  },
  {
    name: "two SPF records",
    mail: LETTER,
    from: "x@twospf.test",
    claimed: "dkim=none dmarc=fail spf=permerror",
    found: "| permerror | fail | none | fail",
  },
  {
    name: "bounce",
    mail: LETTER,
    from: "",
    claimed: "dkim=none dmarc=fail spf=none",
    found: "| none | fail | none | fail",
  },
  {
    name: "policy of the organisational domain",
    mail: letter({ from: "q@x.quarantine.test" }),
    claimed: "dkim=none dmarc=fail spf=pass",
    found: "| pass | fail | none | fail",
  },
  {
    name: "name server of SPF out of order",
    mail: LETTER,
    from: "x@spfdown.test",
    claimed: "dkim=none dmarc=fail spf=temperror",
    found: "| temperror | temperror | none | unchecked",
  },
  {
    name: "two policies",
    mail: letter({ from: "q@two.test" }),
    claimed: "dkim=none dmarc=fail spf=pass",
    found: "| pass | none | none | pass",
    differs: ["dmarc fail, not none"],
  },
  {
    name: "domain of one letter",
    mail: letter(),
    claimed: "dkim=none dmarc=pass spf=pass",
    found: "| pass | fail | none | fail",
    differs: ["dmarc pass, not fail"],
  },
];
