import { type DeviceLogin, loginByDevice } from "../../../../cli/account/oauth/device.ts";
import type { Tokens } from "../../../../cli/account/oauth/client.ts";
import { CliError, Exit } from "../../../../cli/terminal/exit.ts";
import { assertEquals, assertRejects } from "../../../std/assert.ts";

const TOKENS: Tokens = { accessToken: "at", expiresAt: null, refreshToken: null };

type Answer = Tokens | "pending" | "slower" | "expired" | CliError;

/** Logs in at a server that gives these answers; what was waited for, in seconds. */
async function logIn(
  answers: readonly Answer[],
  expiresIn = 900,
): Promise<{ tokens: Tokens | CliError; waited: number[]; told: string[] }> {
  const waited: number[] = [];
  const told: string[] = [];
  const rest = [...answers];
  const client: DeviceLogin["client"] = {
    device: () =>
      Promise.resolve({
        deviceCode: "dc",
        userCode: "ABCD",
        verificationUri: "https://login.x.example",
        expiresIn,
        interval: 5,
      }),
    poll: () => {
      const answer = rest.length > 1 ? rest.shift() : rest[0];
      if (answer === undefined || answer instanceof CliError) return Promise.reject(answer);
      return Promise.resolve(answer);
    },
  };
  const tell = (url: string, code: string): void => void told.push(`${url} ${code}`);
  const wait = (seconds: number): Promise<void> => {
    waited.push(seconds);
    return Promise.resolve();
  };
  const tokens = await loginByDevice({ client, tell, wait }).catch((error: unknown) => {
    if (error instanceof CliError) return error;
    throw error;
  });
  return { tokens, waited, told };
}

Deno.test("a device asks at the server's pace until the person has entered the code", async () => {
  const { tokens, waited, told } = await logIn(["pending", "pending", TOKENS]);
  assertEquals(tokens, TOKENS);
  assertEquals(waited, [5, 5, 5]);
  assertEquals(told, ["https://login.x.example ABCD"]);
});

Deno.test("after slow_down each pause is five seconds longer", async () => {
  const { waited } = await logIn(["slower", "pending", "slower", TOKENS]);
  assertEquals(waited, [5, 10, 10, 15]);
});

Deno.test("a failure that passes is no reason to give up; the pause doubles", async () => {
  const late = new CliError(Exit.temporary, "did not answer");
  const { tokens, waited } = await logIn([late, "pending", TOKENS]);
  assertEquals([tokens, waited], [TOKENS, [5, 10, 10]]);
});

Deno.test("a refusal ends it, and so does the end of the code", async () => {
  const denied = new CliError(Exit.authentication, "the log-in was declined");
  assertEquals((await logIn(["pending", denied])).tokens, denied);
  assertEquals((await logIn(["pending", "expired", TOKENS])).waited, [5, 5]);
  const { tokens, waited } = await logIn(["pending"], 12);
  assertEquals(waited, [5, 5, 5]);
  assertEquals(tokens instanceof CliError && tokens.exitCode, 75);
  await assertRejects(() => Promise.reject(tokens), CliError, "expired");
});
