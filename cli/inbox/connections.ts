/**
 * How many connections `mua inbox` can serve with the files that the system lets it open.
 * @module
 */
import { count } from "../terminal/words.ts";
import { yellow } from "../terminal/style.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** Descriptors for what is neither a connection nor a message. */
const SPARE = 32;

/** A connection, and the file of its message. */
const PER_CONNECTION = 2;

const FEW_FILES = "the limit on open files is low (ulimit -n)\n";

/** Behind a connection with TLS there is another one within this program, with two ends. */
const PER_TLS_CONNECTION = 4;

/**
 * How many connections to serve at a time. Where the system lets the program open too few files for what
 * is wanted, that is said.
 *
 * @param wanted How many are wanted.
 * @param hasTls Whether they may use TLS.
 * @param dir The directory of the messages; in memory without.
 * @param terminal Where it is said.
 * @returns As many, or fewer.
 */
export function connectionLimit(
  wanted: number,
  hasTls: boolean,
  dir: string | undefined,
  terminal: Terminal,
): number {
  const connections = affordableConnections(wanted, hasTls, dir ?? Deno.cwd());
  if (connections < wanted) {
    terminal.err(
      yellow(`Serving only ${count(connections, "connection")} at a time; more have to wait: `),
      FEW_FILES,
    );
  }
  return connections;
}

/**
 * Tries how many connections can be served. What is accepted beyond that could be neither stored nor
 * answered well, while what waits is only late. No other way tells the limit of the system.
 *
 * @param wanted How many are wanted.
 * @param hasTls Whether they may use TLS.
 * @param path A file or directory that can be opened.
 * @returns As many, or fewer, at least one.
 */
function affordableConnections(wanted: number, hasTls: boolean, path: string): number {
  const each = hasTls ? PER_TLS_CONNECTION : PER_CONNECTION;
  const files: Deno.FsFile[] = [];
  try {
    while (files.length < wanted * each + SPARE) files.push(Deno.openSync(path));
  } catch {
    // On a system that opens no directories nothing is learned.
    if (files.length === 0) return wanted;
  } finally {
    for (const file of files) file.close();
  }
  return Math.min(wanted, Math.max(1, Math.floor((files.length - SPARE) / each)));
}
