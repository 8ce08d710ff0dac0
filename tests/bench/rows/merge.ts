/**
 * Row: a mail for each row of a list, with a journal that makes sure of one copy for each.
 * @module
 */
import { type Bench, plan } from "../bench.ts";
import { EHLO_NAME, RECIPIENT, SENDER, SUBJECT, TEXT } from "../letter.ts";
import { timeProcess } from "../process.ts";
import { contestant, muaForms, nodemailer, ownTime } from "../programs.ts";
import { race, type Run } from "../race.ts";
import type { Comparison, LeftOut } from "../report.ts";
import { Sink, sinkObstacle } from "../sink.ts";

const ROUNDS = 3;
const MESSAGES = { quick: 500, full: 20_000 };
const CONNECTIONS = "10";
/** Mails that no connection has enough of. */
const ALL = "1000000";

/** A list of 1 KB mails, to one server. */
export async function merge(bench: Bench): Promise<readonly (Comparison | LeftOut)[]> {
  const messages = bench.quick ? MESSAGES.quick : MESSAGES.full;
  const title = `a list of ${messages} rows, a mail of 1 KB for each, ${CONNECTIONS} connections`;
  const obstacle = sinkObstacle();
  if (obstacle !== undefined) return [{ title, obstacle }];
  await using sink = await Sink.start();
  const files = writeFiles(bench.directory, messages);
  const load = { messages, octets: messages * TEXT.length };
  const { signal } = bench;
  const run = async (argv: readonly string[]): Promise<Run> => {
    await removeResults(files.list);
    return await sink.taking(load, () => timeProcess(argv, { signal, watchMemory: true }));
  };
  const server = ["--server", `127.0.0.1:${sink.port}`, "--connections", CONNECTIONS];
  const args = [
    "merge",
    files.template,
    files.list,
    "--send",
    "-q",
    "--ehlo",
    EHLO_NAME,
    ...server,
  ];
  const raw = `Subject: ${SUBJECT}\r\n\r\n${TEXT.replaceAll("\n", "\r\n")}`;
  const pool = [String(sink.port), EHLO_NAME, SENDER, RECIPIENT, String(messages), CONNECTIONS];
  const subjects = [
    ...muaForms().map(({ name, program }) =>
      contestant(name, program, (argv) => run([...argv, ...args]), "mua merge, whole process")
    ),
    contestant(
      "nodemailer's pool on Node",
      nodemailer("nodemailer_many.mjs"),
      async (argv) =>
        ownTime(
          await sink.taking(load, () => timeProcess([...argv, ...pool, raw, ALL], { signal })),
        ),
      "no journal, the same message for all, start-up left out",
    ),
  ];
  const results = await race(subjects, plan(bench, ROUNDS), signal);
  return [{ title, remarks: [], messages, results }];
}

function writeFiles(directory: string, rows: number): { template: string; list: string } {
  const [template, list] = [`${directory}/template.txt`, `${directory}/list.csv`];
  const header = `From: ${SENDER}\nTo: {{name}} <{{email}}>\nSubject: ${SUBJECT} {{number}}\n`;
  Deno.writeTextFileSync(template, `${header}\n${TEXT}`);
  const lines = Array.from({ length: rows }, (_, row) => `user${row}@dest.test,User ${row},${row}`);
  Deno.writeTextFileSync(list, `${["email,name,number", ...lines].join("\n")}\n`);
  return { template, list };
}

/** What a run has left would tell the next one that there is nothing to send. */
async function removeResults(list: string): Promise<void> {
  const stem = list.replace(/\.csv$/, "");
  for (const path of [`${stem}.journal`, `${stem}.result.csv`]) {
    await Deno.remove(path).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
}
