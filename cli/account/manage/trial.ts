/**
 * `mua account test`.
 * @module
 */
import { formatEnhancedStatus } from "../../../smtp/reply.ts";
import { defineCommand, type Invocation } from "../../command/command.ts";
import type { OptionTable } from "../../command/options.ts";
import { securityJson } from "../../send/json.ts";
import type { ExitCode } from "../../terminal/exit.ts";
import { showTranscript } from "../../terminal/transcript.ts";
import { accountOptions, optionsOf } from "../account.ts";
import type { Account } from "../config.ts";
import { findAccount } from "./list.ts";
import { isUsable, reportTrial, type Trial, trialExitCode, tryAccount } from "./try.ts";

const testOptions = {
  config: accountOptions.config,
  verbose: { kind: "flag", short: "v", help: "show the dialogue on stderr" },
  json: { kind: "flag", help: "the result as one JSON object" },
} as const satisfies OptionTable;

/** `mua account test`. */
export const test = defineCommand({
  name: "test",
  summary: "connect to the server of an account and log in; send nothing",
  operands: "[NAME]",
  options: testOptions,
  examples: [
    { line: "mua account test", what: "the default account" },
    { line: "mua account test work -v", what: "another one, with the dialogue" },
  ],
  details: [
    "Exit code: 0 the account can be used; 66 no configuration file; 68 no such host; 69 refused; " +
    "75 temporary failure; 76 not SMTP; 77 the log-in failed; 78 configuration; 130 interrupted.",
  ],
  // The account is not read yet: what it does not need is given up before anything is connected to.
  needs: { net: true, read: true, write: true, env: true, sys: true, run: true },
  run: testAccount,
});

async function testAccount(
  { options, operands: [name], ...context }: Invocation<typeof testOptions>,
): Promise<ExitCode> {
  const { terminal } = context;
  const account = await findAccount(options.config, name);
  const transcript = options.verbose ? showTranscript(terminal) : () => {};
  const trial = await tryAccount(optionsOf(account), context, transcript);
  if (options.json) terminal.json(trialJson(account, trial));
  else reportTrial(account.name, trial, terminal);
  return trialExitCode(trial);
}

function trialJson({ name }: Account, trial: Trial): object {
  const { outcome: { status, reason, stage, reply, explanation, decidedBy }, user } = trial;
  return {
    name,
    usable: isUsable(trial),
    user: user ?? null,
    host: decidedBy?.host ?? trial.setting.server ?? null,
    address: decidedBy?.address ?? null,
    port: decidedBy?.port ?? null,
    tls: decidedBy === undefined ? null : securityJson(decidedBy),
    status: isUsable(trial) ? "ok" : status,
    reason,
    stage,
    code: reply?.code ?? null,
    enhanced: reply?.enhanced === undefined ? null : formatEnhancedStatus(reply.enhanced),
    text: reply?.lines.join("\n") ?? null,
    explanation,
    exitCode: trialExitCode(trial),
  };
}
