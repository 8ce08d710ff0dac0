/**
 * Row: one large attachment: time and memory.
 * @module
 */
import { type Bench, plan } from "../bench.ts";
import { writeLetter } from "../letter.ts";
import { timeProcess } from "../process.ts";
import { contestant } from "../programs.ts";
import { race } from "../race.ts";
import type { Comparison, LeftOut } from "../report.ts";
import { readySenders, senders } from "../senders.ts";
import { Sink, sinkObstacle } from "../sink.ts";

const ROUNDS = 3;
const SIZE = { quick: 10_000_000, full: 100_000_000 };

/** One mail with an attachment of 100 MB. */
export async function attachment(bench: Bench): Promise<readonly (Comparison | LeftOut)[]> {
  const size = bench.quick ? SIZE.quick : SIZE.full;
  const title = `An attachment of ${size / 1e6} MB, whole process, to smtp-sink on loopback`;
  const obstacle = sinkObstacle();
  if (obstacle !== undefined) return [{ title, obstacle }];
  const letter = await writeLetter(bench.directory, size);
  await using sink = await Sink.start();
  // Base64 makes four octets of three.
  const load = { messages: 1, octets: size * 4 / 3 };
  const { signal } = bench;
  const all = [...await senders(letter, sink.port), ...readySenders(letter, sink.port)];
  const subjects = all.map(({ name, program, args, stdin, note }) => {
    const options = { signal, stdin, watchMemory: true };
    return contestant(
      name,
      program,
      (argv) => sink.taking(load, () => timeProcess([...argv, ...args], options)),
      note,
    );
  });
  const remarks = ["Each reads and encodes the file itself, unless it says otherwise."];
  return [{ title, remarks, results: await race(subjects, plan(bench, ROUNDS), signal) }];
}
