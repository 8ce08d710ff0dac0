/**
 * `deno task release`: the executable for each system, with checksums and a note of what it may do.
 * Deno fetches the runtime of each system.
 * @module
 */
import config from "../../deno.json" with { type: "json" };

/** The systems, and what the executables for them are called. */
const TARGETS = [
  ["x86_64-unknown-linux-gnu", "linux-x64"],
  ["aarch64-unknown-linux-gnu", "linux-arm64"],
  ["x86_64-apple-darwin", "macos-x64"],
  ["aarch64-apple-darwin", "macos-arm64"],
  ["x86_64-pc-windows-msvc", "windows-x64.exe"],
] as const;

/** Runs Deno to its end; rejects if it fails. */
type RunDeno = (args: readonly string[]) => Promise<void>;

/**
 * Makes a release.
 *
 * @param directory Where it is put; made if it is not there.
 * @param runDeno Runs Deno.
 * @returns The names of the executables.
 */
export async function release(directory: string, runDeno: RunDeno): Promise<string[]> {
  await Deno.mkdir(directory, { recursive: true });
  await runDeno(["task", "bundle"]);
  const names: string[] = [];
  for (const [target, system] of TARGETS) {
    const name = `mua-${config.version}-${system}`;
    await runDeno(compileArguments(target, `${directory}/${name}`));
    names.push(name);
  }
  const sums = await Promise.all(names.map((name) => checksum(`${directory}/${name}`)));
  const lines = names.map((name, at) => `${sums[at]}  ${name}\n`);
  await Deno.writeTextFile(`${directory}/SHA256SUMS`, lines.join(""));
  await Deno.writeTextFile(`${directory}/PERMISSIONS.txt`, permissionNote());
  return names;
}

/** As `deno task compile` has them, for another system and another file. */
function compileArguments(target: string, output: string): string[] {
  const [, compile = ""] = config.tasks.compile.command.split(" && deno ");
  const args = compile.split(" ");
  const at = args.indexOf("-o");
  return args.toSpliced(at, 2, "--target", target, "-o", output);
}

async function checksum(path: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(path));
  return new Uint8Array(digest).toHex();
}

function permissionNote(): string {
  const { read, write, net, env, sys } = config.permissions.mua;
  const files = [read ? "read" : "", write ? "write" : ""].filter((word) => word !== "");
  return `What mua ${config.version} may do, fixed when it was compiled; each command gives up what it does
not need before it runs.

files: ${files.join(" and ")}
network: ${net.join(", ")}
environment variables: ${env.join(", ")}
system: ${sys.join(", ")}
other programs: none
`;
}

async function runDeno(args: readonly string[]): Promise<void> {
  const { code } = await new Deno.Command(Deno.execPath(), { args: [...args] }).spawn().status;
  if (code !== 0) throw new Error(`deno ${args[0]} ended with ${code}`);
}

if (import.meta.main) {
  const names = await release("dist/release", runDeno);
  const lines = names.map((name) => `dist/release/${name}\n`).join("");
  await Deno.stdout.write(new TextEncoder().encode(lines));
}
