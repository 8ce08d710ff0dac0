/**
 * Log-in by a browser on this machine, which comes back to an address of loopback (RFC 8252 section 7.3).
 * @module
 */
import * as oauth from "oauth4webapi";
import type { OAuthClient, Tokens } from "./client.ts";

/** What a log-in is made with. */
interface BrowserLogin {
  /** Asks the server. */
  readonly client: OAuthClient;
  /** Tells the person what to open. */
  readonly tell: (url: string) => void;
  /** Tells that a request came that is not the awaited one. */
  readonly warn: (text: string) => void;
  /** Aborted when the user wants no more. */
  readonly signal: AbortSignal;
}

/**
 * Logs in.
 *
 * @param login What with.
 * @returns The tokens.
 * @throws {CliError} As the client does.
 */
export async function loginByBrowser(
  { client, tell, warn, signal }: BrowserLogin,
): Promise<Tokens> {
  const state = oauth.generateRandomState();
  const verifier = oauth.generateRandomCodeVerifier();
  const { promise, resolve } = Promise.withResolvers<URLSearchParams>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    ({ url }) => {
      const { pathname, searchParams } = new URL(url);
      if (pathname !== "/" || searchParams.size === 0) return page(404, "There is nothing here.");
      // Any page that the person has open can send a browser here.
      if (searchParams.get("state") !== state) {
        warn("a browser came with the answer to another log-in; still waiting");
        return page(400, "This is not the answer to the log-in that mua waits for.");
      }
      resolve(searchParams);
      return page(200, "Go back to the terminal: mua goes on there. You can close this page.");
    },
  );
  try {
    const redirect = `http://127.0.0.1:${server.addr.port}/`;
    tell(String(await client.authorizeUrl(redirect, state, verifier)));
    const answer = await Promise.race([promise, aborted(signal)]);
    return await client.exchange(answer, { redirect, state, verifier });
  } finally {
    // The last page is on its way still.
    await server.shutdown();
  }
}

function page(status: number, text: string): Response {
  return new Response(`${text}\n`, {
    status,
    headers: {
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "no-store",
      "Connection": "close",
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
    },
  });
}

function aborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  if (signal.aborted) reject(signal.reason);
  signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  return promise;
}
