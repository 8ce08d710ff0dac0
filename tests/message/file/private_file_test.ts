/** Private files: who can read them, and what a name that is taken becomes. */
import {
  appendPrivateFile,
  createPrivateFile,
  NotRegularFileError,
  replacePrivateFile,
  writePrivateFile,
} from "../../../message/file/private_file.ts";
import { assertEquals, assertRejects, assertThrows } from "../../std/assert.ts";
import { directoryTest } from "../../support/directory.ts";

function modeOf(path: string): number | undefined {
  if (Deno.build.os === "windows") return 0o600;
  return (Deno.lstatSync(path).mode ?? 0) & 0o777;
}

function namesIn(directory: string): string[] {
  return Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
}

async function makePipe(path: string): Promise<void> {
  const { success } = await new Deno.Command("mkfifo", { args: ["-m", "644", path] }).output();
  assertEquals(success, true);
}

directoryTest(
  "a private file is for the user alone, new or in place of one that was open to all",
  async (dir) => {
    const path = `${dir}/file`;
    await writePrivateFile(path, "Olá");
    assertEquals([await Deno.readTextFile(path), modeOf(path)], ["Olá", 0o600]);
    await Deno.chmod(path, 0o644);
    await writePrivateFile(path, "Hi");
    assertEquals([await Deno.readTextFile(path), modeOf(path)], ["Hi", 0o600]);
    assertEquals(namesIn(dir), ["file"]);
  },
);

directoryTest(
  "who has the old file open, or another name for it, keeps the old one",
  async (dir) => {
    const path = `${dir}/file`;
    await Deno.writeTextFile(path, "old", { mode: 0o644 });
    await Deno.link(path, `${dir}/other`);
    await writePrivateFile(path, "new");
    assertEquals(
      [await Deno.readTextFile(path), await Deno.readTextFile(`${dir}/other`)],
      ["new", "old"],
    );
    assertEquals(modeOf(`${dir}/other`), 0o644);
  },
);

directoryTest("a file is replaced only when the new one is whole", async (dir) => {
  const path = `${dir}/file`;
  await Deno.writeTextFile(path, "old");
  {
    using half = replacePrivateFile(path);
    await half.write(new TextEncoder().encode("ne"));
    assertEquals(await Deno.readTextFile(path), "old");
  }
  assertEquals([await Deno.readTextFile(path), namesIn(dir)], ["old", ["file"]]);
});

directoryTest("nothing but a regular file is replaced, and it keeps its mode", async (dir) => {
  const path = (name: string): string => `${dir}/${name}`;
  await Deno.writeTextFile(path("target"), "mine", { mode: 0o644 });
  await Deno.symlink(path("target"), path("link"));
  await Deno.symlink(path("nowhere"), path("dangling"));
  await Deno.mkdir(path("directory"), { mode: 0o755 });
  await makePipe(path("pipe"));
  const before = namesIn(dir);
  const modes = before.map((name) => modeOf(path(name)));
  for (
    const [name, what] of [
      ["link", "a symbolic link"],
      ["dangling", "a symbolic link"],
      ["directory", "a directory"],
      ["directory/", "a directory"],
      ["pipe", "a pipe"],
    ] as const
  ) {
    await assertRejects(
      () => writePrivateFile(path(name), "x"),
      NotRegularFileError,
      `it is ${what}, not a regular file`,
    );
  }
  assertEquals([namesIn(dir), before.map((name) => modeOf(path(name)))], [before, modes]);
  assertEquals(await Deno.readTextFile(path("target")), "mine");
});

directoryTest(
  "a link that takes the name while the file is written is not followed",
  async (dir) => {
    await Deno.writeTextFile(`${dir}/target`, "mine");
    {
      using file = replacePrivateFile(`${dir}/file`);
      await Deno.symlink(`${dir}/target`, `${dir}/file`);
      assertThrows(() => file.commit(), NotRegularFileError);
    }
    assertEquals(await Deno.readTextFile(`${dir}/target`), "mine");
    assertEquals(namesIn(dir), ["file", "target"]);
  },
);

directoryTest(
  "a new private file is made only where nothing is, be it a link to nowhere",
  async (dir) => {
    await Deno.symlink(`${dir}/nowhere`, `${dir}/link`);
    assertThrows(() => createPrivateFile(`${dir}/link`), Deno.errors.AlreadyExists);
    createPrivateFile(`${dir}/new`).close();
    assertEquals([modeOf(`${dir}/new`), namesIn(dir)], [0o600, ["link", "new"]]);
    assertThrows(() => createPrivateFile(`${dir}/new`), Deno.errors.AlreadyExists);
  },
);

directoryTest("a file in no directory is not made", async (dir) => {
  await assertRejects(() => writePrivateFile(`${dir}/no/file`, "x"), Deno.errors.NotFound);
});

directoryTest(
  "what is added to is the file that was looked at, not what took its name",
  async (dir) => {
    const [path, other] = [`${dir}/index`, `${dir}/other`];
    await Deno.writeTextFile(path, "old");
    await Deno.writeTextFile(other, "of others");
    using exchanged = exchangeAfterLook(path, other);
    assertThrows(() => appendPrivateFile(path), NotRegularFileError, "a moment before");
    assertEquals(exchanged.looks, 1);
    assertEquals(await Deno.readTextFile(other), "of others");
  },
);

directoryTest("a new file that is added to is not one that a link leads to", async (dir) => {
  const [path, other] = [`${dir}/index`, `${dir}/other`];
  await Deno.writeTextFile(other, "of others");
  using _ = exchangeAfterLook(path, other);
  assertThrows(() => appendPrivateFile(path), NotRegularFileError, "a moment before");
  assertEquals(await Deno.readTextFile(other), "of others");
});

/** Puts a link in place of a file as soon as it was looked at, as somebody else on the host may. */
function exchangeAfterLook(path: string, other: string): Disposable & { looks: number } {
  const look = Deno.lstatSync;
  const state = {
    looks: 0,
    [Symbol.dispose](): void {
      Deno.lstatSync = look;
    },
  };
  Deno.lstatSync = (asked) => {
    state.looks++;
    Deno.lstatSync = look;
    try {
      return look(asked);
    } finally {
      Deno.symlinkSync(other, `${path}.link`);
      Deno.renameSync(`${path}.link`, path);
    }
  };
  return state;
}
