import { authResponse, authWithResponse, QUIT } from "../../smtp/command.ts";
import { Mask } from "../../smtp/mask.ts";
import { Session } from "../../smtp/session.ts";
import type { TranscriptEvent } from "../../smtp/transcript.ts";
import { Wire } from "../../smtp/wire.ts";
import { assert, assertEquals } from "../std/assert.ts";
import { noTls } from "../support/dialogue.ts";
import { MemoryServer, turn } from "../support/memory_server.ts";

const response = new TextEncoder().encode("\0ana\0pa55word");
const base64 = response.toBase64();

Deno.test("a secret is masked whatever its length, and nothing else is", () => {
  const mask = new Mask();
  assertEquals(mask.show(authResponse(response)), "********");
  assertEquals(mask.show(authResponse(new Uint8Array(1))), "********");
  assertEquals(mask.show(authResponse(new Uint8Array())), "********");
  assertEquals(mask.show(QUIT), "QUIT");
});

Deno.test("a reply is masked only where it repeats a secret that was sent", () => {
  const mask = new Mask();
  const reply = { code: 500, enhanced: undefined, lines: ["what?", `"AUTH PLAIN ${base64}"?`] };
  assertEquals(mask.conceal(reply), reply);
  mask.show(authResponse(new Uint8Array()));
  assertEquals(mask.conceal(reply), reply);
  mask.show(authResponse(response));
  assertEquals(mask.conceal(reply).lines, ["what?", '"AUTH PLAIN ********"?']);
});

Deno.test("the server gets a secret whole; transcript and reply are masked even if it repeats it", async () => {
  const command = authWithResponse("PLAIN", response);
  assert(command !== undefined);
  const said = `AUTH PLAIN ${base64}`;
  const server = new MemoryServer([turn(`${said}\r\nQUIT\r\n`, `500 "${said}"?\r\n`)]);
  const events: TranscriptEvent[] = [];
  const session = new Session(new Wire(server, new AbortController().signal), {
    limit: undefined,
    transcript: (event) => events.push(event),
    handshake: noTls,
  });
  await session.send([command, QUIT]);
  const reply = await session.receive("auth");
  session.close();
  server.assertPlayed();
  assertEquals(reply.lines, ['"AUTH PLAIN ********"?']);
  const shown = ["AUTH PLAIN ********", "QUIT", '500 "AUTH PLAIN ********"?'];
  assertEquals(events.map(({ text }) => text), shown);
});
