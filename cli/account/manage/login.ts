/**
 * `mua account login`.
 * @module
 */
import { startTimer } from "../../../clock/timer.ts";
import { defineCommand, type Invocation } from "../../command/command.ts";
import type { OptionTable } from "../../command/options.ts";
import { readValues } from "../../command/options.ts";
import { serverOptions } from "../../route/options.ts";
import { environment } from "../../terminal/environment.ts";
import { escapeLine } from "../../terminal/escape.ts";
import { CliError, Exit, type ExitCode } from "../../terminal/exit.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { accountOptions } from "../account.ts";
import { fromHome } from "../find_config.ts";
import type { OAuthClient, Tokens } from "../oauth/client.ts";
import { type OAuthSettings, readSettings } from "../oauth/settings.ts";
import { tokenPath, whileLocked, writeToken } from "../oauth/store.ts";
import { openClient } from "../oauth/token.ts";
import { findAccount } from "./list.ts";

const loginOptions = {
  config: accountOptions.config,
  by: {
    kind: "choice",
    choices: ["device", "browser"],
    value: "WAY",
    help: "device: enter a code in a browser anywhere; browser: one on this machine. By default " +
      "device where the provider has it",
  },
} as const satisfies OptionTable;

/** `mua account login`. */
export const login = defineCommand({
  name: "login",
  summary: "log in to an account by OAuth, and keep the token",
  operands: "[NAME]",
  options: loginOptions,
  examples: [
    { line: "mua account login work", what: "shows where to log in, and waits" },
    { line: "mua account login work --by browser", what: "by a browser on this machine" },
  ],
  details: [
    "The account names the provider (oauth) and the program that you have registered there " +
    "(oauth_client_id). The token is kept in ~/.local/state/mua/oauth (under $XDG_STATE_HOME if that " +
    "is set), where only you can read it, and is renewed when it ends.",
    "Exit code: 0; 75 temporary failure, or nobody logged in in time; 76 the provider's answer cannot " +
    "be understood; 77 refused; 78 configuration; 130 interrupted.",
  ],
  needs: { net: true, read: true, write: true, env: true },
  run: logIn,
});

async function logIn(
  { options, operands: [named], terminal, signal }: Invocation<typeof loginOptions>,
): Promise<ExitCode> {
  const { name, given } = await findAccount(options.config, named);
  const settings = readSettings(name, given);
  const way = wayOf(options.by, settings, name);
  const path = tokenPath(name, environment);
  const { timeout: limit } = readValues({ timeout: serverOptions.timeout }, given);
  const client = await openClient(settings, { variable: environment, limit, signal });
  const tokens = way === "device"
    ? await byDevice(client, terminal, signal)
    : await byBrowser(client, terminal, signal);
  await whileLocked(path, () => Promise.resolve(writeToken(path, { settings, ...tokens })));
  terminal.err(
    `Logged in; the token is kept in ${escapeLine(fromHome(path, environment("HOME")))}\n`,
  );
  if (tokens.refreshToken === null) {
    terminal.err("The provider gave nothing to renew it with: log in again when it has ended.\n");
  }
  return Exit.ok;
}

function wayOf(
  wanted: "device" | "browser" | undefined,
  { deviceUrl, authorizeUrl }: OAuthSettings,
  name: string,
): "device" | "browser" {
  const way = wanted ?? (deviceUrl === undefined ? "browser" : "device");
  if ((way === "device" ? deviceUrl : authorizeUrl) !== undefined) return way;
  const key = way === "device" ? "oauth_device_url" : "oauth_authorize_url";
  throw new CliError(Exit.configuration, `account "${name}" has no ${key}`);
}

async function byDevice(
  client: OAuthClient,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Tokens> {
  const { loginByDevice } = await import("../oauth/device.ts");
  return await loginByDevice({
    client,
    tell: (url, code) => {
      terminal.err(
        `Open ${escapeLine(url)} in a browser, and enter the code ${escapeLine(code)}\n`,
      );
    },
    wait: (seconds) => waitFor(seconds, signal),
  });
}

async function byBrowser(
  client: OAuthClient,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Tokens> {
  const { loginByBrowser } = await import("../oauth/browser.ts");
  return await loginByBrowser({
    client,
    tell: (url) => terminal.err(`Open this in a browser on this machine:\n${escapeLine(url)}\n`),
    warn: (text) => terminal.err(`warning: ${text}\n`),
    signal,
  });
}

async function waitFor(seconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = startTimer(seconds * 1000, resolve);
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener("abort", onAbort);
  try {
    signal.throwIfAborted();
    await promise;
  } finally {
    signal.removeEventListener("abort", onAbort);
    stop();
  }
}
