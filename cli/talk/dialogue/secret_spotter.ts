/**
 * Secrets in what is typed: AUTH and the responses that follow it hold user and password, in base64,
 * which everybody can read. They go out as they are, and are shown and kept nowhere.
 * @module
 */
import { readCommandLine } from "./command_line.ts";

/**
 * Finds the secret in each line that is about to leave.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { SecretSpotter } from "./secret_spotter.ts";
 * const spotter = new SecretSpotter();
 * assertEquals(spotter.secretOf("AUTH PLAIN AGFuYQBzZWNyZXQ=", false), "AGFuYQBzZWNyZXQ=");
 * assertEquals(spotter.secretOf("NOOP", false), undefined);
 * ```
 */
export class SecretSpotter {
  #afterAuth: boolean;

  /** @param other One whose lines have left already. */
  constructor(other?: SecretSpotter) {
    this.#afterAuth = other === undefined ? false : other.#afterAuth;
  }

  /**
   * The secret at the end of a line that leaves now.
   *
   * @param text The line without its end.
   * @param isResponse Whether the server waits for a response of AUTH.
   * @returns The secret; `undefined` if there is none.
   */
  secretOf(text: string, isResponse: boolean): string | undefined {
    const secret = this.#find(text, isResponse);
    const { verb } = readCommandLine(text);
    if (!isResponse && verb !== undefined) this.#afterAuth = verb === "AUTH";
    return secret;
  }

  /**
   * Whether a line would hold a secret if it left now.
   *
   * @param text The line without its end.
   * @param isResponse Whether the server waits for a response of AUTH.
   * @returns Whether it would.
   */
  isSecret(text: string, isResponse: boolean): boolean {
    return this.#find(text, isResponse) !== undefined;
  }

  /** AUTH was accepted: what is typed from now on does not go on with it. */
  accepted(): void {
    this.#afterAuth = false;
  }

  #find(text: string, isResponse: boolean): string | undefined {
    if (isResponse) return nonEmpty(text);
    const { verb, argument } = readCommandLine(text);
    if (verb === "AUTH") {
      const [, response] = /^[^ \t]+[ \t]+(.+)$/s.exec(argument) ?? [];
      return response === "=" ? undefined : response;
    }
    // Who has sent AUTH and then types what is no command goes on with it, whatever the server says.
    return this.#afterAuth && verb === undefined ? nonEmpty(text) : undefined;
  }
}

/** An asterisk cancels the exchange (RFC 4954 section 4). */
function nonEmpty(text: string): string | undefined {
  return text === "" || text === "*" ? undefined : text;
}
