/** DKIM beside OpenDKIM: each verifies what the other signs, and both judge the corpus. */
import { Buffer } from "node:buffer";
import { assert, assertEquals } from "../std/assert.ts";
import { withDirectory } from "../support/directory.ts";
import { isInstalled, testUnless } from "../support/needs.ts";
import { CASES } from "../trust/corpus/cases.ts";
import { RSA_2048 } from "../trust/corpus/keys.ts";
import { letter, MULTIPART, ZONE } from "../trust/corpus/mail.ts";
import { verify } from "../trust/corpus/verify.ts";

const obstacle = isInstalled("opendkim") ? undefined : "needs opendkim";

/** Runs OpenDKIM over mails, with keys out of a file, and gives what it would put on top of each. */
async function opendkim(
  directory: string,
  mails: ReadonlyMap<string, string>,
  settings: readonly string[],
): Promise<Map<string, string>> {
  const keys = ZONE.split("\n").flatMap((line) => {
    const [, name, text] = /^(\S+_domainkey\S+)\s+TXT\s+(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [`${name} ${text}`];
  });
  await Deno.writeTextFile(`${directory}/keys`, `${keys.join("\n")}\n`);
  const common = [`TestPublicKeys ${directory}/keys`, "Syslog no", "MinimumKeyBits 1024"];
  await Deno.writeTextFile(`${directory}/conf`, `${[...common, ...settings].join("\n")}\n`);
  const files = [...mails].map(([name, mail], index) => {
    const file = `${directory}/${index}.eml`;
    Deno.writeFileSync(file, Buffer.from(mail, "latin1"));
    return [name, file] as const;
  });
  const found = new Map<string, string>();
  // One after the other in one process: what it prints stands before the name of the file.
  const { stdout } = await new Deno.Command("/usr/sbin/opendkim", {
    args: ["-vv", "-t", files.map(([, file]) => file).join(","), "-x", `${directory}/conf`],
    stderr: "null",
  }).output();
  const blocks = new TextDecoder().decode(stdout).split("### INSHEADER: ").slice(1);
  for (const [index, [name]] of files.entries()) found.set(name, blocks[index] ?? "");
  return found;
}

/**
 * Mails that OpenDKIM judges otherwise, by its own clock, by a key that is not in the file, or as a milter sees
 * them: without the fold behind a colon. Of one without selector it says nothing.
 */
const APART = /rsa-sha1|expire|future|two keys|alias|folded anew|no selector|z=/;

testUnless(obstacle, "OpenDKIM holds the same signatures of the corpus valid as mua", async () => {
  await withDirectory(async (directory) => {
    const signed = CASES.filter(({ mail, name }) =>
      typeof mail === "string" && mail.includes("DKIM-Signature:") && !APART.test(name)
    );
    assert(signed.length > 40);
    const mails = new Map(signed.map(({ name, mail }) => [name, String(mail)]));
    const verdicts = await opendkim(directory, mails, ["Mode v", "AlwaysAddARHeader yes"]);
    for (const [name, mail] of mails) {
      const said = verdicts.get(name) ?? "";
      const theirs = [...said.matchAll(/dkim=(\w+)/g)].map(([, result]) => result === "pass");
      const ours = (await verify(mail)).signatures.map(({ result }) => result === "pass");
      assertEquals(theirs, ours, `${name}: ${said}`);
    }
  });
});

const MAILS = new Map([
  ["text", letter()],
  ["multipart", letter(MULTIPART)],
  ["no body", letter({ body: "" })],
  ["blanks and empty lines", letter({ body: "a  b \r\n\r\n \t\r\nc\r\n\r\n\r\n" })],
  ["folded", letter({ subject: "a\r\n b\r\n\t c" })],
  ["octets above 127", letter({ body: "Ol\xc3\xa1\r\n" })],
]);

for (const form of ["relaxed/relaxed", "simple/simple", "relaxed/simple"]) {
  testUnless(obstacle, `mua holds valid what OpenDKIM signs: ${form}`, async () => {
    const secret = RSA_2048.secret.replace(/.{64}/g, "$&\n");
    const pem = `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----\n`;
    await withDirectory(async (directory) => {
      await Deno.writeTextFile(`${directory}/key.pem`, pem, { mode: 0o600 });
      const fields = await opendkim(directory, MAILS, [
        "Mode s",
        "Domain a.test",
        "Selector s1",
        `KeyFile ${directory}/key.pem`,
        "SignatureAlgorithm rsa-sha256",
        `Canonicalization ${form}`,
        "OversignHeaders From",
        "RequireSafeKeys false",
      ]);
      for (const [name, mail] of MAILS) {
        const value = /hvalue='([^']*)'/.exec(fields.get(name) ?? "")?.[1] ?? "";
        const field = `DKIM-Signature: ${value.replaceAll("\n", "\r\n")}`;
        const { signatures } = await verify(`${field}\r\n${mail}`);
        assertEquals(signatures.map(({ reason }) => reason), ["valid"], name);
      }
    });
  });
}
