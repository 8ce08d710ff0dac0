import { type Greeting, greetSecurely, quit } from "../../smtp/dialogue.ts";
import { SmtpError } from "../../smtp/error.ts";
import type { TlsMode } from "../../smtp/security.ts";
import { Session } from "../../smtp/connection/session.ts";
import { Wire } from "../../smtp/connection/wire.ts";
import { assertEquals } from "../std/assert.ts";
import { MemoryServer, type Turn, turn } from "../support/memory_server.ts";

const BANNER = turn("", "220 mx.x.example ESMTP\r\n");
const QUIT = turn("QUIT\r\n", "221 bye\r\n");
const OFFERS = turn("EHLO me.example\r\n", "250-mx.x.example\r\n250-SIZE 5\r\n250 STARTTLS\r\n");
const OFFERS_NOTHING = turn("EHLO me.example\r\n", "250 mx.x.example\r\n");

/** How a session began, in a mode, with the server of a script; TLS comes about with `underTls`. */
interface Beginning {
  readonly said: string;
  readonly maxSize: number | undefined;
  readonly error: SmtpError | undefined;
}

async function begin(
  mode: TlsMode,
  script: readonly Turn[],
  underTls: readonly Turn[] = [],
  greeting?: Greeting,
): Promise<Beginning> {
  const server = new MemoryServer(script);
  const secured = new MemoryServer(underTls);
  const session = new Session(new Wire(server, new AbortController().signal), {
    limit: 200,
    transcript: () => {},
    handshake: () => Promise.resolve(secured),
  });
  let maxSize: number | undefined;
  let error: SmtpError | undefined;
  try {
    maxSize = (await greetSecurely(session, "me.example", mode, greeting)).maxSize;
  } catch (failure) {
    if (!(failure instanceof SmtpError)) throw failure;
    error = failure;
  }
  await quit(session);
  session.close();
  return { said: `${server.sent}|${secured.sent}`, maxSize, error };
}

for (
  const [what, script, said, kind] of [
    ["is not offered", [BANNER, OFFERS_NOTHING, QUIT], "EHLO me.example\r\nQUIT\r\n|", "tls"],
    [
      "is answered 454",
      [BANNER, OFFERS, turn("STARTTLS\r\n", "454 not now\r\n"), QUIT],
      "EHLO me.example\r\nSTARTTLS\r\nQUIT\r\n|",
      "reply",
    ],
    [
      "is answered 502",
      [BANNER, OFFERS, turn("STARTTLS\r\n", "502 what\r\n"), QUIT],
      "EHLO me.example\r\nSTARTTLS\r\nQUIT\r\n|",
      "reply",
    ],
  ] as const
) {
  Deno.test(`require sends only EHLO, STARTTLS and QUIT in clear text when STARTTLS ${what}`, async () => {
    const { said: all, error } = await begin("require", script);
    assertEquals([all, error?.kind], [said, kind]);
  });
}

Deno.test("auto goes on in clear text where STARTTLS is refused, and says EHLO only once", async () => {
  const refused = turn("STARTTLS\r\n", "454 not now\r\n");
  const { said, maxSize } = await begin("auto", [BANNER, OFFERS, refused, QUIT]);
  assertEquals([said, maxSize], ["EHLO me.example\r\nSTARTTLS\r\nQUIT\r\n|", 5]);
});

Deno.test("what was offered before TLS is forgotten (RFC 3207 4.2)", async () => {
  const accepted = turn("STARTTLS\r\n", "220 go\r\n");
  const { said, maxSize } = await begin("require", [BANNER, OFFERS, accepted], [
    OFFERS_NOTHING,
    QUIT,
  ]);
  assertEquals(said, "EHLO me.example\r\nSTARTTLS\r\n|EHLO me.example\r\nQUIT\r\n");
  assertEquals(maxSize, undefined);
});

Deno.test("no HELO follows where EHLO is refused under TLS", async () => {
  const accepted = turn("STARTTLS\r\n", "220 go\r\n");
  const refusing = [turn("EHLO me.example\r\n", "502 what\r\n"), QUIT];
  const { said, error } = await begin("auto", [BANNER, OFFERS, accepted], refusing);
  assertEquals(said, "EHLO me.example\r\nSTARTTLS\r\n|EHLO me.example\r\nQUIT\r\n");
  assertEquals(error?.stage, "ehlo-after-tls");
});

Deno.test("where HELO is asked for, no EHLO is said, and what the server lists all the same is not used", async () => {
  const script = [
    BANNER,
    turn("HELO me.example\r\n", "250-mx\r\n250-SIZE 5\r\n250 STARTTLS\r\n"),
    QUIT,
  ];
  const plain = await begin("auto", script, [], "HELO");
  assertEquals([plain.said, plain.maxSize], ["HELO me.example\r\nQUIT\r\n|", undefined]);
  const { said, error } = await begin("require", script, [], "HELO");
  assertEquals([said, error?.kind], ["HELO me.example\r\nQUIT\r\n|", "tls"]);
});
