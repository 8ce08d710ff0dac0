/**
 * Where the password or token comes from: an option, the environment, `.netrc`, or the person at the
 * terminal, in this order.
 * @module
 */
import type { Credentials, SecretKind } from "../../smtp/mod.ts";
import { findMechanism } from "../../smtp/sasl/mechanisms.ts";
import { MECHANISM_NAMES } from "../../smtp/security.ts";
import { type AuthOptionValues, wantsAuth } from "./auth_options.ts";
import { REPLACEMENT_CHARACTER, requiredText } from "../terminal/environment.ts";
import { escapeLine } from "../terminal/escape.ts";
import { CliError, Exit, InputError, notOneOf, notTogether, UsageError } from "../terminal/exit.ts";
import { cannotRead } from "../terminal/file_failure.ts";
import { findNetrcEntry, type NetrcEntry, NetrcError, parseNetrc } from "./netrc.ts";
import { ANY_HOST_HINT } from "../command/permissions.ts";
import { promptSecret } from "../terminal/secret_prompt.ts";
import { didYouMean } from "../command/suggest.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** What the places of a secret are called, for a command that needs more than one. */
export interface SecretNames {
  /** What the names of its options begin with, hyphens included. */
  readonly prefix: string;
  /** The environment variables that may hold it, the first one that is set. */
  readonly variables: readonly [string, ...string[]];
  /** How the user is named on the command line. */
  readonly user: string;
}

/** The names of the secret for sending. */
const SENDING: SecretNames = { prefix: "--", variables: ["MUA_PASSWORD"], user: "--user NAME" };

/** Who authenticates, as far as the options say it. */
type SecretOptions =
  & Pick<
    AuthOptionValues,
    "user" | "auth" | "passwordFile" | "passwordCommand"
  >
  & Partial<Pick<AuthOptionValues, "oauth">>;

/** What secrets are looked for with. */
export interface SecretContext {
  /** Where to warn and to ask. */
  readonly terminal: Terminal;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
  /** What the places are called; those of `mua send` by default. */
  readonly names?: SecretNames;
  /** The secret, where it is known already. */
  readonly secret?: string | undefined;
  /** Asks the person in place of {@linkcode promptSecret}, where somebody else reads the keyboard. */
  readonly ask?: (question: string) => Promise<string>;
}

/**
 * Finds out who authenticates, if the options ask to. See {@linkcode findCredentials}.
 *
 * @param options The options of authentication.
 * @param host The name of the server, by which `.netrc` is searched.
 * @param context Where to warn and to ask.
 * @param variable Reads an environment variable; tests give their own.
 * @returns User and secret, or `undefined` if the options do not ask to authenticate.
 * @throws {CliError} As {@linkcode findCredentials}.
 */
export async function readCredentials(
  options: AuthOptionValues,
  host: string,
  context: SecretContext,
  variable?: (name: string) => string | undefined,
): Promise<Credentials | undefined> {
  return wantsAuth(options) ? await findCredentials(options, host, context, variable) : undefined;
}

/**
 * Finds out who authenticates, and with what. Where it asks on the terminal, it reads standard input:
 * so before anything else does.
 *
 * @param options The options of authentication.
 * @param host The name of the server, by which `.netrc` is searched.
 * @param context Where to warn and to ask.
 * @param variable Reads an environment variable; tests give their own.
 * @returns User and secret.
 * @throws {CliError} 64 if the options contradict or no user is known; 65 if user or secret is not UTF-8; 66
 * if a file cannot be read; 78 if there is no secret, or it cannot be got; 130 if the user interrupts.
 */
export async function findCredentials(
  options: SecretOptions,
  host: string,
  context: SecretContext,
  variable: (name: string) => string | undefined = requiredText,
): Promise<Credentials> {
  const { names = SENDING } = context;
  const kind = secretKind(options, names);
  const given = context.secret ?? await givenSecret(options, kind, context, variable) ??
    names.variables.map(variable).find((value) => value !== undefined);
  const isNetrcNeeded = given === undefined || options.user === undefined;
  const entry = isNetrcNeeded
    ? await netrcEntry(host, options.user, variable, context.terminal)
    : undefined;
  const user = options.user ?? entry?.login;
  if (user === undefined) {
    throw new UsageError(`no user to authenticate as: add ${names.user}`);
  }
  const secret = given ?? entry?.password ?? await askFor(kind, user, host, context);
  if (secret === "") throw new CliError(Exit.configuration, `the ${kind} is empty`);
  requireUtf8(user, "user name");
  requireUtf8(secret, kind);
  return { user, secret, kind };
}

/**
 * What was not UTF-8 was replaced when it was read, wherever it came from: a server would refuse it, and
 * nobody would learn why. All mechanisms want UTF-8 (RFC 4616 section 2, RFC 7628 section 3.1).
 */
function requireUtf8(text: string, what: string): void {
  if (!text.includes(REPLACEMENT_CHARACTER)) return;
  throw new InputError(`the ${what} is not UTF-8`, {
    hint: "To convert a file: iconv -f ISO-8859-1 -t UTF-8 FILE",
  });
}

