/**
 * Does what a line says that begins with a colon.
 * @module
 */
import { explainOperands } from "../../../explain/reading/operands.ts";
import { severity } from "../../../smtp/reply.ts";
import { explanationLines } from "../../explain/report.ts";
import { bold, type Piece } from "../../terminal/style.ts";
import { CliError, Exit, UsageError } from "../../terminal/exit.ts";
import { consoleColumns } from "../../terminal/terminal.ts";
import { authenticateBy, type AuthSetting } from "./authenticate.ts";
import type { LineTaker, LocalRunner } from "./line_taker.ts";
import {
  LOCAL_COMMANDS,
  type LocalCommand,
  LocalCommandError,
  readLocalCommand,
} from "./local_command.ts";
import { readDialogue, replayDialogue } from "./replay_run.ts";
import { saveDialogue } from "./save.ts";
import { sendFile } from "./send_file.ts";
import { STARTTLS, type Talk } from "../dialogue/talk.ts";

/** What local commands need beside the dialogue. */
interface LocalSetting {
  /** Where secrets come from. */
  readonly auth: AuthSetting;
  /** Takes note of a file that the dialogue is kept in, up to its end. */
  readonly onSave: (path: string) => void;
}

/**
 * Makes what runs local commands.
 *
 * @param setting What they need.
 * @returns What runs a line; it throws {@linkcode CliError} if that cannot be done.
 */
export function localRunner(setting: LocalSetting): LocalRunner {
  return async (taker, text) => await run(taker, read(text), setting);
}

function read(text: string): LocalCommand {
  try {
    return readLocalCommand(text);
  } catch (error) {
    if (!(error instanceof LocalCommandError)) throw error;
    throw new UsageError(error.message, { cause: error });
  }
}

async function run(
  taker: LineTaker,
  command: LocalCommand,
  setting: LocalSetting,
): Promise<void> {
  const { talk } = taker;
  const { dialogue } = talk;
  const { desk } = dialogue;
  switch (command.name) {
    case "help":
      return desk.answer(helpOn(command.word, consoleColumns()));
    case "crlf":
      desk.showsLineEnds = !desk.showsLineEnds;
      return;
    case "save":
      await saveDialogue(dialogue, command.path);
      setting.onSave(command.path);
      return desk.answer(`The dialogue is saved in ${command.path}, up to its end.\n`);
    case "quit":
      return await talk.leave();
    default:
      if (!dialogue.isOpen) throw new UsageError("the connection is closed");
      return await runOnline(taker, command, setting);
  }
}

/** The commands that need the server. */
type OnlineCommand = Exclude<LocalCommand, { readonly name: "help" | "crlf" | "save" | "quit" }>;

async function runOnline(
  taker: LineTaker,
  command: OnlineCommand,
  setting: LocalSetting,
): Promise<void> {
  const { talk } = taker;
  if (talk.dialogue.tracker.isInMessage && command.name !== "file" && command.name !== "raw") {
    throw new UsageError(`:${command.name} cannot be used inside a message`, {
      hint: "A line with only a dot ends the message.",
    });
  }
  switch (command.name) {
    case "starttls":
      return await startTls(talk);
    case "auth":
      return await authenticateBy(talk, command.mechanism, command.user, setting.auth);
    case "file":
      return await sendFile(talk, command.path);
    case "raw":
      return await talk.sayRaw(command.octets);
    case "pipeline":
      return await taker.pipeline();
    case "replay":
      await replayDialogue(talk, await readDialogue(command.path));
  }
}

/**
 * Greets if nobody has, asks for TLS, and greets again (RFC 3207 section 4.2). What follows in a script may
 * be a secret: where there is no TLS it must not leave.
 */
async function startTls(talk: Talk): Promise<void> {
  const { dialogue } = talk;
  const { tracker } = dialogue;
  if (tracker.state.encrypted) throw new UsageError("TLS is already on");
  if (tracker.state.extensions === undefined) await talk.say([talk.ehlo]);
  if (dialogue.isOpen) await talk.say([STARTTLS]);
  if (!dialogue.isOpen) return;
  if (!tracker.state.encrypted) {
    const { lastAnswer } = dialogue;
    const isTemporary = lastAnswer !== undefined && severity(lastAnswer) === "transient";
    throw new CliError(
      isTemporary ? Exit.temporary : Exit.refused,
      "the server did not start TLS: anyone on the way can read everything",
    );
  }
  await talk.say([talk.ehlo]);
}

/** Columns of the longest local command with its operands. */
const WIDTH = 24;

/**
 * The help of the local commands, or what a word of SMTP means.
 *
 * @param words The words to explain: a command, a code, an extension; `undefined` lists the local commands.
 * @param columns The width of the terminal.
 * @returns Lines.
 */
function helpOn(words: string | undefined, columns: number): Piece[] {
  if (words !== undefined) {
    return explanationLines(explainOperands(words.split(/[ \t]+/)), columns);
  }
  return [
    "What you type goes to the server as it is. Lines that begin with a colon are for mua:\n",
    ...LOCAL_COMMANDS.flatMap(({ name, operands, does }) => [
      "  ",
      bold(`:${name} ${operands}`.trimEnd()),
      `${" ".repeat(WIDTH - `:${name} ${operands}`.trimEnd().length)} ${does}\n`,
    ]),
    "Tab completes; Up, Down and Ctrl-R find earlier lines; Ctrl-C clears the line. On an empty\n" +
    "line Ctrl-C and Ctrl-D send QUIT and leave.\n",
  ];
}
