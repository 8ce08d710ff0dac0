/**
 * Why a TLS connection did not come about, in a word for decisions and in words for people. Deno tells
 * it in the text of an error only, and that text is the one of its TLS library.
 * @module
 */
import { parseIpAddress } from "../dns/ip.ts";
import type { CertificateSummary } from "./security.ts";
import { SmtpError, type SmtpErrorKind } from "./error.ts";

/**
 * What went wrong:
 * - `unknown-issuer`, `self-signed`, `wrong-name`, `expired`, `not-yet-valid`: the certificate;
 * - `bad-certificate`: the certificate in any other way, such as a wrong signature or purpose;
 * - `tlsa`: the certificate is not the one of the server's TLSA records (RFC 7672);
 * - `version`: the other side has no version of TLS that we have, 1.2 or 1.3;
 * - `alert`: the other side ended the handshake with an alert (RFC 8446 section 6.2);
 * - `not-tls`: what came is not TLS;
 * - `closed`: the connection was closed in the handshake;
 * - `timeout`: the deadline passed in the handshake;
 * - `interrupted`: the user stopped it;
 * - `other`: any other fault.
 */
export type TlsProblem =
  | "unknown-issuer"
  | "self-signed"
  | "wrong-name"
  | "expired"
  | "not-yet-valid"
  | "bad-certificate"
  | "tlsa"
  | "version"
  | "alert"
  | "not-tls"
  | "closed"
  | "timeout"
  | "interrupted"
  | "other";

/** Problems of the certificate alone: without verification there would be a TLS connection. */
const CERTIFICATE_PROBLEMS: ReadonlySet<TlsProblem> = new Set(
  [
    "unknown-issuer",
    "self-signed",
    "wrong-name",
    "expired",
    "not-yet-valid",
    "bad-certificate",
  ] as const,
);

const KINDS: Partial<Record<TlsProblem, SmtpErrorKind>> = {
  closed: "closed",
  timeout: "timeout",
  interrupted: "interrupted",
};

/** A TLS connection that did not come about. */
export class TlsError extends SmtpError {
  /** What went wrong. */
  readonly problem: TlsProblem;

  /**
   * @param problem What went wrong.
   * @param message The same in words, without a full stop.
   * @param cause The error underneath.
   */
  constructor(problem: TlsProblem, message: string, cause?: unknown) {
    super(message, { kind: KINDS[problem] ?? "tls", stage: "tls", cause });
    this.problem = problem;
  }

  /** Whether it is the certificate that was refused, so that TLS without verification can do better than none. */
  get isAboutCertificate(): boolean {
    return CERTIFICATE_PROBLEMS.has(this.problem);
  }
}

/** With whom the handshake failed. */
export interface Party {
  /** Who it is. */
  readonly role: "server" | "client";
  /** The name that its certificate must be for, if it must have one. */
  readonly name: string;
}

/** What was found out: the problem, and the words for it. */
type Finding = readonly [problem: TlsProblem, words: string];

/**
 * Puts the error of a handshake into words.
 *
 * @param error What Deno threw; it is the same on every version.
 * @param party With whom.
 * @returns The error to throw.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { explainTlsFailure } from "./tls_error.ts";
 * const error = new Error("received fatal alert: HandshakeFailure");
 * const { problem, message } = explainTlsFailure(error, { role: "server", name: "mx.test" });
 * assertEquals(problem, "alert");
 * assertEquals(message, "the server ended the TLS handshake with the alert handshake_failure");
 * ```
 */
