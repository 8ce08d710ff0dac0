/**
 * The options of `mua check`.
 * @module
 */
import { authNeeds } from "../account/auth_options.ts";
import type { OptionTable, Values } from "../command/options.ts";
import type { Needs } from "../command/permissions.ts";
import { isSocket } from "../route/server.ts";
import { sendOptions } from "../send/options.ts";
import { verifyOption } from "../verify/options.ts";

/** Milliseconds to wait for the mail: what passes several hosts may take that long. */
const DEFAULT_WAIT = 120_000;

const GROUP = "Mailbox";

/** There is one recipient, the operand; and what is sent is always said. */
const {
  to: _to,
  cc: _cc,
  bcc: _bcc,
  "rcpt-to": _rcptTo,
  "dry-run": _dryRun,
  quiet: _quiet,
  until: _until,
  "all-hosts": _allHosts,
  ...mailOptions
} = sendOptions;

/** The options of `mua check`, in the order of its help. */
export const checkOptions = {
  imap: {
    kind: "text",
    value: "URL",
    help:
      "look in this mailbox: imaps://USER@HOST[:PORT][/MAILBOX], INBOX by default, and in the junk " +
      "mailbox; imap:// uses STARTTLS",
  },
  maildir: { kind: "text", value: "DIR", help: "look in this Maildir and its junk folder" },
  inbox: { kind: "text", value: "DIR", help: "look in this directory of mua inbox" },
  wait: {
    kind: "duration",
    value: "TIME",
    default: DEFAULT_WAIT,
    help: "how long to wait for the mail, such as 30s",
  },
  ...verifyOption,
  ...mailOptions,
  from: {
    kind: "text",
    short: "f",
    value: "ADDRESS",
    help: "the author; by default the recipient",
  },
  json: { kind: "flag", help: "the result as one line of JSON", group: "Output" },

  "imap-password-file": {
    kind: "text",
    value: "FILE",
    help: "read the password or token of the mailbox from the first line of this file",
    group: GROUP,
  },
  "imap-password-command": {
    kind: "text",
    value: "COMMAND",
    help: "read it from the first line that this shell command prints",
    group: GROUP,
  },
  "imap-auth": {
    kind: "text",
    value: "MECHANISM",
    help: "like --auth, for the mailbox",
    group: GROUP,
  },
} as const satisfies OptionTable;

/** The values of the options of `mua check`. */
export type CheckOptions = Values<typeof checkOptions>;

/**
 * The permissions that a check takes.
 *
 * @param options The options.
 */
export function checkNeeds(options: CheckOptions): Needs {
  const sending = authNeeds(options);
  return {
    net: true,
    read: true,
    write: options.save !== undefined || isSocket(options.server) || sending.write === true,
    sys: true,
    env: options.imap !== undefined || sending.env === true,
    run: options.imapPasswordCommand !== undefined || sending.run === true,
  };
}
