/**
 * An OAuth server on loopback that answers as a test says.
 * @module
 */

/** An answer: JSON with its status, another text, or none for as long as the server lives. */
export type OAuthAnswer =
  | { readonly json: unknown; readonly status?: number }
  | { readonly text: string; readonly status?: number }
  | "silence";

/** The tokens that a server gives which is content. */
export const TOKENS: OAuthAnswer = {
  json: { access_token: "at-1", token_type: "Bearer", expires_in: 3600, refresh_token: "rt-1" },
};

/** A code for a device, whose questions may come every second. */
export const DEVICE_CODE: OAuthAnswer = {
  json: {
    device_code: "dc-secret",
    user_code: "ABCD-EFGH",
    verification_uri: "https://login.x.example/device",
    expires_in: 60,
    interval: 1,
  },
};

/** The answer of an error. */
export function refusal(error: string, description?: string): OAuthAnswer {
  return { status: 400, json: { error, error_description: description } };
}

/** A server that gives one answer after the other, the last one for all that follow. */
export class OAuthServer implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #silent: (() => void)[] = [];
  readonly #answers: OAuthAnswer[];
  /** What was posted to the endpoint for tokens. */
  readonly asked: Record<string, string>[] = [];

  /** @param answers What the endpoint for tokens answers. @param device What that for devices answers. */
  constructor(answers: readonly OAuthAnswer[], device: OAuthAnswer = DEVICE_CODE) {
    this.#answers = [...answers];
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      async (request) => {
        const form = Object.fromEntries(new URLSearchParams(await request.text()));
        if (new URL(request.url).pathname === "/device") return await this.#give(device);
        this.asked.push(form);
        const answer = this.#answers.length > 1 ? this.#answers.shift() : this.#answers[0];
        return await this.#give(answer ?? "silence");
      },
    );
  }

  /** Its address, up to the path. */
  get origin(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#silent.forEach((end) => end());
    await this.#server.shutdown();
  }

  async #give(answer: OAuthAnswer): Promise<Response> {
    if (answer === "silence") {
      await new Promise<void>((resolve) => this.#silent.push(resolve));
      return new Response(null, { status: 503 });
    }
    const { status = 200 } = answer;
    if ("text" in answer) return new Response(answer.text, { status });
    return Response.json(answer.json, { status });
  }
}
