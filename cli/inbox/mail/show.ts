/**
 * `mua inbox show`: one message.
 * @module
 */
import type { MessageStore } from "../../../inbox/store/store.ts";
import { type HeaderField, HeaderReader } from "../../../message/header/header.ts";
import type { ReadMessage } from "../../../trust/material.ts";
import { verificationJson } from "../../verify/json.ts";
import { readVerifyOptions, verifyOptions } from "../../verify/options.ts";
import { verificationLines } from "../../verify/report.ts";
import { verify, verifyExitCode } from "../../verify/verify.ts";
import { defineCommand, type Invocation } from "../../command/command.ts";
import { Exit, type ExitCode } from "../../terminal/exit.ts";
import type { OptionTable } from "../../command/options.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { findNumber, noMessage, readNumber } from "./number.ts";
import { directoryOption } from "./directory.ts";
import { reading } from "./directory.ts";
import { messageJson } from "./message.ts";

const showOptions = {
  dir: directoryOption,
  json: { kind: "flag", help: "JSON: envelope, header, text, HTML, links, codes, findings" },
  ...verifyOptions,
} as const satisfies OptionTable;

/** `mua inbox show`. */
export const show = defineCommand({
  name: "show",
  summary: "show one message, as it arrived",
  operands: "N|N.eml|last",
  options: showOptions,
  examples: [
    { line: "mua inbox show 1", what: "on the terminal, with control characters escaped" },
    { line: "mua inbox show last >mail.eml", what: "the latest one, octet for octet" },
    { line: "mua inbox show 1 --verify", what: "whether its signatures hold, and the rest" },
  ],
  details: [
    "With --json: one object with the envelope, the header fields in order, text and HTML, the " +
    "links, the codes (numbers of 4 to 8 digits), the attachments, and what mua inspect finds " +
    "wrong with it. With --verify: what was found in place of the message.",
    "Exit code: 66 no such message; with --verify 0 everything that could be checked holds, 1 " +
    "something does not or nothing is proved, 75 DNS could not tell.",
  ],
  needs: ({ options }) => ({ read: true, net: options.verify }),
  run: showMessage,
});

async function showMessage(
  { options, operands, terminal, signal }: Invocation<typeof showOptions>,
): Promise<ExitCode> {
  const { dir, json } = options;
  const plan = readVerifyOptions(options);
  const wanted = readNumber(operands[0]);
  return await reading(dir, async (store) => {
    const number = await findNumber(store, wanted, dir);
    const verified = plan && await verify(await readStored(store, number), plan, signal);
    const exitCode = verified === undefined ? Exit.ok : verifyExitCode(verified);
    if (json) await printJson(store, number, dir, terminal, verified && verificationJson(verified));
    else if (verified !== undefined) terminal.out(verificationLines(verified, terminal.columns));
    else for await (const octets of await store.read(number) ?? []) terminal.octets(octets);
    return exitCode;
  });
}

/**
 * Prints a message as JSON.
 *
 * @param store The store.
 * @param number The number of the message.
 * @param dir The directory of the store.
 * @param terminal Where to.
 * @param verification What --verify found, if that was asked for.
 * @throws {MissingInputError} If there is no such message.
 */
export async function printJson(
  store: MessageStore,
  number: number,
  dir: string,
  terminal: Terminal,
  verification?: object,
): Promise<void> {
  const message = await store.find(number);
  if (message === undefined) throw noMessage(number, dir);
  const { contentJson } = await import("./content.ts");
  const { readReceived } = await import("../../../inbox/received/mail.ts");
  const mail = await readReceived(await store.read(number));
  terminal.json({ ...messageJson(message, message, dir), ...contentJson(mail), verification });
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
