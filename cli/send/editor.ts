/**
 * A mail that is written in the user's editor.
 * @module
 */
import { createPrivateFile, writeAllSync } from "../../message/file/private_file.ts";
import type { Context, Variable } from "../command/command.ts";
import type { GivenOptions } from "../command/options.ts";
import { ANY_HOST_HINT, type Needs } from "../command/permissions.ts";
import { statePath } from "../command/state.ts";
import { CliError, Exit, type ExitCode, notTogether, UsageError } from "../terminal/exit.ts";
import { cannotRead, cannotSave } from "../terminal/file_failure.ts";
import { shellWord } from "../terminal/words.ts";
import { beginDraft, readDraft } from "./draft.ts";
import type { SendOptions } from "./options.ts";

/** What runs the editor, whose variable may hold arguments too, as `code --wait`. */
const SHELL = "sh";

/** What is used where neither VISUAL nor EDITOR is set. */
const EDITOR = "vi";

/** Sends the mail that options describe. */
type Send = (
  options: SendOptions,
  given: GivenOptions,
  context: Context,
) => Promise<ExitCode>;

/** Whether an editor may be run. */
export function mayEdit(): boolean {
  return Deno.permissions.querySync({ name: "run", command: SHELL }).state === "granted";
}

/**
 * Lets a person write the mail, and sends it. The draft stays until the mail is sent.
 *
 * @param options The options, of which the draft begins.
 * @param given What of them stood on the command line.
 * @param context What it is sent with.
 * @param send Sends it.
 * @returns The exit code.
 * @throws {CliError} 64 if nothing was written, 65 if the draft cannot be understood, 74 if it cannot be
 * kept, 78 if no editor may be run.
 */
export async function writeAndSend(
  options: SendOptions,
  given: GivenOptions,
  context: Context,
  send: Send,
): Promise<ExitCode> {
  checkEditing(options);
  const begun = options.draft === undefined ? beginDraft(options) : undefined;
  const path = options.draft ?? keepDraft(begun ?? "", context.variable);
  const isOurs = begun !== undefined;
  await runEditor(path, context.variable);
  const text = readText(path);
  if (text.trim() === "" || text === begun) {
    if (isOurs) Deno.removeSync(path);
    throw new UsageError("nothing was written, so nothing is sent");
  }
  // What the options said stands in the draft already.
  const rest = isOurs ? { ...options, to: [], cc: [], bcc: [], attach: [], header: [] } : options;
  let code: ExitCode | undefined;
  try {
    // The draft is removed in the end.
    const keepOnly = (needs: Needs): void => context.keepOnly({ ...needs, write: true });
    const written = { ...readDraft(text, rest), edit: false, draft: undefined };
    code = await send(written, given, { ...context, keepOnly });
    return code;
  } finally {
    if (code === Exit.ok && isOurs) Deno.removeSync(path);
    else if (code !== Exit.ok) context.terminal.err(keptHint(path, code));
  }
}

function keptHint(path: string, code: ExitCode | undefined): string {
  const place = shellWord(path);
  // A mail that may have arrived is not to be sent again without a thought.
  if (code === Exit.unknown) return `The draft is kept: ${place}\n`;
  return `The draft is kept. To go on: mua send --edit --draft ${place}\n`;
}

/**
 * The options of a draft that was written before.
 *
 * @param path The draft.
 * @param options The options beside it.
 * @throws {CliError} 64 if an option contradicts it, 65 if it cannot be understood, 66 if it cannot be
 * read.
 */
export function useDraft(path: string, options: SendOptions): SendOptions {
  refuseOtherText("--draft", options);
  return { ...readDraft(readText(path), options), draft: undefined };
}

function checkEditing(options: SendOptions): void {
  refuseOtherText("--edit", options);
  if (options.json) throw notTogether("--edit", "--json");
  if (mayEdit()) return;
  throw new CliError(Exit.configuration, "mua has no permission to run an editor", {
    hint: `${
      Deno.build.standalone
        ? ANY_HOST_HINT
        : `To allow it: deno run -P=mua --allow-run=${SHELL} main.ts`
    }\nOr give the mail by options: mua send --to ADDRESS --subject TEXT --body TEXT`,
  });
}

function refuseOtherText(name: string, { body, html, eml }: SendOptions): void {
  if (body !== undefined) throw notTogether(name, "--body");
  if (html !== undefined) throw notTogether(name, "--html");
  if (eml !== undefined) throw notTogether(name, "--eml");
}

/** Keeps a draft where nobody else reads it. */
function keepDraft(text: string, variable: Variable): string {
  const directory = statePath("drafts", variable);
  const path = `${directory}/${new Date().toISOString().replace(/[:.]/g, "-")}.txt`;
  try {
    Deno.mkdirSync(directory, { recursive: true, mode: 0o700 });
    using file = createPrivateFile(path);
    writeAllSync(file, new TextEncoder().encode(text));
  } catch (error) {
    throw cannotSave(path, error);
  }
  return path;
}

async function runEditor(path: string, variable: Variable): Promise<void> {
  const editor = variable("VISUAL") || variable("EDITOR") || EDITOR;
  const { code } = await new Deno.Command(SHELL, {
    args: ["-c", `${editor} "$1"`, SHELL, path],
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn().status;
  if (code === 0) return;
  throw new CliError(Exit.configuration, `the editor failed: ${editor} ended with ${code}`, {
    hint: `The draft is in ${shellWord(path)}. The editor is named by VISUAL or EDITOR.`,
  });
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw cannotRead(path, error);
  }
}
