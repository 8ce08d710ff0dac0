/**
 * `mua account`: the accounts of the configuration file.
 * @module
 */
import { defineCommand } from "../../command/command.ts";
import { UsageError } from "../../terminal/exit.ts";
import { add } from "./add.ts";
import { importAccounts } from "./import.ts";
import { list } from "./list.ts";
import { login } from "./login.ts";
import { test } from "./trial.ts";
import { token } from "./token.ts";

/** `mua account`. */
export const account = defineCommand({
  name: "account",
  summary: "the accounts that mail is sent by",
  operands: "",
  subcommands: [list, add, test, login, token, importAccounts],
  options: {},
  examples: [
    { line: "mua account list", what: "the accounts of the configuration file" },
    { line: "mua account add ana@x.example", what: "add one, with the server that is found" },
    { line: "mua account test work", what: "connect and log in; send nothing" },
    { line: "mua account import", what: "take over those of msmtp" },
    { line: "mua send -A work -t you@y.example -s Hi --body 'Hi!'", what: "send by one of them" },
  ],
  details: [
    "The file is ~/.config/mua/config.toml, or what --config or MUA_CONFIG names. Each " +
    "[account.NAME] gives what is not on the command line: from, server, port, tls, user, " +
    "password_file and the others of docs/daily.md.",
  ],
  needs: {},
  run: () => {
    throw new UsageError("nothing to do: add list, add, test, login, token or import");
  },
});
