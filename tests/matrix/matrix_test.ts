/**
 * The failure matrix: each row of `failure-matrix.tsv` is a test. What it expects is read from the row.
 *
 * Most cells run the program in this process: the whole of it from argv to the exit code, but started
 * 700 times in half a minute. Of each stage at least one cell, those of {@linkcode AS_PROCESS}, runs
 * it as a process of its own, with the permissions of its users.
 */
import { assert, assertEquals } from "../std/assert.ts";
import { noReset } from "../hostile/peer.ts";
import { testUnless } from "../support/needs.ts";
import { bodyCell } from "./body_cells.ts";
import type { Cell } from "./cell.ts";
import { challengeCell } from "./challenge_cells.ts";
import { connectCell } from "./connect_cells.ts";
import { dialogueCell } from "./dialogue_cells.ts";
import { dnsCell } from "./dns_cells.ts";
import { judge } from "./judge.ts";
import { pipelineCell } from "./pipeline_cells.ts";
import { recipientsCell } from "./recipients_cells.ts";
import { nameOf, readRows, type Row } from "./row.ts";
import { Theatre, type Trial } from "./scene.ts";
import { tlsCell } from "./tls_cells.ts";
import { twoHostsCell } from "./two_hosts_cells.ts";

/** Rows whose cells run the program as a process. */
const AS_PROCESS: ReadonlySet<string> = new Set([
  ...["F004", "F024", "F036", "F055", "F070", "F087", "F104", "F123", "F140", "F158", "F159"],
  ...["F171", "F174", "F185", "F201", "F204", "F214", "F225", "F243", "F247", "F262", "F279"],
]);

/** Failures that need connections to be reset. */
const NEEDS_RESET = new Set(["rst", "RST", "RST after accept"]);

const CELLS: readonly ((row: Row) => Cell | undefined)[] = [
  ...[dialogueCell, challengeCell, bodyCell, recipientsCell, pipelineCell, tlsCell, dnsCell],
  ...[connectCell, twoHostsCell],
];

const rows = readRows();
let held = 0;
let theatre: Theatre;

Deno.test.beforeAll(async () => {
  theatre = await Theatre.build();
});

Deno.test.afterAll(async () => {
  await theatre[Symbol.asyncDispose]();
  const line = `failure matrix: ${held} of ${rows.length} cells hold\n`;
  Deno.stdout.writeSync(new TextEncoder().encode(line));
});

Deno.test("the failure matrix has its 282 rows, each once and in order", () => {
  const ids = Array.from({ length: 282 }, (_, index) => `F${String(index + 1).padStart(3, "0")}`);
  assertEquals(rows.map(({ id }) => id), ids);
});

for (const row of rows) {
  const cell = cellOf(row);
  testUnless(NEEDS_RESET.has(row.failure) ? noReset : undefined, nameOf(row), async () => {
    await playRow(row, cell);
    held++;
  });
}

/** The cell of a row; none at all is a failure too. */
function cellOf(row: Row): Cell {
  for (const find of CELLS) {
    const cell = find(row);
    if (cell !== undefined) return cell;
  }
  return () => Promise.reject(new TypeError(`nothing is played for ${row.id}`));
}

async function playRow(row: Row, cell: Cell): Promise<void> {
  let trials = 0;
  await cell({
    row,
    theatre,
    async play(scene): Promise<Trial> {
      trials++;
      const trial = await theatre.play(scene, AS_PROCESS.has(row.id));
      judge(row, trial);
      return trial;
    },
  });
  assert(trials > 0, "nothing was played");
}
