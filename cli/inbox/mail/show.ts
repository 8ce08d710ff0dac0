/**
 * `mua inbox show`: one message.
 * @module
 */
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
import { messageJson } from "./message.ts";
import { findPlace, type MailPlace, placeNeeds, placeOptions } from "./place.ts";

const showOptions = {
  ...placeOptions,
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
  needs: ({ options }) => {
    const needs = placeNeeds({ options });
    return { ...needs, net: needs.net || options.verify };
  },
  run: showMessage,
});

async function showMessage(
  { options, operands, ...context }: Invocation<typeof showOptions>,
): Promise<ExitCode> {
  const { terminal, signal } = context;
  const plan = readVerifyOptions(options);
  const wanted = readNumber(operands[0]);
  const place = await findPlace(options, context);
  const number = await findNumber(place, wanted);
  const { mails } = place;
  const verified = plan && await verify(await readStored(mails, number), plan, signal);
  context.keepOnly(placeNeeds({ options }));
  const exitCode = verified === undefined ? Exit.ok : verifyExitCode(verified);
  if (options.json) {
    await printJson(place, number, terminal, verified && verificationJson(verified));
  } else if (verified !== undefined) {
    terminal.out(verificationLines(verified, terminal.columns));
  } else {
    for await (const octets of await mails.read(number) ?? []) terminal.octets(octets);
  }
  return exitCode;
}

/**
 * Prints a message as JSON.
 *
 * @param place Where it is.
 * @param number The number of the message.
 * @param terminal Where to.
 * @param verification What --verify found, if that was asked for.
 * @throws {MissingInputError} If there is no such message.
 */
export async function printJson(
  place: MailPlace,
  number: number,
  terminal: Terminal,
  verification?: object,
): Promise<void> {
  const { mails, dir } = place;
  const message = await mails.find(number);
  if (message === undefined) throw noMessage(number, place);
  const { contentJson } = await import("./content.ts");
  const { readReceived } = await import("../../../inbox/received/mail.ts");
  const mail = await readReceived(await mails.read(number));
  terminal.json({ ...messageJson(message, message, dir), ...contentJson(mail), verification });
}

/** A stored message, which can be read as often as is needed. */
async function readStored(
  mails: MailPlace["mails"],
  number: number,
): Promise<ReadMessage> {
  const open = async function* (): AsyncGenerator<Uint8Array> {
    yield* await mails.read(number) ?? [];
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
