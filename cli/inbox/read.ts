/**
 * `mua inbox list` and `mua inbox show`: what an inbox has received.
 * @module
 */
import { readHead } from "../../inbox/store/head.ts";
import type { MessageStore } from "../../inbox/store/store.ts";
import { openDirectoryStore } from "../../inbox/store/directory.ts";
import { subjectIn } from "../../inbox/store/subject.ts";
import { reasonOf } from "../../mailbox/directory.ts";
import { defineCommand, type Invocation } from "../command/command.ts";
import { escapeLine } from "../terminal/escape.ts";
import { Exit, type ExitCode, MissingInputError, UsageError } from "../terminal/exit.ts";
import { directoryOption } from "./options.ts";
import { messageJson, messageLine } from "./report.ts";
import type { OptionTable } from "../command/options.ts";
import { type HeaderField, HeaderReader } from "../../message/header/header.ts";
import type { ReadMessage } from "../../trust/material.ts";
import { verificationJson } from "../verify/json.ts";
import { readVerifyOptions, verifyOptions } from "../verify/options.ts";
import { verificationLines } from "../verify/report.ts";
import { verify, verifyExitCode } from "../verify/verify.ts";

/** Messages whose lines are written together: a write for each of 50,000 takes longer than the rest. */
const LINES_AT_ONCE = 256;

const readOptions = {
  dir: directoryOption,
  json: { kind: "flag", help: "JSON, one object per message" },
} as const satisfies OptionTable;

const showOptions = { ...readOptions, ...verifyOptions } as const satisfies OptionTable;

/** `mua inbox list`. */
export const list = defineCommand({
  name: "list",
  summary: "list the messages that arrived, one per line",
  operands: "",
  options: readOptions,
  examples: [{ line: "mua inbox list --dir DIR", what: "the messages in this directory" }],
  details: [
    "Shows number, time, size, envelope sender and recipients, and subject. Exit code 66: no such directory.",
  ],
  needs: { read: true },
  run: listMessages,
});

/** `mua inbox show`. */
export const show = defineCommand({
  name: "show",
  summary: "show one message, as it arrived",
  operands: "N|N.eml",
  options: showOptions,
  examples: [
    { line: "mua inbox show 1", what: "on the terminal, with control characters escaped" },
    { line: "mua inbox show 1 >mail.eml", what: "octet for octet" },
    { line: "mua inbox show 1 --verify", what: "whether its signatures hold, and the rest" },
  ],
  details: [
    "With --json: the envelope, and the header fields in order. With --verify: what was found in " +
    "place of the message.",
    "Exit code: 66 no such message; with --verify 0 everything that could be checked holds, 1 " +
    "something does not or nothing is proved, 75 DNS could not tell.",
  ],
  needs: ({ options }) => ({ read: true, net: options.verify }),
  run: showMessage,
});

async function listMessages(
  { options, terminal }: Invocation<typeof readOptions>,
): Promise<ExitCode> {
  const { dir, json } = options;
  return await reading(dir, async (store) => {
    const messages = await store.list();
    for (let at = 0; at < messages.length; at += LINES_AT_ONCE) {
      const some = messages.slice(at, at + LINES_AT_ONCE);
      if (!json) terminal.out(some.flatMap((message) => messageLine(message, message)));
      else for (const message of some) terminal.json(messageJson(message, message, dir));
    }
    if (messages.length === 0) terminal.err(`No messages in ${escapeLine(dir)}\n`);
    return Exit.ok;
  });
}

async function showMessage(
  { options, operands, terminal, signal }: Invocation<typeof showOptions>,
): Promise<ExitCode> {
  const { dir, json } = options;
  const plan = readVerifyOptions(options);
  const number = readNumber(operands[0]);
  return await reading(dir, async (store) => {
    const message = await store.find(number);
    if (message === undefined) {
      const hint = `To list the messages: mua inbox list --dir ${dir}`;
      throw new MissingInputError(`no message ${number} in "${dir}"`, { hint });
    }
    const verified = plan && await verify(await readStored(store, number), plan, signal);
    const exitCode = verified === undefined ? Exit.ok : verifyExitCode(verified);
    if (json) {
      const head = await readHead(await store.read(number));
      const header = head.fields.map(({ name, value }) => ({ name, value }));
      const verification = verified && verificationJson(verified);
      terminal.json({
        ...messageJson(message, subjectIn(head), dir),
        header,
        ...(verification === undefined ? {} : { verification }),
      });
      return exitCode;
    }
    if (verified !== undefined) {
      terminal.out(verificationLines(verified, terminal.columns));
      return exitCode;
    }
    for await (const octets of await store.read(number) ?? []) terminal.octets(octets);
    return Exit.ok;
  });
}

/** A message is called by its number, or by its file, as the dialogue says it: `stored as 0001.eml`. */
function readNumber(text = ""): number {
  const [, digits] = /^(\d{1,9})(?:\.eml)?$/.exec(text) ?? [];
  const number = Number(digits ?? 0);
  if (number > 0) return number;
  throw new UsageError(`N must be the number of a message, or its file N.eml; not "${text}"`);
}

/** Reads a store; a directory or file that cannot be read is missing input. */
async function reading(
  dir: string,
  read: (store: MessageStore) => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await read(openDirectoryStore(dir));
  } catch (cause) {
    const reason = reasonOf(cause);
    if (reason === undefined) throw cause;
    throw new MissingInputError(`cannot read the messages in "${dir}": ${reason}`, { cause });
  }
}

/** A stored message, which can be read as often as is needed. */
async function readStored(store: MessageStore, number: number): Promise<ReadMessage> {
  const open = async function* (): AsyncGenerator<Uint8Array> {
    yield* await store.read(number) ?? [];
  };
  const reader = new HeaderReader();
  const found: HeaderField[][] = [];
  for await (const octets of open()) {
    found.push(reader.push(octets.slice()));
    if (reader.done) break;
  }
  found.push(reader.end());
  return { fields: found.flat(), bodyOffset: reader.size, open };
}
