/**
 * Holds what the program prints with `--json` to the shape that `docs/schema/` describes.
 * @module
 */

/**
 * Holds the JSON that a run of the program printed to the schema of its command.
 *
 * @param argv The arguments of the program.
 * @param stdout Its standard output; a last line without its end is passed over, as the run may have been
 * killed.
 * @throws {Error} If a line is no JSON, or is not as the schema says.
 */
export async function checkPrinted(argv: readonly string[], stdout: string): Promise<void> {
  const words = argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
  if (!words.includes("--json")) return;
  // Most tests print no JSON, and need not wait for what reads schemas.
  const { faultsOf, schemas } = await import("./schema.ts");
  const names = [...schemas.keys()];
  const [command] = words.filter((word) => names.some((name) => name.split("-", 1)[0] === word));
  // Of "inbox fail list" the words of inbox, inbox-list and inbox-fail-list stand there.
  const [name] = names.filter((name) => {
    const parts = name.split("-");
    return parts[0] === command && parts.every((part) => words.includes(part));
  }).toSorted((one, other) => other.length - one.length);
  if (name === undefined) return;
  for (const line of stdout.split("\n").slice(0, -1)) {
    const faults = faultsOf(name, JSON.parse(line));
    if (faults.length === 0) continue;
    const what = `mua ${argv.join(" ")} printed what docs/schema/${name}.json does not allow`;
    throw new Error([what, line, ...faults].join("\n"));
  }
}
