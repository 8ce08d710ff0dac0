/**
 * Text in aligned columns.
 * @module
 */

/** How a column is aligned: words to the left, numbers to the right. */
export type Alignment = "left" | "right";

/**
 * Aligns cells in columns, two spaces apart.
 *
 * @param rows The cells, row by row. The last cell of a row that has fewer than others is a remark: it
 * may run over the columns behind it.
 * @param alignments The alignment of each column.
 * @returns One line a row.
 */
export function alignColumns(
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[],
): string[] {
  const full = rows.map((row) => row.length < alignments.length ? row.slice(0, -1) : row);
  const widths = alignments.map((_, column) =>
    Math.max(0, ...full.map((row) => row[column]?.length ?? 0))
  );
  return rows.map((row, index) =>
    row.map((cell, column) => {
      const width = column < (full[index]?.length ?? 0) ? widths[column] ?? 0 : 0;
      return alignments[column] === "right" ? cell.padStart(width) : cell.padEnd(width);
    }).join("  ").trimEnd()
  );
}
