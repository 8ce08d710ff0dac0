/**
 * AUTH of `mua inbox`: from its options to who may authenticate.
 * @module
 */
import { type Access, mechanismsFor } from "../../inbox/sasl/access.ts";
import type { Door } from "../../inbox/sasl/mechanism.ts";
import { findMechanism } from "../../smtp/sasl/mechanisms.ts";
import { MECHANISM_NAMES } from "../../smtp/security.ts";
import { authNeeds, authOptions } from "../account/auth_options.ts";
import { notOneOf, notTogether, UsageError } from "../terminal/exit.ts";
import type { OptionTable, Values } from "../command/options.ts";
import type { Needs } from "../command/permissions.ts";
import { readCredentials, type SecretContext } from "../account/secret.ts";
import { didYouMean } from "../command/suggest.ts";

const GROUP = "Authentication";

/** The options of AUTH: those of `mua send` have the same names, seen from the other side. */
export const accessOptions = {
  user: { ...authOptions.user, help: "offer AUTH, and accept this user with one password" },
  users: {
    kind: "text",
    value: "FILE",
    help: "offer AUTH, and accept the users of this file: a line NAME:PASSWORD each",
    group: GROUP,
  },
  dev: {
    kind: "flag",
    help:
      "any user and password, also in clear text: --any-user --allow-insecure-auth, only on loopback",
    group: GROUP,
  },
  "any-user": {
    kind: "flag",
    help: "offer AUTH, and accept any user with any password",
    group: GROUP,
  },
  "require-auth": { kind: "flag", help: "accept no mail without AUTH", group: GROUP },
  auth: {
    kind: "list",
    value: "MECHANISM",
    help: `offer only this mechanism, one of ${MECHANISM_NAMES.join(", ")}; may be repeated`,
    group: GROUP,
  },
  "password-file": {
    ...authOptions["password-file"],
    help: "read the password or token of --user from the first line of this file",
  },
  "password-command": authOptions["password-command"],
  "allow-insecure-auth": { kind: "flag", help: "offer AUTH even without TLS", group: GROUP },
} as const satisfies OptionTable;

/** The values of the options of AUTH. */
type AccessOptionValues = Values<typeof accessOptions>;

/**
 * The permissions that it takes to find the password.
 *
 * @param options The options.
 */
export function accessNeeds(options: AccessOptionValues): Needs {
  return authNeeds({ ...options, auth: undefined });
}

/**
 * Reads who may authenticate.
 *
 * @param options The options.
 * @param hasTls Whether there will be TLS.
 * @param context Where to warn and to ask for a password.
 * @returns Who may, or `undefined` if the options do not ask for AUTH.
 * @throws {CliError} 64 if the options contradict; 66 if a file cannot be read; 78 if there is no password.
 */
export async function readAccess(
  options: AccessOptionValues,
  hasTls: boolean,
  context: SecretContext,
): Promise<Access | undefined> {
  const { requireAuth } = options;
  const inClear = options.allowInsecureAuth || options.dev;
  const only = options.auth.map(readMechanism);
  if (!offersAuth(options)) {
    refuseWithoutUser(options);
    return undefined;
  }
  refuseTogether(options);
  if (!hasTls && !inClear) {
    throw new UsageError("AUTH is offered only under TLS, and TLS is off", {
      hint: "To offer STARTTLS: --tls auto\nTo offer AUTH in clear text too: --allow-insecure-auth",
    });
  }
  const door = await openDoor(options, context);
  const mechanisms = mechanismsFor(door, only);
  if (mechanisms.length === 0) {
    throw new UsageError("SCRAM-SHA-256 needs a known password: use --user or --users");
  }
  return { door, mechanisms, required: requireAuth, inClear };
}

/**
 * Whether the options ask for AUTH.
 *
 * @param options The options.
 */
export function offersAuth({ user, users, anyUser, dev }: AccessOptionValues): boolean {
  return user !== undefined || users !== undefined || anyUser || dev;
}

function refuseTogether(options: AccessOptionValues): void {
  const { user, users, anyUser, dev, passwordFile, passwordCommand } = options;
  const given = Object.entries({
    "--user": user !== undefined,
    "--users": users !== undefined,
    "--any-user": anyUser,
    "--dev": dev,
  }).filter(([, isGiven]) => isGiven).map(([name]) => name);
  const [one = "", other] = given;
  if (other !== undefined && given.join() !== "--any-user,--dev") throw notTogether(one, other);
  if (user === undefined && (passwordFile ?? passwordCommand) !== undefined) {
    throw new UsageError(`--password-file and --password-command are for --user, not for ${one}`);
  }
}

function readMechanism(name: string): string {
  const mechanism = findMechanism(name);
  if (mechanism !== undefined) return mechanism.name;
  throw notOneOf("--auth", MECHANISM_NAMES, name, didYouMean(name, MECHANISM_NAMES));
}

function refuseWithoutUser(options: AccessOptionValues): void {
  const { requireAuth, allowInsecureAuth, auth, passwordFile, passwordCommand } = options;
  const isAsked = requireAuth || allowInsecureAuth || auth.length > 0 ||
    passwordFile !== undefined || passwordCommand !== undefined;
  if (!isAsked) return;
  throw new UsageError("no user may authenticate: add --user NAME, --users FILE or --any-user");
}

/** The password comes from where `mua send` takes it, `.netrc` among them. */
async function openDoor(options: AccessOptionValues, context: SecretContext): Promise<Door> {
  const { users, anyUser, dev } = options;
  if (anyUser || dev) return { kind: "everybody" };
  if (users !== undefined) {
    const { readUsersFile } = await import("./users.ts");
    return { kind: "users", users: await readUsersFile(users, context.terminal) };
  }
  const credentials = await readCredentials({ ...options, auth: undefined }, "localhost", context);
  if (credentials === undefined) throw new TypeError("a user was given, and no credentials came");
  return { kind: "users", users: [{ user: credentials.user, secret: credentials.secret }] };
}
