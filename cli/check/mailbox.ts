/**
 * The mailbox that `mua check` looks into, by its options.
 * @module
 */
import { createLookup } from "../../dns/mod.ts";
import type { ImapOptions } from "../../mailbox/imap/connect.ts";
import { openImapMailbox } from "../../mailbox/imap/imap_mailbox.ts";
import { type ImapUrl, parseImapUrl } from "../../mailbox/imap/url.ts";
import { openInboxDirectory } from "../../mailbox/files.ts";
import { type Mailbox, MailboxError, type MailboxProblem } from "../../mailbox/mailbox.ts";
import { openMaildir } from "../../mailbox/maildir.ts";
import type { Sought } from "../../mailbox/sought.ts";
import { serverAddresses } from "../../smtp/delivery/find.ts";
import { stageDeadline } from "../../smtp/stage.ts";
import type { TlsProblem } from "../../smtp/mod.ts";
import { TlsError } from "../../smtp/tls_error.ts";
import { wantsAuth } from "../account/auth_options.ts";
import type { CheckOptions } from "./options.ts";
import { CliError, Exit, type ExitCode, UsageError } from "../terminal/exit.ts";
import { findCredentials, type SecretContext, type SecretNames } from "../account/secret.ts";
import { certificateHint, permissionHint } from "../send/hints.ts";
import type { RoutePlan } from "../send/route.ts";

/** A mailbox that is known, but not opened yet. */
export interface MailboxPlan {
  /** What it is called, for people. */
  readonly name: string;
  /**
   * Opens it, and passes over what is in it.
   *
   * @param sought The message to look for.
   * @param plan How hosts are found, and who is trusted.
   * @returns The mailbox.
   * @throws {MailboxError} If it cannot be opened.
   */
  open(sought: Sought, plan: MailboxContext): Promise<Mailbox>;
}

/** What a mailbox is opened with. */
interface MailboxContext extends Pick<RoutePlan, "families" | "resolver" | "limit"> {
  /** Authorities in PEM that are trusted beside those that Deno trusts. */
  readonly caCerts: readonly string[];
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
  /** Tells what is done and found in the mailbox of a server. */
  readonly note: (text: string) => void;
}

/**
 * Finds out which mailbox is meant, and with which secret it is opened.
 *
 * @param options The options.
 * @param context Where to warn and to ask.
 * @returns The mailbox.
 * @throws {CliError} If not exactly one is named, or there is no secret for it.
 */
export async function planMailbox(
  options: CheckOptions,
  context: SecretContext,
): Promise<MailboxPlan> {
  const { imap, maildir, inbox } = options;
  const given = [imap, maildir, inbox].filter((place) => place !== undefined).length;
  if (given !== 1) {
    throw new UsageError(
      given === 0
        ? "no mailbox to look in: add --imap, --maildir or --inbox"
        : "more than one mailbox to look in: keep one of --imap, --maildir and --inbox",
    );
  }
  if (maildir !== undefined) {
    return { name: maildir, open: (sought) => openMaildir(maildir, sought) };
  }
  if (inbox !== undefined) {
    return { name: inbox, open: (sought) => openInboxDirectory(inbox, sought) };
  }
  return await planImap(readImapUrl(imap ?? ""), options, context);
}

function readImapUrl(text: string): ImapUrl {
  try {
    return parseImapUrl(text);
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error;
    throw new UsageError(`--imap: ${error.message}`, { cause: error });
  }
}

async function planImap(
  url: ImapUrl,
  options: CheckOptions,
  context: SecretContext,
): Promise<MailboxPlan> {
  const credentials = await findCredentials(
    {
      user: url.user,
      auth: options.imapAuth,
      passwordFile: options.imapPasswordFile,
      passwordCommand: options.imapPasswordCommand,
    },
    url.host,
    { ...context, names: secretNames(options) },
  );
  const how = {
    credentials,
    mechanism: options.imapAuth,
    allowInsecure: options.allowInsecureAuth,
  };
  return {
    name: `${url.mailbox} at ${url.host}`,
    open: (sought, mailboxContext) => openImap(url, sought, how, mailboxContext),
  };
}

/** Who does not authenticate to send has one secret only, and need not say which it is. */
function secretNames(options: CheckOptions): SecretNames {
  return {
    prefix: "--imap-",
    variables: wantsAuth(options) ? ["MUA_IMAP_PASSWORD"] : ["MUA_IMAP_PASSWORD", "MUA_PASSWORD"],
    user: "--imap imaps://USER@HOST",
  };
}

async function openImap(
  url: ImapUrl,
  sought: Sought,
  how: Pick<ImapOptions, "credentials" | "mechanism" | "allowInsecure">,
  { families, resolver, limit, caCerts, signal, note }: MailboxContext,
): Promise<Mailbox> {
  const lookup = createLookup(resolver === undefined ? {} : { resolver });
  const deadline = AbortSignal.timeout(stageDeadline("route", limit));
  const both = AbortSignal.any([signal, deadline]);
  const addresses = await serverAddresses(url.host, families, lookup, both);
  if ("status" in addresses) {
    const problem = addresses.status === "refused" ? "missing" : "unreachable";
    throw new MailboxError(problem, `the IMAP server ${url.host}: ${addresses.explanation}`);
  }
  return await openImapMailbox(url, sought, { ...how, addresses, caCerts, limit, signal, note });
}

const EXIT_CODES: Readonly<Record<MailboxProblem, ExitCode>> = {
  missing: Exit.noInput,
  unreachable: Exit.temporary,
  untrusted: Exit.temporary,
  authentication: Exit.authentication,
  protocol: Exit.protocol,
  refused: Exit.refused,
  permission: Exit.configuration,
  interrupted: Exit.interrupted,
};

function hintFor({ problem, cause }: MailboxError): string | undefined {
  switch (problem) {
    case "untrusted":
      return cause instanceof TlsError ? tlsHint(cause.problem) : undefined;
    case "authentication":
      return "Some providers require an app password, or a token (--imap-auth).";
    case "permission":
      return permissionHint("143 and 993");
    default:
      return undefined;
  }
}

function tlsHint(problem: TlsProblem): string | undefined {
  switch (problem) {
    case "wrong-name":
      return "If one of those names is the right one for this server, use it: --imap imaps://USER@NAME";
    case "not-tls":
      return "imaps:// starts with TLS, on port 993; imap:// uses STARTTLS, on port 143.";
    default:
      return certificateHint(problem);
  }
}

/**
 * The error that ends the program when a mailbox cannot be looked into.
 *
 * @param error What went wrong.
 */
export function mailboxFailure(error: MailboxError): CliError {
  const { problem, message } = error;
  return new CliError(EXIT_CODES[problem], message, { hint: hintFor(error), cause: error });
}
