/**
 * The names of the tests in a file, also of those made in loops: the file is loaded with a `Deno.test`
 * that runs nothing.
 * @module
 */

/**
 * Loads test files and collects the names that they register.
 *
 * @param paths The files, below the root of the project.
 * @returns The names in each file, without the reason that a test which is left out here has.
 */
export async function collectTestNames(
  paths: Iterable<string>,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const original = Deno.test;
  const namesByPath = new Map<string, ReadonlySet<string>>();
  try {
    for (const path of paths) {
      const names = new Set<string>();
      Object.defineProperty(Deno, "test", { value: collector(names), configurable: true });
      await import(new URL(`../../${path}`, import.meta.url).href);
      namesByPath.set(path, names);
    }
  } finally {
    Object.defineProperty(Deno, "test", { value: original, configurable: true });
  }
  return namesByPath;
}

/** What stands in for `Deno.test`. */
function collector(names: Set<string>): unknown {
  const register = (test: string | Deno.TestDefinition): void => {
    const { name, ignore } = typeof test === "string" ? { name: test, ignore: false } : test;
    // `testUnless` writes the obstacle behind the name.
    names.add(ignore ? name.replace(/ \[[^[]*\]$/, "") : name);
  };
  const nothing = (): void => {};
  const hooks = { beforeAll: nothing, afterAll: nothing, beforeEach: nothing, afterEach: nothing };
  return Object.assign(register, hooks, { ignore: nothing, only: nothing });
}
