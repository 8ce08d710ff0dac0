import { Journal, readEarlier, type Subject } from "../../../../cli/merge/journal/journal.ts";
import type { Answer } from "../../../../journal/answer.ts";
import { CliError } from "../../../../cli/terminal/exit.ts";
import { assert, assertEquals, assertRejects } from "../../../std/assert.ts";
import { directoryTest } from "../../../support/directory.ts";

const SUBJECT: Subject = { listPath: "l.csv", list: "1", template: "2", mails: 3 };

const DELIVERED: Answer = {
  to: "a@x.example",
  status: "delivered",
  reason: "accepted",
  host: "mx.x.example [192.0.2.1]",
  reply: "250 ok",
};

async function states(path: string): Promise<string[]> {
  await using journal = await Journal.open(path, SUBJECT, false);
  return [0, 1, 2].map((mail) => journal.state.of(mail));
}

directoryTest("a journal says of each mail what was written last", async (directory) => {
  const path = `${directory}/l.journal`;
  {
    await using journal = await Journal.open(path, SUBJECT, false);
    assertEquals(journal.beforeDot(0, 1, ["a@x.example"]), undefined);
    assertEquals(journal.beforeDot(1, 1, ["b@x.example"]), undefined);
    journal.answered(0, 1, [DELIVERED]);
    assertEquals(journal.recordsOf(2), []);
    const [record] = journal.recordsOf(0);
    assert(record !== undefined && "answers" in record);
    assertEquals(record.answers, [DELIVERED]);
  }
  assertEquals(await states(path), ["delivered", "unknown", "waiting"]);
  assertEquals((await Deno.stat(path)).mode! & 0o777, 0o600);
});

directoryTest(
  "a journal that was cut at any octet of its last record goes on as if that were not there",
  async (directory) => {
    const path = `${directory}/l.journal`;
    const write = async (last: (journal: Journal) => void): Promise<[Uint8Array, number]> => {
      await Deno.remove(path).catch(() => {});
      await using journal = await Journal.open(path, SUBJECT, false);
      journal.beforeDot(0, 1, ["a@x.example"]);
      const before = Deno.statSync(path).size;
      last(journal);
      return [Deno.readFileSync(path), before];
    };
    for (
      const [last, expected, whole] of [
        [(journal: Journal) => journal.answered(0, 1, [DELIVERED]), "unknown", "delivered"],
        [(journal: Journal) => void journal.beforeDot(1, 1, ["é@x.example"]), "unknown", "unknown"],
      ] as const
    ) {
      const [octets, before] = await write(last);
      for (let length = before; length < octets.length; length++) {
        Deno.writeFileSync(path, octets.subarray(0, length));
        assertEquals(await states(path), [expected, "waiting", "waiting"], `${length}`);
        // What was torn is gone, so that the next record begins a line.
        assertEquals(Deno.statSync(path).size, before);
      }
      Deno.writeFileSync(path, octets);
      assertEquals((await states(path))[0], whole);
    }
  },
);

directoryTest("a beginning that was cut at any octet is written again", async (directory) => {
  const path = `${directory}/l.journal`;
  assertEquals(await states(path), ["waiting", "waiting", "waiting"]);
  const octets = Deno.readFileSync(path);
  for (let length = 0; length < octets.length; length++) {
    Deno.writeFileSync(path, octets.subarray(0, length));
    assertEquals(await readEarlier(path, SUBJECT), undefined);
    assertEquals(await states(path), ["waiting", "waiting", "waiting"]);
  }
});

directoryTest(
  "octets that a power cut left empty at the end count as not written",
  async (directory) => {
    const path = `${directory}/l.journal`;
    await states(path);
    const octets = Deno.readFileSync(path);
    Deno.writeFileSync(path, new Uint8Array([...octets, ...new Uint8Array(4096)]));
    assertEquals(await states(path), ["waiting", "waiting", "waiting"]);
    assertEquals(Deno.statSync(path).size, octets.length);
  },
);

directoryTest(
  "what is no journal, damaged, or about another list or template is refused",
  async (directory) => {
    const path = `${directory}/l.journal`;
    await states(path);
    const beginning = Deno.readTextFileSync(path);
    for (
      const [text, subject, words] of [
        ["email,name\n", SUBJECT, "not a journal"],
        ["{}\n", SUBJECT, "not a journal"],
        [`${beginning}x\n{"mail":0,"of":1,"at":1,"dot":["a"]}\n`, SUBJECT, "its line 2 is damaged"],
        [`${beginning}{"mail":0,"of":1,"at":1,"answers":[{}]}\n`, SUBJECT, "its line 2 is damaged"],
        [`${beginning}{"mail":3,"of":1,"at":1,"dot":["a"]}\n`, SUBJECT, "a mail that there is not"],
        [beginning, { ...SUBJECT, list: "3" }, "l.csv is not the list"],
        [beginning, { ...SUBJECT, template: "3" }, "the template"],
      ] as const
    ) {
      Deno.writeTextFileSync(path, text);
      for (
        const open of [() => Journal.open(path, subject, false), () => readEarlier(path, subject)]
      ) {
        const error = await assertRejects(open, CliError, words);
        assert(error instanceof CliError);
        assertEquals(error.exitCode, 65);
      }
      assertEquals(Deno.readTextFileSync(path), text);
    }
  },
);

directoryTest(
  "a journal is open once at a time, and a link or directory is none",
  async (directory) => {
    const path = `${directory}/l.journal`;
    {
      await using _journal = await Journal.open(path, SUBJECT, false);
      const error = await assertRejects(
        () => Journal.open(path, SUBJECT, false),
        CliError,
        "another",
      );
      assert(error instanceof CliError);
      assertEquals(error.exitCode, 75);
    }
    assertEquals(await states(path), ["waiting", "waiting", "waiting"]);
    Deno.symlinkSync(path, `${directory}/link`);
    await assertRejects(() => Journal.open(`${directory}/link`, SUBJECT, false), CliError, "link");
    await assertRejects(() => Journal.open(directory, SUBJECT, false), CliError, "directory");
  },
);

directoryTest("with sync a dot waits until its record is on the disk", async (directory) => {
  await using journal = await Journal.open(`${directory}/l.journal`, SUBJECT, true);
  const onDisk = journal.beforeDot(0, 1, ["a@x.example"]);
  assert(onDisk !== undefined);
  await onDisk;
});
