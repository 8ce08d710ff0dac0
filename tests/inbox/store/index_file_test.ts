import type { ListedMessage } from "../../../inbox/store/index.ts";
import { IndexFile } from "../../../inbox/store/index_file.ts";
import { assertEquals } from "../../std/assert.ts";
import { directoryTest } from "../../support/directory.ts";

const ENVELOPE = { version: 1, mailFrom: "", rcptTo: [], time: "2025-07-01T12:00:00Z" } as const;

function message(number: number): ListedMessage {
  return { number, size: number, envelope: ENVELOPE, subject: `é ${"x".repeat(number % 300)}` };
}

directoryTest(
  "an index gives back what was added around damage, also where a piece ends in a line",
  async (directory) => {
    const index = new IndexFile(directory);
    const messages = Array.from({ length: 1000 }, (_, at) => message(at + 1));
    for (const each of messages.slice(0, 500)) index.add(each);
    const damage = '{"number":7,"si\n\n[]\n';
    await Deno.writeTextFile(`${directory}/.index.jsonl`, damage, { append: true });
    for (const each of messages.slice(500)) index.add(each);
    assertEquals(Array.from(index.read().values()), messages);
  },
);

directoryTest(
  "a directory is not looked at for each message that goes from many",
  async (directory) => {
    const index = new IndexFile(directory);
    let left = Array.from({ length: 3000 }, (_, at) => at + 1);
    for (const number of left) index.add(message(number));
    let looks = 0;
    const forget = async (count: number): Promise<void> => {
      left = left.slice(count);
      await index.forget(count, () => {
        looks++;
        return Promise.resolve(left);
      });
    };
    for (let count = 0; count < 2999; count++) await forget(1);
    assertEquals([looks, index.read().size], [1, 3000]);
    await forget(1);
    assertEquals([looks, index.read().size], [2, 0]);
    assertEquals(Array.from(Deno.readDirSync(directory)), []);
  },
);
