/**
 * A server of SCRAM-SHA-256 (RFC 5802), for tests: a second implementation, by other means.
 * @module
 */
import { createHash, createHmac, pbkdf2Sync } from "node:crypto";

const SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";
const ITERATIONS = 4096;

/** How a server can be false. */
export type Falsehood = "early success" | "wrong signature";

/** One exchange, line by line. */
export class ScramServer {
  readonly #salted: Uint8Array;
  readonly #falsehood: Falsehood | undefined;
  #clientFirstBare = "";
  #serverFirst = "";
  #isVerified = false;

  /**
   * @param password The password that it knows.
   * @param falsehood What it does wrong.
   */
  constructor(password: string, falsehood?: Falsehood) {
    this.#salted = pbkdf2Sync(password, Uint8Array.fromBase64(SALT), ITERATIONS, 32, "sha256");
    this.#falsehood = falsehood;
  }

  /** Answers a line of the client. */
  readonly answer = (line: string): string => {
    const [, initial] = /^AUTH SCRAM-SHA-256 (.+)$/.exec(line) ?? [];
    if (initial !== undefined) return this.#first(atob(initial));
    if (this.#isVerified) return line === "" ? "235 2.7.0 welcome\r\n" : "501 what?\r\n";
    if (line === "*") return "501 cancelled\r\n";
    return this.#final(atob(line));
  };

  #first(message: string): string {
    this.#clientFirstBare = message.replace(/^n,,/, "");
    const nonce = message.replace(/^.*,r=/, "");
    this.#serverFirst = `r=${nonce}%hvYDpWUa2RaTC,s=${SALT},i=${ITERATIONS}`;
    return `334 ${btoa(this.#serverFirst)}\r\n`;
  }

  #final(message: string): string {
    const [bare = "", proof = ""] = message.split(",p=");
    const authMessage = [this.#clientFirstBare, this.#serverFirst, bare].join(",");
    const clientKey = hmac(this.#salted, "Client Key");
    const clientSignature = hmac(createHash("sha256").update(clientKey).digest(), authMessage);
    const expected = clientKey.map((octet, at) => octet ^ (clientSignature[at] ?? 0));
    if (expected.toBase64() !== proof) return "535 5.7.8 authentication failed\r\n";
    if (this.#falsehood === "early success") return "235 2.7.0 welcome\r\n";
    const serverKey = hmac(this.#salted, "Server Key");
    const key = this.#falsehood === "wrong signature" ? clientKey : serverKey;
    this.#isVerified = this.#falsehood === undefined;
    return `334 ${btoa(`v=${hmac(key, authMessage).toBase64()}`)}\r\n`;
  }
}

function hmac(key: Uint8Array, message: string): Uint8Array {
  return new Uint8Array(createHmac("sha256", key).update(message).digest());
}
