/**
 * What the files of the program import from one another and export, read from their text.
 * @module
 */

/** The folder of the project. */
export const ROOT = new URL("../../", import.meta.url).pathname;

/** Names that one file takes from another. */
export interface Import {
  /** The file they come from, from the project's folder. */
  readonly file: string;
  /** The names as the other file exports them; empty for all of them together. */
  readonly names: readonly string[];
  /** Whether they are exported again at once. */
  readonly again: boolean;
  /** Whether the other file is loaded together with this one: not for types, and not by `import()`. */
  readonly loads: boolean;
}

/** A file of the program. */
export interface SourceFile {
  /** Its path, from the project's folder. */
  readonly path: string;
  /** What it imports of the project, the types too. */
  readonly imports: readonly Import[];
  /** The packages and the modules of Node that are loaded together with it. */
  readonly packages: readonly string[];
  /** The names that it declares and exports. */
  readonly exports: readonly string[];
  /** Its text without comments. */
  readonly code: string;
}

/**
 * Reads all TypeScript files below some folders.
 *
 * @param folders From the project's folder; of `.` only the files that lie in it.
 */
export async function readSources(folders: readonly string[]): Promise<SourceFile[]> {
  const paths = await Promise.all(folders.map((folder) => listFiles(folder)));
  return await Promise.all(paths.flat().toSorted().map(readSource));
}

/** The folder that a file lies in: empty for that of the project. */
export function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

async function listFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(ROOT + folder)) {
    const path = folder === "." ? name : `${folder}/${name}`;
    if (isDirectory && folder !== ".") found.push(...await listFiles(path));
    if (name.endsWith(".ts")) found.push(path);
  }
  return found;
}

async function readSource(path: string): Promise<SourceFile> {
  const code = withoutComments(await Deno.readTextFile(ROOT + path));
  const all = importsOf(path, code);
  return {
    path,
    imports: all.filter(({ file }) => isFile(file)),
    packages: all.filter(({ file, loads }) => loads && !isFile(file)).map(({ file }) => file),
    exports: exportsOf(code),
    code,
  };
}

/** Packages and modules of Node have names without the ending of a file. */
function isFile(target: string): boolean {
  return /\.(?:ts|json|js|mjs)$/.test(target) && !target.startsWith("npm:");
}

/** Comments begin their line here: the formatter puts them there, and strings hold no such line. */
function withoutComments(text: string): string {
  return text.replaceAll(/^\s*\/\*\*?[\s\S]*?\*\/$/gm, "").replaceAll(/^\s*\/\/.*$/gm, "");
}

/** `import` or `export`, the names, and where they come from. */
const STATEMENT = /^(import|export)\s([^;"]*?)\sfrom\s"([^"]+)"/gm;
const ALONE = /(^import\s|\bimport\()\s*"([^"]+)"/gm;

function importsOf(path: string, code: string): Import[] {
  const statements = Array.from(
    code.matchAll(STATEMENT),
    ([, keyword, names = "", target = ""]) => ({
      target,
      names: listNames(names),
      again: keyword === "export",
      loads: !isOfTypes(names),
    }),
  );
  const alone = Array.from(code.matchAll(ALONE), ([, keyword = "", target = ""]) => {
    return { target, names: [], again: false, loads: !keyword.endsWith("(") };
  });
  return [...statements, ...alone].map(({ target, ...rest }) => {
    return { file: target.startsWith(".") ? resolve(path, target) : target, ...rest };
  });
}

/** `type { a }` and `{ type a, type b }`. */
function isOfTypes(names: string): boolean {
  const [, list] = /^\{([\s\S]*)\}$/.exec(names) ?? [];
  const parts = (list ?? "").split(",").map((part) => part.trim()).filter((part) => part !== "");
  return names.startsWith("type ") ||
    (parts.length > 0 && parts.every((part) => part.startsWith("type ")));
}

function resolve(path: string, target: string): string {
  return new URL(target, `file:///${path}`).pathname.slice(1);
}

/** `{ a, type b as c }` is a and b; anything else is all there is. */
function listNames(text: string): string[] {
  const [, list] = /\{([\s\S]*)\}/.exec(text) ?? [];
  const names = (list ?? "").split(",").map((part) => part.trim().replace(/^type\s/, ""));
  return names.map((name) => name.split(/\s/)[0] ?? "").filter((name) => name !== "");
}

function exportsOf(code: string): string[] {
  const declaration =
    /^export\s(?:declare\s|abstract\s|async\s)*(?:function\*?|class|const|let|interface|type|enum)\s(\w+)/gm;
  return Array.from(code.matchAll(declaration), ([, name = ""]) => name);
}
