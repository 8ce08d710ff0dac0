/**
 * Why an OAuth server gives no token, in words, and what helps.
 * @module
 */
import { Exit, type ExitCode } from "../../terminal/exit.ts";

/** What a refusal means. */
interface Meaning {
  /** What happened: a clause. */
  readonly text: string;
  /** What helps. */
  readonly hint?: string;
  /** What the program exits with. */
  readonly exitCode: ExitCode;
}

/** Shortens what stands at many. */
const refused = (text: string, hint?: string): Meaning =>
  hint === undefined
    ? { text, exitCode: Exit.authentication }
    : { text, hint, exitCode: Exit.authentication };
const misconfigured = (text: string, hint: string): Meaning => ({
  text,
  hint,
  exitCode: Exit.configuration,
});

const AGAIN = "Log in again: mua account login";
const ADMINISTRATOR = "Ask the administrator of the organisation to allow the program.";

/** The numbers that Microsoft puts into its descriptions. */
const AADSTS: ReadonlyMap<string, Meaning> = new Map([
  ["50020", refused("this user is not of the organisation that is asked")],
  ["50034", refused("there is no such user in the organisation")],
  ["50057", refused("the account of this user is disabled")],
  ["50076", refused("the organisation requires a second factor", AGAIN)],
  ["50079", refused("the organisation requires a second factor", AGAIN)],
  ["50173", refused("the log-in has ended, because the password was changed", AGAIN)],
  ["53003", refused("a policy of the organisation forbids this log-in", ADMINISTRATOR)],
  ["65001", refused("nobody has allowed the program to send mail for this user", AGAIN)],
  ["65004", refused("the user did not allow the program to send mail")],
  ["70008", refused("the log-in has expired", AGAIN)],
  ["70011", misconfigured("the scope is not known", "Look at oauth_scope in the account.")],
  ["70043", refused("the log-in has expired by a policy of the organisation", AGAIN)],
  ["90094", refused("only an administrator may allow the program", ADMINISTRATOR)],
  ["90095", refused("only an administrator may allow the program", ADMINISTRATOR)],
  [
    "700016",
    misconfigured("the program is not known there", "Look at oauth_client_id in the account."),
  ],
  ["700082", refused("the log-in has expired, because it was not used for long", AGAIN)],
  [
    "7000218",
    misconfigured(
      "the registration of the program does not allow log-ins without a secret",
      'In its registration, set "Allow public client flows" to yes.',
    ),
  ],
]);

/** The codes of RFC 6749 sections 4.1.2.1 and 5.2, and RFC 8628 section 3.5. */
const CODES: ReadonlyMap<string, Meaning> = new Map([
  ["access_denied", refused("the log-in was declined")],
  ["invalid_client", misconfigured("the program is not known there", "Look at oauth_client_id.")],
  [
    "invalid_grant",
    refused("the log-in is not valid any more: it has expired or was revoked", AGAIN),
  ],
  ["invalid_scope", misconfigured("the scope is not known", "Look at oauth_scope in the account.")],
  [
    "unauthorized_client",
    misconfigured("the program may not log in this way", "Look at its registration."),
  ],
  [
    "redirect_uri_mismatch",
    misconfigured(
      "the registration of the program does not allow http://127.0.0.1",
      "Register it as a desktop program.",
    ),
  ],
  ["server_error", { text: "the server has a failure", exitCode: Exit.temporary }],
  ["temporarily_unavailable", { text: "the server is overloaded", exitCode: Exit.temporary }],
]);

/**
 * What an error of an OAuth server means.
 *
 * @param code The code.
 * @param description What the server says of it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { meaningOf } from "./explain.ts";
 *
 * assertEquals(meaningOf("access_denied", undefined).exitCode, 77);
 * assertEquals(meaningOf("invalid_grant", "AADSTS50173: ...").text.includes("password"), true);
 * ```
 */
export function meaningOf(code: string, description: string | undefined): Meaning {
  const [, number = ""] = /AADSTS(\d{5,7})/.exec(description ?? "") ?? [];
  return AADSTS.get(number) ?? CODES.get(code) ??
    { text: "the server gives no token", exitCode: Exit.authentication };
}
