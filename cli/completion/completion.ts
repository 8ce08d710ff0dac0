/**
 * `mua completion`: what a shell needs to complete commands, options and their values.
 * @module
 */
import { type Command, commonOptions, defineCommand } from "../command/command.ts";
import type { CommandInfo } from "../command/info.ts";
import { didYouMean } from "../command/suggest.ts";
import { Exit, type ExitCode, notOneOf } from "../terminal/exit.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { bashCompletion } from "./bash.ts";
import { fishCompletion } from "./fish.ts";
import { type TypedCommand, typedCommands } from "./tree.ts";
import { zshCompletion } from "./zsh.ts";

const SHELLS: Readonly<Record<string, (commands: readonly TypedCommand[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/**
 * Makes `mua completion`, which is one of the commands that it completes.
 *
 * @param loadCommands Loads every command.
 */
export function completionOf(loadCommands: () => Promise<readonly CommandInfo[]>): Command {
  return defineCommand({
    name: "completion",
    summary: "print a completion script for a shell",
    operands: "bash|zsh|fish",
    options: {},
    examples: [
      { line: "mua completion bash >~/.local/share/bash-completion/completions/mua", what: "bash" },
      { line: "mua completion zsh >~/.zfunc/_mua", what: "zsh, with ~/.zfunc in $fpath" },
      { line: "mua completion fish >~/.config/fish/completions/mua.fish", what: "fish" },
    ],
    details: [
      "It completes commands, options, the words that options take, files, and your accounts. To " +
      "try it: source <(mua completion bash)",
    ],
    needs: {},
    run: async ({ operands: [shell = ""], terminal }) =>
      print(shell, await loadCommands(), terminal),
  });
}

function print(shell: string, commands: readonly CommandInfo[], terminal: Terminal): ExitCode {
  const names = Object.keys(SHELLS);
  const write = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
  if (write === undefined) throw notOneOf("the shell", names, shell, didYouMean(shell, names));
  terminal.out(write(typedCommands(commands, commonOptions)));
  return Exit.ok;
}
