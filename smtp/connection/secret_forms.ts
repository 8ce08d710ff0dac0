/**
 * The ways in which a server may write a secret that it was sent.
 * @module
 */

/** A secret and whose it is. */
export interface Secret {
  /** The password or token. */
  readonly secret: string;
  /** The user; `undefined` where nobody has said it. */
  readonly user?: string | undefined;
}

/** How a secret may be written. */
interface SecretForms {
  /** As text that people can read. */
  readonly texts: readonly string[];
  /** In base64 without padding, of which a part tells a part of the secret. */
  readonly words: readonly string[];
}

/** What stands before a token (RFC 7628 section 3.1). */
const BEARER = "auth=Bearer ";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * The ways in which a secret may be written: as it is, escaped, and in base64 alone and behind the user,
 * in whichever of the three ways its octets meet those of base64.
 *
 * @param of The secret.
 * @returns Its forms.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { secretForms } from "./secret_forms.ts";
 * const { texts, words } = secretForms({ user: "ana", secret: 'a"b' });
 * assert(texts.includes('a\\"b'));
 * assert(words.includes("AGFuYQBhImI"));
 * ```
 */
export function secretForms({ secret, user = "" }: Secret): SecretForms {
  const texts = [
    secret,
    secret.replace(/["\\]/g, "\\$&"),
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret.toWellFormed()),
  ];
  const pairs = ["", `\0${user}\0`, `${user}\0${user}\0`, `${user}:`];
  return {
    texts: [...new Set(texts)],
    words: [...pairs.map((before) => base64(before + secret)), ...insides(secret)],
  };
}

function base64(text: string): string {
  return encoder.encode(text).toBase64({ omitPadding: true });
}

/** The base64 that a secret has wherever it stands: what does not depend on its neighbours. */
function insides(secret: string): string[] {
  return ["", "x", "xx"].map((before) => {
    const octets = encoder.encode(before + secret);
    const whole = octets.subarray(0, octets.length - octets.length % 3);
    return whole.toBase64().slice(before === "" ? 0 : 4);
  });
}

/**
 * Reads the secret out of a response of SASL in base64: that of PLAIN, XOAUTH2 and OAUTHBEARER.
 *
 * @param word The response.
 * @returns The secret; `undefined` if it holds none that can be read.
 */
export function readSecret(word: string): Secret | undefined {
  const text = decodeWord(word);
  if (text === undefined) return undefined;
  const authorization = text.split("\x01").find((pair) => pair.startsWith(BEARER));
  if (authorization !== undefined) return { secret: authorization.slice(BEARER.length) };
  const [, user, secret] = text.split("\0");
  return secret === undefined ? undefined : { secret, user };
}

/**
 * The text of a response in base64.
 *
 * @param word The response.
 * @returns The text; `undefined` if it is no base64.
 */
export function decodeWord(word: string): string | undefined {
  try {
    return decoder.decode(Uint8Array.fromBase64(word));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
