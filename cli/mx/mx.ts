/**
 * `mua mx`: where the mail of a domain goes, as DNS says it.
 * @module
 */
import { DomainError, toAsciiDomain } from "../../dns/domain.ts";
import { formatAddressLiteral, parseAddressLiteral, parseIpAddress } from "../../dns/ip.ts";
import { createLookup, type NameServer } from "../../dns/mod.ts";
import { systemNameServers } from "../../dns/lookup.ts";
import { surveyRoute } from "../../dns/route.ts";
import { AddressError } from "../../message/mod.ts";
import { parseMailbox } from "../../message/address/address.ts";
import { withoutMailto } from "../../message/address/mailto.ts";
import { defineCommand, type Invocation } from "../command/command.ts";
import { type ExitCode, InputError, notTogether, UsageError } from "../terminal/exit.ts";
import { mxHint, mxJson, mxLines, verdictExitCode } from "./report.ts";
import { readNameServer } from "../route/name_server.ts";
import type { OptionTable } from "../command/options.ts";

/** All questions together, in milliseconds: a silent resolver must not hold a person longer. */
const DEFAULT_TIMEOUT = 15_000;

const mxOptions = {
  ipv4: { kind: "flag", short: "4", help: "IPv4 addresses only" },
  ipv6: { kind: "flag", short: "6", help: "IPv6 addresses only" },
  "allow-private": {
    kind: "flag",
    help: "allow loopback, private and reserved addresses",
  },
  timeout: {
    kind: "duration",
    value: "TIME",
    help: "time limit for all lookups together",
    default: DEFAULT_TIMEOUT,
  },
  json: { kind: "flag", help: "the result as one JSON object" },
} as const satisfies OptionTable;

/** The command `mua mx`. */
export const mx = defineCommand({
  name: "mx",
  summary: "find the mail servers of a domain",
  operands: "DOMAIN|ADDRESS [@RESOLVER[:PORT]]",
  options: mxOptions,
  examples: [
    { line: "mua mx gmail.com", what: "the mail servers of a domain, in the order to try them" },
    { line: "mua mx ana.maria@gmail.com", what: "the same for the domain of an address" },
    { line: "mua mx gmail.com @9.9.9.9", what: "ask this name server instead of the system's" },
    { line: "mua mx gmail.com --json", what: "as JSON, for a program" },
  ],
  details: [
    "A resolver is an IP address. Put an IPv6 address with a port in brackets: @[::1]:5353.",
    "Hosts of equal preference (=) are shuffled on each run, as senders do. mua send tries at " +
    "most five addresses.",
    "Exit code: 0 mail can be delivered; 68 it cannot; 75 DNS failed for now.",
  ],
  needs: ({ operands }) => ({ net: true, read: readOperands(operands).resolver === undefined }),
  run: runMx,
});

async function runMx(invocation: Invocation<typeof mxOptions>): Promise<ExitCode> {
  const { options, operands, terminal } = invocation;
  if (options.ipv4 && options.ipv6) throw notTogether("--ipv4", "--ipv6");
  const { target, resolver } = readOperands(operands);
  const domain = domainOf(target);
  const started = performance.now();
  const route = await surveyRoute(domain, {
    lookup: createLookup(resolver === undefined ? {} : { resolver }),
    signal: AbortSignal.any([invocation.signal, AbortSignal.timeout(options.timeout)]),
    allowPrivate: options.allowPrivate,
    families: options.ipv4 ? [4] : options.ipv6 ? [6] : [4, 6],
  });
  const milliseconds = Math.round(performance.now() - started);
  const survey = { route, resolvers: await resolversFor(domain, resolver), milliseconds };
  if (options.json) {
    terminal.json(mxJson(survey));
  } else {
    terminal.out(mxLines(survey));
    const hint = mxHint(route);
    if (hint !== undefined) terminal.err(hint, "\n");
  }
  return verdictExitCode(route.verdict);
}

async function resolversFor(
  domain: string,
  resolver: NameServer | undefined,
): Promise<readonly NameServer[] | undefined> {
  if (domain.startsWith("[")) return undefined;
  return resolver === undefined ? await systemNameServers() : [resolver];
}

/** What was asked for, and whom to ask. */
interface Operands {
  readonly target: string;
  readonly resolver: NameServer | undefined;
}

/** The resolver may stand before or after, as with dig. */
function readOperands(operands: readonly string[]): Operands {
  const [target, other] = operands.filter((operand) => !operand.startsWith("@"));
  const resolver = operands.find((operand) => operand.startsWith("@"));
  if (target === undefined) throw new UsageError("missing DOMAIN|ADDRESS");
  if (other !== undefined) {
    const isAddress = parseIpAddress(other) !== undefined;
    throw new UsageError(
      isAddress
        ? `write the name server with an @: @${other}`
        : `only one domain at a time: "${other}" is one too many`,
    );
  }
  return {
    target,
    resolver: resolver === undefined ? undefined : readNameServer(resolver.slice(1), "@RESOLVER"),
  };
}

/** The domain by which mail is routed: A-labels, or an address literal with its brackets. */
function domainOf(target: string): string {
  try {
    if (target.includes("@")) return parseMailbox(withoutMailto(target)).domain;
    const literal = parseAddressLiteral(target);
    return literal === undefined ? toAsciiDomain(target) : formatAddressLiteral(literal);
  } catch (error) {
    if (!(error instanceof DomainError) && !(error instanceof AddressError)) throw error;
    throw new InputError(error.message, { cause: error });
  }
}
