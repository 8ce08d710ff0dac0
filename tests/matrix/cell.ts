/**
 * A cell of the failure matrix: what is played for a row, and what must hold then.
 * @module
 */
import type { Row } from "./row.ts";
import type { Scene, Theatre, Trial } from "./scene.ts";

/** What a cell is played with. */
export interface CellContext {
  readonly row: Row;
  readonly theatre: Theatre;
  /** Plays a scene and fails unless it goes as the row says. */
  play(scene: Scene): Promise<Trial>;
}

/** Plays a row. */
export type Cell = (context: CellContext) => Promise<void>;
