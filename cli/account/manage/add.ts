/**
 * `mua account add`.
 * @module
 */
import { defineCommand, type Invocation } from "../../command/command.ts";
import { inGroup, type OptionTable, type Values } from "../../command/options.ts";
import { createLookup } from "../../../dns/mod.ts";
import { readAddresses } from "../../route/addresses.ts";
import { parseHostPort } from "../../route/host_port.ts";
import { readNameServer } from "../../route/name_server.ts";
import { environment } from "../../terminal/environment.ts";
import { escapeLine } from "../../terminal/escape.ts";
import { CliError, Exit, type ExitCode, InputError, UsageError } from "../../terminal/exit.ts";
import { dim } from "../../terminal/style.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { showTranscript } from "../../terminal/transcript.ts";
import { wrap } from "../../terminal/wrap.ts";
import { accountOptions } from "../account.ts";
import { defaultAccount } from "../choose.ts";
import { accountKeys, type Config } from "../config.ts";
import type { NewAccount, Value } from "../config_text.ts";
import { findServer, type Person } from "../discover/find.ts";
import type { FoundServer } from "../discover/server.ts";
import { getText } from "../discover/web.ts";
import { oauthKeys } from "../oauth/settings.ts";
import { configToWrite, fromHome } from "../find_config.ts";
import {
  type Place,
  planAccounts,
  readPresent,
  requireNew,
  saveAccounts,
  type Saved,
} from "../save_config.ts";
import { accountJson, accountLines } from "./list.ts";
import { Questions } from "./questions.ts";
import { isUsable, reportTrial, trialExitCode, tryAccount } from "./try.ts";

const {
  server,
  port,
  tls,
  ca,
  "tls-name": tlsName,
  user,
  auth,
  "password-file": passwordFile,
  "password-command": passwordCommand,
  "allow-insecure-auth": allowInsecureAuth,
  ehlo,
  resolver,
} = accountKeys;

const addOptions = {
  config: accountOptions.config,
  name: {
    kind: "text",
    value: "NAME",
    help: "what to call the account; by default after the domain",
  },
  yes: { kind: "flag", short: "y", help: "take the server that was found without asking" },
  test: { kind: "flag", default: true, help: "write the account without trying it" },
  verbose: { kind: "flag", short: "v", help: "show the dialogue on stderr" },
  json: { kind: "flag", help: "the result as one JSON object" },
  ...inGroup("What the account has", {
    server: { ...server, help: "the server; by default it is looked for" },
    port: { ...port, help: "its port, 587 by default" },
    tls,
    ca,
    "tls-name": tlsName,
    ehlo,
    resolver,
    user: { ...user, help: "log in as this user; by default the address" },
    login: { kind: "flag", default: true, help: "an account without a log-in" },
    auth,
    "password-file": passwordFile,
    "password-command": passwordCommand,
    oauth: oauthKeys.oauth,
    "oauth-client-id": oauthKeys["oauth-client-id"],
    "allow-insecure-auth": allowInsecureAuth,
  }),
} as const satisfies OptionTable;

type AddOptions = Values<typeof addOptions>;

/** `mua account add`. */
export const add = defineCommand({
  name: "add",
  summary: "add an account: find its server, try the log-in, write it down",
  operands: "[ADDRESS]",
  options: addOptions,
  examples: [
    { line: "mua account add ana@x.example", what: "asks what is missing" },
    {
      line: "mua account add 'Ana <ana@x.example>' --name work --password-file ~/.secret",
      what: "from a script",
    },
    {
      line: "mua account add ana@x.example --server relay.x.example:25 --no-login",
      what: "a relay that asks for no password",
    },
  ],
  details: [
    "The server of a large provider is known. Others are asked for: the SRV records of the domain " +
    "(RFC 6186), its autoconfig by HTTPS, and its mail exchangers. A server outside of the domain " +
    "that DNS alone names is used only if you agree, or with --yes.",
    "The password is not shown, and goes into a file of its own that only you can read. Nothing is " +
    "written before the log-in was accepted, unless you want it all the same or with --no-test.",
    "Exit code: 0 written; 64 usage; 65 bad input; 69, 75, 76, 77 as mua account test; 74 it cannot be " +
    "written; 78 no server, or the configuration file cannot be used; 130 interrupted.",
  ],
  needs: { net: true, read: true, write: true, env: true, sys: true, run: true },
  run: addAccount,
});

