/**
 * The options of commands that verify a message.
 * @module
 */
import { parseIpAddress } from "../../dns/ip.ts";
import { parseMailbox } from "../../message/address/address.ts";
import type { GivenEnvelope } from "../../trust/spf/envelope.ts";
import type { OptionTable, Values } from "../command/options.ts";
import { readNameServer } from "../route/name_server.ts";
import { UsageError } from "../terminal/exit.ts";
import type { VerifyPlan } from "./verify.ts";

/** All questions together, in milliseconds: a silent resolver must not hold a person longer. */
export const DEFAULT_TIMEOUT = 20_000;

const GROUP = "Verify";

/** The option of a command that verifies a message when it arrives. */
export const verifyOption = {
  verify: { kind: "flag", help: "check DKIM, SPF, DMARC and ARC of what arrived; asks DNS" },
} as const satisfies OptionTable;

/** The options of a command that verifies a message that is there. */
export const verifyOptions = {
  verify: {
    kind: "flag",
    help: "check DKIM, SPF, DMARC and ARC now; asks DNS",
    group: GROUP,
  },
  ip: {
    kind: "text",
    value: "ADDRESS",
    help: "the address that sent it, where Received does not tell",
    group: GROUP,
  },
  "mail-from": {
    kind: "text",
    value: "ADDRESS",
    help: "its envelope sender, where Return-Path does not tell; <> is empty",
    group: GROUP,
  },
  helo: {
    kind: "text",
    value: "NAME",
    help: "the name in its EHLO, where Received does not tell",
    group: GROUP,
  },
  resolver: {
    kind: "text",
    value: "IP[:PORT]",
    help: "the name server to ask",
    group: GROUP,
  },
  timeout: {
    kind: "duration",
    value: "TIME",
    help: "time limit for all lookups together",
    default: DEFAULT_TIMEOUT,
    group: GROUP,
  },
} as const satisfies OptionTable;

/**
 * Reads the options.
 *
 * @param options The options.
 * @returns How to verify; `undefined` if nobody asked for it.
 * @throws {UsageError} If one has no sense, or stands there without --verify.
 */
export function readVerifyOptions(options: Values<typeof verifyOptions>): VerifyPlan | undefined {
  const { ip, mailFrom, helo, resolver, timeout } = options;
  if (!options.verify) {
    const needless = Object.entries({ ip, "mail-from": mailFrom, helo, resolver })
      .find(([, value]) => value !== undefined);
    if (needless === undefined) return undefined;
    throw new UsageError(`--${needless[0]} is for --verify`, { hint: "Add --verify" });
  }
  return {
    envelope: readEnvelope({ ip, mailFrom, helo }),
    resolver: resolver === undefined ? undefined : readNameServer(resolver, "--resolver"),
    timeout,
  };
}

function readEnvelope({ ip, mailFrom, helo }: GivenEnvelope): GivenEnvelope {
  const address = ip === undefined ? undefined : parseIpAddress(ip);
  if (ip !== undefined && address === undefined) {
    throw new UsageError(`--ip must be an IP address, not "${ip}"`);
  }
  return { ip: address?.text, mailFrom: readMailFrom(mailFrom), helo };
}

function readMailFrom(text: string | undefined): string | undefined {
  const path = text?.replace(/^<(.*)>$/, "$1");
  if (path === undefined || path === "") return path;
  try {
    const { localPart, domain } = parseMailbox(path);
    return `${localPart}@${domain}`;
  } catch (cause) {
    throw new UsageError(`--mail-from must be an address, not "${text}"`, { cause });
  }
}
