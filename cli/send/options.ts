/**
 * The options of `mua send`.
 * @module
 */
import { authOptions } from "../account/auth_options.ts";
import { inGroup, type OptionTable, type Values } from "../command/options.ts";

/** The options of `mua send`, in the order of its help. */
export const sendOptions = {
  to: {
    kind: "list",
    short: "t",
    value: "ADDRESS",
    help: "a recipient, or some with commas; may be repeated",
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
    help: "the text; @FILE takes it from a file, - from standard input",
  },
  attach: { kind: "list", short: "a", value: "FILE", help: "a file to attach; may be repeated" },
  ...inGroup("Message", {
    cc: { kind: "list", value: "ADDRESS", help: "a copy; may be repeated" },
    bcc: {
      kind: "list",
      value: "ADDRESS",
      help: "a copy that the message does not tell of; may be repeated",
    },
    html: {
      kind: "text",
      value: "HTML",
      help: "an HTML body beside the text; @FILE takes it from a file",
    },
    header: {
      kind: "list",
      short: "H",
      value: "'NAME: VALUE'",
      help: "a header field to add, or in place of ours; may be repeated",
    },
    utc: { kind: "flag", help: "write Date in UTC, and so not tell the time zone of this host" },
    eml: {
      kind: "text",
      value: "FILE",
      help: "send this ready message as it is; - takes it from standard input",
    },
    save: {
      kind: "text",
      value: "FILE",
      help: "keep what is sent here, and its envelope in FILE.json",
    },
  }),
  ...inGroup("Envelope and server", {
    "mail-from": {
      kind: "text",
      value: "ADDRESS",
      help: "the sender of the envelope, if not the author; <> is the null reverse-path",
    },
    "rcpt-to": {
      kind: "list",
      value: "ADDRESS",
      help:
        "a recipient of the envelope, or some with commas, in place of those of the header; may be " +
        "repeated",
    },
    submitter: {
      kind: "text",
      value: "ADDRESS",
      help: "who submits the mail, for a server that offers AUTH (AUTH= of MAIL); <> is unknown",
    },
    server: {
      kind: "text",
      value: "HOST[:PORT]",
      help: "give the mail to this server instead of the MX of each recipient",
    },
    port: {
      kind: "port",
      short: "p",
      value: "PORT",
      help: "the port to connect to, 25 by default",
    },
    ehlo: {
      kind: "text",
      value: "NAME",
      help: "the name to greet with; by default this host's, or its address",
    },
    resolver: {
      kind: "text",
      value: "ADDRESS[:PORT]",
      help: "ask this name server instead of the system's",
    },
    ipv4: { kind: "flag", short: "4", help: "IPv4 only" },
    ipv6: { kind: "flag", short: "6", help: "IPv6 only" },
    "allow-private": {
      kind: "flag",
      help: "let an MX point to loopback, private or reserved addresses",
    },
    pipelining: {
      kind: "flag",
      default: true,
      help: "send one command at a time and wait for each answer",
    },
    chunking: {
      kind: "choice",
      choices: ["auto", "always", "never"],
      default: "auto",
      value: "WHEN",
      help: "send the message by BDAT where offered: auto (over 1 MiB), always or never",
    },
    timeout: {
      kind: "duration",
      value: "TIME",
      help: "wait at most so long for each answer, such as 30s",
    },
  }),
  ...inGroup("TLS", {
    tls: {
      kind: "choice",
      choices: ["auto", "require", "on-connect", "off"],
      value: "MODE",
      help:
        "auto: STARTTLS where offered; require: verified, or not at all; on-connect: from the " +
        "first octet; off. By default on-connect for port 465, require for 587 and 2587, else auto",
    },
    ca: { kind: "list", value: "FILE", help: "trust the authorities of this PEM file too" },
    "tls-name": {
      kind: "text",
      value: "NAME",
      help: "the name that the server's certificate must hold, if not that of the host",
    },
    policy: {
      kind: "flag",
      default: true,
      help: "do without DANE and MTA-STS: what the domain of a recipient demands of TLS",
    },
    "require-tls": {
      kind: "flag",
      help: "no server on the way may go on without verified TLS (REQUIRETLS)",
    },
  }),
  ...authOptions,
  ...inGroup("Notifications", {
    dsn: {
      kind: "text",
      value: "WHEN",
      help: "ask for notifications: never, or some of success,failure,delay",
    },
    ret: {
      kind: "choice",
      choices: ["full", "hdrs"],
      value: "WHAT",
      help: "what a notification of failure brings back: full, or hdrs for the header",
    },
    envid: { kind: "text", value: "ID", help: "what a notification names this mail by" },
  }),
  ...inGroup("Output", {
    "dry-run": {
      kind: "flag",
      short: "n",
      help: "show route, envelope and message, and send nothing",
    },
    verbose: { kind: "flag", short: "v", help: "show the dialogue on stderr" },
    quiet: { kind: "flag", short: "q", help: "say nothing of recipients delivered" },
    json: { kind: "flag", help: "the result as one JSON object" },
  }),
} as const satisfies OptionTable;

/** The values of the options of `mua send`. */
export type SendOptions = Values<typeof sendOptions>;
