/**
 * The options of `mua talk`.
 * @module
 */
import { authOptions } from "../account/auth_options.ts";
import { inGroup, type OptionTable, type Values } from "../command/options.ts";
import { sendOptions } from "../send/options.ts";

/** The options of `mua talk`, in the order of its help. */
export const talkOptions = {
  explain: {
    kind: "flag",
    default: "auto",
    help:
      "say what is wrong with a line and what an answer means, or do not; by default to a person",
  },
  replay: {
    kind: "text",
    value: "FILE",
    help: "say again what was said in a dialogue that :save kept as JSON, and leave",
  },
  diff: { kind: "flag", help: "with --replay: compare the answers with those of then" },
  json: { kind: "flag", help: "the dialogue as JSON, one line for each line and reply" },

  ...inGroup("Server", {
    port: { ...sendOptions.port, help: "the port, 25 by default" },
    ehlo: {
      ...sendOptions.ehlo,
      help: "the name that :starttls greets with; by default this host's, or its address",
    },
    resolver: sendOptions.resolver,
    ipv4: sendOptions.ipv4,
    ipv6: sendOptions.ipv6,
    "allow-private": sendOptions["allow-private"],
    timeout: sendOptions.timeout,
  }),

  tls: {
    kind: "choice",
    choices: ["auto", "require", "on-connect"],
    default: "auto",
    value: "MODE",
    help:
      "auto: when STARTTLS is said, and on port 465 from the first octet; on-connect: from the " +
      "first octet; require: as auto, and a server that cannot be verified is not spoken to",
    group: "TLS",
  },
  ca: sendOptions.ca,
  "tls-name": sendOptions["tls-name"],

  ...inGroup("Authentication by :auth", {
    "password-file": authOptions["password-file"],
    "password-command": authOptions["password-command"],
    "allow-insecure-auth": authOptions["allow-insecure-auth"],
  }),
} as const satisfies OptionTable;

/** The values of the options of `mua talk`. */
export type TalkOptionValues = Values<typeof talkOptions>;
