/**
 * Log-in by a code that a person enters on another device, or in any browser (RFC 8628).
 * @module
 */
import { CliError, Exit } from "../../terminal/exit.ts";
import type { OAuthClient, Tokens } from "./client.ts";

/** Seconds that the pause grows by when the server asks for it (RFC 8628 section 3.5). */
const SLOWER = 5;

/** What a log-in is made with. */
export interface DeviceLogin {
  /** Asks the server. */
  readonly client: Pick<OAuthClient, "device" | "poll">;
  /** Tells the person where to enter what. */
  readonly tell: (url: string, code: string) => void;
  /**
   * Waits.
   *
   * @param seconds How long.
   * @throws If the user wants no more.
   */
  readonly wait: (seconds: number) => Promise<void>;
}

/**
 * Logs in.
 *
 * @param login What with.
 * @returns The tokens.
 * @throws {CliError} 75 if nobody enters the code in time; else as the client does.
 */
export async function loginByDevice({ client, tell, wait }: DeviceLogin): Promise<Tokens> {
  const { deviceCode, userCode, verificationUri, expiresIn, interval } = await client.device();
  tell(verificationUri, userCode);
  let pause = interval;
  for (let waited = 0; waited < expiresIn; waited += pause) {
    await wait(pause);
    const answer = await askPatiently(client, deviceCode);
    if (answer === "slower") pause += SLOWER;
    else if (answer === "later") pause *= 2;
    else if (answer === "expired") break;
    else if (answer !== "pending") return answer;
  }
  throw new CliError(Exit.temporary, "the code has expired before anybody entered it", {
    hint: "Log in again: mua account login",
  });
}

/** A failure that may pass is no reason to give up a code that somebody is about to enter. */
async function askPatiently(
  client: DeviceLogin["client"],
  deviceCode: string,
): Promise<Awaited<ReturnType<OAuthClient["poll"]>> | "later"> {
  try {
    return await client.poll(deviceCode);
  } catch (error) {
    if (error instanceof CliError && error.exitCode === Exit.temporary) return "later";
    throw error;
  }
}
