/**
 * `mua merge` is killed again and again; at the end everybody has exactly one copy, or is listed as unknown
 * and has at most one. MUA_KILLS is how often; a few by default, because each start takes its time.
 */
import { assert, assertEquals } from "../../std/assert.ts";
import { directoryTest } from "../../support/directory.ts";
import { startMua } from "../../support/program.ts";
import { randomNumbers } from "../../support/random.ts";
import { CountingServer } from "./counting_server.ts";

const ROWS = 2000;
const KILLS = Number(Deno.env.get("MUA_KILLS") ?? 4);
const SEED = Number(Deno.env.get("MUA_SEED") ?? 1);

directoryTest(
  `merge that is killed ${KILLS} times gives nobody a second copy, and forgets nobody`,
  async (directory) => {
    const [template, list] = [`${directory}/t.txt`, `${directory}/l.csv`];
    Deno.writeTextFileSync(template, "From: me@x.example\nTo: {{email}}\nSubject: Hi\n\nHi\n");
    const rows = Array.from({ length: ROWS }, (_, row) => `u${row}@x.example`);
    Deno.writeTextFileSync(list, ["email", ...rows, ""].join("\n"));
    const random = randomNumbers(SEED);
    let heard = Promise.withResolvers<void>();
    let left = Infinity;
    await using server = new CountingServer({
      dot: () => {
        if (--left === 0) heard.resolve();
        return undefined;
      },
    });
    const argv = ["merge", template, list, "--send", "--server", server.address, "-q"];
    for (let kill = 0; kill < KILLS; kill++) {
      heard = Promise.withResolvers();
      // On the average half of the mails go before the last kill; each fifth one comes at any time.
      left = kill % 5 === 4 ? Infinity : Math.ceil(random() * ROWS / KILLS);
      await using process = startMua(argv);
      const ended = process.end().then(() => heard.resolve());
      const late = setTimeout(heard.resolve, left === Infinity ? random() * 1000 : 30_000);
      await heard.promise;
      const moment = performance.now() + random() * 5;
      while (performance.now() < moment) await new Promise((resolve) => setTimeout(resolve));
      process.kill("SIGKILL");
      clearTimeout(late);
      await ended;
    }
    await using last = startMua([...argv, "--json"]);
    const { stdout, stderr } = await last.end();
    const { delivered, unknown } = JSON.parse(stdout);
    assertEquals(delivered + unknown, ROWS, stderr);
    // Mails that were in hand when it was killed, at most.
    assert(unknown <= KILLS * 100, `${unknown} are unknown`);
    const outcomes = Deno.readTextFileSync(`${directory}/l.result.csv`).trim().split("\n").slice(1);
    assertEquals(outcomes.length, ROWS);
    const { counts } = server;
    for (const outcome of outcomes) {
      const [recipient = "", state] = outcome.split(",");
      const copies = counts.get(recipient) ?? 0;
      if (state === "delivered") assertEquals(copies, 1, outcome);
      else {
        assertEquals(state, "unknown", outcome);
        assert(copies <= 1, outcome);
      }
    }
  },
);
