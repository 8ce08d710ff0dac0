import { authResponse, authWithResponse, QUIT } from "../../smtp/command.ts";
import { Session } from "../../smtp/session.ts";
import type { TranscriptEvent } from "../../smtp/transcript.ts";
import { Wire } from "../../smtp/wire.ts";
import { assert, assertEquals } from "../std/assert.ts";
import { MemoryServer, turn } from "../support/memory_server.ts";

Deno.test("the transcript masks what holds a secret, and the server gets it whole", async () => {
  const secret = new TextEncoder().encode("\0ana\0pa55word");
  const command = authWithResponse("PLAIN", secret);
  assert(command !== undefined);
  const base64 = secret.toBase64();
  const server = new MemoryServer([turn(`AUTH PLAIN ${base64}\r\n${base64}\r\nQUIT\r\n`)]);
  const events: TranscriptEvent[] = [];
  const session = new Session(new Wire(server, new AbortController().signal), {
    limit: undefined,
    transcript: (event) => events.push(event),
  });
  await session.send([command, authResponse(secret), QUIT]);
  session.close();
  server.assertPlayed();
  assertEquals(events.map(({ text }) => text), ["AUTH PLAIN ********", "********", "QUIT"]);
});
