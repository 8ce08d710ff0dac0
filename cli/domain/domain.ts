/**
 * `mua domain`: is a domain fit to send and to receive mail?
 * @module
 */
import { parseIpAddress } from "../../dns/ip.ts";
import type { IpAddress } from "../../dns/mod.ts";
import { questionsTo, serversOf } from "../../dns/questions.ts";
import { HTTPS_PORT } from "../../smtp/policy/fetch.ts";
import type { TranscriptSink } from "../../smtp/mod.ts";
import { examineDomain, type Health, MAX_QUESTIONS } from "../../trust/health/health.ts";
import { BLOCKLISTS } from "../../trust/health/blocklists.ts";
import { defineCommand, type Invocation } from "../command/command.ts";
import { readDomain } from "../route/domain_name.ts";
import { ownName } from "../route/ehlo_name.ts";
import { readNameServer } from "../route/name_server.ts";
import { readHostName } from "../route/host_port.ts";
import { readFamilies } from "../send/route.ts";
import { readTlsPolicy } from "../send/security.ts";
import { checkSelector } from "../sign/sign.ts";
import { CliError, Exit, type ExitCode, UsageError } from "../terminal/exit.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { showTranscript } from "../terminal/transcript.ts";
import { domainJson } from "./json.ts";
import { key } from "./key.ts";
import { type DomainOptions, domainOptions } from "./options.ts";
import { domainExitCode, domainHint, domainLines } from "./report.ts";

/** The command `mua domain`. */
export const domain = defineCommand({
  name: "domain",
  summary: "is a domain fit to send and to receive mail?",
  operands: "DOMAIN",
  subcommands: [key],
  options: domainOptions,
  examples: [
    {
      line: "mua domain example.com",
      what: "everything that the domain publishes, and its mail hosts",
    },
    { line: "mua domain example.com --no-connect", what: "the same from DNS alone" },
    {
      line: "mua domain example.com --dkim-selector s2026 --ip 192.0.2.25",
      what: "a DKIM key, and an address that sends",
    },
    {
      line: "mua domain example.com --ip 192.0.2.25 --dnsbl zen.spamhaus.org",
      what: "may the address send, has it a name, is it on a blocklist?",
    },
  ],
  details: [
    "Each mail host is visited: greeting, STARTTLS, certificate, and whether it takes mail for " +
    "postmaster (RCPT, then RSET and QUIT). No mail is sent.",
    "Everything is asked once and side by side, at most " + MAX_QUESTIONS +
    " questions. DNSSEC counts " +
    "where the name server runs on this machine, or with trust-ad in resolv.conf.",
    `Known blocklists: ${
      BLOCKLISTS.map(({ zone }) => zone).join(", ")
    }. Each has rules on who may ` +
    "ask; many refuse public resolvers.",
    "Exit code: 0 no faults; 1 faults; 68 no such domain; 75 no fault was found, but something could " +
    "not be checked.",
  ],
  needs: { net: true, read: true, sys: true },
  run,
});

async function run(invocation: Invocation<typeof domainOptions>): Promise<ExitCode> {
  const { options, operands: [operand = ""], terminal, signal } = invocation;
  const name = readOperand(operand);
  const addresses = options.ip.map(readAddress);
  const blocklists = options.dnsbl.map(readZone);
  const resolver = options.resolver === undefined
    ? undefined
    : readNameServer(options.resolver, "--resolver");
  for (const selector of options.dkimSelector) checkSelector(selector);
  const families = readFamilies(options);
  const { caCerts } = await readTlsPolicy({ ...options, ...NO_TLS_OPTIONS }, options.port);
  const servers = await serversOf(resolver);
  if (servers.length === 0) {
    throw new CliError(Exit.configuration, "no name server in /etc/resolv.conf", {
      hint: "Name one: --resolver ADDRESS",
    });
  }
  const started = performance.now();
  const ended = AbortSignal.any([signal, AbortSignal.timeout(options.timeout)]);
  const transcripts = new Transcripts(options, terminal);
  const health = await examineDomain(name, {
    questions: questionsTo({ servers, signal: ended, most: MAX_QUESTIONS }),
    believed: servers.some(({ believed }) => believed),
    connect: options.connect,
    visit: { port: options.port, ehloName: options.ehlo ?? ownName(), caCerts, signal: ended },
    transcriptOf: (host) => transcripts.of(host),
    policyPort: HTTPS_PORT,
    allowPrivate: options.allowPrivate,
    families,
    selectors: options.dkimSelector,
    addresses,
    blocklists,
    time: new Date(),
  });
  signal.throwIfAborted();
  transcripts.show();
  const milliseconds = Math.round(performance.now() - started);
  return show({ health, servers, milliseconds }, options, terminal);
}

/** TLS is asked of hosts as it comes: of the options there is only --ca. */
const NO_TLS_OPTIONS = { tls: undefined, requireTls: false, tlsName: undefined } as const;

function show(
  survey: Parameters<typeof domainLines>[0] & { readonly health: Health },
  options: DomainOptions,
  terminal: Terminal,
): ExitCode {
  const exitCode = domainExitCode(survey.health);
  if (options.json) {
    terminal.json(domainJson(survey, exitCode));
    return exitCode;
  }
  terminal.out(domainLines(survey, terminal.columns));
  const hint = domainHint(survey.health, options);
  if (hint !== undefined) terminal.err(hint, "\n");
  return exitCode;
}

function readOperand(text: string): string {
  if (text.includes("@")) {
    throw new UsageError("DOMAIN is a domain, not an address", {
      hint: `Leave out what is before the @: mua domain ${text.slice(text.lastIndexOf("@") + 1)}`,
    });
  }
  return readDomain(text);
}

function readAddress(text: string): IpAddress {
  const ip = parseIpAddress(text);
  if (ip !== undefined) return ip;
  throw new UsageError(`--ip must be an IP address; not "${text}"`);
}

function readZone(text: string): string {
  if (parseIpAddress(text) === undefined) return readHostName(text, "--dnsbl");
  throw new UsageError(`--dnsbl must be the zone of a blocklist; not "${text}"`, {
    hint: `To ask about an address: --ip ${text} --dnsbl ZONE`,
  });
}

/** The dialogues of hosts that are visited side by side, kept apart and shown one after the other. */
class Transcripts {
  readonly #events = new Map<string, Parameters<TranscriptSink>[0][]>();
  readonly #sink: TranscriptSink | undefined;

  constructor({ verbose }: DomainOptions, terminal: Terminal) {
    this.#sink = verbose ? showTranscript(terminal) : undefined;
  }

  of(host: string): TranscriptSink {
    const events = this.#events.get(host) ?? [];
    this.#events.set(host, events);
    return (event) => events.push(event);
  }

  show(): void {
    if (this.#sink === undefined) return;
    for (const [host, events] of this.#events) {
      const time = events[0]?.time ?? Date.now();
      this.#sink({ time, speaker: "note", stage: "connect", text: host, encrypted: false });
      for (const event of events) this.#sink(event);
    }
  }
}
