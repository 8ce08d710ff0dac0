/**
 * `mua manual`: the manual page.
 * @module
 */
import config from "../../deno.json" with { type: "json" };
import { type Command, commonOptions, defineCommand } from "../command/command.ts";
import type { CommandInfo } from "../command/info.ts";
import { Exit } from "../terminal/exit.ts";
import { manualPage } from "./page.ts";

/**
 * Makes `mua manual`, which is one of the commands that the page tells of.
 *
 * @param loadCommands Loads every command.
 */
export function manualOf(loadCommands: () => Promise<readonly CommandInfo[]>): Command {
  return defineCommand({
    name: "manual",
    summary: "print the manual page",
    operands: "",
    options: {},
    examples: [
      { line: "mua manual | man -l -", what: "read it" },
      { line: "mua manual >/usr/local/share/man/man1/mua.1", what: "install it" },
    ],
    needs: {},
    run: async ({ terminal }) => {
      const { version } = config;
      const info = { version, date: new Date(), common: commonOptions };
      terminal.out(manualPage(await loadCommands(), info));
      return Exit.ok;
    },
  });
}
