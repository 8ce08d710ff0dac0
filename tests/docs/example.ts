/**
 * Runs the examples of a document one after the other, in a directory of their own.
 * @module
 */
import { assert } from "../std/assert.ts";
import { Process } from "../support/process.ts";
import { underDeno } from "../support/program.ts";
import { ROOT } from "../support/source_imports.ts";
import type { World } from "../support/world.ts";
import type { Example, Step } from "./document.ts";
import { agrees } from "./output.ts";
import { typeInTerminal } from "./terminal.ts";

/** Printed between what two commands print. */
const SEPARATOR = "\x1e";

/** After how many seconds an example is ended. */
const DEADLINE = "50";

/** Where examples run. */
export interface Setting {
  /** Their directory. */
  readonly directory: string;
  /** The real servers, if the document needs them. */
  readonly world: World | undefined;
}

/** A command that runs while others do. */
interface Staying {
  readonly step: Step;
  readonly process: Process;
}

/** A shell that the examples of a document run in. */
export class Reader implements AsyncDisposable {
  readonly #setting: Setting;
  readonly #environment: Readonly<Record<string, string>>;
  #staying: Staying | undefined;
  /** What was different until now. */
  readonly differences: Difference[] = [];

  private constructor(setting: Setting) {
    const { directory, world } = setting;
    this.#setting = setting;
    this.#environment = {
      PATH: `${directory}/bin:${Deno.env.get("PATH")}:/usr/sbin:/sbin`,
      HOME: `${directory}/home`,
      ROOT,
      ...{ TZ: "UTC", LC_ALL: "C.UTF-8", NO_COLOR: "1", FORCE_COLOR: "", MUA_DEBUG: "" },
      ...(world === undefined ? {} : { CA: world.certificateAuthority }),
    };
  }

  /**
   * Opens one, where `mua` is the program, and `deno` runs as in the directory of the project.
   *
   * @param setting Where.
   */
  static async open(setting: Setting): Promise<Reader> {
    const { directory } = setting;
    for (const name of ["bin", "home", "lab"]) await Deno.mkdir(`${directory}/${name}`);
    const words = underDeno().map((word) => `'${word}'`).join(" ");
    await writeProgram(`${directory}/bin/mua`, `exec ${words} "$@"`);
    await writeProgram(`${directory}/bin/deno`, `cd '${ROOT}' && exec '${Deno.execPath()}' "$@"`);
    return new Reader(setting);
  }

  /**
   * Runs an example, and compares what it prints with what the document shows.
   *
   * @param example The example.
   */
  async run(example: Example): Promise<void> {
    for (const command of example.first) await this.#print(command);
    if (example.typed) return await this.#runTyped(example);
    if (example.stays) return await this.#runStaying(example);
    const { steps } = example;
    const script = steps.map(({ command }) =>
      `${command}\nstatus=$?; printf '${SEPARATOR}'; (exit $status)`
    );
    const printed = (await this.#print(script.join("\n"))).split(SEPARATOR);
    for (const [index, step] of steps.entries()) this.#compare(step, printed[index] ?? "");
  }

  /** Ends what still runs, and compares what it has printed. */
  async endStaying(): Promise<void> {
    const staying = this.#staying;
    this.#staying = undefined;
    if (staying === undefined) return;
    await using process = staying.process;
    process.kill("SIGTERM");
    const { stdout } = await process.end();
    this.#compare(staying.step, stdout);
  }

  /** Kills what still runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#staying?.process[Symbol.asyncDispose]();
  }

  #compare(step: Step, printed: string): void {
    if (!agrees(step.output, printed)) this.differences.push({ step, printed });
  }

  async #print(script: string): Promise<string> {
    await using process = this.#start(script);
    await process.closeStdin();
    return (await process.end()).stdout;
  }

  async #runStaying({ steps, line }: Example): Promise<void> {
    await this.endStaying();
    const [step, ...others] = steps;
    assert(step !== undefined && others.length === 0, `line ${line}: one command stays`);
    const process = this.#start(`exec ${step.command}`);
    this.#staying = { step, process };
    await process.said(/\n/);
  }

  async #runTyped({ steps, line }: Example): Promise<void> {
    const [step, ...others] = steps;
    assert(step !== undefined && others.length === 0, `line ${line}: one command is typed to`);
    const { directory, world } = this.#setting;
    const argv = ["bash", "-c", step.command];
    const cwd = `${directory}/lab`;
    const command = world?.inside(argv, cwd) ?? argv;
    const how = { cwd, env: this.#environment };
    this.#compare(step, await typeInTerminal(command, step.output, how));
  }

  /** Both outputs in one, as on a terminal. */
  #start(script: string): Process {
    const { directory, world } = this.#setting;
    // Ends the programs that a shell waits for, too.
    const argv = ["timeout", DEADLINE, "bash", "-c", `exec 2>&1\n${script}`];
    const cwd = `${directory}/lab`;
    return new Process(world?.inside(argv, cwd) ?? argv, { cwd, env: this.#environment });
  }
}

/** A command that printed something else than a document shows. */
export interface Difference {
  /** The command, and what the document shows. */
  readonly step: Step;
  /** What it printed. */
  readonly printed: string;
}

async function writeProgram(path: string, command: string): Promise<void> {
  // What Deno has stored lies in the home of who runs the tests.
  const cache = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
  const script = `#!/bin/sh\nexport DENO_DIR='${cache}' DENO_NO_UPDATE_CHECK=1\n${command}\n`;
  await Deno.writeTextFile(path, script, { mode: 0o755 });
}
