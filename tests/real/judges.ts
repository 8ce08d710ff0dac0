/** The world with OpenDKIM, OpenDMARC, policyd-spf, rspamd and a list, and with the domains of the corpus. */
import { RSA_2048 } from "../trust/corpus/keys.ts";
import { ZONE } from "../trust/corpus/mail.ts";
import type { WorldFiles } from "../support/world.ts";

/** Sends from the addresses of the world. */
const SENDER = 'sends.test. TXT "v=spf1 ip4:192.31.196.0/24 ip6:2001:4:112::/48 -all"';

interface Row {
  readonly name: string;
  readonly type: string;
  readonly data: string;
}

const rows = ZONE.split("\n").flatMap((line): Row[] => {
  const [, name, type, data = ""] = /^([^\s;]+)\s+([A-Z]+)(?:\s+(.*))?$/.exec(line) ?? [];
  // Addresses have a zone of their own.
  if (name === undefined || type === undefined || name.endsWith(".arpa")) return [];
  return [{ name, type, data }];
});

/**
 * a.test under a longer name: OpenDMARC 1.4.2 takes a domain whose first label is one letter for the public suffix
 * above it, and then all domains there for one organisation.
 */
const author = rows.filter(({ name }) => `.${name}`.endsWith(".a.test"))
  .map((row) => ({ ...row, name: row.name.replace(/a\.test$/, "author.test") }));

/** A record as a zone file has it. A string of a TXT record holds 255 octets. */
function recordOf({ name, type, data }: Row): string {
  switch (type) {
    case "TXT":
      return `${name}. TXT ${
        (data.match(/.{1,255}/g) ?? [""]).map((text) => `"${text}"`).join(" ")
      }`;
    case "A":
      return `${name}. A ${data}`;
    default:
      return `${name}. ${type} ${data}.`;
  }
}

/** The secret half of the key that signs the corpus. */
export const KEY = `-----BEGIN PRIVATE KEY-----\n${
  RSA_2048.secret.replace(/.{64}/g, "$&\n")
}\n-----END PRIVATE KEY-----\n`;

const answered = [...rows, ...author].filter(({ type }) => type !== "SERVFAIL").map(recordOf);
const refused = rows.filter(({ type }) => type === "SERVFAIL").map(({ name }) => name);

/** What `world.sh` needs for the domains of the corpus. */
export const DOMAINS: WorldFiles = {
  "records": `${[...answered, SENDER].join("\n")}\n`,
  "refused": `${refused.join("\n")}\n`,
};

/** What it needs to start all of them. */
export const JUDGES: WorldFiles = { ...DOMAINS, "judges/key.pem": KEY };
