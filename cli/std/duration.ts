/**
 * `format` of `@std/fmt/duration` with its types: the package that the import map resolves to ships
 * none. Under `jsr:` the compiler checks this against the real one.
 * @module
 */
import * as std from "@std/fmt/duration";

/** Formats milliseconds for a person: `1m 30s`. */
export const formatDuration: (
  milliseconds: number,
  options: { style: "narrow" | "full" | "digital"; ignoreZero: boolean },
) => string = std.format;
