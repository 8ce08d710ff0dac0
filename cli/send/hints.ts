/**
 * What a person can do about a mail that was not delivered.
 * @module
 */
import { adviceFor } from "../../explain/reading/hint.ts";
import type { Outcome, TlsMode, TlsProblem } from "../../smtp/mod.ts";
import { formatEnhancedStatus } from "../../smtp/reply.ts";
import { describeSecurity, NO_PORT } from "../../smtp/security.ts";
import { escapeLine } from "../terminal/escape.ts";
import { isPlainSuccess, isUnverified } from "./report.ts";
import { ANY_HOST_HINT } from "../command/permissions.ts";

/** How a mail was sent, as far as it makes a difference to what helps. */
export interface HintSetting {
  /** The server that the user named; `undefined` where the hosts were found by MX. */
  readonly server: string | undefined;
  /** When to encrypt. */
  readonly tls: TlsMode;
  /** Whether it was a token that should prove who sends. */
  readonly hasToken?: boolean;
}

/**
 * What a person can do about it: one hint for each kind of failure.
 *
 * @param outcomes What happened to each recipient.
 * @param setting How it was sent.
 * @returns Hints in words; none when all is delivered.
 */
export function reportHints(outcomes: readonly Outcome[], setting: HintSetting): string[] {
  const advisable = outcomes.filter((outcome) => !isPlainSuccess(outcome));
  const hints = advisable.map((outcome) => hint(outcome, setting));
  return [...new Set(hints.filter((text) => text !== undefined))];
}

/**
 * The hosts that got a mail without anybody knowing who they are (RFC 7435): nobody should have to ask
 * for that.
 *
 * @param outcomes What happened to each recipient.
 * @returns A line for each such host, and why it could not be verified.
 */
export function unverifiedHosts(outcomes: readonly Outcome[]): string[] {
  const lines = outcomes.flatMap(({ status, decidedBy }) => {
    if (status !== "delivered" || decidedBy === undefined || !isUnverified(decidedBy)) return [];
    return `${decidedBy.host}: ${describeSecurity(decidedBy.security)}`;
  });
  return [...new Set(lines.map(escapeLine))];
}

function hint(outcome: Outcome, setting: HintSetting): string | undefined {
  const advice = outcome.reply && adviceFor(outcome.reply);
  if (advice !== undefined && outcome.reason !== "unknown") {
    return `${advice}\nMore: ${explainCommand(outcome)}`;
  }
  if (outcome.further !== undefined) return SEVERAL_ANSWERS_HINT;
  switch (outcome.reason) {
    case "unknown":
      return "The message was sent in full, but no reply came: it may or may not have been delivered.\n" +
        "Ask the recipient, or look in the mailbox, before you send it again.";
    case "temporary":
      return temporaryHint(outcome, setting);
    case "no-host":
      return `To see what DNS says: mua mx ${setting.server ?? domainOf(outcome.recipient)}`;
    case "authentication":
      return authenticationHint(outcome, setting);
    case "protocol":
      return "To see the dialogue, run the same command with -v";
    case "permission":
      return outcome.decidedBy?.port === NO_PORT ? SOCKET_HINT : PERMISSION_HINT;
    default:
      return undefined;
  }
}

/** The command that explains an answer. Its text is left out: who knows what a shell makes of it. */
function explainCommand({ reply, stage }: Outcome): string {
  const enhanced = reply?.enhanced === undefined ? "" : ` ${formatEnhancedStatus(reply.enhanced)}`;
  return `mua explain ${reply?.code}${enhanced} --stage ${stage}`;
}

function temporaryHint(outcome: Outcome, { server, tls }: HintSetting): string {
  const { stage, reply, tlsProblem } = outcome;
  if (outcome.decidedBy?.policy !== undefined && (stage === "tls" || stage === "starttls")) {
    return POLICY_HINT;
  }
  const byProblem = tlsProblem && (handshakeHint(tlsProblem, tls) ?? TLS_HINTS[tlsProblem]);
  if (byProblem !== undefined) return byProblem;
  if (stage === "starttls" && reply === undefined) {
    return "To see what the server offers, run the same command with -v\n" +
      "To send in clear text where there is no TLS: --tls auto";
  }
  if (stage !== "connect") {
    return "Try again later; nothing was delivered to the deferred recipients.";
  }
  return server === undefined ? noExchangerHint(domainOf(outcome.recipient)) : NO_SERVER_HINT;
}

