/**
 * A message is verified by asking DNS, and nobody else.
 * @module
 */
import type { NameServer } from "../../dns/mod.ts";
import { formatNameServer } from "../../dns/lookup.ts";
import type { ReadMessage } from "../../trust/material.ts";
import type { GivenEnvelope } from "../../trust/spf/envelope.ts";
import type { Verification } from "../../trust/verification/verify.ts";
import { Exit, type ExitCode, InputError } from "../terminal/exit.ts";

/** How a message is verified. */
export interface VerifyPlan {
  /** What is known of the envelope. */
  readonly envelope: GivenEnvelope;
  /** The name server to ask; without one those of the system. */
  readonly resolver: NameServer | undefined;
  /** All questions together, in milliseconds. */
  readonly timeout: number;
}

/** A verification, and who was asked. */
export interface Verified extends Verification {
  /** The name servers, for people. */
  readonly resolvers: readonly string[];
}

/** The most questions for one message: SPF may ask for 10 terms of 10 hosts, and for each signature a key. */
const MAX_QUESTIONS = 300;

/**
 * Verifies a message.
 *
 * @param message The message.
 * @param plan How.
 * @param signal Aborted when the user wants no more.
 * @throws {InputError} If its header is too large for that.
 */
export async function verify(
  message: ReadMessage,
  { envelope, resolver, timeout }: VerifyPlan,
  signal: AbortSignal,
): Promise<Verified> {
  const { questionsTo, serversOf } = await import("../../dns/questions.ts");
  const { Inquiry } = await import("../../trust/inquiry.ts");
  const { TooLargeError } = await import("../../trust/material.ts");
  const { verifyMessage } = await import("../../trust/verification/verify.ts");
  const servers = await serversOf(resolver);
  const questions = questionsTo({
    servers,
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
    most: MAX_QUESTIONS,
  });
  const inquiry = new Inquiry(questions);
  try {
    const verification = await verifyMessage(message, { inquiry, envelope, now: Date.now() });
    return { ...verification, resolvers: servers.map(formatNameServer) };
  } catch (cause) {
    if (cause instanceof TooLargeError) {
      throw new InputError(`cannot be verified: ${cause.message}`, { cause });
    }
    throw cause;
  }
}

/**
 * The exit code of a verification: 0 all that could be checked holds, 1 something does not, or nothing
 * proves anything, 75 DNS could not tell.
 *
 * @param verification What was found out.
 */
export function verifyExitCode({ outcome }: Verification): ExitCode {
  if (outcome === "pass") return Exit.ok;
  return outcome === "unchecked" ? Exit.temporary : Exit.untrusted;
}
