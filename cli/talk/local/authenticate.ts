/**
 * `:auth`: authenticates with a mechanism of SASL, in the middle of a dialogue by hand.
 * @module
 */
import { authenticate } from "../../../smtp/sasl/auth.ts";
import { SmtpError } from "../../../smtp/error.ts";
import { findMechanism } from "../../../smtp/sasl/mechanisms.ts";
import { isVerified } from "../../../smtp/security.ts";
import type { AuthOptionValues } from "../../account/auth_options.ts";
import { CliError, Exit } from "../../terminal/exit.ts";
import { readCredentials, type SecretContext } from "../../account/secret.ts";
import type { Talk } from "../dialogue/talk.ts";

/** Where secrets come from, and whether they may be sent. */
export interface AuthSetting {
  /** The options. */
  readonly options: Omit<AuthOptionValues, "user" | "auth">;
  /** Where to ask. */
  readonly context: SecretContext;
}

/**
 * Authenticates.
 *
 * @param talk The dialogue.
 * @param mechanism The mechanism.
 * @param user Who.
 * @param setting Where the secret comes from.
 * @throws {CliError} 77 if it cannot be done here, or the server does not accept it; 78 if there is no
 * secret.
 */
export async function authenticateBy(
  talk: Talk,
  mechanism: string,
  user: string,
  { options, context }: AuthSetting,
): Promise<void> {
  const { server, tracker } = talk.dialogue;
  const offered = tracker.state.extensions?.keywords.get("AUTH") ?? [];
  const { encrypted } = server.security;
  const verifiedTls = isVerified(server.security);
  const { allowInsecureAuth: allowInsecure } = options;
  refuseBefore(mechanism, offered, { encrypted, mayBeSent: verifiedTls || allowInsecure });
  const extensions = tracker.state.extensions;
  if (extensions === undefined) return;
  const asked = { ...options, user, auth: mechanism };
  const credentials = await readCredentials(asked, server.name, context);
  if (credentials === undefined || !talk.dialogue.isOpen) return;
  const service = { host: server.name, port: server.port };
  try {
    await authenticate(talk, extensions, credentials, {
      mechanism,
      service,
      verifiedTls,
      allowInsecure,
    });
  } catch (error) {
    if (!(error instanceof SmtpError)) throw error;
    await talk.settle();
    // What ended the connection was told when it happened.
    if (talk.dialogue.isOpen) {
      throw new CliError(Exit.authentication, error.message, { cause: error });
    }
  }
}

/** Refuses what would be refused when the secret is known, before anybody is asked for it. */
function refuseBefore(
  mechanism: string,
  offered: readonly string[],
  { encrypted, mayBeSent }: { readonly encrypted: boolean; readonly mayBeSent: boolean },
): void {
  const refuse = (text: string, hint?: string): never => {
    throw new CliError(Exit.authentication, text, { hint });
  };
  if (findMechanism(mechanism) === undefined) return;
  if (offered.length === 0) {
    return refuse("the server does not offer AUTH now", "It may offer it after EHLO or :starttls.");
  }
  if (!offered.some((name) => name.toUpperCase() === mechanism)) {
    return refuse(`the server does not offer ${mechanism}, only ${offered.join(", ")}`);
  }
  if (!mayBeSent) {
    return refuse(
      "not sending a secret to a server that is not verified",
      encrypted
        ? "The server's certificate is not verified: trust its authority with --ca, or use --allow-insecure-auth."
        : "Use :starttls first, with --ca if needed; or use --allow-insecure-auth.",
    );
  }
}