/** What helps where this program may not connect to a socket. */
const SOCKET_HINT =
  `Deno 2.9 asks for network access to sockets in the file system too.\n${ANY_HOST_HINT}`;

/** What helps where this program may not connect. */
export const PERMISSION_HINT = permissionHint("24, 25, 26, 465, 587, 2525, 2587");

/**
 * What helps where this program may not connect.
 *
 * @param ports The ports that it may connect to for this purpose.
 */
export function permissionHint(ports: string): string {
  return `Allowed: ports ${ports} of any IPv4 host, and any port of this one.\n${ANY_HOST_HINT}`;
}

/** What helps where a server that was named does not answer. */
export const NO_SERVER_HINT =
  "Is the server listening on that port? To start a test server of your own: mua inbox";

/**
 * What helps where no exchanger of a domain answers.
 *
 * @param domain The domain, safe for a terminal.
 * @returns The hint.
 */
export function noExchangerHint(domain: string): string {
  return `Many networks block port 25. To see the mail servers: mua mx ${domain}\n` +
    "To send through your provider: mua send --server HOST -p 587 …";
}

/**
 * What helps against a certificate that was refused.
 *
 * @param problem What is wrong with it.
 * @returns The hint, or `undefined` if nothing certain can be said.
 */
export function certificateHint(problem: TlsProblem): string | undefined {
  return TLS_HINTS[problem];
}

const AUTHORITY_HINT =
  "If you know the authority that signed the certificate, trust it with --ca FILE";
const CLOCK_HINT = "Is the clock of this machine right? Check with: date -u\n" +
  "If it is, the server's administrator has to renew the certificate.";

const SEVERAL_ANSWERS_HINT =
  "The server replied to the message more than once, as an LMTP server does: once per recipient.\n" +
  "To see the replies, run the same command with -v. By hand: mua talk, with LHLO instead of EHLO";

/** RFC 7672 and RFC 8461: what the domain demands is not ours to waive, unless the user says so. */
const POLICY_HINT =
  "The recipient's domain requires this of its mail hosts (DANE or MTA-STS), and they do not\n" +
  "comply: its postmaster should know. To send anyway: --no-policy";

/** Problems with which a server fails at TLS that it offers itself; for most of them waiting is no help. */
const BROKEN_TLS: ReadonlySet<TlsProblem> = new Set(
  ["alert", "closed", "version", "not-tls", "other"] as const,
);

/** What to think of a server that fails at TLS. */
export const BROKEN_TLS_HINT =
  "The TLS handshake with this server failed. If it keeps failing, TLS is broken there, and only\n" +
  "the server's administrator can fix it.";

/** What helps where the handshake itself failed; a port may also begin otherwise than it was taken to. */
function handshakeHint(problem: TlsProblem, mode: TlsMode): string | undefined {
  if (!BROKEN_TLS.has(problem)) return undefined;
  if (mode !== "on-connect") {
    return `${BROKEN_TLS_HINT} To send without TLS: --tls off. The mail and any password\n` +
      "then travel in clear text, and anyone on the way can read and change them.";
  }
  return problem === "not-tls" ? undefined : `${BROKEN_TLS_HINT} Another port may work: -p 587`;
}

const TLS_HINTS: Partial<Readonly<Record<TlsProblem, string>>> = {
  "unknown-issuer": AUTHORITY_HINT,
  // An authority's certificate cannot be that of a server, also where it is trusted.
  "self-signed": "If it is yours, make a new one for a server: openssl req -x509 … -addext " +
    "basicConstraints=CA:FALSE\nThen trust it with --ca FILE",
  "wrong-name": "If one of those names is the right one for this server, use it: " +
    "--tls-name NAME",
  "expired": CLOCK_HINT,
  "not-yet-valid": CLOCK_HINT,
  "not-tls": "This port starts in clear text, or speaks another protocol: try --tls auto",
};

/** A server's refusal is about the password; without one it was not even sent. */
function authenticationHint({ reply }: Outcome, { hasToken = false }: HintSetting): string {
  if (reply === undefined) {
    return "To see what the server offers and whether it is verified, run the same command with -v\n" +
      "The ports for authentication: -p 587 or -p 465";
  }
  return hasToken
    ? "Is the user the one who logged in with mua account login? The scope must allow sending, and\n" +
      "SMTP must be switched on for the mailbox."
    : "Are the user and password right? Some providers require an app password.";
}

function domainOf(mailbox: string): string {
  return escapeLine(mailbox.slice(mailbox.lastIndexOf("@") + 1));
}
