/** The mails that Python's own tests of its email package read: many of them are broken on purpose. */
import { inspectionJson } from "../../../cli/inspect/json.ts";
import { inspectionLines, SECTIONS } from "../../../cli/inspect/report.ts";
import { type Inspection, Inspector } from "../../../message/inspect/inspection.ts";
import { concatenate } from "../../../message/encoding/octets.ts";
import { assert, assertEquals } from "../../std/assert.ts";
import { testUnless } from "../../support/needs.ts";
import { latin1Of, piecesOf } from "../support.ts";

const DIRECTORY = "/usr/lib/python3.11/test/test_email/data";

function findObstacle(): string | undefined {
  try {
    return Deno.statSync(DIRECTORY).isDirectory ? undefined : `needs ${DIRECTORY}`;
  } catch {
    return "needs Debian's libpython3.11-testsuite: see tests/servers/install.sh";
  }
}

const obstacle = findObstacle();
const VIEW = { sections: SECTIONS, explain: true, columns: 80 };

function inspect(pieces: readonly Uint8Array[]): Inspection {
  const inspector = new Inspector();
  for (const piece of pieces) inspector.push(piece);
  return inspector.end(Date.UTC(2026, 10, 24));
}

/** The mails by the names of their files. */
async function mails(): Promise<Map<string, Uint8Array>> {
  const names = await Array.fromAsync(Deno.readDir(DIRECTORY), ({ name }) => name);
  const wanted = names.filter((name) => /^msg_.*\.txt$/.test(name)).sort();
  const read = async (
    name: string,
  ): Promise<[string, Uint8Array]> => [name, await Deno.readFile(`${DIRECTORY}/${name}`)];
  return new Map(await Promise.all(wanted.map(read)));
}

testUnless(obstacle, "each mail of Python's tests is looked at, written and shown", async () => {
  const all = await mails();
  assert(all.size >= 40, `${all.size} mails`);
  for (const [name, mail] of all) {
    const inspection = inspect([mail]);
    const { fields, header, body } = inspection;
    const written = concatenate(fields.map(({ field }) => field.raw));
    assertEquals(latin1Of(written), latin1Of(mail.subarray(0, written.length)), name);
    assertEquals(header.size + body.size, mail.length, name);
    const json = inspectionJson(name, inspection);
    assertEquals(inspectionJson(name, inspect(piecesOf(mail, 7))), json, name);
    assert([...inspectionLines(name, inspection, VIEW)].length > 0, name);
  }
});

/** What Python finds in some of them: the media types of all parts in their order. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  "msg_02.txt": [
    "multipart/mixed",
    "text/plain",
    "text/plain",
    "multipart/digest",
    ...Array(5).fill(["message/rfc822", "text/plain"]).flat(),
    "text/plain",
  ],
  "msg_07.txt": ["multipart/mixed", "text/plain", "image/gif"],
  "msg_11.txt": ["message/rfc822", "text/plain"],
  "msg_12.txt": [
    "multipart/mixed",
    "text/plain",
    "text/html",
    "multipart/mixed",
    "text/plain",
    "text/plain",
    "text/plain",
    "text/plain",
  ],
  "msg_24.txt": ["multipart/mixed", "text/plain"],
};

testUnless(obstacle, "the parts of mails are those that Python finds", async () => {
  const all = await mails();
  for (const [name, types] of Object.entries(TYPES)) {
    const mail = all.get(name) ?? new Uint8Array(0);
    assertEquals(inspect([mail]).parts.map(({ type }) => type), types, name);
  }
});
