/**
 * The styles of `@std/fmt/colors` that the terminal uses, with their types: the package that the
 * import map resolves to ships none. Under `jsr:` the compiler checks these against the real ones.
 * @module
 */
import * as std from "@std/fmt/colors";

/** Wraps a text in the escape sequences of a style. */
export type Style = (text: string) => string;

/** Turns all styles on or off. */
export const setColorEnabled: (enabled: boolean) => void = std.setColorEnabled;
/** Bold. */
export const bold: Style = std.bold;
/** Faint. */
export const dim: Style = std.dim;
/** Red: refusals and failures. */
export const red: Style = std.red;
/** Green: success and what the server says. */
export const green: Style = std.green;
/** Yellow: what is temporary or uncertain. */
export const yellow: Style = std.yellow;
/** Blue: what we sent. */
export const blue: Style = std.blue;
/** Cyan: headings and names. */
export const cyan: Style = std.cyan;
