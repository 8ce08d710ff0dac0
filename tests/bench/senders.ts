/**
 * Programs that send a mail from the command line, each told to send the same one as its users
 * would tell it.
 * @module
 */
import { EHLO_NAME, type Letter, RECIPIENT, SENDER, SUBJECT, TEXT } from "./letter.ts";
import { installed, muaForms, nodemailer, type Program, smtplib } from "./programs.ts";

/** A program, and how it is told to send a letter. */
export interface Sender {
  /** What the tables call it. */
  readonly name: string;
  /** The program. */
  readonly program: Program;
  /** Its arguments. */
  readonly args: readonly string[];
  /** The file that it reads as its standard input. */
  readonly stdin?: string;
  /** How it does it, where that differs from the others. */
  readonly note?: string;
}

const NOTE_READY = "the message was made before";

/**
 * Who can send a letter.
 *
 * @param letter The letter.
 * @param port The server's port on 127.0.0.1.
 * @returns The senders, mua first.
 */
export async function senders(letter: Letter, port: number): Promise<Sender[]> {
  const script = [String(port), EHLO_NAME, SENDER, RECIPIENT, SUBJECT, TEXT, ...attached(letter)];
  return [
    ...muaForms().map((form) => ({ ...form, args: muaArgs(letter, port) })),
    { name: "curl", program: installed("curl"), ...curl(letter, port) },
    { name: "swaks", program: installed("swaks"), args: swaksArgs(letter, port) },
    { name: "msmtp", program: installed("msmtp"), ...msmtp(letter, port) },
    { name: "Python smtplib", program: await smtplib("smtplib_send.py"), args: script },
    { name: "nodemailer on Node", program: nodemailer("nodemailer_send.mjs"), args: script },
  ];
}

/**
 * Those that can send a message that was made before, and no longer have to encode it.
 *
 * @param letter The letter.
 * @param port The server's port on 127.0.0.1.
 * @returns The senders, mua first.
 */
export function readySenders(letter: Letter, port: number): Sender[] {
  const args = ["send", ...muaServer(port), "--eml", letter.ready];
  return [
    ...muaForms().map((form) => ({ ...form, name: `${form.name}, --eml`, args, note: NOTE_READY })),
    { name: "curl -T", program: installed("curl"), ...curlReady(letter, port) },
  ];
}

function attached({ attachment }: Letter): string[] {
  return attachment === undefined ? [] : [attachment];
}

function muaServer(port: number): string[] {
  return ["--server", `127.0.0.1:${port}`, "--ehlo", EHLO_NAME, "--quiet"];
}

function muaArgs(letter: Letter, port: number): string[] {
  const parties = ["-f", SENDER, "-t", RECIPIENT, "-s", SUBJECT, "--body", TEXT];
  return [
    "send",
    ...muaServer(port),
    ...parties,
    ...attached(letter).flatMap((path) => ["-a", path]),
  ];
}

type HowToSend = Pick<Sender, "args" | "stdin" | "note">;

function curlServer(port: number): string[] {
  const url = `smtp://127.0.0.1:${port}/${EHLO_NAME}`;
  // Without -q it would read the configuration of whoever runs this.
  return ["-q", "-sS", url, "--mail-from", SENDER, "--mail-rcpt", RECIPIENT];
}

function curl(letter: Letter, port: number): HowToSend {
  if (letter.attachment === undefined) return curlReady(letter, port);
  const header = [`From: ${SENDER}`, `To: ${RECIPIENT}`, `Subject: ${SUBJECT}`];
  const fields = header.flatMap((field) => ["-H", field]);
  const file = `file=@${letter.attachment};type=application/octet-stream;encoder=base64`;
  const args = [...curlServer(port), ...fields, "-F", `=${TEXT};type=text/plain`, "-F", file];
  return { args, note: "-F with encoder=base64" };
}

function curlReady(letter: Letter, port: number): HowToSend {
  return { args: [...curlServer(port), "-T", letter.ready], note: NOTE_READY };
}

function swaksArgs(letter: Letter, port: number): string[] {
  return [
    "--config",
    ...["--server", `127.0.0.1:${port}`, "--ehlo", EHLO_NAME, "--silent", "2"],
    ...["--from", SENDER, "--to", RECIPIENT, "--header", `Subject: ${SUBJECT}`, "--body", TEXT],
    ...attached(letter).flatMap((path) => ["--attach", `@${path}`]),
  ];
}

/** It composes nothing: it stands in the place of sendmail, behind a program that does. */
function msmtp(letter: Letter, port: number): HowToSend {
  const server = ["--file=/dev/null", "--host=127.0.0.1", `--port=${port}`, "--tls=off"];
  const args = [...server, `--domain=${EHLO_NAME}`, `--from=${SENDER}`, "--", RECIPIENT];
  return { args, stdin: letter.ready, note: NOTE_READY };
}
