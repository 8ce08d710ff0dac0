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
      "explain mistakes in your lines and what replies mean, or do not; by default only on a terminal",
  },
  replay: {
    kind: "text",
    value: "FILE",
    help: "replay a dialogue that :save stored as JSON, then quit",
  },
  diff: { kind: "flag", help: "with --replay: compare the replies with the original ones" },
  json: { kind: "flag", help: "the dialogue as JSON, one object per line and reply" },

  ...inGroup("Server", {
    port: { ...sendOptions.port, help: "the port, 25 by default" },
    ehlo: {
      ...sendOptions.ehlo,
      help: "the name that :starttls greets with; by default this host's name or address",
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
      "auto: on STARTTLS, and from the start on port 465; on-connect: from the start; require: " +
      "like auto, but refuse a server that cannot be verified",
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
