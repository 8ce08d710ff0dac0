/**
 * The tokens that are kept: a file for each account in the state directory, which only the user can read.
 * @module
 */
import { replacePrivateFile } from "../../../message/file/private_file.ts";
import type { Variable } from "../../command/command.ts";
import { statePath } from "../../command/state.ts";
import { CliError, Exit } from "../../terminal/exit.ts";
import { cannotRead, cannotSave } from "../../terminal/file_failure.ts";
import type { OAuthSettings } from "./settings.ts";

/** What is kept for an account. */
export interface StoredToken {
  /** How new tokens are got. */
  readonly settings: OAuthSettings;
  /** The token that servers take. */
  readonly accessToken: string;
  /** When it ends, in milliseconds since 1970; null if nobody said so. */
  readonly expiresAt: number | null;
  /** What a new one is got with; null if the provider gave none. */
  readonly refreshToken: string | null;
}

/** Only the user looks into it. */
const DIRECTORY_MODE = 0o700;

/**
 * Where the tokens of an account are.
 *
 * @param account Its name.
 * @param variable Reads an environment variable.
 * @returns The file.
 * @throws {CliError} 78 if there is no place for it.
 */
export function tokenPath(account: string, variable: Variable): string {
  return statePath(`oauth/${encodeURIComponent(account)}.json`, variable);
}

/**
 * Reads what is kept.
 *
 * @param path The file.
 * @returns It; `undefined` if there is none.
 * @throws {CliError} 66 if it cannot be read, 78 if it is not what was written.
 */
export function readToken(path: string): StoredToken | undefined {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw cannotRead(path, error);
  }
  const stored = parseStored(text);
  if (stored !== undefined) return stored;
  throw new CliError(Exit.configuration, `${path} is not a token that mua has kept`, {
    hint: "Remove it, and log in again.",
  });
}

function parseStored(text: string): StoredToken | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(value) || !isRecord(value["settings"])) return undefined;
  const { accessToken, expiresAt, refreshToken } = value;
  const { clientId, clientSecretFile, scope, tokenUrl } = value["settings"];
  if (typeof clientId !== "string" || typeof scope !== "string") return undefined;
  if (typeof tokenUrl !== "string" || typeof accessToken !== "string") return undefined;
  return {
    settings: {
      ...{ clientId, scope, tokenUrl },
      ...(typeof clientSecretFile === "string" ? { clientSecretFile } : {}),
    },
    accessToken,
    expiresAt: typeof expiresAt === "number" ? expiresAt : null,
    refreshToken: typeof refreshToken === "string" ? refreshToken : null,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/**
 * Keeps tokens, in place of those that were there.
 *
 * @param path The file; its directory is made if it is not there.
 * @param token What to keep.
 * @throws {CliError} 74 if it cannot be written.
 */
export function writeToken(path: string, token: StoredToken): void {
  try {
    makeDirectory(path);
    using file = replacePrivateFile(path);
    file.writeSync(new TextEncoder().encode(`${JSON.stringify({ version: 1, ...token })}\n`));
    file.commit("on-disk");
  } catch (error) {
    throw cannotSave(path, error);
  }
}

/**
 * Does something while no other process does it for the same account: a provider may take a refresh token
 * once only.
 *
 * @param path The file of the account's tokens.
 * @param work What is done.
 * @throws {CliError} 74 if there can be no lock; else what the work throws.
 */
export async function whileLocked<Result>(
  path: string,
  work: () => Promise<Result>,
): Promise<Result> {
  using file = openLock(path);
  await file.lock(true);
  return await work();
}

function openLock(path: string): Deno.FsFile {
  try {
    makeDirectory(path);
    return Deno.openSync(`${path}.lock`, { write: true, create: true, mode: 0o600 });
  } catch (error) {
    throw cannotSave(path, error);
  }
}

function makeDirectory(path: string): void {
  const directory = path.slice(0, path.lastIndexOf("/"));
  Deno.mkdirSync(directory, { recursive: true, mode: DIRECTORY_MODE });
}
