/**
 * The options of `mua send`.
 * @module
 */
import { accountOptions } from "../account/account.ts";
import { authOptions } from "../account/auth_options.ts";
import { serverOptions, tlsOptions } from "../route/options.ts";
import { signOptions } from "../sign/options.ts";
import { inGroup, type OptionTable, type Values } from "../command/options.ts";

/** The options of `mua send`, in the order of its help. */
export const sendOptions = {
  to: {
    kind: "list",
    short: "t",
    value: "ADDRESS",
    help: "a recipient, or several separated by commas; may be repeated, or given without -t",
  },
  from: { kind: "text", short: "f", value: "ADDRESS", help: "the author" },
  subject: {
    kind: "text",
    empty: true,
    short: "s",
    value: "TEXT",
    help: "the subject",
    default: "",
  },
  body: {
    kind: "text",
    empty: true,
    value: "TEXT",
    help: "the text; @FILE reads it from a file, - from standard input",
  },
  attach: { kind: "list", short: "a", value: "FILE", help: "a file to attach; may be repeated" },
  ...accountOptions,
  ...inGroup("Message", {
    cc: {
      kind: "list",
      short: "c",
      value: "ADDRESS",
      help: "a recipient of a copy; may be repeated",
    },
    bcc: {
      kind: "list",
      short: "b",
      value: "ADDRESS",
      help: "a recipient of a copy whom the message does not mention; may be repeated",
    },
    html: {
      kind: "text",
      value: "HTML",
      help: "an HTML body besides the text; @FILE reads it from a file",
    },
    header: {
      kind: "list",
      short: "H",
      value: "'NAME: VALUE'",
      help: "add this header field, or replace the one mua would write; may be repeated",
    },
    utc: {
      kind: "flag",
      help: "write Date in UTC, to keep the time zone of this host private",
    },
    edit: {
      kind: "flag",
      help:
        "write the mail in $VISUAL or $EDITOR, beginning with what is given; as mua send alone does",
    },
    draft: {
      kind: "text",
      value: "FILE",
      help: "send the mail in FILE: header fields (Attach: too), an empty line, and the text",
    },
    eml: {
      kind: "text",
      value: "FILE",
      help: "send this finished message as it is; - reads it from standard input",
    },
    "as-is": {
      kind: "flag",
      help:
        "send the octets of --eml as they are: bare CR and LF, 8 bits, Bcc; only dots are stuffed",
    },
    save: {
      kind: "text",
      value: "FILE",
      help: "keep a copy of the message here, and its envelope in FILE.json",
    },
  }),
  ...inGroup("Envelope and server", {
    "mail-from": {
      kind: "text",
      value: "ADDRESS",
      help: "the envelope sender, if not the author; <> is the null reverse-path",
    },
    "rcpt-to": {
      kind: "list",
      value: "ADDRESS",
      help:
        "an envelope recipient, or several separated by commas, instead of those in the header; may be " +
        "repeated",
    },
    submitter: {
      kind: "text",
      value: "ADDRESS",
      help:
        "who submitted the mail, for a server that offers AUTH (AUTH= of MAIL); <> means unknown",
    },
  }),
  ...serverOptions,
  ...tlsOptions,
  ...signOptions,
  ...authOptions,
  ...inGroup("Notifications", {
    dsn: {
      kind: "text",
      value: "WHEN",
      help: "ask for notifications: never, or any of success,failure,delay",
    },
    ret: {
      kind: "choice",
      choices: ["full", "hdrs"],
      value: "WHAT",
      help: "how much of the message a failure notification returns: full, or hdrs (the header)",
    },
    envid: { kind: "text", value: "ID", help: "the identifier of this mail in a notification" },
  }),
  ...inGroup("Probe", {
    until: {
      kind: "choice",
      choices: ["banner", "ehlo", "tls", "auth", "mail", "rcpt", "data"],
      value: "STAGE",
      help:
        "send no mail: stop behind banner, ehlo, tls, auth, mail, rcpt or data, and say what would " +
        "have happened",
    },
    xclient: {
      kind: "list",
      value: "NAME=VALUE",
      help:
        "have Postfix take this client for another one: NAME, ADDR, PORT, PROTO, HELO, LOGIN, DESTADDR " +
        "or DESTPORT; may be repeated",
    },
    "all-hosts": {
      kind: "flag",
      help: "with --until: ask every mail exchanger of the domain, and print a table",
    },
  }),
  ...inGroup("Outbox", {
    queue: {
      kind: "flag",
      default: "auto",
      help: "keep what cannot be delivered now in the outbox, for mua outbox run",
    },
    "retry-for": {
      kind: "duration",
      value: "TIME",
      help: "try again for so long, after 1, 5, 15 minutes and so on: 30m, 2h",
    },
  }),
  ...inGroup("Output", {
    "dry-run": {
      kind: "flag",
      short: "n",
      help: "show the route, the envelope and the message; send nothing",
    },
    verbose: { kind: "flag", short: "v", help: "show the dialogue on stderr" },
    quiet: { kind: "flag", short: "q", help: "report only recipients that were not delivered" },
    json: { kind: "flag", help: "the result as one JSON object" },
  }),
} as const satisfies OptionTable;

/** The values of the options of `mua send`. */
export type SendOptions = Values<typeof sendOptions> & {
  /** The text, where no option but a draft says it. */
  readonly text?: string;
};

/** Whether nothing was given that a mail could be made of. */
export function isNothing(options: SendOptions): boolean {
  const { to, cc, bcc, rcptTo, attach, header, subject, body, html, eml, draft } = options;
  return [to, cc, bcc, rcptTo, attach, header].every((list) => list.length === 0) &&
    subject === "" && [body, html, eml, draft].every((text) => text === undefined);
}