async function addAccount(invocation: Invocation<typeof addOptions>): Promise<ExitCode> {
  const { options, operands: [operand], terminal, signal } = invocation;
  const questions = terminal.input.isTerminal ? new Questions({ terminal, signal }) : undefined;
  const place = { path: configToWrite(options.config, environment), home: environment("HOME") };
  const present = readPresent(place);
  const { from, person } = readPerson(
    operand ?? await questions?.line("Your address") ?? missing("ADDRESS"),
  );
  const byDefault = freeName(person.domain, present.accounts.map((each) => each.name));
  const name = options.name ?? await questions?.line("Name of the account", byDefault) ?? byDefault;
  requireNew(name, place.path, present);
  if (options.oauth !== undefined && options.oauthClientId === undefined) {
    throw new UsageError("--oauth needs --oauth-client-id");
  }
  const found = await chooseServer(options, person, questions, invocation);
  if (found.advice !== undefined) terminal.err(wrap(found.advice, 0, 0));
  const account = await makeAccount({ name, from, person, found, options, questions });
  // What logs in with a token can be tried once there is one.
  if (options.test && options.oauth === undefined) {
    const { config } = planAccounts(place, present, [account], name);
    const code = await tryFirst(account, config, invocation, questions);
    if (code !== Exit.ok) return code;
  }
  signal.throwIfAborted();
  report(name, place, saveAccounts(place, [account], name), invocation);
  return Exit.ok;
}

/** Tries an account that is not written yet; where that fails, a person may want it all the same. */
async function tryFirst(
  { name, secret }: NewAccount,
  plan: Config,
  { options, ...others }: Invocation<typeof addOptions>,
  questions: Questions | undefined,
): Promise<ExitCode> {
  const given = new Map(plan.accounts.find((each) => each.name === name)?.given);
  // The file of a password that was typed is not there yet.
  if (secret !== undefined) given.delete("password-file");
  const { terminal, signal } = others;
  const keepWriting = (): void => others.keepOnly({ net: true, read: true, write: true });
  const transcript = options.verbose ? showTranscript(terminal) : () => {};
  const context = { ...others, keepOnly: keepWriting };
  const trial = await tryAccount(given, context, transcript, secret);
  if (isUsable(trial)) return Exit.ok;
  reportTrial(name, trial, terminal, terminal.err);
  const isWanted = !signal.aborted && await questions?.confirm("Write the account all the same");
  if (isWanted) return Exit.ok;
  terminal.err("Nothing was written.\n");
  return trialExitCode(trial);
}

function report(
  name: string,
  place: Place,
  { config, secrets }: Saved,
  { options, terminal }: Invocation<typeof addOptions>,
): void {
  const account = config.accounts.find((each) => each.name === name);
  if (account === undefined) throw new TypeError("the account is not in the file");
  const byDefault = defaultAccount(config);
  const passwordFile = secrets.get(name);
  if (options.json) {
    const json = accountJson(account, account === byDefault);
    return terminal.json({ ...json, config: place.path, passwordFile: passwordFile ?? null });
  }
  terminal.out(accountLines([account], byDefault));
  const files = passwordFile === undefined ? [place.path] : [place.path, passwordFile];
  terminal.err(
    dim(`Written: ${files.map((file) => escapeLine(fromHome(file, place.home))).join(", ")}\n`),
  );
  if (options.oauth !== undefined) {
    terminal.err(`Next: mua account login ${escapeLine(name)}\n`);
  }
}

function missing(what: string): never {
  throw new UsageError(`missing ${what}`, {
    hint: "On a terminal, mua account add asks for it.",
  });
}

function readPerson(text: string): { from: string; person: Person } {
  const [first, ...others] = readAddresses(text);
  if (first === undefined || others.length > 0) {
    throw new InputError(`an account has one address, not "${text}"`);
  }
  const { mailbox } = first;
  if (mailbox.domain.startsWith("[")) {
    throw new InputError(`the address of an account has a domain, not "${mailbox.domain}"`);
  }
  return { from: text.trim(), person: { address: String(mailbox), domain: mailbox.domain } };
}

/** A name after the domain that no account has yet: `x` of `x.example`. */
function freeName(domain: string, taken: readonly string[]): string {
  const [stem = domain] = domain.split(".");
  for (let number = 1;; number++) {
    const name = number === 1 ? stem : `${stem}-${number}`;
    if (!taken.includes(name)) return name;
  }
}

