/**
 * TLS of `mua inbox`: from its options to what makes TLS connections.
 * @module
 */
import { formatAddressLiteral, parseIpAddress } from "../../dns/ip.ts";
import { createInboxCertificate } from "../../inbox/tls/certificate.ts";
import { writePrivateFile } from "../../message/file/private_file.ts";
import { createTlsUpgrader, type TlsCertificate, type TlsUpgrader } from "../../inbox/serve/tls.ts";
import type { TlsOffer } from "../../inbox/transaction.ts";
import { InputError, UsageError } from "../terminal/exit.ts";
import type { OptionTable, Values } from "../command/options.ts";
import { cannotRead, cannotSave } from "../terminal/file_failure.ts";

const GROUP = "TLS";

/** The options of TLS. The words of --tls are those of `mua send`. */
export const tlsOptions = {
  tls: {
    kind: "choice",
    choices: ["auto", "require", "on-connect", "off"],
    value: "MODE",
    help:
      "auto: offer STARTTLS; require: offer it and accept no mail without it; on-connect: TLS " +
      "from the start; off (default without the options below)",
    group: GROUP,
  },
  cert: {
    kind: "text",
    value: "FILE",
    help: "use this certificate and its chain (PEM) instead of making one",
    group: GROUP,
  },
  key: { kind: "text", value: "FILE", help: "the private key of --cert (PEM)", group: GROUP },
  "save-ca": {
    kind: "text",
    value: "FILE",
    help: "save the authority of the certificate that the inbox makes, for mua send --ca",
    group: GROUP,
  },
} as const satisfies OptionTable;

/** What the options ask for. */
interface TlsRequest {
  /** When there is TLS, if there is any. */
  readonly offer: TlsOffer | undefined;
  /** The files of the certificate and its key, if it is not made. */
  readonly files: { readonly cert: string; readonly key: string } | undefined;
  /** Where the authority is to be written. */
  readonly saveCa: string | undefined;
}

/**
 * Reads what is asked of TLS.
 *
 * @param options The options.
 * @returns What they ask for.
 * @throws {UsageError} If they contradict.
 */
export function readTls(options: Values<typeof tlsOptions>): TlsRequest {
  const { cert, key, saveCa } = options;
  const isAsked = [cert, key, saveCa].some((file) => file !== undefined);
  const mode = options.tls ?? (isAsked ? "auto" : "off");
  if (mode === "off" && isAsked) {
    throw new UsageError("--cert, --key and --save-ca have no effect with --tls off");
  }
  if (cert !== undefined && saveCa !== undefined) {
    throw new UsageError("--save-ca is for a certificate that the inbox makes, not for --cert");
  }
  const offer = mode === "off" ? undefined : mode;
  if (cert === undefined && key === undefined) return { offer, files: undefined, saveCa };
  if (cert !== undefined && key !== undefined) return { offer, files: { cert, key }, saveCa };
  throw new UsageError("--cert and --key must be given together");
}

/** TLS, ready to be offered. */
interface PreparedTls {
  /** When there is TLS. */
  readonly offer: TlsOffer;
  /** What makes TLS connections. */
  readonly upgrader: TlsUpgrader;
  /**
   * Writes the authority to where it was asked for. Not before the port is bound: an inbox that cannot
   * start must not take the file away from the clients of one that runs.
   *
   * @throws {CliError} 74 if it cannot be written.
   */
  readonly saveAuthority?: () => Promise<void>;
}

/**
 * Reads or makes the certificate, and prepares TLS with it.
 *
 * @param request What is asked for.
 * @param host The address that the inbox listens on, which a certificate of its own is for too.
 * @returns What the inbox needs, or `undefined` if there is to be no TLS.
 * @throws {CliError} 66 if a file cannot be read, 65 if it cannot be used.
 */
export async function prepareTls(
  { offer, files, saveCa }: TlsRequest,
  host: string,
): Promise<PreparedTls | undefined> {
  if (offer === undefined) return undefined;
  if (files === undefined) return { offer, ...await makeTls(host, saveCa) };
  const cert = await readPem(files.cert);
  const key = await readPem(files.key);
  try {
    return { offer, upgrader: createTlsUpgrader({ cert, key }) };
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable || !(cause instanceof Error)) throw cause;
    const names = `"${files.cert}" and "${files.key}"`;
    throw new InputError(
      `cannot use ${names} as a certificate and its private key: ${cause.message}`,
      { cause },
    );
  }
}

async function makeTls(
  host: string,
  saveCa: string | undefined,
): Promise<Omit<PreparedTls, "offer">> {
  const ip = parseIpAddress(host);
  const name = ip === undefined ? host : formatAddressLiteral(ip);
  const { authority, ...certificate } = await createInboxCertificate(name, new Date());
  const upgrader = createTlsUpgrader(certificate satisfies TlsCertificate);
  if (saveCa === undefined) return { upgrader };
  return { upgrader, saveAuthority: () => writeAuthority(saveCa, authority) };
}

async function readPem(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (cause) {
    throw cannotRead(path, cause);
  }
}

async function writeAuthority(path: string, authority: string): Promise<void> {
  try {
    await writePrivateFile(path, authority);
  } catch (cause) {
    throw cannotSave(path, cause);
  }
}
