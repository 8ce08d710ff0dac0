import { StoreNames } from "../../../inbox/store/names.ts";
import { assertEquals } from "../../std/assert.ts";
import { directoryTest } from "../../support/directory.ts";

directoryTest(
  "the names tell the same whether they are read at once or gently",
  async (directory) => {
    const unfinished = `.receiving-${crypto.randomUUID()}`;
    const files = [
      "0002.eml",
      "0010.eml",
      "10000.eml",
      "0002.eml.json",
      "0003.eml.json",
      unfinished,
    ];
    const others = [
      "0000.eml",
      "00011.eml",
      "0004.eml.json.eml",
      "0005.EML",
      "x0006.eml",
      ".receiving-x",
    ];
    for (const name of [...files, ...others]) await Deno.writeTextFile(`${directory}/${name}`, "");
    await Deno.mkdir(`${directory}/0007.eml`);
    await Deno.symlink("0002.eml", `${directory}/0008.eml`);
    for (const names of [StoreNames.read(directory), await StoreNames.readGently(directory)]) {
      assertEquals(names.numbers, [2, 10, 10000]);
      assertEquals(Array.from(names.records).sort(), [2, 3]);
      assertEquals(names.unfinished, [unfinished]);
    }
  },
);
