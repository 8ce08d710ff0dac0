/**
 * `mua domain key`: a key to sign with, and the record to publish.
 * @module
 */
import { createPrivateFile } from "../../message/file/private_file.ts";
import {
  makeSigningKey,
  publishedRecord,
  readSigningKey,
  type SigningKey,
} from "../../trust/sign/key.ts";
import { defineCommand, type Invocation } from "../command/command.ts";
import type { OptionTable } from "../command/options.ts";
import { readDomain } from "../route/domain_name.ts";
import { checkSelector, readKey } from "../sign/sign.ts";
import { Exit, type ExitCode, UsageError } from "../terminal/exit.ts";
import { cannotSave } from "../terminal/file_failure.ts";
import { zoneLine } from "./zone_line.ts";

const keyOptions = {
  selector: {
    kind: "text",
    short: "s",
    value: "NAME",
    default: "mua",
    help: "the name under which the domain publishes the key",
  },
  ed25519: {
    kind: "flag",
    help: "make an Ed25519 key, which not every receiver knows, in place of RSA",
  },
  output: {
    kind: "text",
    short: "o",
    value: "FILE",
    help: "the file of the private key; by default SELECTOR.DOMAIN.pem",
  },
  json: { kind: "flag", help: "the result as one JSON object" },
} as const satisfies OptionTable;

/** The command `mua domain key`. */
export const key = defineCommand({
  name: "key",
  summary: "make a DKIM key, and show the record to publish",
  operands: "DOMAIN",
  options: keyOptions,
  examples: [
    { line: "mua domain key example.com --selector s2026", what: "a key in s2026.example.com.pem" },
    { line: "mua domain key example.com -s e1 --ed25519", what: "a second, short one" },
  ],
  details: [
    "Only you can read the file. A file that is there is never overwritten: if it holds a key, its " +
    "record is shown again.",
  ],
  needs: { read: true, write: true },
  run,
});

async function run(invocation: Invocation<typeof keyOptions>): Promise<ExitCode> {
  const { options, operands: [operand = ""], terminal } = invocation;
  const domain = readDomain(operand);
  const { selector, output } = options;
  checkSelector(selector);
  const file = output ?? `${selector}.${domain}.pem`;
  const { key, isNew } = await makeOrRead(file, options.ed25519 ? "ed25519" : "rsa");
  if (!isNew && options.ed25519 && key.type !== "ed25519") {
    throw new UsageError(`"${file}" holds an RSA key, and is not overwritten`, {
      hint: "Take another selector: --selector NAME",
    });
  }
  const name = `${selector}._domainkey.${domain}`;
  const record = { name, type: "TXT", value: publishedRecord(key) } as const;
  if (options.json) {
    const { type, bits } = key;
    const published = { ...record, line: zoneLine(record) };
    terminal.json({ domain, selector, file, new: isNew, type, bits, record: published });
    return Exit.ok;
  }
  terminal.out(zoneLine(record), "\n");
  const what = isNew ? "The private key is in" : "The key was there before, in";
  terminal.err(
    `${what} ${file}. Publish the record above, and look at it:\n` +
      `mua domain ${domain} --dkim-selector ${selector}\n` +
      `Then sign with it: mua send --dkim-key ${file} --dkim-selector ${selector} ...\n`,
  );
  return Exit.ok;
}

interface MadeKey {
  readonly key: SigningKey;
  readonly isNew: boolean;
}

async function makeOrRead(path: string, type: SigningKey["type"]): Promise<MadeKey> {
  const pem = makeSigningKey(type);
  try {
    using file = createPrivateFile(path);
    const octets = new TextEncoder().encode(pem);
    for (let at = 0; at < octets.length;) at += await file.write(octets.subarray(at));
    return { key: readSigningKey(pem), isNew: true };
  } catch (cause) {
    if (!(cause instanceof Deno.errors.AlreadyExists)) throw cannotSave(path, cause);
    return { key: await readKey(path), isNew: false };
  }
}
