/**
 * The outbox is killed again and again; at the end everybody has exactly one copy, or is listed as unknown
 * and has at most one. MUA_KILLS is how often, MUA_SEED when.
 */
import { assert, assertEquals } from "../../std/assert.ts";
import { Outbox } from "../../../outbox/outbox.ts";
import { put } from "../../outbox/queued.ts";
import { directoryTest } from "../../support/directory.ts";
import type { Process } from "../../support/process.ts";
import { startMua } from "../../support/program.ts";
import { randomNumbers } from "../../support/random.ts";
import { CountingServer } from "../merge/counting_server.ts";

const MAILS = 200;
const KILLS = Number(Deno.env.get("MUA_KILLS") ?? 10);
const SEED = Number(Deno.env.get("MUA_SEED") ?? 1);

/** Kills a process when something was heard, and a random moment of up to 5 ms later. */
async function killAfter(process: Process, heard: Promise<void>, later: number): Promise<number> {
  const ended = process.end();
  await Promise.race([heard, ended]);
  const moment = performance.now() + later * 5;
  while (performance.now() < moment) await new Promise((resolve) => setTimeout(resolve));
  process.kill("SIGKILL");
  return (await ended).code;
}

directoryTest(
  `an outbox that is killed ${KILLS} times gives nobody a second copy, and forgets nobody`,
  async (directory) => {
    const outbox = Outbox.open(`${directory}/mua/outbox`, true);
    const random = randomNumbers(SEED);
    let heard = Promise.withResolvers<void>();
    let left = Infinity;
    await using server = new CountingServer({
      // Each third mail is deferred at first.
      rcpt: (recipient, times) =>
        times === 0 && /[0369]@/.test(recipient) ? "451 4.7.1 later" : undefined,
      dot: () => {
        if (--left === 0) heard.resolve();
        return undefined;
      },
    });
    const way = new Map([["server", [server.address]], ["account", ["none"]]]);
    const recipients = new Map<string, string>();
    for (let mail = 0; mail < MAILS; mail++) {
      const to = `u${mail}@y.example`;
      recipients.set(await put(outbox, { way, to: [to] }), to);
    }
    const env = { XDG_STATE_HOME: directory };
    for (let kill = 0; kill < KILLS; kill++) {
      heard = Promise.withResolvers();
      const atAnyTime = kill % 5 === 4;
      left = atAnyTime ? Infinity : Math.ceil(random() * MAILS / KILLS);
      await using process = startMua(["outbox", kill % 2 === 0 ? "now" : "run", "-q"], { env });
      const late = setTimeout(heard.resolve, atAnyTime ? random() * 400 : 10_000);
      await killAfter(process, heard.promise, random());
      clearTimeout(late);
    }
    await using last = startMua(["outbox", "now", "-q"], { env });
    await last.end();
    await using again = startMua(["outbox", "now", "-q"], { env });
    await again.end();
    const kept = await outbox.lookAtAll();
    const unknown = new Set(kept.map(({ id }) => recipients.get(id)));
    for (const glimpse of kept) {
      assert("fates" in glimpse, glimpse.path);
      assertEquals(glimpse.fates.all.map(({ state }) => state), ["unknown"], glimpse.path);
    }
    for (const to of recipients.values()) {
      const copies = server.counts.get(to) ?? 0;
      if (unknown.has(to)) assert(copies <= 1, `${to}: ${copies}`);
      else assertEquals(copies, 1, to);
    }
    // Mails that were in hand on five connections when it was killed, at most.
    assert(unknown.size <= KILLS * 10 && unknown.size < MAILS, `${unknown.size} are unknown`);
  },
);

/** Starts of `mua send --queue` that are killed. */
const SENDS = 8;

directoryTest(
  "mua send --queue that is killed has kept the mail whole or not at all; where it ended well, whole",
  async (directory) => {
    const env = { XDG_STATE_HOME: directory };
    const random = randomNumbers(SEED);
    const mail = ["-f", "me@x.example", "-t", "b@y.example", "--server", "127.0.0.1:9"];
    let known = 0;
    let ended = 0;
    for (let time = 0; time < SENDS; time++) {
      await using process = startMua(["send", "--queue", ...mail, "--body", "Hi", "-A", "none"], {
        env,
      });
      const { promise, resolve } = Promise.withResolvers<void>();
      // The last one ends in peace.
      const limit = time === SENDS - 1 ? 30_000 : 100 + random() * 500;
      const timer = setTimeout(resolve, limit);
      const code = await killAfter(process, promise, 0);
      clearTimeout(timer);
      const outbox = Outbox.open(`${directory}/mua/outbox`, true);
      const all = await outbox.lookAtAll();
      for (const glimpse of all) assert("fates" in glimpse, glimpse.path);
      assert(all.length === known + 1 || (all.length === known && code !== 0), `exit code ${code}`);
      known = all.length;
      if (code === 0) ended++;
    }
    assert(ended > 0);
  },
);
