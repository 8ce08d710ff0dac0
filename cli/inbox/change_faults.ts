/**
 * `mua inbox fail`: the faults of an inbox, changed while it runs.
 * @module
 */
import { type Context, defineCommand, type Invocation } from "../command/command.ts";
import type { OptionTable, Values } from "../command/options.ts";
import { escapeLine } from "../terminal/escape.ts";
import { Exit, type ExitCode, MissingInputError, UsageError } from "../terminal/exit.ts";
import { failDetails, readFaults } from "./fail.ts";
import { readFaultFile, SEEN_AFTER, writeFaultFile } from "./fault_file.ts";
import { reading } from "./mail/directory.ts";
import type { InboxClient } from "./remote/client.ts";
import { findPlace, placeNeeds, placeOptions } from "./mail/place.ts";

const listOptions = {
  ...placeOptions,
  json: { kind: "flag", help: "JSON: the rules" },
} as const satisfies OptionTable;

/** Changing what an inbox reads from its directory writes there. */
const needs: typeof placeNeeds = (request) => ({
  ...placeNeeds(request),
  write: request.options.http === undefined,
});

/** What an inbox may offer; whether this one does is not known here. */
const ANYTHING = { tls: "auto", auth: true } as const;

const add = defineCommand({
  name: "add",
  summary: "add rules behind those that are there",
  operands: "RULE...",
  options: placeOptions,
  examples: [{
    line: "mua inbox fail add 'rcpt=451 4.2.0 later once'",
    what: "defer one recipient",
  }],
  details: failDetails,
  needs,
  run: async (
    { options, operands, ...context }: Invocation<typeof placeOptions>,
  ): Promise<ExitCode> => {
    const rules = readFaults(operands, ANYTHING).map(({ text }) => text);
    await (await findFaults(options, context)).add(rules);
    return Exit.ok;
  },
});

const list = defineCommand({
  name: "list",
  summary: "list the rules, one per line",
  operands: "",
  options: listOptions,
  examples: [{ line: "mua inbox fail list", what: "the rules of the inbox in ./mua-inbox" }],
  needs: placeNeeds,
  run: async ({ options, ...context }: Invocation<typeof listOptions>): Promise<ExitCode> => {
    const rules = await (await findFaults(options, context)).list();
    if (options.json) context.terminal.json({ rules });
    else for (const rule of rules) context.terminal.out(`${escapeLine(rule)}\n`);
    return Exit.ok;
  },
});

const clear = defineCommand({
  name: "clear",
  summary: "remove all rules",
  operands: "",
  options: placeOptions,
  examples: [{ line: "mua inbox fail clear", what: "nothing fails any more" }],
  needs,
  run: async ({ options, ...context }: Invocation<typeof placeOptions>): Promise<ExitCode> => {
    await (await findFaults(options, context)).clear();
    return Exit.ok;
  },
});

/** `mua inbox fail`. */
export const fail = defineCommand({
  name: "fail",
  summary: "change what fails while an inbox runs: add, list, clear",
  operands: "COMMAND",
  options: {},
  examples: [
    { line: "mua inbox fail add 'mail=421 4.7.28 slow down above 10/min'", what: "add a rule" },
    { line: "mua inbox fail clear", what: "remove all rules" },
  ],
  details: [
    "Works on the directory of a running inbox (--dir), also of one that was started with --fail. A " +
    "rule that stays is counted on. When the command has ended, every step that begins goes by the " +
    "new rules. Exit code 66: no inbox runs in the directory. With --memory, use --http.",
  ],
  subcommands: [add, list, clear],
  needs: {},
  run: ({ operands }): Promise<ExitCode> => {
    throw new UsageError(`"${operands[0]}" is not add, list or clear`);
  },
});

/** The faults of a running inbox. */
interface RunningFaults {
  /** The rules as they were written. */
  readonly list: () => Promise<string[]>;
  /** Adds rules behind those that are there. */
  readonly add: (rules: readonly string[]) => Promise<void>;
  /** Removes all. */
  readonly clear: () => Promise<void>;
}

async function findFaults(
  options: Values<typeof placeOptions>,
  context: Pick<Context, "terminal" | "signal">,
): Promise<RunningFaults> {
  const place = await findPlace(options, context);
  return place.dir === undefined ? faultsByHttp(place.client) : faultsIn(place.dir);
}

function faultsByHttp(client: InboxClient): RunningFaults {
  const path = "/api/faults";
  return {
    list: async () => (await client.json(path)).texts("rules"),
    add: async (rules) => void await client.json(path, { method: "POST", body: { rules } }),
    clear: async () => void await client.json(path, { method: "PUT", body: { rules: [] } }),
  };
}

function faultsIn(dir: string): RunningFaults {
  const list = (): Promise<string[]> => rulesIn(dir);
  const change = async (rules: (old: string[]) => string[]): Promise<void> => {
    const old = await list();
    await reading(dir, () => writeFaultFile(dir, rules(old)));
    // The inbox does not look at the file all the time.
    await new Promise((resolve) => setTimeout(resolve, SEEN_AFTER));
  };
  return {
    list,
    add: (rules) => change((old) => [...old, ...rules]),
    clear: () => change(() => []),
  };
}

async function rulesIn(dir: string): Promise<string[]> {
  const rules = await reading(dir, () => readFaultFile(dir));
  if (rules !== undefined) return rules;
  throw new MissingInputError(`no inbox is running in "${dir}"`, {
    hint: "To change the faults of another inbox: --dir DIR, or --http URL",
  });
}
