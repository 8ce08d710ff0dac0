/**
 * What a person can do about a mail that was not delivered.
 * @module
 */
import { adviceFor } from "../../explain/reading/hint.ts";
import type { Outcome, TlsMode, TlsProblem } from "../../smtp/mod.ts";
import { formatEnhancedStatus } from "../../smtp/reply.ts";
import { describeSecurity } from "../../smtp/security.ts";
import { escapeLine } from "../terminal/escape.ts";
import { ANY_HOST_HINT } from "../command/permissions.ts";

/** How a mail was sent, as far as it makes a difference to what helps. */
export interface HintSetting {
  /** The server that the user named; `undefined` where the hosts were found by MX. */
  readonly server: string | undefined;
  /** When to encrypt. */
  readonly tls: TlsMode;
}

/**
 * What a person can do about it: one hint for each kind of failure.
 *
 * @param outcomes What happened to each recipient.
 * @param setting How it was sent.
 * @returns Hints in words; none when all is delivered.
 */
export function reportHints(outcomes: readonly Outcome[], setting: HintSetting): string[] {
  const hints = outcomes.map((outcome) => hint(outcome, setting));
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
    if (status !== "delivered" || decidedBy === undefined) return [];
    const { host, security } = decidedBy;
    return security.encrypted && !security.verified ? `${host}: ${describeSecurity(security)}` : [];
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
      return "The message was sent whole, but no answer came: the recipient may have it or not.\n" +
        "Ask the recipient, or look into the mailbox, before you send it again.";
    case "temporary":
      return temporaryHint(outcome, setting);
    case "no-host":
      return `See what DNS says: mua mx ${setting.server ?? domainOf(outcome.recipient)}`;
    case "authentication":
      return authenticationHint(outcome);
    case "protocol":
      return "See the dialogue: the same command with -v";
    case "permission":
      return PERMISSION_HINT;
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
    return "See what the server offers: the same command with -v\n" +
      "If clear text will do where there is no TLS: --tls auto";
  }
  if (stage !== "connect") return "Try again later; nothing was delivered to those deferred.";
  return server === undefined ? noExchangerHint(domainOf(outcome.recipient)) : NO_SERVER_HINT;
}

/** What helps where this program may not connect. */
export const PERMISSION_HINT = permissionHint("24, 25, 26, 465, 587, 2525, 2587");

/**
 * What helps where this program may not connect.
 *
 * @param ports The ports that it may connect to for this purpose.
 */
export function permissionHint(ports: string): string {
  return `Allowed are the ports ${ports} of any IPv4 host, and all of this one.\n${ANY_HOST_HINT}`;
}

/** What helps where a server that was named does not answer. */
export const NO_SERVER_HINT =
  "No connection: does the server listen there? A test server of your own: mua inbox";

/**
 * What helps where no exchanger of a domain answers.
 *
 * @param domain The domain, safe for a terminal.
 * @returns The hint.
 */
export function noExchangerHint(domain: string): string {
  return `No connection: many networks block port 25. See what there is: mua mx ${domain}\n` +
    "Through your provider: mua send --server HOST -p 587 …";
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

const AUTHORITY_HINT = "If you know the authority that signed the certificate, trust it: --ca FILE";
const CLOCK_HINT = "Is the clock of this machine right? See it: date -u\n" +
  "If it is, only who runs the server can help: the certificate must be renewed.";

const SEVERAL_ANSWERS_HINT =
  "The server answered more than once to the message, as one of LMTP does: one for each recipient.\n" +
  "See the answers: the same command with -v. By hand: mua talk, with LHLO in place of EHLO";

/** RFC 7672 and RFC 8461: what the domain demands is not ours to waive, unless the user says so. */
const POLICY_HINT =
  "The recipient's domain demands this of its hosts (DANE or MTA-STS), and they do not\n" +
  "meet it: its postmaster should know. To send all the same: --no-policy";

/** Problems with which a server fails at TLS that it offers itself; for most of them waiting is no help. */
const BROKEN_TLS: ReadonlySet<TlsProblem> = new Set(
  ["alert", "closed", "version", "not-tls", "other"] as const,
);

/** What to think of a server that fails at TLS. */
export const BROKEN_TLS_HINT =
  "The TLS handshake with this server failed. If that happens again later, its TLS is broken,\n" +
  "and only who runs the server can repair it.";

/** What helps where the handshake itself failed; a port may also begin otherwise than it was taken to. */
function handshakeHint(problem: TlsProblem, mode: TlsMode): string | undefined {
  if (!BROKEN_TLS.has(problem)) return undefined;
  if (mode !== "on-connect") {
    return `${BROKEN_TLS_HINT} To send without TLS: --tls off. Then the mail goes in\n` +
      "clear text, and whoever is on its way can read and change it, and read a password.";
  }
  return problem === "not-tls" ? undefined : `${BROKEN_TLS_HINT} Another port may do: -p 587`;
}

const TLS_HINTS: Partial<Readonly<Record<TlsProblem, string>>> = {
  "unknown-issuer": AUTHORITY_HINT,
  // An authority's certificate cannot be that of a server, also where it is trusted.
  "self-signed": "If it is yours, make it anew for a server: openssl req -x509 … -addext " +
    "basicConstraints=CA:FALSE\nThen trust it: --ca FILE",
  "wrong-name": "If you know that the server is the right one under one of those names: " +
    "--tls-name NAME",
  "expired": CLOCK_HINT,
  "not-yet-valid": CLOCK_HINT,
  "not-tls": "This port begins in clear text, or with another protocol: --tls auto",
};

/** A server's refusal is about the password; without one it was not even sent. */
function authenticationHint({ reply }: Outcome): string {
  return reply === undefined
    ? "See what the server offers, and whether it is verified: the same command with -v\n" +
      "The ports for passwords: -p 587 or -p 465"
    : "Are user and password right? Some providers want a password made for programs alone.";
}

function domainOf(mailbox: string): string {
  return escapeLine(mailbox.slice(mailbox.lastIndexOf("@") + 1));
}
