/**
 * The commands to mua itself. They begin with a colon, as no command of SMTP does.
 * @module
 */
import { didYouMean } from "../../command/suggest.ts";
import { RawError, readRaw } from "../dialogue/raw.ts";

/** What is known of a local command. */
interface LocalCommandInfo {
  /** Its word, without the colon. */
  readonly name: string;
  /** What follows it; a word in brackets may be left out. */
  readonly operands: string;
  /** What it does: a few words. */
  readonly does: string;
}

/** All local commands, in the order of `:help`. */
export const LOCAL_COMMANDS = [
  { name: "help", operands: "[WORD]", does: "list these commands, or explain an SMTP word" },
  { name: "explain", operands: "WORD", does: "explain an SMTP word, like :help WORD" },
  { name: "starttls", operands: "", does: "switch to TLS, and greet again" },
  {
    name: "auth",
    operands: "MECHANISM USER",
    does: "authenticate; asks for the password or token without echo",
  },
  { name: "file", operands: "PATH", does: "send a file as the message, with DATA and the dot" },
  { name: "raw", operands: 'HEX|"TEXT"', does: 'send exactly these octets: 0d0a, "NOOP\\r\\n"' },
  { name: "pipeline", operands: "", does: "collect lines; again to send them in one write" },
  { name: "crlf", operands: "", does: "show the line ends that are sent; again to hide them" },
  {
    name: "save",
    operands: "FILE",
    does: "save the dialogue, up to its end; as FILE.json for :replay",
  },
  {
    name: "replay",
    operands: "FILE",
    does: "replay a saved dialogue",
  },
  { name: "quit", operands: "", does: "send QUIT and leave" },
] as const satisfies readonly LocalCommandInfo[];

/** A local command as it was typed. */
export type LocalCommand =
  | { readonly name: "help"; readonly word: string | undefined }
  | { readonly name: "starttls" | "pipeline" | "crlf" | "quit" }
  | { readonly name: "auth"; readonly mechanism: string; readonly user: string }
  | { readonly name: "file" | "save" | "replay"; readonly path: string }
  | { readonly name: "raw"; readonly octets: Uint8Array };

/** A line that begins with a colon, and is no local command. The message says why, for a person. */
export class LocalCommandError extends Error {
  override readonly name = "LocalCommandError";
}

/**
 * Whether a line is for mua, and not for the server.
 *
 * @param text The line.
 * @returns Whether it begins with a colon.
 */
export function isLocal(text: string): boolean {
  return text.startsWith(":");
}

/**
 * Whether a line is for mua even where it could be a line of a message: only with the whole name of a
 * local command.
 *
 * @param text The line.
 * @returns Whether it is.
 */
export function isLocalInMessage(text: string): boolean {
  const [, word] = /^:([^ \t]*)/.exec(text) ?? [];
  return LOCAL_COMMANDS.some(({ name }) => name === word);
}

/**
 * Reads a local command. A name may be cut short where only one begins so.
 *
 * @param text The line, which begins with a colon.
 * @returns The command.
 * @throws {LocalCommandError} If there is none, or its operands are wrong.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readLocalCommand } from "./local_command.ts";
 * assertEquals(readLocalCommand(":auth plain ana maria"), {
 *   name: "auth",
 *   mechanism: "PLAIN",
 *   user: "ana maria",
 * });
 * ```
 */
export function readLocalCommand(text: string): LocalCommand {
  const [, word = "", rest = ""] = /^:([^ \t]*)[ \t]*(.*?)[ \t]*$/s.exec(text) ?? [];
  const info = findInfo(word);
  switch (info.name) {
    case "help":
    case "explain":
      return { name: "help", word: rest === "" ? undefined : rest };
    case "auth": {
      const [, mechanism, user] = /^([^ \t]+)[ \t]+(.+)$/s.exec(rest) ?? [];
      if (mechanism === undefined || user === undefined) throw usage(info);
      return { name: "auth", mechanism: mechanism.toUpperCase(), user };
    }
    case "file":
    case "save":
    case "replay":
      if (rest === "") throw usage(info);
      return { name: info.name, path: rest };
    case "raw":
      return { name: "raw", octets: octetsOf(rest, info) };
    default:
      if (rest !== "") throw usage(info);
      return { name: info.name };
  }
}

type Info = typeof LOCAL_COMMANDS[number];

function findInfo(word: string): Info {
  const name = word.toLowerCase();
  const exact = LOCAL_COMMANDS.find((info) => info.name === name);
  if (exact !== undefined) return exact;
  const [near, another] = LOCAL_COMMANDS.filter((info) =>
    name !== "" && info.name.startsWith(name)
  );
  if (near !== undefined && another === undefined) return near;
  const question = didYouMean(name, LOCAL_COMMANDS.map((info) => info.name));
  const hint = question?.replace(/mean (.*)\?$/, "mean :$1?").replaceAll(" or ", " or :");
  throw new LocalCommandError(`no such command: :${word}. ${hint ?? "See :help."}`);
}

function octetsOf(text: string, info: Info): Uint8Array {
  try {
    return readRaw(text);
  } catch (error) {
    if (!(error instanceof RawError)) throw error;
    throw new LocalCommandError(`${error.message}; ${synopsis(info)}`);
  }
}

function usage(info: Info): LocalCommandError {
  return new LocalCommandError(synopsis(info));
}

function synopsis({ name, operands, does }: LocalCommandInfo): string {
  const line = operands === "" ? `:${name}` : `:${name} ${operands}`;
  return `usage: ${line}: ${does}`;
}
