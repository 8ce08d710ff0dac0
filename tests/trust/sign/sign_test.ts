import { dkimVerify } from "mailauth/dkim/verify";
import { MessageError } from "../../../message/mod.ts";
import type { MessageSource } from "../../../smtp/mod.ts";
import { readKeyRecord } from "../../../trust/dkim/key.ts";
import {
  isPublished,
  makeSigningKey,
  publishedRecord,
  readSigningKey,
  SigningKeyError,
} from "../../../trust/sign/key.ts";
import { type Signer, signMessage } from "../../../trust/sign/sign.ts";
import { assert, assertEquals, assertRejects, assertThrows } from "../../std/assert.ts";
import { testUnless } from "../../support/needs.ts";

const keys = {
  rsa: readSigningKey(makeSigningKey("rsa")),
  ed25519: readSigningKey(makeSigningKey("ed25519")),
} as const;

function signerOf(type: keyof typeof keys): Signer {
  return {
    key: keys[type],
    domain: "x.example",
    selector: type,
    time: new Date("2026-06-01T12:00Z"),
  };
}

/** A message in memory, in pieces of a certain size. */
function sourceOf(text: string, size = 7): MessageSource {
  const octets = new TextEncoder().encode(text);
  return {
    size: octets.length,
    eightBit: false,
    utf8Header: false,
    async *open(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < octets.length; at += size) yield octets.slice(at, at + size);
    },
  };
}

async function textOf(source: MessageSource): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of source.open()) text += decoder.decode(piece, { stream: true });
  return text;
}

/** What mailauth finds: one word for each signature. */
async function verify(message: string): Promise<unknown[]> {
  const record = (type: string): string =>
    publishedRecord(type === "rsa" ? keys.rsa : keys.ed25519);
  const { results } = await dkimVerify(message, {
    resolver: (name: string) => Promise.resolve([[record(name.split(".")[0] ?? "")]]),
    curTime: new Date("2026-06-01T13:00Z"),
  });
  return results.map(({ status }: { status: { result: string } }) => status.result);
}

const HEADER = [
  "From: Ana <ana@x.example>",
  "To: b@y.example,",
  "\tc@y.example",
  "Subject:  Hi,   Ana ",
  "Date: Mon, 1 Jun 2026 12:00:00 +0000",
  "Message-ID: <1@x.example>",
];
const BODY = ["Hi,", "", ". a dot \t", "From the start  ", "", ""];
const MAIL = [...HEADER, "", ...BODY].join("\r\n");

/** Messages that are signed. */
const messages: Readonly<Record<string, string>> = {
  "a plain mail": MAIL,
  "no body": HEADER.join("\r\n") + "\r\n\r\n",
  "no blank line": HEADER.join("\r\n") + "\r\n",
  "a body of blank lines": HEADER.join("\r\n") + "\r\n\r\n\r\n \r\n",
  "no line end at the end": `${MAIL}end`,
  "UTF-8": MAIL.replace("Hi, ", "Olá, ").replace("Hi,", "Olá,"),
  "fields that occur twice": `Received: a\r\nReceived: b\r\nComments: c\r\n${MAIL}`,
  "a list's fields":
    `List-Unsubscribe: <https://x.example/u>\r\nReferences: <1@x>\r\n <2@x>\r\n${MAIL}`,
};

for (const type of ["rsa", "ed25519"] as const) {
  for (const [what, text] of Object.entries(messages)) {
    Deno.test(`a message with ${what}, signed by ${type}, is verified by mailauth`, async () => {
      const signed = await signMessage(sourceOf(text), signerOf(type));
      const message = await textOf(signed);
      assert(message.endsWith(text));
      assertEquals(signed.size, new TextEncoder().encode(message).length);
      assertEquals(await verify(message), ["pass"]);
    });
  }
}

