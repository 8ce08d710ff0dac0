import type { Clock } from "../../../cli/terminal/clock.ts";
import { Journal } from "../../../cli/merge/journal/journal.ts";
import { List } from "../../../cli/merge/list/list.ts";
import { Mails } from "../../../cli/merge/mails.ts";
import { Run } from "../../../cli/merge/run.ts";
import type { Lookup } from "../../../dns/mod.ts";
import { readMailTemplate } from "../../../message/merge/mail_template.ts";
import { assertEquals, assertRejects } from "../../std/assert.ts";
import { directoryTest } from "../../support/directory.ts";
import { CountingServer } from "./counting_server.ts";

type Setting = ConstructorParameters<typeof Run>[0];

/** A clock that lets nobody wait, and tells how long everybody would have. */
class QuickClock implements Clock {
  #now = 0;
  readonly waits: number[] = [];
  now(): number {
    return this.#now;
  }
  async wait(milliseconds: number, signal: AbortSignal): Promise<void> {
    // What is going on meanwhile goes on first.
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (signal.aborted) return;
    this.waits.push(milliseconds);
    this.#now += milliseconds;
  }
}

const NO_LOOKUP: Lookup = {
  mx: () => Promise.resolve({ status: "no-data" }),
  addresses: () => Promise.resolve({ status: "no-data" }),
};

/** Runs a list of addresses to a server. */
async function send(
  directory: string,
  rows: readonly string[],
  server: CountingServer,
  setting: Partial<Setting> = {},
): Promise<{ journal: Journal; clock: QuickClock } & AsyncDisposable> {
  const path = `${directory}/l.csv`;
  Deno.writeTextFileSync(path, ["email", ...rows, ""].join("\n"));
  const list = await List.open(path, ",");
  const template = readMailTemplate({
    template: "From: me@x.example\nTo: {{#rows}}{{email}}, {{/rows}}\n\nHi\n",
    html: undefined,
    columns: list.columns,
    grouped: true,
  }, () => {});
  const material = { list, template, mailFrom: undefined, requireTls: false, directory };
  const mails = new Mails({ ...material, groupBy: undefined }, () => {});
  const subject = { listPath: path, list: list.digest, template: "", mails: mails.count };
  const journal = await Journal.open(`${directory}/l.journal`, subject, false);
  const clock = new QuickClock();
  const { signal } = new AbortController();
  const [hostname = "", port = ""] = server.address.split(":");
  const run = new Run({
    mails,
    journal,
    next: Array.from({ length: mails.count }, (_, mail) => mail),
    delivery: {
      ehloName: "me.example",
      pipelining: true,
      chunking: "auto",
      tls: { mode: "off", name: undefined, caCerts: [] },
      auth: undefined,
      limit: undefined,
      transcript: () => {},
      signal,
    },
    search: {
      server: hostname,
      port: Number(port),
      lookup: NO_LOOKUP,
      demands: undefined,
      families: [4, 6],
      allowPrivate: true,
      caCerts: [],
      limit: undefined,
      signal,
    },
    connections: 2,
    pause: undefined,
    retryFor: 3_600_000,
    retryUnknown: false,
    note: () => {},
    clock,
    ...setting,
  });
  try {
    await run.go();
  } catch (error) {
    await journal[Symbol.asyncDispose]();
    throw error;
  } finally {
    list[Symbol.dispose]();
  }
  return { journal, clock, [Symbol.asyncDispose]: () => journal[Symbol.asyncDispose]() };
}

/** Minutes of the waits that add up to at least one. */
function minutes(clock: QuickClock): number {
  return Math.round(clock.waits.reduce((sum, wait) => sum + wait, 0) / 60_000);
}

directoryTest(
  "a mail that is deferred is tried again after 1 and 5 minutes, the others are not",
  async (directory) => {
    await using server = new CountingServer({
      rcpt: (recipient, times) =>
        recipient === "b@x.example" && times < 2 ? "450 later" : undefined,
    });
    const rows = ["a@x.example", "b@x.example", "c@x.example"];
    await using run = await send(directory, rows, server);
    assertEquals(server.counts, new Map(rows.toSorted().map((row) => [row, 1])));
    assertEquals(run.journal.state.counts.delivered, 3);
    assertEquals(minutes(run.clock), 6);
  },
);

directoryTest("a mail that stays deferred is given up in time", async (directory) => {
  await using server = new CountingServer({ rcpt: () => "450 later" });
  await using run = await send(directory, ["a@x.example"], server);
  assertEquals(run.journal.state.counts.deferred, 1);
  assertEquals(minutes(run.clock), 51);
});

directoryTest("with a rate mails begin one after the other", async (directory) => {
  await using server = new CountingServer();
  const rows = Array.from({ length: 5 }, (_, index) => `u${index}@x.example`);
  await using run = await send(directory, rows, server, { pause: 1200 });
  assertEquals([run.clock.now() > 4000, server.counts.size], [true, 5]);
});

directoryTest(
  "a journal that cannot be written ends the run before a mail leaves",
  async (directory) => {
    await using server = new CountingServer();
    const rows = ["a@x.example", "b@x.example"];
    const subject = { listPath: "l.csv", list: "", template: "", mails: rows.length };
    await using full = await Journal.open(`${directory}/full.journal`, subject, false);
    const failure = new Error("disk full");
    full.beforeDot = () => {
      throw failure;
    };
    const error = await assertRejects(
      () => send(directory, rows, server, { journal: full }),
      Error,
    );
    assertEquals([error, server.counts.size], [failure, 0]);
    assertEquals(full.state.counts.waiting, 2);
  },
);