export function explainTlsFailure(error: unknown, party: Party): TlsError {
  if (error instanceof TlsError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const [problem, words] = certificateFinding(text, party) ?? alertFinding(text, party) ??
    connectionFinding(error, text, party) ?? ["other", `the TLS handshake failed: ${text}`];
  return new TlsError(problem, words, error);
}

/**
 * Says more about a certificate that was refused, now that it is known: who signed it, or that it
 * signed itself.
 *
 * @param error Why it was refused.
 * @param certificate The certificate.
 * @returns The error with what is known.
 */
export function explainWithCertificate(error: TlsError, certificate: CertificateSummary): TlsError {
  if (error.problem !== "unknown-issuer") return error;
  return certificate.selfSigned
    ? new TlsError("self-signed", "the certificate is self-signed", error.cause)
    : new TlsError(
      "unknown-issuer",
      `the certificate's issuer is unknown: ${certificate.issuer}`,
      error.cause,
    );
}

function certificateFinding(text: string, party: Party): Finding | undefined {
  if (text.startsWith("Invalid hostname")) {
    return ["wrong-name", `no certificate can be valid for the name ${party.name}`];
  }
  const fault = /^invalid peer certificate: (.*)$/s.exec(text)?.[1];
  if (fault === undefined) return undefined;
  if (fault.startsWith("UnknownIssuer")) {
    return ["unknown-issuer", "the certificate's issuer is unknown"];
  }
  if (fault.includes("CaUsedAsEndEntity")) {
    return ["self-signed", "the certificate is self-signed: an authority's own, not a server's"];
  }
  if (fault.startsWith("certificate not valid for name")) {
    return ["wrong-name", wrongName(fault, party)];
  }
  if (fault.startsWith("certificate expired")) {
    const day = dayOf(/not valid after (\d+)/.exec(fault));
    return ["expired", day ? `the certificate expired on ${day}` : "the certificate has expired"];
  }
  if (fault.startsWith("certificate not valid yet")) {
    const day = dayOf(/not valid before (\d+)/.exec(fault));
    return ["not-yet-valid", `the certificate is not valid ${day ? `before ${day}` : "yet"}`];
  }
  return ["bad-certificate", `the certificate is not acceptable: ${fault}`];
}

/** Names of a certificate that are told; it may have hundreds. */
const MAX_NAMES = 4;

function wrongName(fault: string, { name }: Party): string {
  const found = [...fault.matchAll(/DnsName\("([^"]*)"\)|IpAddress\(([^)]*)\)/g)];
  const names = found.map(([, domain, address = ""]) =>
    domain ?? parseIpAddress(address)?.text ?? address
  );
  if (names.length === 0) return `the certificate is not for ${name}, nor for any other name`;
  const rest = names.length - MAX_NAMES;
  const told = names.slice(0, MAX_NAMES).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
  return `the certificate is for ${told}, not for ${name}`;
}

/** The day of a time in seconds since 1970. */
function dayOf(match: RegExpExecArray | null): string | undefined {
  const date = new Date(Number(match?.[1]) * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().slice(0, 10);
}

/** What the alerts mean that a certificate or a server brings about (RFC 8446 section 6.2), said of who sent it. */
const ALERT_MEANINGS: Readonly<Record<string, string>> = {
  unknown_ca: "it does not know the certificate's issuer",
  bad_certificate: "it does not accept the certificate",
  certificate_unknown: "it does not accept the certificate",
  certificate_expired: "it finds the certificate expired or not yet valid",
  unrecognized_name: "it does not know the name it was asked for",
  certificate_required: "it requires a client certificate",
};

function alertFinding(text: string, { role }: Party): Finding | undefined {
  const description = /received fatal alert: (\S+)/.exec(text)?.[1];
  if (description === undefined) return undefined;
  const alert = alertName(description);
  if (alert === "protocol_version") return ["version", noCommonVersion(role)];
  const meaning = ALERT_MEANINGS[alert];
  const words = `the ${role} ended the TLS handshake with the alert ${alert}`;
  return ["alert", meaning === undefined ? words : `${words}: ${meaning}`];
}

/** `UnrecognisedName` as the RFC writes it, `unrecognized_name`. */
function alertName(description: string): string {
  return description.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase().replace("ised_", "ized_");
}

function connectionFinding(error: unknown, text: string, { role }: Party): Finding | undefined {
  if (/TlsVersion|Tls12|Tls13/.test(text)) return ["version", noCommonVersion(role)];
  if (text.startsWith("received corrupt message")) {
    return ["not-tls", `the ${role} answered with something that is not TLS`];
  }
  if (isClosed(error)) return ["closed", `the ${role} closed the connection in the TLS handshake`];
  return undefined;
}

function noCommonVersion(role: Party["role"]): string {
  return `the ${role} speaks neither TLS 1.2 nor TLS 1.3`;
}

/** The names of the errors of Deno, and the codes of those of `node:tls`, for a connection that is gone. */
const CLOSED: ReadonlySet<unknown> = new Set([
  "UnexpectedEof",
  "ConnectionReset",
  "ConnectionAborted",
  "BrokenPipe",
  "ECONNRESET",
  "EPIPE",
]);

function isClosed(error: unknown): boolean {
  return error instanceof Error &&
    (CLOSED.has(error.name) || "code" in error && CLOSED.has(error.code));
}
