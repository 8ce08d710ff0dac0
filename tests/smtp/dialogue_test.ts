import { converse } from "../support/dialogue.ts";
import { turn } from "../support/memory_server.ts";
import { assertEquals } from "../std/assert.ts";

const BANNER = turn("", "220 mx.x.example ESMTP\r\n");
const QUIT = turn("QUIT\r\n", "221 bye\r\n");

/** How a greeting that fails ends: kind, stage, code, and the result of the recipient. */
async function failure(...script: ReturnType<typeof turn>[]): Promise<string> {
  const { error, results } = await converse(script, ["a"], { limit: 50 });
  const [result] = results;
  return `${error?.kind} ${error?.stage} ${error?.reply?.code}: ${result?.status} ${result?.reason}`;
}

Deno.test("nothing is said before the greeting", async () => {
  const { server } = await converse([turn("", "SILENCE")], ["a"], { limit: 20 });
  assertEquals(server.sent, "");
});

Deno.test("a greeting that refuses is an error of the host", async () => {
  assertEquals(await failure(turn("", "554 no\r\n")), "reply banner 554: refused permanent");
  assertEquals(await failure(turn("", "421 busy\r\n")), "reply banner 421: deferred temporary");
});

Deno.test("a greeting that is no greeting is a violation of the protocol", async () => {
  assertEquals(
    await failure(turn("", "354 go\r\n")),
    "protocol banner undefined: refused protocol",
  );
  assertEquals(
    await failure(turn("", "SSH-2.0\r\n")),
    "protocol banner undefined: refused protocol",
  );
  assertEquals(
    await failure(turn("", "220 mx\r\n220 again\r\n")),
    "protocol banner undefined: refused protocol",
  );
});

Deno.test("a connection that ends before or within the greeting is temporary", async () => {
  assertEquals(await failure(turn("", "FIN")), "closed banner undefined: deferred temporary");
  assertEquals(await failure(turn("", "22", "FIN")), "closed banner undefined: deferred temporary");
  assertEquals(await failure(turn("", "RST")), "closed banner undefined: deferred temporary");
  assertEquals(await failure(turn("", "SILENCE")), "timeout banner undefined: deferred temporary");
});

Deno.test("HELO follows when EHLO is not known, and nothing is then offered", async () => {
  for (const code of [500, 502, 504, 550]) {
    const script = [
      ...[BANNER, turn("EHLO me.example\r\n", `${code}-PIPELINING\r\n${code} SIZE 1\r\n`)],
      ...[turn("HELO me.example\r\n", "250-mx\r\n250 PIPELINING\r\n")],
      ...[turn("MAIL FROM:<me@me.example>\r\n", "550 no\r\n"), QUIT],
    ];
    const { server, results } = await converse(script, ["a"]);
    assertEquals(results[0]?.reply?.code, 550);
    server.assertPlayed();
  }
});

Deno.test("EHLO refused for now, or for good by a host that takes no mail, gets no HELO", async () => {
  const ehlo = (answer: string) => turn("EHLO me.example\r\n", answer);
  assertEquals(await failure(BANNER, ehlo("451 no\r\n")), "reply ehlo 451: deferred temporary");
  assertEquals(await failure(BANNER, ehlo("554 no\r\n")), "reply ehlo 554: refused permanent");
  assertEquals(await failure(BANNER, ehlo("521 no\r\n")), "reply ehlo 521: refused permanent");
  assertEquals(
    await failure(BANNER, ehlo("354 no\r\n")),
    "protocol ehlo undefined: refused protocol",
  );
});

Deno.test("HELO refused is an error of the host", async () => {
  const script = [
    BANNER,
    turn("EHLO me.example\r\n", "502 what\r\n"),
    turn("HELO me.example\r\n", "550 no\r\n"),
  ];
  assertEquals(await failure(...script), "reply helo 550: refused permanent");
});

Deno.test("the deadline is of the whole reply, however it drips in", async () => {
  const banner = `220-${"x".repeat(100)}\r\n`.repeat(30);
  const { error } = await converse([turn("", banner, "SILENCE")], ["a"], {
    limit: 30,
    chunkSize: 1,
  });
  assertEquals([error?.kind, error?.stage], ["timeout", "banner"]);
});
