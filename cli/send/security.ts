/**
 * From the options of `mua send` to what is asked of TLS and of notifications.
 * @module
 */
import type { NotificationRequest, NotifyCondition, TlsMode } from "../../smtp/mod.ts";
import { type ClientCertificate, tlsModeOf, type TlsPolicy } from "../../smtp/security.ts";
import { InputError, notTogether, UsageError } from "../terminal/exit.ts";
import { cannotRead } from "../terminal/file_failure.ts";
import { readHostName } from "../route/host_port.ts";
import type { SendOptions } from "./options.ts";

/** The options that ask something of TLS. */
type TlsOptionValues =
  & Pick<SendOptions, "tls" | "requireTls" | "tlsName" | "ca">
  & Partial<Pick<SendOptions, "cert" | "key" | "server">>;

/**
 * Reads what is asked of TLS.
 *
 * @param options The options.
 * @param port The port to connect to.
 * @returns The policy.
 * @throws {CliError} 64 if the options contradict or the name is none, 66 if a file cannot be read, 65 if it holds no certificate.
 */
export async function readTlsPolicy(options: TlsOptionValues, port: number): Promise<TlsPolicy> {
  const mode = options.tls ?? tlsModeOf(port);
  if (options.requireTls && mode === "off") {
    throw notTogether("--require-tls", "--tls off");
  }
  const name = options.tlsName === undefined
    ? undefined
    : readHostName(options.tlsName, "--tls-name");
  const caCerts = (await Promise.all(options.ca.map(readCertificates))).flat();
  return { mode, name, caCerts, client: await readClient(options, mode) };
}

/** What proves who this client is; only to a server that was named: an MX of others knows nobody. */
async function readClient(
  { cert, key, server }: TlsOptionValues,
  mode: TlsMode,
): Promise<ClientCertificate | undefined> {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined) throw new UsageError("--key needs --cert FILE");
  if (key === undefined) throw new UsageError("--cert needs --key FILE");
  if (server === undefined) throw new UsageError("--cert needs --server HOST, which asks for it");
  if (mode === "off") throw notTogether("--cert", "--tls off");
  return {
    cert: await readPem(cert, /-----BEGIN CERTIFICATE-----/, "certificate in PEM"),
    key: await readPem(
      key,
      /-----BEGIN (?:RSA |EC )?PRIVATE KEY-----/,
      "unencrypted private key in PEM",
    ),
  };
}

async function readPem(path: string, pattern: RegExp, what: string): Promise<string> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (cause) {
    throw cannotRead(path, cause);
  }
  if (pattern.test(text)) return text;
  throw new InputError(`"${path}" holds no ${what}`);
}

async function readCertificates(path: string): Promise<readonly string[]> {
  const { readAuthorities } = await import("../../smtp/tls/authorities.ts");
  const { CertificateError } = await import("../../smtp/tls/certificate.ts");
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (cause) {
    throw cannotRead(path, cause);
  }
  try {
    return readAuthorities(text);
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    throw new InputError(`cannot use "${path}": ${error.message}`, { cause: error });
  }
}

const CONDITIONS: readonly NotifyCondition[] = ["success", "failure", "delay"];

/**
 * Reads which notifications are asked for.
 *
 * @param options The options.
 * @returns The request; `undefined` if nothing is asked for.
 * @throws {UsageError} If a condition is unknown.
 */
export function readNotification(options: SendOptions): NotificationRequest | undefined {
  const { dsn, ret, envid } = options;
  if (dsn === undefined && ret === undefined && envid === undefined) return undefined;
  return {
    ...(dsn === undefined ? {} : { notify: readConditions(dsn) }),
    ...(ret === undefined ? {} : { return: ret }),
    ...(envid === undefined ? {} : { envelopeId: envid }),
  };
}

function readConditions(text: string): NotifyCondition[] {
  if (text.toLowerCase() === "never") return [];
  return text.toLowerCase().split(",").map((word) => {
    const condition = CONDITIONS.find((each) => each === word.trim());
    if (condition !== undefined) return condition;
    throw new UsageError(`--dsn must be never or any of ${CONDITIONS.join(",")}; not "${text}"`);
  });
}
