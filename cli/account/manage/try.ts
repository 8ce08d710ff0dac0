/**
 * An account is tried: as far as it takes to log in, and no mail is sent.
 * @module
 */
import { deliver } from "../../../smtp/delivery/deliver.ts";
import { reach } from "../../../smtp/delivery/reach.ts";
import { quit } from "../../../smtp/dialogue.ts";
import type { Verdict } from "../../../smtp/ledger.ts";
import type { Outcome, TranscriptSink } from "../../../smtp/mod.ts";
import { CLEAR_TEXT, describeSecurity } from "../../../smtp/security.ts";
import type { Context } from "../../command/command.ts";
import { type GivenOptions, readValues } from "../../command/options.ts";
import { serverOptions, tlsOptions } from "../../route/options.ts";
import { deliveryOptions, prepareWay } from "../../send/deliver.ts";
import { type HintSetting, reportHints } from "../../send/hints.ts";
import { decisionPieces, exitCodeOf, statusPiece } from "../../send/report.ts";
import { findDestinations } from "../../send/route.ts";
import { CliError, Exit, type ExitCode } from "../../terminal/exit.ts";
import { escapeLine } from "../../terminal/escape.ts";
import { dim } from "../../terminal/style.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { authOptions } from "../auth_options.ts";

/** What of an account decides whether its server can be used. */
const wayOptions = { ...serverOptions, ...tlsOptions, ...authOptions };

/** What came of it. */
export interface Trial {
  /** How it ended: `delivered` and `accepted` where the account can be used. */
  readonly outcome: Outcome;
  /** What was asked for, for hints. */
  readonly setting: HintSetting;
  /** Who logged in, or would have. */
  readonly user: string | undefined;
}

/** What happens at the host besides greeting and log-in: nothing. */
const GREETED: Verdict = {
  status: "delivered",
  reason: "accepted",
  stage: "ehlo",
  reply: undefined,
  explanation: "the server greets us; the account has no user to log in",
};

/** A message that nobody asks for. */
const NO_MESSAGE = {
  size: 0,
  eightBit: false,
  utf8Header: false,
  async *open(): AsyncGenerator<Uint8Array> {},
};

/**
 * Connects to the server of an account, encrypts, logs in and leaves.
 *
 * @param given What the account gives.
 * @param context Where to ask for a password, and what to give up.
 * @param transcript Takes the dialogue.
 * @param secret The password, if it is known already.
 * @returns What came of it.
 * @throws {CliError} 78 if the account has no server; else as `mua send` before it connects.
 */
export async function tryAccount(
  given: GivenOptions,
  { terminal, signal, keepOnly }: Context,
  transcript: TranscriptSink,
  secret?: string,
): Promise<Trial> {
  const options = readValues(wayOptions, given);
  const way = await prepareWay(options, { terminal, signal, secret });
  keepOnly({ net: true, read: true });
  const { plan: { server }, tls, auth } = way;
  if (server === undefined) {
    throw new CliError(Exit.configuration, "the account has no server: its mail goes by MX", {
      hint: "To see the mail servers of a domain: mua mx DOMAIN",
    });
  }
  const user = auth?.credentials.user;
  const someone = { address: user ?? "", domain: server.host };
  const [destination] = await findDestinations(way.plan, [someone], tls.caCerts, signal);
  if (destination === undefined) throw new TypeError("no destination for a recipient");
  const how = deliveryOptions(way, options, { signal, transcript });
  const { port } = destination;
  const [outcome] = await deliver(
    destination,
    { reversePath: "" },
    NO_MESSAGE,
    how,
    (host, load) =>
      reach(host, {
        port,
        requireTls: false,
        work: async ({ session }) => {
          load.ledger.settle(load.ledger.waiting, user === undefined ? GREETED : loggedIn(user));
          await quit(session);
        },
      }, how),
  );
  if (outcome === undefined) throw new TypeError("no outcome for a recipient");
  const hasToken = auth?.credentials.kind === "token";
  return {
    outcome,
    setting: { server: server.host, tls: tls.mode, hasToken },
    user,
  };
}

function loggedIn(user: string): Verdict {
  return { ...GREETED, stage: "auth", explanation: `logged in as ${user}` };
}

/**
 * Whether an account can be used.
 *
 * @param trial What came of trying it.
 */
export function isUsable({ outcome }: Trial): boolean {
  return outcome.reason === "accepted";
}

/**
 * What the program exits with, as `mua send` does.
 *
 * @param trial What came of trying it.
 */
export function trialExitCode({ outcome }: Trial): ExitCode {
  return exitCodeOf(outcome);
}

/**
 * Says what came of it, in the words of `mua send`.
 *
 * @param name The account.
 * @param trial What came of it.
 * @param terminal Where hints go.
 * @param say Where the result goes.
 */
export function reportTrial(
  name: string,
  trial: Trial,
  terminal: Terminal,
  say: Terminal["out"] = terminal.out,
): void {
  const { outcome, setting } = trial;
  const { status, decidedBy } = outcome;
  const isGood = isUsable(trial);
  say(
    statusPiece(status, isGood ? "ok" : status),
    `  ${escapeLine(name)}  `,
    decisionPieces(outcome),
    isGood ? `; ${escapeLine(describeSecurity(decidedBy?.security ?? CLEAR_TEXT))}` : "",
    "\n",
  );
  if (isGood) return;
  for (const hint of reportHints([outcome], setting)) terminal.err(dim(`${hint}\n`));
}