for (
  const [what, change] of [
    ["the text", (mail: string) => mail.replace("a dot", "a dog")],
    ["the subject", (mail: string) => mail.replace("Hi,   Ana", "Hi,   Eva")],
    ["a second From", (mail: string) => mail.replace("\r\nTo:", "\r\nFrom: eve@z.example\r\nTo:")],
    ["a Cc", (mail: string) => mail.replace("\r\nTo:", "\r\nCc: eve@z.example\r\nTo:")],
    [
      "a Content-Type",
      (mail: string) => mail.replace("\r\nTo:", "\r\nContent-Type: text/html\r\nTo:"),
    ],
  ] as const
) {
  Deno.test(`who changes ${what} breaks the signature`, async () => {
    const message = await textOf(await signMessage(sourceOf(MAIL), signerOf("rsa")));
    const changed = change(message);
    assert(changed !== message);
    assertEquals((await verify(changed)).includes("pass"), false);
  });
}

Deno.test("blanks and blank lines that a server changes break nothing", async () => {
  const message = await textOf(await signMessage(sourceOf(MAIL), signerOf("rsa")));
  const changed = `${message.replace("Hi,   Ana", "Hi,\r\n Ana").replace("dot \t", "dot")}\r\n\r\n`;
  assertEquals(await verify(changed), ["pass"]);
});

Deno.test("the signature names its fields, keeps others out, and fits into lines of 78", async () => {
  const message = await textOf(await signMessage(sourceOf(MAIL), signerOf("rsa")));
  const field = message.slice(0, message.indexOf("\r\nFrom:"));
  assert(field.split("\r\n").every((line) => line.length <= 78), field);
  const names = /h=([^;]*);/.exec(field.replace(/\s/g, ""))?.[1]?.split(":");
  assertEquals(names, [
    ...["From", "From", "To", "To", "Cc", "Subject", "Subject", "Date", "Date"],
    ...["Message-ID", "Message-ID", "Reply-To", "MIME-Version", "Content-Type"],
    "Content-Transfer-Encoding",
  ]);
});

Deno.test("what a server without 8BITMIME gets is signed by itself", async () => {
  const source = { ...sourceOf(MAIL), sevenBit: () => Promise.resolve(sourceOf(`${MAIL}=41`)) };
  const signed = await signMessage(source, signerOf("rsa"));
  const sevenBit = await signed.sevenBit?.();
  assert(sevenBit !== undefined && typeof sevenBit !== "string");
  const message = await textOf(sevenBit);
  assert(message.endsWith("=41"));
  assertEquals(await verify(message), ["pass"]);
  assert(await signed.sevenBit?.() === sevenBit);
  const refused = { ...sourceOf(MAIL), sevenBit: () => Promise.resolve("no") };
  assertEquals(await (await signMessage(refused, signerOf("rsa"))).sevenBit?.(), "no");
});

Deno.test("a message without From, or with two, is not signed", async () => {
  for (const text of ["To: b@y.example\r\n\r\n", `From: a@x.example\r\n${MAIL}`]) {
    await assertRejects(
      () => signMessage(sourceOf(text), signerOf("rsa")),
      MessageError,
      "one From",
    );
  }
});

Deno.test("a key is published by its own record, and by no other", () => {
  const record = (type: keyof typeof keys): ReturnType<typeof readKeyRecord> =>
    readKeyRecord(publishedRecord(keys[type]));
  assertEquals(record("rsa").bits, 2048);
  assertEquals(
    [isPublished(keys.rsa, record("rsa")), isPublished(keys.ed25519, record("ed25519"))],
    [true, true],
  );
  assertEquals(isPublished(keys.rsa, record("ed25519")), false);
  assertEquals(isPublished(keys.rsa, readKeyRecord("v=DKIM1; p=")), false);
});

const pem = (label: string, text: string): string =>
  `-----BEGIN ${label}-----\n${text}\n-----END ${label}-----\n`;

for (
  const [what, text, why] of [
    ["a text", "hello", "is no private key in PEM"],
    ["a certificate", pem("CERTIFICATE", "AAAA"), "is public"],
    ["a public key", pem("PUBLIC KEY", "AAAA"), "is public"],
    ["an encrypted key", pem("ENCRYPTED PRIVATE KEY", "AAAA"), "is encrypted"],
    ["a broken key", pem("PRIVATE KEY", "AAAA"), "cannot be read"],
  ] as const
) {
  Deno.test(`${what} signs nothing: it ${why}`, () => {
    assertThrows(() => readSigningKey(text), SigningKeyError, why);
  });
}

