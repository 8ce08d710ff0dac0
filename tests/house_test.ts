/** The house as design and CONTRIBUTING.md describe it: who imports whom, and how much is in a room. */
import { assert, assertEquals } from "./std/assert.ts";
import { folderOf, readSources, type SourceFile } from "./support/source_imports.ts";

const LIBRARIES = [
  "clock",
  "octets",
  "dns",
  "smtp",
  "message",
  "journal",
  "trust",
  "inbox",
  "outbox",
  "mailbox",
  "explain",
];

/** From below: a folder imports only folders of lower floors. */
const FLOORS = [
  ["clock", "octets"],
  ["dns"],
  ["message", "smtp"],
  ["trust", "journal"],
  ["inbox", "outbox", "explain"],
  ["mailbox"],
  ["cli"],
  [""],
];

/** What one keeps in mind of a folder. */
const MAX_FILES = 20;

const sources = await readSources([".", "cli", ...LIBRARIES]);
const tests = await readSources(["tests"]);

Deno.test("no file imports itself by way of others", () => {
  assertEquals(findCircle(graphOf(sources, (path) => path)), undefined);
});

Deno.test("of two folders at most one imports the other, by way of others too", () => {
  assertEquals(findCircle(graphOf(sources, roomOf)), undefined);
});

Deno.test("imports run downward only: main, cli, mailbox, then inbox and explain, then trust, then message and smtp, then dns, then clock and octets", () => {
  const upward = importsOf(sources).filter(({ from, to }) => {
    return houseOf(from) !== houseOf(to) && floorOf(from) <= floorOf(to);
  });
  assertEquals(upward.map(({ from, to }) => `${from} imports ${to}`), []);
});

Deno.test("what the face of a library has is imported through it", () => {
  const faces = new Map(sources.filter(({ path }) => path.endsWith("/mod.ts")).map(faceOf));
  const past = importsOf(sources).filter(({ from, to, names }) => {
    const face = faces.get(houseOf(to));
    return houseOf(from) !== houseOf(to) && names.some((name) => face?.has(`${to} ${name}`));
  });
  assertEquals(past.map(({ from, to, names }) => `${from} imports ${names} of ${to}`), []);
});

Deno.test("what is exported is used by another file or belongs to the face of a library", () => {
  const used = new Set(
    importsOf([...sources, ...tests]).flatMap(({ to, names }) =>
      names.map((name) => `${to} ${name}`)
    ),
  );
  const whole = new Set(
    importsOf([...sources, ...tests]).filter(({ names }) => names.length === 0).map(({ to }) => to),
  );
  const idle = sources
    .filter(({ path }) => !whole.has(path) && !path.endsWith("/mod.ts"))
    .flatMap(({ path, exports }) => exports.map((name) => `${path} ${name}`))
    .filter((name) => !used.has(name));
  assertEquals(idle, []);
});

Deno.test(`no folder holds more than ${MAX_FILES} files`, () => {
  const counts = Map.groupBy(sources, ({ path }) => folderOf(path));
  const full = [...counts].filter(([, files]) => files.length > MAX_FILES);
  assertEquals(full.map(([folder, files]) => `${folder}: ${files.length}`), []);
});

Deno.test("each test lies where the file that it is named for lies", () => {
  const paths = new Set(sources.map(({ path }) => path));
  const mirrored = tests.filter(({ path }) =>
    /^tests\/(?:cli|clock|octets|dns|smtp|message|journal|trust|inbox|outbox|mailbox|explain)\//
      .test(
        path,
      )
  );
  assert(mirrored.length > 0);
  const astray = mirrored
    .filter(({ path }) => path.endsWith("_test.ts"))
    .filter(({ path }) => !paths.has(path.slice("tests/".length).replace("_test.ts", ".ts")))
    .filter(({ path }) => !hasFolder(folderOf(path.slice("tests/".length))));
  assertEquals(astray.map(({ path }) => path), []);
});

/** One import of a file of the project. */
interface Edge {
  readonly from: string;
  readonly to: string;
  readonly names: readonly string[];
}

function importsOf(files: readonly SourceFile[]): Edge[] {
  return files.flatMap(({ path, imports }) =>
    imports
      .filter(({ file }) => file.endsWith(".ts"))
      .map(({ file, names }) => ({ from: path, to: file, names }))
  );
}

function hasFolder(folder: string): boolean {
  return sources.some(({ path }) => folderOf(path) === folder);
}

/** The top folder that a file lies in. */
function houseOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : "";
}

function floorOf(path: string): number {
  const floor = FLOORS.findIndex((houses) => houses.includes(houseOf(path)));
  assert(floor >= 0, `${path} lies in no folder of the house`);
  return floor;
}

/** A face stands above the folder whose face it is. */
function roomOf(path: string): string {
  return path.endsWith("/mod.ts") ? path : folderOf(path);
}

/** By library, the files and names that its face exports again. */
function faceOf({ path, imports }: SourceFile): [string, Set<string>] {
  const names = imports.filter(({ again }) => again)
    .flatMap(({ file, names }) => names.map((name) => `${file} ${name}`));
  return [houseOf(path), new Set(names)];
}

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

function graphOf(files: readonly SourceFile[], nodeOf: (path: string) => string): Graph {
  const graph = new Map<string, Set<string>>();
  for (const { from, to } of importsOf(files)) {
    const [node, other] = [nodeOf(from), nodeOf(to)];
    if (node === other && from !== to) continue;
    graph.set(node, (graph.get(node) ?? new Set()).add(other));
  }
  return graph;
}

/** A way from a node back to it, or undefined if there is none. */
function findCircle(graph: Graph): string | undefined {
  const done = new Set<string>();
  const follow = (node: string, way: readonly string[]): string | undefined => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node].join(" -> ");
    if (done.has(node)) return undefined;
    for (const next of graph.get(node) ?? []) {
      const circle = follow(next, [...way, node]);
      if (circle !== undefined) return circle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const circle = follow(node, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
