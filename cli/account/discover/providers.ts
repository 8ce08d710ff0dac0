/**
 * Where the customers of large providers submit mail: what the providers document.
 * @module
 */
import type { FoundServer } from "./server.ts";

/** A provider. */
interface Provider {
  /** What it is called. */
  readonly name: string;
  /** `HOST:PORT`; on port 465 TLS begins with the connection, else STARTTLS is required. */
  readonly server: string;
  /** The domains of its addresses. */
  readonly domains: readonly string[];
  /** What the mail exchangers of its customers' domains end with. */
  readonly exchangers?: readonly string[];
  /** What a person must know to log in. */
  readonly advice?: string;
}

const APP_PASSWORD =
  "The password of the account is refused: make an app password in its settings.";
const OAUTH = "Passwords are refused: log in with mua account login.";

const PROVIDERS: readonly Provider[] = [
  {
    name: "Gmail",
    server: "smtp.gmail.com:465",
    domains: ["gmail.com", "googlemail.com"],
    exchangers: [".google.com", ".googlemail.com"],
    advice: `${APP_PASSWORD} Or use OAuth: mua account login.`,
  },
  {
    name: "Outlook.com",
    server: "smtp-mail.outlook.com:587",
    domains: ["outlook.com", "hotmail.com", "live.com", "msn.com", "outlook.de", "outlook.fr"],
    advice: OAUTH,
  },
  {
    name: "Microsoft 365",
    server: "smtp.office365.com:587",
    domains: [],
    exchangers: [".mail.protection.outlook.com", ".mx.microsoft"],
    advice: OAUTH,
  },
  {
    name: "iCloud",
    server: "smtp.mail.me.com:587",
    domains: ["icloud.com", "me.com", "mac.com"],
    exchangers: [".mail.icloud.com"],
    advice: APP_PASSWORD,
  },
  {
    name: "Yahoo",
    server: "smtp.mail.yahoo.com:465",
    domains: [
      ...["yahoo.com", "ymail.com", "rocketmail.com", "yahoo.co.uk", "yahoo.de", "yahoo.fr"],
      ...["yahoo.es", "yahoo.it", "yahoo.com.br"],
    ],
    exchangers: [".yahoodns.net"],
    advice: APP_PASSWORD,
  },
  { name: "AOL", server: "smtp.aol.com:465", domains: ["aol.com"], advice: APP_PASSWORD },
  {
    name: "Fastmail",
    server: "smtp.fastmail.com:465",
    domains: ["fastmail.com", "fastmail.fm"],
    exchangers: [".messagingengine.com"],
    advice: APP_PASSWORD,
  },
  {
    name: "GMX",
    server: "mail.gmx.net:465",
    domains: ["gmx.net", "gmx.de", "gmx.at", "gmx.ch"],
    advice: "Access by POP3 and IMAP must be switched on in its settings.",
  },
  {
    name: "GMX",
    server: "mail.gmx.com:465",
    domains: ["gmx.com"],
    advice: "Access by POP3 and IMAP must be switched on in its settings.",
  },
  {
    name: "WEB.DE",
    server: "smtp.web.de:465",
    domains: ["web.de"],
    advice: "Access by POP3 and IMAP must be switched on in its settings.",
  },
  {
    name: "mailbox.org",
    server: "smtp.mailbox.org:465",
    domains: ["mailbox.org"],
    exchangers: [".mailbox.org"],
  },
  { name: "Posteo", server: "posteo.de:465", domains: ["posteo.de", "posteo.net", "posteo.org"] },
  {
    name: "Zoho",
    server: "smtp.zoho.com:465",
    domains: ["zoho.com", "zohomail.com"],
    exchangers: [".zoho.com"],
  },
  {
    name: "Proton Mail Bridge",
    server: "127.0.0.1:1025",
    domains: ["proton.me", "protonmail.com", "pm.me"],
    advice:
      "Proton Mail Bridge must run on this machine. The password is the one that it shows; its " +
      "certificate, which it exports, is trusted with --ca FILE.",
  },
];

/**
 * The provider of an address.
 *
 * @param domain The domain of the address, of A-labels.
 * @returns Its server, if the provider is known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { providerOfDomain } from "./providers.ts";
 * assertEquals(providerOfDomain("googlemail.com")?.host, "smtp.gmail.com");
 * assertEquals(providerOfDomain("x.example"), undefined);
 * ```
 */
export function providerOfDomain(domain: string): FoundServer | undefined {
  const provider = PROVIDERS.find(({ domains }) => domains.includes(domain));
  return provider && serverOf(provider, `what is known of ${provider.name}`, true);
}

/**
 * The provider that a domain has its mail at.
 *
 * @param exchangers The domain's mail exchangers.
 * @returns The provider's server, if the provider is known. It is not certain: DNS may be forged.
 */
export function providerOfExchangers(exchangers: readonly string[]): FoundServer | undefined {
  const provider = PROVIDERS.find(({ exchangers: ends = [] }) =>
    exchangers.some((name) => ends.some((end) => name.endsWith(end)))
  );
  return provider &&
    serverOf(provider, `the mail exchanger, which is one of ${provider.name}`, false);
}

function serverOf({ server, advice }: Provider, source: string, trusted: boolean): FoundServer {
  const [host = "", port = ""] = server.split(":");
  const tls = port === "465" ? "on-connect" : "require";
  return {
    host,
    port: Number(port),
    tls,
    source,
    trusted,
    ...(advice === undefined ? {} : { advice }),
  };
}
