/**
 * The options by which a person names the server and says how to talk to it; a command spreads them
 * into its table.
 * @module
 */
import { inGroup } from "../command/options.ts";

/** Which server, and how to talk to it. */
export const serverOptions = inGroup("Envelope and server", {
  server: {
    kind: "text",
    value: "HOST[:PORT]",
    help:
      "hand the mail to this server instead of each recipient's MX; also smtp://HOST, smtps://HOST, " +
      "lmtp://HOST or unix:/PATH (LMTP)",
  },
  port: {
    kind: "port",
    short: "p",
    value: "PORT",
    help: "the port to connect to, 25 by default",
  },
  lmtp: { kind: "flag", help: "speak LMTP to the server, on port 24 by default" },
  ehlo: {
    kind: "text",
    value: "NAME",
    help: "the name to greet with; by default this host's name or address",
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
    help: "allow an MX that points to loopback, private or reserved addresses",
  },
  proxy: {
    kind: "text",
    value: "URL",
    help:
      "connect through this proxy: socks5://HOST[:PORT], or socks5h:// by which it looks up the " +
      "server's address; none ignores ALL_PROXY",
  },
  "proxy-password-file": {
    kind: "text",
    value: "FILE",
    help: "read USER:PASSWORD for the proxy from the first line of this file",
  },
  pipelining: {
    kind: "flag",
    default: true,
    help: "send one command at a time and wait for each reply",
  },
  chunking: {
    kind: "choice",
    choices: ["auto", "always", "never"],
    default: "auto",
    value: "WHEN",
    help: "send the message with BDAT where offered: auto (over 1 MiB), always or never",
  },
  timeout: {
    kind: "duration",
    value: "TIME",
    help: "wait at most this long for each reply, such as 30s",
  },
});

/** What is asked of TLS. */
export const tlsOptions = inGroup("TLS", {
  tls: {
    kind: "choice",
    choices: ["auto", "require", "on-connect", "off"],
    value: "MODE",
    help:
      "auto: STARTTLS where offered; require: only with verified TLS; on-connect: TLS from the " +
      "start; off. By default on-connect on port 465, require on 587 and 2587, else auto",
  },
  ca: {
    kind: "list",
    value: "FILE",
    help: "also trust the certificate authorities in this PEM file",
  },
  cert: {
    kind: "text",
    value: "FILE",
    help: "prove who you are by the certificate in this PEM file, to a --server that asks for one",
  },
  key: { kind: "text", value: "FILE", help: "the private key of --cert, in PEM" },
  "tls-name": {
    kind: "text",
    value: "NAME",
    help: "the name to expect in the server's certificate, if not the host's",
  },
  policy: {
    kind: "flag",
    default: true,
    help: "ignore DANE and MTA-STS, by which the recipient's domain may require TLS",
  },
  "require-tls": {
    kind: "flag",
    help: "ask every server on the way to use verified TLS or bounce the mail (REQUIRETLS)",
  },
});
