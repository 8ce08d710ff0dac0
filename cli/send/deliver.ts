/**
 * A mail on its way: all that is read before anything is sent, and the delivery to all destinations.
 * @module
 */
import type { DeliveryOptions } from "../../smtp/delivery/deliver.ts";
import type { Dial } from "../../smtp/connection/connect.ts";
import { deliverAll } from "../../smtp/delivery/deliver_all.ts";
import type { Destination } from "../../smtp/delivery/destination.ts";
import type { Greet } from "../../smtp/delivery/visit.ts";
import { CommandError, type Outcome, type TranscriptSink } from "../../smtp/mod.ts";
import type { AuthPolicy, TlsPolicy } from "../../smtp/security.ts";
import { type AuthOptionValues, wantsAuth } from "../account/auth_options.ts";
import { ownName } from "../route/ehlo_name.ts";
import { escapeLine } from "../terminal/escape.ts";
import { notTogether, UsageError } from "../terminal/exit.ts";
import { yellow } from "../terminal/style.ts";
import type { SecretContext } from "../account/secret.ts";
import { untilInterrupted } from "../command/interrupt.ts";
import { wantsSignature } from "../sign/options.ts";
import { type Mail, makeMail } from "./mail.ts";
import type { SendOptions } from "./options.ts";
import { planRoute, type RoutePlan } from "./route.ts";
import { readTlsPolicy } from "./security.ts";

/** The way that mail goes. */
export interface Way {
  /** Where the options say that it goes. */
  readonly plan: RoutePlan;
  /** What is asked of TLS. */
  readonly tls: TlsPolicy;
  /** Who authenticates, if anybody. */
  readonly auth: AuthPolicy | undefined;
  /** The name to greet with; `undefined` is the address of the connection. */
  readonly ehloName: string | undefined;
  /** Greets, if not in the usual way. */
  readonly greet: Greet | undefined;
  /** Connects to a host, if not by TCP to its addresses. */
  readonly dial: Dial | undefined;
}

/** The options that say which way mail goes. */
type WayOptions =
  & AuthOptionValues
  & Parameters<typeof planRoute>[0]
  & Parameters<typeof readTlsPolicy>[0]
  & Partial<Pick<SendOptions, "xclient">>
  & Pick<SendOptions, "ehlo" | "chunking" | "proxyPasswordFile">;

/**
 * Reads which way mail goes, before anything is sent.
 *
 * @param options The options.
 * @param context Where to warn and to ask.
 * @returns The way.
 * @throws {CliError} If something cannot be understood or opened.
 */
export async function prepareWay(options: WayOptions, context: SecretContext): Promise<Way> {
  const plan = planRoute(options);
  if (plan.lmtp && options.chunking === "always") throw notTogether("--chunking always", "LMTP");
  const auth = await readAuth(options, plan.server?.host, context);
  const ehloName = options.ehlo ?? ownName();
  const greet = options.xclient === undefined ? undefined : await greeterOf(options.xclient);
  const tls = await readTlsPolicy({ ...options, tls: options.tls ?? plan.tls }, plan.port);
  return { plan, auth, ehloName, tls, greet, dial: await dialOf(plan, options, context) };
}

/** Only who tells of another client pays for loading it. */
async function greeterOf(texts: readonly string[]): Promise<Greet | undefined> {
  if (texts.length === 0) return undefined;
  const { greetAs, parseXclient } = await import("../../smtp/xclient.ts");
  try {
    return greetAs(texts.map(parseXclient));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new UsageError(error.message, { cause: error });
  }
}

/** Only who needs another way to connect pays for loading it. */
async function dialOf(
  { server, proxy, families, resolver }: RoutePlan,
  { proxyPasswordFile: passwordFile }: Pick<SendOptions, "proxyPasswordFile">,
  { terminal }: SecretContext,
): Promise<Dial | undefined> {
  if (server?.socket !== undefined) {
    return (await import("../../smtp/connection/unix.ts")).dialSocket(server.socket);
  }
  if (proxy === undefined) {
    if (passwordFile === undefined) return undefined;
    throw new UsageError("--proxy-password-file needs --proxy socks5://HOST");
  }
  const { dialThrough } = await import("./dial.ts");
  return await dialThrough(proxy, { families, resolver, passwordFile, terminal });
}

/** A mail that is ready to go. */
export interface Prepared extends Way {
  /** The mail. */
  readonly mail: Mail;
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
  // A person is asked for a password before standard input is read as the message.
  const way = await prepareWay(options, context);
  const mail = await signMail(await makeMail(options, { terminal, files }), options, way, context);
  if (options.save !== undefined && !options.dryRun) {
    await (await import("./save.ts")).saveMail(options.save, mail, way.ehloName);
  }
  return { mail, ...way };
}

/** Only who signs pays for loading what signs. What receivers would object to is said before it is sent. */
async function signMail(
  mail: Mail,
  options: SendOptions,
  { plan }: Way,
  { terminal, signal }: SecretContext,
): Promise<Mail> {
  if (!wantsSignature(options)) return mail;
  const { openSigner } = await import("../sign/sign.ts");
  const warn = (text: string): void => terminal.err(yellow(`${escapeLine(text)}\n`));
  const sign = await openSigner(options, { resolver: plan.resolver, asks: true, signal, warn });
  return { ...mail, message: await sign(mail.message) };
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
  readonly transcript: TranscriptSink | undefined;
}

/**
 * How mail is delivered.
 *
 * @param way The way it goes.
 * @param options The options.
 * @param watching What is watched.
 * @returns The same for whoever delivers.
 */
export function deliveryOptions(
  { plan, tls, auth, ehloName, greet, dial }: Way,
  { pipelining, chunking, timeout: limit }: Pick<
    SendOptions,
    "pipelining" | "chunking" | "timeout"
  >,
  { signal, transcript }: Watching,
): DeliveryOptions {
  return {
    ehloName,
    pipelining,
    chunking,
    tls,
    auth,
    limit,
    signal,
    transcript,
    ...(plan.lmtp ? { greeting: "LHLO" } : {}),
    ...(greet === undefined ? {} : { greet }),
    ...(dial === undefined ? {} : { dial }),
  };
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
  prepared: Prepared,
  destinations: readonly Destination[],
  options: SendOptions,
  watching: Watching,
): Promise<readonly Outcome[]> {
  const { envelope, message } = prepared.mail;
  return await deliverAll(
    destinations,
    envelope,
    message,
    deliveryOptions(prepared, options, watching),
  );
}
