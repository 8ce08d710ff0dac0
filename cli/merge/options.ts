/**
 * The options of `mua merge`.
 * @module
 */
import { accountOptions } from "../account/account.ts";
import { authOptions } from "../account/auth_options.ts";
import { inGroup, type OptionTable, type Values } from "../command/options.ts";
import { serverOptions, tlsOptions } from "../route/options.ts";
import { sendOptions } from "../send/options.ts";
import { signOptions } from "../sign/options.ts";

/** One server of a domain gets no more at once, whoever asks for more (RFC 5321 section 4.5.4.1). */
const DEFAULT_CONNECTIONS = 10;

/** More than that no server takes of one client, and no process has files for. */
const MAX_CONNECTIONS = 200;

/** Milliseconds that a mail is tried again for: after 1, 5, 15 minutes. */
const DEFAULT_RETRY = 3_600_000;

/** The options of `mua merge`, in the order of its help. */
export const mergeOptions = {
  send: { kind: "flag", help: "send; without it nothing is sent, and the first mail is shown" },
  limit: {
    kind: "number",
    value: "N",
    min: 1,
    max: 1_000_000_000,
    help: "send at most this many mails now; the same command goes on later",
  },
  only: {
    kind: "list",
    value: "ADDRESS",
    help: "only the mails to this recipient; may be repeated",
  },
  html: { kind: "text", value: "FILE", help: "an HTML template besides the text" },
  "group-by": {
    kind: "text",
    value: "COLUMN",
    help: "one mail for all rows with the same value here; {{#rows}}...{{/rows}} repeats",
  },
  separator: {
    kind: "text",
    value: "CHAR",
    default: ",",
    help: "what separates the columns of LIST: a comma, or another character, or tab",
  },
  ...inGroup("Pace", {
    rate: {
      kind: "text",
      value: "N/TIME",
      help: "send at most N mails in a time: 50/min, 5/s, 1000/h",
    },
    connections: {
      kind: "number",
      value: "N",
      min: 1,
      max: MAX_CONNECTIONS,
      default: DEFAULT_CONNECTIONS,
      help: "connections at once; by MX at most two to a host",
    },
    "retry-for": {
      kind: "duration",
      zero: true,
      value: "TIME",
      default: DEFAULT_RETRY,
      help: "try deferred mails again after 1, 5, 15 minutes, and so on for so long; 0 never does",
    },
  }),
  ...inGroup("Journal", {
    "retry-unknown": {
      kind: "flag",
      help: "also send again the mails that nobody knows about; some may arrive twice",
    },
    sync: {
      kind: "flag",
      help: "wait for the disk before each mail ends, so that a power cut repeats none; slower",
    },
  }),
  ...inGroup("Envelope and server", { "mail-from": sendOptions["mail-from"] }),
  ...serverOptions,
  ...tlsOptions,
  ...authOptions,
  ...signOptions,
  ...accountOptions,
  ...inGroup("Output", {
    quiet: { kind: "flag", short: "q", help: "show no progress" },
    verbose: { kind: "flag", short: "v", help: "show the dialogues on stderr" },
    json: { kind: "flag", help: "the result as one JSON object" },
  }),
} as const satisfies OptionTable;

/** The values of the options of `mua merge`. */
export type MergeOptions = Values<typeof mergeOptions>;
