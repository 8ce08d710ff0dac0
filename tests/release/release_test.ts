import config from "../../deno.json" with { type: "json" };
import { assertEquals, assertRejects, assertStringIncludes } from "../std/assert.ts";
import { directoryTest } from "../support/directory.ts";
import { release } from "./release.ts";

directoryTest(
  "a release compiles the bundle for each system with the permissions of deno task compile",
  async (directory) => {
    const calls: (readonly string[])[] = [];
    const names = await release(directory, async (args) => {
      calls.push(args);
      const output = args[args.indexOf("-o") + 1];
      if (args[0] === "compile" && output) await Deno.writeTextFile(output, "abc");
    });
    const [bundle, ...compiles] = calls;
    assertEquals(bundle, ["task", "bundle"]);
    assertEquals(
      compiles.map((args) => [args[args.indexOf("--target") + 1], args[args.indexOf("-o") + 1]]),
      [
        ["x86_64-unknown-linux-gnu", "linux-x64"],
        ["aarch64-unknown-linux-gnu", "linux-arm64"],
        ["x86_64-apple-darwin", "macos-x64"],
        ["aarch64-apple-darwin", "macos-arm64"],
        ["x86_64-pc-windows-msvc", "windows-x64.exe"],
      ].map(([target, system]) => [target, `${directory}/mua-${config.version}-${system}`]),
    );
    for (const args of compiles) {
      assertEquals([args[0], args.at(-1)], ["compile", "dist/bundle/main.js"]);
      assertEquals(args.includes("-P=mua") && args.includes("--no-prompt"), true);
      assertEquals(args.filter((arg) => arg === "-o").length, 1);
    }
    const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertEquals(
      Deno.readTextFileSync(`${directory}/SHA256SUMS`),
      names.map((name) => `${abc}  ${name}\n`).join(""),
    );
    assertStringIncludes(Deno.readTextFileSync(`${directory}/PERMISSIONS.txt`), "0.0.0.0/0:25, ");
  },
);

directoryTest("a release that cannot be compiled has no checksums", async (directory) => {
  await assertRejects(
    () =>
      release(
        directory,
        ([what]) => what === "compile" ? Promise.reject(new Error("no")) : Promise.resolve(),
      ),
    Error,
    "no",
  );
  assertEquals([...Deno.readDirSync(directory)], []);
});
