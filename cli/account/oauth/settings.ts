/**
 * What an account says of OAuth, and what is known of providers.
 * @module
 */
import { addressScope, parseIpAddress } from "../../../dns/ip.ts";
import { type GivenOptions, inGroup, type OptionTable, readValues } from "../../command/options.ts";
import { CliError, Exit } from "../../terminal/exit.ts";

/** The keys of an account. */
export const oauthKeys = inGroup("OAuth", {
  oauth: {
    kind: "choice",
    choices: ["microsoft", "google", "other"],
    help: "the provider that gives tokens; other needs the URLs below",
  },
  "oauth-client-id": { kind: "text", value: "ID", help: "what the provider knows the program by" },
  "oauth-client-secret-file": {
    kind: "text",
    value: "FILE",
    help: "the secret that some providers give to a program besides",
  },
  "oauth-scope": {
    kind: "text",
    value: "SCOPE",
    help: "what is asked for, in the provider's words",
  },
  "oauth-authorize-url": { kind: "text", value: "URL", help: "where a browser is sent" },
  "oauth-device-url": {
    kind: "text",
    value: "URL",
    help: "where a code for another device is from",
  },
  "oauth-token-url": { kind: "text", value: "URL", help: "where tokens are from" },
}) satisfies OptionTable;

/** All that is needed to get tokens. */
export interface OAuthSettings {
  /** What the provider knows the program by. */
  readonly clientId: string;
  /** The file with the program's secret, if it has one. */
  readonly clientSecretFile?: string;
  /** What is asked for. */
  readonly scope: string;
  /** Where a browser is sent. */
  readonly authorizeUrl?: string;
  /** Where the code for another device is from. */
  readonly deviceUrl?: string;
  /** Where tokens are from. */
  readonly tokenUrl: string;
}

type Preset = Partial<OAuthSettings>;

const MICROSOFT = "https://login.microsoftonline.com/common/oauth2/v2.0";

const PRESETS: Readonly<Record<"microsoft" | "google" | "other", Preset>> = {
  microsoft: {
    authorizeUrl: `${MICROSOFT}/authorize`,
    deviceUrl: `${MICROSOFT}/devicecode`,
    tokenUrl: `${MICROSOFT}/token`,
    scope: "https://outlook.office.com/SMTP.Send offline_access",
  },
  google: {
    authorizeUrl: "https://accounts.google.com/o/oauth2/v2/auth",
    tokenUrl: "https://oauth2.googleapis.com/token",
    scope: "https://mail.google.com/",
  },
  other: {},
};

/**
 * Reads what an account says of OAuth.
 *
 * @param name The account.
 * @param given What it gives.
 * @returns The settings.
 * @throws {CliError} 78 if it says nothing of OAuth, or too little, or a URL cannot be used.
 */
export function readSettings(name: string, given: GivenOptions): OAuthSettings {
  const values = readValues(oauthKeys, given);
  if (values.oauth === undefined) {
    throw broken(
      `account "${name}" has no oauth`,
      'Add to it: oauth = "microsoft", "google" or "other"',
    );
  }
  const preset = PRESETS[values.oauth];
  const clientId = values.oauthClientId;
  if (clientId === undefined) {
    throw broken(
      `account "${name}" has no oauth_client_id`,
      "Register a program with the provider, as docs/daily.md says, and add its ID.",
    );
  }
  const authorizeUrl = values.oauthAuthorizeUrl ?? preset.authorizeUrl;
  const deviceUrl = values.oauthDeviceUrl ?? preset.deviceUrl;
  const tokenUrl = values.oauthTokenUrl ?? preset.tokenUrl;
  const scope = values.oauthScope ?? preset.scope;
  if (tokenUrl === undefined || scope === undefined) {
    throw broken(`account "${name}" needs oauth_token_url and oauth_scope`);
  }
  for (const url of [authorizeUrl, deviceUrl, tokenUrl]) if (url !== undefined) readEndpoint(url);
  const clientSecretFile = values.oauthClientSecretFile;
  return {
    clientId,
    scope,
    tokenUrl,
    ...(authorizeUrl === undefined ? {} : { authorizeUrl }),
    ...(deviceUrl === undefined ? {} : { deviceUrl }),
    ...(clientSecretFile === undefined ? {} : { clientSecretFile }),
  };
}

/**
 * Reads the URL of an endpoint: secrets go there, so it is under TLS or on this machine.
 *
 * @param text The URL.
 * @throws {CliError} 78 if it cannot be used.
 */
export function readEndpoint(text: string): URL {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "" || url.hash !== "") {
    throw broken(`"${text}" is not a URL of an OAuth server`);
  }
  if (url.protocol === "https:" || (url.protocol === "http:" && isLocal(url))) return url;
  throw broken(`"${text}" must begin with https://`);
}

/**
 * The host of a URL, an IPv6 address without its brackets.
 *
 * @param url The URL.
 */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "");
}

function isLocal(url: URL): boolean {
  const host = hostOf(url);
  const address = parseIpAddress(host);
  return host === "localhost" ||
    (address !== undefined && addressScope(address) === "loopback");
}

function broken(reason: string, hint?: string): CliError {
  return new CliError(Exit.configuration, reason, { hint });
}
