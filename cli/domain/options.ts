/**
 * The options of `mua domain`.
 * @module
 */
import { inGroup, type OptionTable, type Values } from "../command/options.ts";

/** Milliseconds for the whole report. */
const DEFAULT_TIMEOUT = 20_000;

/** The options, in the order of the help. */
export const domainOptions = {
  "dkim-selector": {
    kind: "list",
    value: "NAME",
    help:
      "look at the DKIM key of this selector, instead of those of large providers; may be repeated",
  },
  ip: {
    kind: "list",
    value: "ADDRESS",
    help:
      "look at this address, which sends mail for the domain, instead of those that its SPF record " +
      "names; may be repeated",
  },
  dnsbl: {
    kind: "list",
    value: "ZONE",
    help: "ask this blocklist about each address; may be repeated",
  },
  connect: {
    kind: "flag",
    default: true,
    help: "ask DNS alone: no mail host is visited, and no MTA-STS policy fetched",
  },
  ...inGroup("Network", {
    resolver: {
      kind: "text",
      value: "ADDRESS[:PORT]",
      help: "ask this name server instead of the system's",
    },
    timeout: {
      kind: "duration",
      value: "TIME",
      default: DEFAULT_TIMEOUT,
      help: "time limit for the whole report",
    },
    port: {
      kind: "port",
      short: "p",
      value: "PORT",
      default: 25,
      help: "the port of the mail hosts",
    },
    ehlo: {
      kind: "text",
      value: "NAME",
      help: "the name to greet with; by default this host's name or address",
    },
    ca: {
      kind: "list",
      value: "FILE",
      help: "also trust the certificate authorities in this PEM file",
    },
    ipv4: { kind: "flag", short: "4", help: "IPv4 only" },
    ipv6: { kind: "flag", short: "6", help: "IPv6 only" },
    "allow-private": {
      kind: "flag",
      help: "allow mail hosts on loopback, private or reserved addresses",
    },
  }),
  ...inGroup("Output", {
    verbose: { kind: "flag", short: "v", help: "show the dialogue with each mail host on stderr" },
    json: { kind: "flag", help: "the result as one JSON object" },
  }),
} as const satisfies OptionTable;

/** The values of the options. */
export type DomainOptions = Values<typeof domainOptions>;
