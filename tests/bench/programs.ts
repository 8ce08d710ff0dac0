/**
 * The programs that are compared: where they are, or why they cannot take part.
 * @module
 */
import config from "../../deno.json" with { type: "json" };
import { underDeno } from "../support/program.ts";
import type { ProcessRun } from "./process.ts";
import type { Run, Subject } from "./race.ts";

/** How a program is started, or why it cannot be. */
export type Program = { readonly argv: readonly string[] } | { readonly obstacle: string };

/** A form that a program has. */
export interface Form {
  /** What the tables call it. */
  readonly name: string;
  /** How it is started. */
  readonly program: Program;
}

const ROOT = new URL("../../", import.meta.url).pathname;
const SENDERS = new URL("./senders/", import.meta.url).pathname;
/** Where Debian puts servers, which not everybody has on the path. */
const MORE_FOLDERS = ["/usr/sbin", "/usr/local/sbin", "/sbin"];

/**
 * Finds an installed program.
 *
 * @param name Its name.
 * @returns How to start it.
 */
export function installed(name: string): Program {
  const folders = [...(Deno.env.get("PATH") ?? "").split(":"), ...MORE_FOLDERS];
  const path = folders.map((folder) => `${folder}/${name}`).find(isFile);
  return path === undefined ? { obstacle: "not installed" } : { argv: [path] };
}

/** Both forms of mua; the first is what everything is compared with, because it is always there. */
export function muaForms(): readonly Form[] {
  return [
    { name: "mua, deno run", program: { argv: underDeno() } },
    { name: "mua, executable", program: executable() },
  ];
}

/** What no program can be faster than: one that does nothing, in both forms. */
export function emptyForms(): readonly Form[] {
  return [
    {
      name: "empty program, deno run",
      program: { argv: [...underDeno().slice(0, -1), `${SENDERS}empty.ts`] },
    },
    {
      name: "empty program, executable",
      program: compiled(`${ROOT}dist/empty`, "compile:empty"),
    },
  ];
}

function executable(): Program {
  return compiled(Deno.env.get("MUA_EXECUTABLE") ?? `${ROOT}dist/mua`, "compile");
}

function compiled(path: string, task: string): Program {
  return isFile(path) ? { argv: [path] } : { obstacle: `not there: deno task ${task} makes it` };
}

/**
 * Python itself, for where `python3` is a script that looks for the version to start.
 *
 * @param first Its first arguments.
 */
export async function python(...first: readonly string[]): Promise<Program> {
  const found = installed("python3");
  if ("obstacle" in found) return found;
  const [path = "", ...args] = [...found.argv, "-c", "import sys; print(sys.executable)"];
  const { stdout } = await new Deno.Command(path, { args }).output();
  return { argv: [new TextDecoder().decode(stdout).trim(), ...first] };
}

/** Python with a script of ours. */
export async function smtplib(script: string): Promise<Program> {
  return await python(`${SENDERS}${script}`);
}

/** A script for Node with nodemailer, the version that mua itself composes with. */
export function nodemailer(script: string): Program {
  const node = installed("node");
  if ("obstacle" in node) return { obstacle: "Node is not installed" };
  const [name = ""] = config.imports["nodemailer/mail-composer"].split("/lib/");
  return { argv: [...node.argv, `${SENDERS}${script}`, import.meta.resolve(name)] };
}

/** A script for Deno that uses mua's modules, with the permissions of mua. */
export function muaScript(script: string): Program {
  return { argv: [...underDeno().slice(0, -1), `${SENDERS}${script}`] };
}

/**
 * A program that takes part.
 *
 * @param name What the table calls it.
 * @param program How it is started.
 * @param run Does the work with it.
 * @param note How it does the work, where that differs from the others.
 */
export function contestant(
  name: string,
  program: Program,
  run: (argv: readonly string[]) => Promise<Run>,
  note = "",
): Subject {
  if ("obstacle" in program) return { name, obstacle: program.obstacle };
  return { name, note, run: () => run(program.argv) };
}

/** The time that a program has measured of itself, start-up left out: all that it prints. */
export function ownTime({ stdout }: ProcessRun): Run {
  const milliseconds = Number(stdout);
  if (stdout.trim() === "" || Number.isNaN(milliseconds)) {
    throw new Error(`no number: ${stdout.slice(0, 80)}`);
  }
  return { milliseconds };
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
