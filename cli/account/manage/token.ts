/**
 * `mua account token`.
 * @module
 */
import { defineCommand, type Invocation } from "../../command/command.ts";
import { type OptionTable, readValues } from "../../command/options.ts";
import { serverOptions } from "../../route/options.ts";
import { environment } from "../../terminal/environment.ts";
import { Exit, type ExitCode } from "../../terminal/exit.ts";
import { accountOptions } from "../account.ts";
import { readSettings } from "../oauth/settings.ts";
import { accessToken } from "../oauth/token.ts";
import { findAccount } from "./list.ts";

const tokenOptions = { config: accountOptions.config } as const satisfies OptionTable;

/** `mua account token`. */
export const token = defineCommand({
  name: "token",
  summary: "print the OAuth token of an account, for another program",
  operands: "[NAME]",
  options: tokenOptions,
  examples: [{ line: "mua account token work", what: "renewed first if it has ended" }],
  details: [
    "The token is a secret: whoever has it can send mail as you until it ends. " +
    "Exit code: 0; 75 temporary failure; 77 nobody has logged in, or the log-in has ended; " +
    "78 configuration.",
  ],
  needs: { net: true, read: true, write: true, env: true },
  run: printToken,
});

async function printToken(
  { options, operands: [named], terminal, signal }: Invocation<typeof tokenOptions>,
): Promise<ExitCode> {
  const { name, given } = await findAccount(options.config, named);
  readSettings(name, given);
  const { timeout: limit } = readValues({ timeout: serverOptions.timeout }, given);
  terminal.out(await accessToken(name, { variable: environment, limit, signal }), "\n");
  return Exit.ok;
}
