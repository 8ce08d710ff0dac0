/** What the documents point to is there: files, headings, and the files that CONTRIBUTING.md names. */
import { assert, assertEquals } from "../std/assert.ts";
import { documentPaths } from "./document.ts";
import { ROOT } from "../support/source_imports.ts";

const LINK = /\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g;
const HEADING = /^#+ (.*)$/gm;
const NAMED_FILE = /`([\w.-]+(?:\/[\w.-]+)+\.\w+)`/g;

const paths = [...await documentPaths(), "CONTRIBUTING.md", "CHANGELOG.md"];

Deno.test("each link of a document leads to a file, and to a heading of it", async () => {
  const broken: string[] = [];
  let count = 0;
  for (const path of paths) {
    for (const [, file = "", heading] of (await read(path)).matchAll(LINK)) {
      count++;
      const target = file === "" ? path : new URL(file, `file:///${path}`).pathname.slice(1);
      if (!await leadsTo(target, heading)) broken.push(`${path}: ${file}#${heading ?? ""}`);
    }
  }
  assert(count > 0);
  assertEquals(broken, []);
});

Deno.test("each file that CONTRIBUTING.md names is there", async () => {
  const named = [...(await read("CONTRIBUTING.md")).matchAll(NAMED_FILE)].map(([, file = ""]) =>
    file
  );
  assert(named.length > 0);
  const missing: string[] = [];
  for (const file of named) {
    if (!file.includes("NAME") && !await exists(file)) missing.push(file);
  }
  assertEquals(missing, []);
});

async function read(path: string): Promise<string> {
  return await Deno.readTextFile(ROOT + path);
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(ROOT + path).then(() => true, () => false);
}

async function leadsTo(path: string, heading: string | undefined): Promise<boolean> {
  if (!await exists(path)) return false;
  if (heading === undefined) return true;
  const headings = [...(await read(path)).matchAll(HEADING)].map(([, text = ""]) => anchorOf(text));
  return headings.includes(heading);
}

/** As GitHub names a heading. */
function anchorOf(heading: string): string {
  return heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-");
}
