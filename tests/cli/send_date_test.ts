/** The zone that Date is written in, by the whole program with the permissions that it has. */
import { parseDateTime } from "../../message/header/date_time.ts";
import { assert, assertEquals, assertStringIncludes } from "../std/assert.ts";
import { runMua } from "../support/run_mua.ts";

const main = new URL("../../main.ts", import.meta.url).pathname;
const config = new URL("../../deno.json", import.meta.url).pathname;
const MAIL = ["send", "-f", "a@x.example", "-t", "b@y.example", "--body", "Hi", "-n"];

/** The value of Date as it is written where the clock shows this zone. */
async function dateIn(zone: string, ...argv: string[]): Promise<string> {
  const deno = ["run", "-q", "--no-prompt", "-P=mua", "-c", config, main];
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [...deno, ...MAIL, "--server", "127.0.0.1", ...argv],
    env: { TZ: zone },
  }).output();
  return /^Date: (.*?)\r?$/m.exec(new TextDecoder().decode(stdout))?.[1] ?? "";
}

const ZONES: readonly (readonly [zone: string, written: string])[] = [
  ["UTC", "+0000"],
  ["Asia/Kolkata", "+0530"],
  ["Asia/Kathmandu", "+0545"],
  ["Pacific/Marquesas", "-0930"],
  ["America/Bogota", "-0500"],
  ["Pacific/Kiritimati", "+1400"],
];

for (const [zone, written] of ZONES) {
  Deno.test(`send writes Date in the zone of the user: ${zone} is ${written}`, async () => {
    const text = await dateIn(zone);
    assertEquals(text.slice(-5), written);
    const { time = NaN, faults } = parseDateTime(text) ?? {};
    assertEquals(faults, []);
    assert(Math.abs(time - Date.now()) < 60_000, text);
  });
}

Deno.test("send --utc does not tell the zone", async () => {
  assertEquals((await dateIn("Asia/Kolkata", "--utc")).slice(-5), "+0000");
});

Deno.test("--utc cannot change a ready message", async () => {
  const { code, stderr } = await runMua(["send", "--eml", "x", "-t", "a@x.example", "--utc"]);
  assertEquals(code, 64);
  assertStringIncludes(stderr, "--utc cannot change it");
});