Deno.test("keys of another kind, or too short ones, sign nothing", async () => {
  const { generateKeyPairSync } = await import("node:crypto");
  const format = { format: "pem", type: "pkcs8" } as const;
  const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export(format);
  const sec1 = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey
    .export({ format: "pem", type: "sec1" });
  for (const text of [elliptic, sec1]) {
    const why = "neither RSA nor Ed25519";
    assertThrows(() => readSigningKey(text.toString()), SigningKeyError, why);
  }
  const short = generateKeyPairSync("rsa", { modulusLength: 512 }).privateKey.export(format);
  assertThrows(() => readSigningKey(short.toString()), SigningKeyError, "has 512 bits");
});

Deno.test("an RSA key as PKCS #1 is read too", async () => {
  const { createPrivateKey } = await import("node:crypto");
  const key = makeSigningKey("rsa");
  const old = createPrivateKey(key).export({ format: "pem", type: "pkcs1" }).toString();
  assertEquals(readSigningKey(old).published, readSigningKey(key).published);
});

/** The Python that has Debian's packages. */
const PYTHON = "/usr/bin/python3";

/** Why a program of Debian cannot be asked here. */
function lacks(command: string, ...args: readonly string[]): string | undefined {
  try {
    const { success } = new Deno.Command(command, {
      args: [...args],
      stdout: "null",
      stderr: "null",
    })
      .outputSync();
    return success ? undefined : `needs ${command} ${args.join(" ")}`;
  } catch {
    return `needs ${command}`;
  }
}

/** All messages signed by both keys, as they leave, in files `TYPE-NUMBER.eml` of a directory. */
async function writeSigned(directory: string): Promise<string[]> {
  const files: string[] = [];
  for (const type of ["rsa", "ed25519"] as const) {
    for (const [index, text] of Object.values(messages).entries()) {
      const file = `${directory}/${type}-${index}.eml`;
      const message = await textOf(await signMessage(sourceOf(text), signerOf(type)));
      // The final dot stands on a line of its own.
      await Deno.writeTextFile(file, message.replace(/(?<!\r\n)$/, "\r\n"));
      files.push(file);
    }
  }
  return files;
}

const DKIMPY = `
import dkim, json, sys
keys = json.load(open(sys.argv[1]))
for path in sys.argv[2:]:
    message = open(path, "rb").read()
    find = lambda name, timeout=5: keys[name.decode().split(".")[0]].encode()
    print(dkim.verify(message, dnsfunc=find))
`;

testUnless(lacks(PYTHON, "-c", "import dkim, nacl"), "dkimpy verifies all of them", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const files = await writeSigned(directory);
    const records = { rsa: publishedRecord(keys.rsa), ed25519: publishedRecord(keys.ed25519) };
    await Deno.writeTextFile(`${directory}/keys.json`, JSON.stringify(records));
    const args = ["-c", DKIMPY, `${directory}/keys.json`, ...files];
    const { stdout } = await new Deno.Command(PYTHON, { args }).output();
    assertEquals(new TextDecoder().decode(stdout), "True\n".repeat(files.length));
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

testUnless(lacks("opendkim", "-V"), "OpenDKIM verifies those that RSA signs", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const files = (await writeSigned(directory)).filter((file) => file.includes("/rsa-"));
    await Deno.writeTextFile(
      `${directory}/dns`,
      `rsa._domainkey.x.example ${publishedRecord(keys.rsa)}\n`,
    );
    const lines = ["Mode v", `TestDNSData ${directory}/dns`, "Syslog no", "SyslogSuccess no"];
    await Deno.writeTextFile(`${directory}/conf`, `${lines.join("\n")}\n`);
    const args = ["-x", `${directory}/conf`, "-vv", "-t", files.join(",")];
    const { stdout, stderr } = await new Deno.Command("opendkim", { args }).output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assertEquals(
      said.match(/verification \(s=rsa,? d=x\.example[^)]*\) succeeded/g)?.length,
      files.length,
      said,
    );
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("a message in memory is signed there too", async () => {
  const text = "From: me@x.example\r\n\r\nHi.\r\n";
  const octets = new TextEncoder().encode(text);
  const signed = await signMessage({ ...sourceOf(text), octets }, signerOf("ed25519"));
  assertEquals(new TextDecoder().decode(signed.octets), await textOf(signed));
  assertEquals(await verify(await textOf(signed)), ["pass"]);
});
