/**
 * The server's side of the mechanisms of SASL (RFC 4422): each turns the responses of a client into
 * challenges and in the end a verdict, and does no I/O.
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { prepared } from "./name.ts";

/** A user who is let in with a secret. */
interface KnownUser {
  /** The name. */
  readonly user: string;
  /** The password or token. */
  readonly secret: string;
}

/** Who is let in: everybody, whatever they show, or users with a secret each. */
export type Door =
  | { readonly kind: "everybody" }
  | { readonly kind: "users"; readonly users: readonly KnownUser[] };

/** How an exchange ended. */
export type Verdict =
  /** This user is let in. */
  | { readonly kind: "accepted"; readonly user: string }
  /** User or secret is not the right one. */
  | { readonly kind: "refused" }
  /** A response is not one of the mechanism. */
  | { readonly kind: "malformed"; readonly reason: string };

/** An exchange: it yields challenges, is given responses, and returns the verdict. */
export type ServerExchange = Generator<Uint8Array, Verdict, Uint8Array>;

/** What an exchange works with. */
export interface ExchangeContext {
  /** Who is let in. */
  readonly door: Door;
  /** A text that was never used before and nobody can guess, of letters and digits. */
  readonly nonce: string;
  /** What the inbox calls itself. */
  readonly hostName: string;
}

/** A mechanism. */
export interface ServerMechanism {
  /** Its registered name. */
  readonly name: string;
  /** Whether its first challenge says something, so that there can be no initial response (RFC 4954 section 4). */
  readonly speaksFirst: boolean;
  /** Whether it works only with a secret that is known. */
  readonly knowsSecret: boolean;
  /** Begins an exchange. The first challenge is not sent where the client has answered it already. */
  begin(context: ExchangeContext): ServerExchange;
}

/**
 * The verdict on what is not one of the mechanism's responses.
 *
 * @param reason What it should be, for the client.
 */
export function malformed(reason: string): Verdict {
  return { kind: "malformed", reason };
}

/** User or secret is not the right one. */
export const REFUSED: Verdict = { kind: "refused" };

/** The challenge that says nothing: the client is to speak. */
export const NOTHING: Uint8Array = new Uint8Array(0);

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The text of a response.
 *
 * @param octets The response.
 * @returns The text, or `undefined` if it is not UTF-8.
 */
export function textOf(octets: Uint8Array): string | undefined {
  try {
    return decoder.decode(octets);
  } catch {
    return undefined;
  }
}

/**
 * The verdict on a user who showed a secret as it is.
 *
 * @param door Who is let in.
 * @param user The user.
 * @param secret What was shown.
 * @returns The verdict.
 */
export function judge(door: Door, user: string, secret: string): Verdict {
  if (door.kind === "everybody") return user === "" ? REFUSED : { kind: "accepted", user };
  const { known, secret: expected } = findUser(door.users, user);
  // Both are compared whatever comes of the first: how long it takes does not tell which one is wrong.
  const isSecret = sameText(prepared(secret), prepared(expected));
  return known && isSecret ? { kind: "accepted", user } : REFUSED;
}

/**
 * The secret of a user. All users are compared, so that the time does not tell which there are.
 *
 * @param users The users.
 * @param name The name that was said.
 * @returns Whether there is such a user, the name as it was given, and the secret; of nobody one that nobody knows.
 */
export function findUser(
  users: readonly KnownUser[],
  name: string,
): KnownUser & { readonly known: boolean } {
  const [found] = users.filter(({ user }) => sameText(prepared(user), prepared(name)));
  return { user: name, secret: crypto.randomUUID(), ...found, known: found !== undefined };
}

/**
 * Whether two texts are the same, in a time that does not tell where they differ.
 *
 * @param one A text.
 * @param other Another.
 */
export function sameText(one: string, other: string): boolean {
  const digest = (text: string): Uint8Array => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
