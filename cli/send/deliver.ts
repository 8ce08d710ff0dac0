/**
 * A mail on its way: all that is read before anything is sent, and the delivery to all destinations.
 * @module
 */
import { deliverAll } from "../../smtp/delivery/deliver_all.ts";
import type { Destination } from "../../smtp/delivery/destination.ts";
import type { Outcome, TranscriptSink } from "../../smtp/mod.ts";
import type { AuthPolicy, TlsPolicy } from "../../smtp/security.ts";
import { type AuthOptionValues, wantsAuth } from "../account/auth_options.ts";
import { ownName } from "../route/ehlo_name.ts";
import { UsageError } from "../terminal/exit.ts";
import type { SecretContext } from "../account/secret.ts";
import { untilInterrupted } from "../command/interrupt.ts";
import { type Mail, makeMail } from "./mail.ts";
import type { SendOptions } from "./options.ts";
import { planRoute, type RoutePlan } from "./route.ts";
import { readTlsPolicy } from "./security.ts";

/** A mail that is ready to go. */
export interface Prepared {
  /** The mail. */
  readonly mail: Mail;
  /** Where the options say that it goes. */
  readonly plan: RoutePlan;
  /** What is asked of TLS. */
  readonly tls: TlsPolicy;
  /** Who authenticates, if anybody. */
  readonly auth: AuthPolicy | undefined;
  /** The name to greet with; `undefined` is the address of the connection. */
  readonly ehloName: string | undefined;
}

/**
 * Reads and opens all that a mail needs, and keeps what is to be sent where the options ask for it;
 * whatever cannot be sent is refused here.
 *
 * @param options The options of the mail.
 * @param context Where to warn and to ask, and standard input.
 * @param files Closes the files.
 * @returns The mail, with every file open.
 * @throws {CliError} If something cannot be understood, sent, opened or kept.
 */
export async function prepareMail(
  options: SendOptions,
  context: SecretContext,
  files: DisposableStack,
): Promise<Prepared> {
  const terminal = untilInterrupted(context.terminal, context.signal);
  const plan = planRoute(options);
  // A person is asked for a password before standard input is read as the message.
  const auth = await readAuth(options, plan.server?.host, context);
  const mail = await makeMail(options, { terminal, files });
  const ehloName = options.ehlo ?? ownName();
  const tls = await readTlsPolicy(options, plan.port);
  if (options.save !== undefined && !options.dryRun) {
    await (await import("./save.ts")).saveMail(options.save, mail, ehloName);
  }
  return { mail, plan, tls, auth, ehloName };
}

/** Who authenticates, if anybody; only to a server that was named: an MX of others knows nobody. */
async function readAuth(
  options: AuthOptionValues,
  host: string | undefined,
  context: SecretContext,
): Promise<AuthPolicy | undefined> {
  if (!wantsAuth(options)) return undefined;
  if (host === undefined) {
    throw new UsageError("authentication needs a server to authenticate to", {
      hint: "Add one: --server HOST -p 587",
    });
  }
  const { readCredentials } = await import("../account/secret.ts");
  const credentials = await readCredentials(options, host, context);
  if (credentials === undefined) return undefined;
  const { auth: mechanism, allowInsecureAuth: allowInsecure } = options;
  return { credentials, mechanism, allowInsecure };
}

/** What is watched while a mail is delivered. */
interface Watching {
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
  /** Takes the dialogue. */
  readonly transcript: TranscriptSink;
}

/**
 * Delivers a mail, to one destination after the other, so that a transcript can be read.
 *
 * @param prepared The mail.
 * @param destinations Where it goes.
 * @param options The options of the mail.
 * @param watching What is watched.
 * @returns What happened to each recipient, in the order of the envelope.
 */
export async function deliverMail(
  { mail, tls, auth, ehloName }: Prepared,
  destinations: readonly Destination[],
  options: SendOptions,
  { signal, transcript }: Watching,
): Promise<readonly Outcome[]> {
  const { pipelining, chunking, timeout: limit } = options;
  const how = { ehloName, pipelining, chunking, tls, auth, limit, signal, transcript };
  return await deliverAll(destinations, mail.envelope, mail.message, how);
}