/** What the mechanism that was asked for takes; a password unless it takes a token. */
function secretKind({ auth, oauth }: SecretOptions, { prefix }: SecretNames): SecretKind {
  if (auth === undefined) return oauth === undefined ? "password" : "token";
  const mechanism = findMechanism(auth);
  if (oauth !== undefined && mechanism?.uses === "password") {
    throw new UsageError(`${prefix}oauth gives a token, and ${auth} takes a password`);
  }
  if (mechanism !== undefined) return mechanism.uses;
  throw notOneOf(`${prefix}auth`, MECHANISM_NAMES, auth, didYouMean(auth, MECHANISM_NAMES));
}

/** The secret that an option names the place of. */
async function givenSecret(
  { passwordFile, passwordCommand, oauth }: SecretOptions,
  kind: SecretKind,
  context: SecretContext,
  variable: (name: string) => string | undefined,
): Promise<string | undefined> {
  const { prefix } = context.names ?? SENDING;
  const other = passwordFile === undefined ? "password-command" : "password-file";
  if (oauth !== undefined) {
    if (passwordFile !== undefined || passwordCommand !== undefined) {
      throw notTogether(`${prefix}oauth`, `${prefix}${other}`);
    }
    const { accessToken } = await import("./oauth/token.ts");
    return await accessToken(oauth, { variable, signal: context.signal });
  }
  if (passwordFile !== undefined && passwordCommand !== undefined) {
    throw notTogether(`${prefix}password-file`, `${prefix}password-command`);
  }
  if (passwordFile !== undefined) {
    return firstLine(await readPrivateFile(passwordFile, context.terminal));
  }
  if (passwordCommand !== undefined) {
    return firstLine(await runPasswordCommand(passwordCommand, kind, context));
  }
}

function firstLine(text: string): string {
  return text.split(/\r?\n/, 1)[0] ?? "";
}

/** The permissions of a file's group and of all others to read it. */
const READABLE_BY_OTHERS = 0o044;

/**
 * Reads a file with secrets; one that others may read is read too, but not silently.
 *
 * @param path The file.
 * @param terminal Where to warn.
 * @throws {CliError} 66 if it cannot be read.
 */
export async function readPrivateFile(path: string, terminal: Terminal): Promise<string> {
  try {
    const { mode } = await Deno.stat(path);
    // A byte order mark at the beginning is dropped: it is no part of a secret.
    const text = new TextDecoder().decode(await Deno.readFile(path));
    if (((mode ?? 0) & READABLE_BY_OTHERS) !== 0) {
      const name = escapeLine(path);
      terminal.err(`warning: other users can read ${name}; run: chmod 600 ${name}\n`);
    }
    return text;
  } catch (error) {
    throw cannotRead(path, error);
  }
}

/** As `passwordeval` of msmtp does it: by the shell, which a person's own commands are written for. */
async function runPasswordCommand(
  command: string,
  kind: SecretKind,
  { terminal, signal, names = SENDING }: SecretContext,
): Promise<string> {
  const [shell, flag] = Deno.build.os === "windows"
    ? ["cmd", "/c"] as const
    : ["sh", "-c"] as const;
  try {
    const { success, code, stdout } = await new Deno.Command(shell, {
      args: [flag, command],
      // The command may ask the person; but a pipe brings the message, which is not for it.
      stdin: terminal.input.isTerminal ? "inherit" : "null",
      stderr: "inherit",
      signal,
    }).output();
    signal.throwIfAborted();
    if (success) return new TextDecoder().decode(stdout);
    throw new CliError(Exit.configuration, `the password command exited with code ${code}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new CliError(
      Exit.configuration,
      `${names.prefix}password-command needs permission to run programs, and mua does not have it`,
      { hint: withoutCommand(command, kind, names, shell), cause: error },
    );
  }
}

function withoutCommand(
  command: string,
  kind: SecretKind,
  names: SecretNames,
  shell: string,
): string {
  const [variable] = names.variables;
  const allow = Deno.build.standalone
    ? ANY_HOST_HINT
    : `To allow it: deno run -P=mua --allow-run=${shell} main.ts`;
  return `Let the shell fetch the ${kind}: ${variable}="$(${escapeLine(command)})" mua …\n${allow}`;
}

/** The entry of `.netrc`; a file that NETRC names must be there, the one of the home directory need not. */
async function netrcEntry(
  host: string,
  user: string | undefined,
  variable: (name: string) => string | undefined,
  terminal: Terminal,
): Promise<NetrcEntry | undefined> {
  const named = variable("NETRC");
  const home = variable("HOME");
  const path = named ?? (home === undefined ? undefined : `${home}/.netrc`);
  if (path === undefined || (named === undefined && !await exists(path))) return undefined;
  try {
    return findNetrcEntry(parseNetrc(await readPrivateFile(path, terminal)), host, user);
  } catch (error) {
    if (!(error instanceof NetrcError)) throw error;
    throw new CliError(Exit.configuration, `${path}, ${error.message}`, { cause: error });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Asks the person, if there is one; never a pipe, which brings something else. */
async function askFor(
  kind: SecretKind,
  user: string,
  host: string,
  context: SecretContext,
): Promise<string> {
  const question = escapeLine(
    `${kind === "password" ? "Password" : "Token"} for ${user} at ${host}`,
  );
  if (context.ask !== undefined) return await context.ask(question);
  if (context.terminal.input.isTerminal) return await promptSecret(question, context);
  const { prefix, variables: [variable] } = context.names ?? SENDING;
  throw new CliError(Exit.configuration, `no ${kind} for ${user} at ${host}`, {
    hint:
      `Use ${prefix}password-file FILE, ${prefix}password-command COMMAND, ${variable} or ~/.netrc.`,
  });
}
