/**
 * What the mechanisms of SASL (RFC 4422) are to the dialogue that carries them: each turns the
 * challenges of the server into responses, and does no I/O.
 * @module
 */
import type { Credentials, SecretKind } from "../security.ts";

/** The server that is authenticated to; OAUTHBEARER signs it (RFC 7628 section 3.1). */
export interface Service {
  /** The name that the connection was asked for. */
  readonly host: string;
  /** Its port. */
  readonly port: number;
}

/** What the client says next. */
export interface Step {
  /** The response; `undefined` only at the start, when the server speaks first. */
  readonly response: Uint8Array | undefined;
  /** Whether nothing is left to be said or checked, so that the server may announce success. */
  readonly complete: boolean;
  /** Why the server will not accept, when it has said so in a challenge. */
  readonly problem?: string;
}

/**
 * An exchange: it yields the first step before any challenge, and one more for each challenge. When it
 * ends, the mechanism has nothing to say to the last challenge.
 */
export type Exchange = Generator<Step, void, Uint8Array>;

/** An {@linkcode Exchange} that has to wait for its computations. */
export type AsyncExchange = AsyncGenerator<Step, void, Uint8Array>;

/** A mechanism. */
export interface Mechanism {
  /** Its registered name. */
  readonly name: string;
  /** What it proves the possession of. */
  readonly uses: SecretKind;
  /**
   * Begins an exchange. It throws a {@linkcode SaslError} where it cannot go on.
   *
   * @param credentials Who authenticates.
   * @param service To which server.
   */
  begin(credentials: Credentials, service: Service): Exchange | AsyncExchange;
}

/**
 * An exchange cannot go on: `protocol`, the challenge is not one of the mechanism; `auth`, the server
 * refuses, or has not proved what it must, or the credentials cannot be used with the mechanism.
 */
export class SaslError extends Error {
  override readonly name = "SaslError";
  /** Whose fault it is. */
  readonly kind: "protocol" | "auth";

  /** @param kind Whose fault it is. @param message What happened, in words, without a full stop. */
  constructor(kind: "protocol" | "auth", message: string) {
    super(message);
    this.kind = kind;
  }
}

const encoder = new TextEncoder();

/**
 * The octets of a text, as all mechanisms send it: in UTF-8.
 *
 * @param text The text.
 * @returns Its octets.
 */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}
