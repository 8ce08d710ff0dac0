/**
 * The token of an account, renewed where it has ended.
 * @module
 */
import { createLookup } from "../../../dns/mod.ts";
import type { Variable } from "../../command/command.ts";
import { CliError, Exit } from "../../terminal/exit.ts";
import { cannotRead } from "../../terminal/file_failure.ts";
import type { OAuthClient } from "./client.ts";
import type { OAuthSettings } from "./settings.ts";
import { readToken, type StoredToken, tokenPath, whileLocked, writeToken } from "./store.ts";

/** Milliseconds before its end from which on a token is renewed: it must last for a dialogue. */
const MARGIN = 120_000;

/** What a token is got with. */
interface TokenContext {
  /** Reads an environment variable. */
  readonly variable: Variable;
  /** A limit in milliseconds for each answer. */
  readonly limit?: number | undefined;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
}

/**
 * The token of an account, which is renewed if it ends soon.
 *
 * @param account The name of the account.
 * @param context What with.
 * @returns The token.
 * @throws {CliError} 77 if nobody has logged in or the log-in has ended; 75 if the server cannot be
 * reached now; 74, 76 or 78.
 */
export async function accessToken(account: string, context: TokenContext): Promise<string> {
  const path = tokenPath(account, context.variable);
  const stored = requireToken(path, account);
  if (isFresh(stored)) return stored.accessToken;
  return await whileLocked(path, async () => {
    // Another process may have renewed it meanwhile.
    const now = requireToken(path, account);
    if (isFresh(now)) return now.accessToken;
    if (now.refreshToken === null) throw ended(account);
    const client = await openClient(now.settings, context);
    const tokens = await renew(client, now.refreshToken, account);
    writeToken(path, { settings: now.settings, ...tokens });
    return tokens.accessToken;
  });
}

async function renew(
  client: OAuthClient,
  refreshToken: string,
  account: string,
): Promise<Omit<StoredToken, "settings">> {
  try {
    return await client.refresh(refreshToken);
  } catch (error) {
    if (!(error instanceof CliError) || error.exitCode !== Exit.authentication) throw error;
    throw new CliError(error.exitCode, error.message, {
      hint: `Log in again: mua account login ${account}`,
      cause: error,
    });
  }
}

function isFresh({ expiresAt }: StoredToken): boolean {
  return expiresAt === null || expiresAt - Date.now() > MARGIN;
}

function requireToken(path: string, account: string): StoredToken {
  const stored = readToken(path);
  if (stored !== undefined) return stored;
  throw new CliError(Exit.authentication, `nobody has logged in to account "${account}"`, {
    hint: `Log in: mua account login ${account}`,
  });
}

function ended(account: string): CliError {
  return new CliError(Exit.authentication, `the log-in to account "${account}" has ended`, {
    hint: `Log in again: mua account login ${account}`,
  });
}

/**
 * Makes what asks for tokens.
 *
 * @param settings What the account says.
 * @param context What with.
 * @throws {CliError} 66 if the program's secret cannot be read.
 */
export async function openClient(
  settings: OAuthSettings,
  { limit, signal }: TokenContext,
): Promise<OAuthClient> {
  const { OAuthClient } = await import("./client.ts");
  const { clientSecretFile } = settings;
  const clientSecret = clientSecretFile && readSecret(clientSecretFile);
  return new OAuthClient(settings, { clientSecret, lookup: createLookup(), limit, signal });
}

function readSecret(path: string): string {
  try {
    return Deno.readTextFileSync(path).split(/\r?\n/, 1)[0] ?? "";
  } catch (error) {
    throw cannotRead(path, error);
  }
}
