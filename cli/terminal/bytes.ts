/**
 * `format` of `@std/fmt/bytes` with its types: the package that the import map resolves to ships
 * none. Under `jsr:` the compiler checks this against the real one.
 * @module
 */
import * as std from "@std/fmt/bytes";

/** Formats a number of bytes for a person: `1.34 kB`. */
export const formatBytes: (bytes: number) => string = std.format;
