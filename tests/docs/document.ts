/**
 * A document and the examples in it: fenced blocks with lines that begin with `$ `.
 *
 * Comments above a block, which no reader sees, say how it is run:
 * - `first: COMMAND`: a shell command that runs before it;
 * - `stays`: its command runs on while the blocks below it run, until the next block that stays;
 * - `typed`: its command runs on a terminal, and what the block shows as typed is typed there;
 * - `world`: the document needs the real servers;
 * - `file: PATH`: the block shows this file of the project, whole.
 * @module
 */
import { ROOT } from "../support/source_imports.ts";

/** A command of an example, and what it prints. */
export interface Step {
  /** The command, for a shell. */
  readonly command: string;
  /** What stands below it. */
  readonly output: readonly string[];
  /** The line below it, from 1. */
  readonly line: number;
}

/** An example. */
export interface Example {
  /** Its line in the document, from 1. */
  readonly line: number;
  /** Its commands. */
  readonly steps: readonly Step[];
  /** What runs before it. */
  readonly first: readonly string[];
  /** Whether its command runs on. */
  readonly stays: boolean;
  /** Whether its command runs on a terminal. */
  readonly typed: boolean;
}

/** A file of the project that a document shows. */
export interface ShownFile {
  /** Its path in the project. */
  readonly path: string;
  /** What is shown. */
  readonly text: string;
  /** The first line that shows it, from 1. */
  readonly line: number;
}

/** What a document holds that can be tried. */
export interface Document {
  /** The examples, in their order. */
  readonly examples: readonly Example[];
  /** The files it shows, in their order. */
  readonly files: readonly ShownFile[];
  /** Whether they need the real servers. */
  readonly needsWorld: boolean;
}

const FENCE = /^```/;
const COMMENT = /^<!-- (.*) -->$/;

/** The paths of all documents that users read, from the root of the project. */
export async function documentPaths(): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(`${ROOT}docs`));
  const names = entries.map(({ name }) => name).filter((name) => name.endsWith(".md")).sort();
  return ["README.md", ...names.map((name) => `docs/${name}`)];
}

/**
 * Finds the examples of a document, and the files it shows.
 *
 * @param text The document, in Markdown.
 */
export function readDocument(text: string): Document {
  const lines = text.split("\n");
  const examples: Example[] = [];
  const files: ShownFile[] = [];
  let needsWorld = false;
  for (let start = 0; start < lines.length; start++) {
    if (!FENCE.test(lines[start] ?? "")) continue;
    const end = lines.findIndex((line, index) => index > start && FENCE.test(line));
    const block = lines.slice(start + 1, end);
    const steps = readSteps(block, start + 2);
    const said = commentsAbove(lines, start);
    for (const path of valuesOf("file", said)) {
      files.push({ path, text: block.map((line) => `${line}\n`).join(""), line: start + 2 });
    }
    needsWorld ||= said.includes("world");
    if (steps.length > 0) {
      const first = valuesOf("first", said);
      const [stays, typed] = [said.includes("stays"), said.includes("typed")];
      examples.push({ line: start + 1, steps, first, stays, typed });
    }
    start = end;
  }
  return { examples, files, needsWorld };
}

function valuesOf(name: string, said: readonly string[]): string[] {
  const start = `${name}: `;
  return said.filter((text) => text.startsWith(start)).map((text) => text.slice(start.length));
}

/** A command goes on in lines that begin with `> ` as long as nothing was printed. */
function readSteps(lines: readonly string[], firstLine: number): Step[] {
  const steps: { command: string; output: string[]; line: number }[] = [];
  for (const [index, line] of lines.entries()) {
    const last = steps.at(-1);
    const below = firstLine + index + 1;
    if (line.startsWith("$ ")) steps.push({ command: line.slice(2), output: [], line: below });
    else if (line.startsWith("> ") && last?.output.length === 0) {
      last.command += `\n${line.slice(2)}`;
      last.line = below;
    } else last?.output.push(line);
  }
  return steps;
}

function commentsAbove(lines: readonly string[], start: number): string[] {
  const said: string[] = [];
  for (let index = start - 1; index >= 0; index--) {
    const line = lines[index] ?? "";
    const [, text] = COMMENT.exec(line) ?? [];
    if (text !== undefined) said.unshift(text);
    else if (line !== "") break;
  }
  return said;
}