/** The server that was named, or one that is found and that the person agrees to. */
async function chooseServer(
  options: AddOptions,
  person: Person,
  questions: Questions | undefined,
  context: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<FoundServer | NamedServer> {
  if (options.server !== undefined) return namedServer(options.server, options);
  const found = await lookForServer(options, person, context);
  if (found === undefined) {
    if (questions === undefined) {
      throw new CliError(Exit.configuration, `no server was found for ${person.domain}`, {
        hint: "Ask the provider for it, and name it: --server HOST:PORT",
      });
    }
    context.terminal.err(`No server was found for ${escapeLine(person.domain)}.\n`);
    return namedServer(await questions.line("Server (HOST:PORT)"), options);
  }
  const { host, port, source, trusted } = found;
  context.terminal.err(`Server: ${escapeLine(`${host}:${port}, from ${source}`)}\n`);
  if (trusted || options.yes) return found;
  context.terminal.err(
    `It is outside of ${
      escapeLine(person.domain)
    }, and DNS can be forged: is it your provider's?\n`,
  );
  if (questions === undefined) {
    throw new CliError(Exit.configuration, `${host} is not a host of ${person.domain}`, {
      hint: `To use it: --yes, or --server ${escapeLine(host)}:${port}`,
    });
  }
  if (await questions.confirm(`Give your password to ${host}`)) return found;
  return namedServer(await questions.line("Server (HOST:PORT)"), options);
}

/** A server that a person named. */
interface NamedServer {
  readonly host: string;
  readonly port: number | undefined;
  readonly tls?: undefined;
  readonly user?: undefined;
  readonly advice?: undefined;
}

/** The port of submission where none is named (RFC 6409 section 3.1). */
const SUBMISSION_PORT = 587;

function namedServer(text: string, { port }: AddOptions): NamedServer {
  const named = parseHostPort(text, "--server");
  if (named.port !== undefined && port !== undefined) {
    throw new UsageError("the port is given twice, in --server and in --port");
  }
  return { host: named.host, port: named.port ?? port ?? SUBMISSION_PORT };
}

function lookForServer(
  { resolver }: AddOptions,
  person: Person,
  { signal }: { readonly signal: AbortSignal },
): Promise<FoundServer | undefined> {
  const lookup = createLookup(
    resolver === undefined ? {} : { resolver: readNameServer(resolver, "--resolver") },
  );
  const how = { lookup, families: [4, 6] as const, allowPrivate: false, signal };
  return findServer(person, { lookup, get: (host, path) => getText(host, path, how), signal });
}

/** What the account is made of. */
interface Parts {
  readonly name: string;
  readonly from: string;
  readonly person: Person;
  readonly found: FoundServer | NamedServer;
  readonly options: AddOptions;
  readonly questions: Questions | undefined;
}

async function makeAccount(
  { name, from, person, found, options, questions }: Parts,
): Promise<NewAccount> {
  const host = found.host.includes(":") ? `[${found.host}]` : found.host;
  const values = new Map<string, Value>([["from", from], ["server", `${host}:${found.port}`]]);
  const keep = (key: string, value: Value | undefined): void => {
    if (value !== undefined) values.set(key, value);
  };
  keep("tls", options.tls ?? found.tls);
  keep("tls_name", options.tlsName);
  keep("ca", options.ca.length === 0 ? undefined : options.ca.map(absolute));
  keep("ehlo", options.ehlo);
  keep("resolver", options.resolver);
  if (!options.login) {
    refuseLogin(options);
    return { name, values, secret: undefined };
  }
  const byDefault = found.user ?? person.address;
  const user = options.user ?? await questions?.line("User", byDefault) ?? byDefault;
  keep("user", user);
  keep("auth", options.auth);
  keep("password_file", options.passwordFile && absolute(options.passwordFile));
  keep("password_command", options.passwordCommand);
  keep("allow_insecure_auth", options.allowInsecureAuth || undefined);
  keep("oauth", options.oauth);
  keep("oauth_client_id", options.oauthClientId);
  const isKept = [options.passwordFile, options.passwordCommand, options.oauth]
    .some((value) => value !== undefined);
  if (isKept || questions === undefined || environment("MUA_PASSWORD") !== undefined) {
    return { name, values, secret: undefined };
  }
  const secret = await questions.secret(`Password for ${user} (empty to be asked each time)`);
  return { name, values, secret: secret === "" ? undefined : secret };
}

function refuseLogin({ user, auth, passwordFile, passwordCommand, oauth }: AddOptions): void {
  const given = [user, auth, passwordFile, passwordCommand, oauth].some((value) =>
    value !== undefined
  );
  if (given) throw new UsageError("--no-login leaves nothing to log in with");
}

/** Paths on the command line start at the working directory, those in the file where that is. */
function absolute(path: string): string {
  return /^(?:[/\\]|[A-Za-z]:)/.test(path) ? path : `${Deno.cwd()}/${path}`;
}
