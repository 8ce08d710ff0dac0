/**
 * A secret is in nothing that the program writes, and in nothing that others on the machine may read of
 * its process, also when the server repeats what it was sent.
 */
import { assert, assertEquals } from "../std/assert.ts";
import { startMua } from "../support/program.ts";
import type { Fault } from "./fault.ts";
import { HostilePeer } from "./peer.ts";

const SECRET = "correct horse battery";
const RESPONSE = btoa(`\0ana\0${SECRET}`);

/** The secret as it could leak: as it is, in base64 at each of its three offsets, and as PLAIN sends it. */
const FORMS = [
  SECRET,
  RESPONSE,
  ...["", "x", "xx"].map((before) => btoa(before + SECRET).slice(4, -4)),
];

/** What of a process everybody may read, and what only its owner may. */
const OF_PROCESS = ["cmdline", "comm", "status", "environ"];
const noProc = Deno.build.os === "linux" ? undefined : "needs /proc";

/** Deno itself may not read /proc without all permissions. */
function readProcess(pid: number): string {
  const paths = OF_PROCESS.map((name) => `/proc/${pid}/${name}`);
  const { stdout } = new Deno.Command("cat", { args: paths }).outputSync();
  return new TextDecoder().decode(stdout);
}

for (const output of ["-v", "--json"]) {
  const name = `a password from a file is in no output with ${output}, no file and no /proc`;
  Deno.test({
    name: noProc === undefined ? name : `${name} [${noProc}]`,
    ignore: noProc !== undefined,
    sanitizeOps: true,
    sanitizeResources: true,
    async fn(): Promise<void> {
      const directory = await Deno.makeTempDir();
      const seen: string[] = [];
      let pid = 0;
      const repeating: Fault = async ({ channel }) => {
        seen.push(readProcess(pid));
        await channel.say(`535 5.7.8 ${RESPONSE} is wrong\r\n`);
        return "refused";
      };
      const plan = { offers: ["AUTH PLAIN"], faults: { AUTH: repeating } };
      await using peer = await HostilePeer.start(plan, { hostname: "127.0.0.1", port: 0 });
      try {
        await Deno.writeTextFile(`${directory}/password`, `${SECRET}\n`, { mode: 0o600 });
        await using process = startMua([
          ...["send", "-f", "me@src.test", "-t", "user@dest.test", "--body", "Hi", output],
          ...["--server", `127.0.0.1:${peer.port}`, "-u", "ana", "--allow-insecure-auth"],
          ...["--password-file", `${directory}/password`, "--save", `${directory}/sent`],
        ]);
        pid = process.pid;
        await process.closeStdin();
        const { code, stdout, stderr } = await process.end();
        assertEquals(code, 77, stderr);
        const sent = await Deno.readTextFile(`${directory}/sent`);
        const record = await Deno.readTextFile(`${directory}/sent.json`);
        // What cannot be found would not be found if it leaked either.
        assert(seen[0]?.includes("--password-file"), "the process was not looked at");
        assert(peer.sessions[0]?.lines.some(({ text }) => text === `AUTH PLAIN ${RESPONSE}`));
        for (const text of [stdout, stderr, sent, record, ...seen]) {
          for (const form of FORMS) assert(!text.includes(form), text);
        }
      } finally {
        await Deno.remove(directory, { recursive: true });
      }
    },
  });
}
