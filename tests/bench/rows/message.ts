/**
 * Row: one small mail, from the start of the program to its end.
 * @module
 */
import { type Bench, plan } from "../bench.ts";
import { TEXT, writeLetter } from "../letter.ts";
import { timeProcess } from "../process.ts";
import { contestant } from "../programs.ts";
import { race } from "../race.ts";
import type { Comparison, LeftOut } from "../report.ts";
import { senders } from "../senders.ts";
import { Sink, sinkObstacle } from "../sink.ts";

const ROUNDS = 15;

/** One mail of 1 KB. */
export async function message(bench: Bench): Promise<readonly (Comparison | LeftOut)[]> {
  const title = "One message of 1 KB, whole process, to smtp-sink on loopback";
  const obstacle = sinkObstacle();
  if (obstacle !== undefined) return [{ title, obstacle }];
  const letter = await writeLetter(bench.directory);
  await using sink = await Sink.start();
  const load = { messages: 1, octets: TEXT.length };
  const { signal } = bench;
  const subjects = (await senders(letter, sink.port)).map(({ name, program, args, stdin, note }) =>
    contestant(
      name,
      program,
      (argv) => sink.taking(load, () => timeProcess([...argv, ...args], { signal, stdin })),
      note,
    )
  );
  return [{ title, remarks: [], results: await race(subjects, plan(bench, ROUNDS), signal) }];
}
