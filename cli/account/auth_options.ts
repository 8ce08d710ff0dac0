/**
 * The options by which a person authenticates; a command spreads them into its table.
 * @module
 */
import { MECHANISM_NAMES } from "../../smtp/security.ts";
import { inGroup, type Values } from "../command/options.ts";
import type { Needs } from "../command/permissions.ts";

/** The options of authentication. There is none for the password itself: argv can be read by everybody. */
export const authOptions = inGroup("Authentication", {
  user: { kind: "text", short: "u", value: "NAME", help: "authenticate as this user" },
  auth: {
    kind: "text",
    value: "MECHANISM",
    help: `use only this mechanism, one of ${
      MECHANISM_NAMES.join(", ")
    }; by default the first that is offered`,
  },
  "password-file": {
    kind: "text",
    value: "FILE",
    help: "read the password or token from the first line of this file",
  },
  "password-command": {
    kind: "text",
    value: "COMMAND",
    help: "read it from the first line that this shell command prints",
  },
  oauth: {
    kind: "text",
    value: "ACCOUNT",
    help: "log in with the token that mua account login keeps for this account",
  },
  "allow-insecure-auth": { kind: "flag", help: "authenticate even without verified TLS" },
});

type AllValues = Values<typeof authOptions>;

/** The values of the options of authentication; not every command has `--oauth`. */
export type AuthOptionValues = Omit<AllValues, "oauth"> & Partial<Pick<AllValues, "oauth">>;

/**
 * Whether the options ask to authenticate.
 *
 * @param options The options.
 */
export function wantsAuth(options: AuthOptionValues): boolean {
  const { user, auth, passwordFile, passwordCommand, oauth } = options;
  return [user, auth, passwordFile, passwordCommand, oauth].some((value) => value !== undefined);
}

/**
 * The permissions that it takes to find the secret.
 *
 * @param options The options.
 * @returns What a command needs for that beside its own needs.
 */
export function authNeeds(options: AuthOptionValues): Needs {
  if (!wantsAuth(options)) return {};
  return {
    env: true,
    read: true,
    run: options.passwordCommand !== undefined,
    // A token that was renewed is kept.
    ...(options.oauth === undefined ? {} : { write: true }),
  };
}
