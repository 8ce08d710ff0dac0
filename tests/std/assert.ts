/**
 * The assertions of `@std/assert` that the tests use, with their types: the package that the import
 * map resolves to ships none. Under `jsr:` the compiler checks these against the real ones.
 * @module
 */
import * as std from "@std/assert";

type ErrorClass<E extends Error> = abstract new (...args: never[]) => E;

/** Fails unless `actual` is truthy. */
export const assert: (actual: unknown, message?: string) => asserts actual = std.assert;
/** Fails unless `actual` and `expected` are deeply equal. */
export const assertEquals: <T>(actual: T, expected: T, message?: string) => void = std.assertEquals;
/** Fails if `actual` and `expected` are deeply equal. */
export const assertNotEquals: <T>(actual: T, expected: T, message?: string) => void =
  std.assertNotEquals;
/** Fails unless `actual` contains `expected`. */
export const assertStringIncludes: (actual: string, expected: string, message?: string) => void =
  std.assertStringIncludes;
/** Fails unless `actual` matches `expected`. */
export const assertMatch: (actual: string, expected: RegExp, message?: string) => void =
  std.assertMatch;
/** Fails unless calling `fn` throws an `ErrorClass` whose message contains `messageIncludes`. */
export const assertThrows: <E extends Error>(
  fn: () => unknown,
  errorClass: ErrorClass<E>,
  messageIncludes?: string,
) => E = std.assertThrows;
/** Fails unless the promise of `fn` rejects with an `ErrorClass` whose message contains `messageIncludes`. */
export const assertRejects: <E extends Error>(
  fn: () => PromiseLike<unknown>,
  errorClass: ErrorClass<E>,
  messageIncludes?: string,
) => Promise<E> = std.assertRejects;
/** Fails always, with `message`. */
export const fail: (message?: string) => never = std.fail;
