import { assertEquals, assertStringIncludes } from "../../std/assert.ts";
import { directoryTest } from "../../support/directory.ts";
import { runMua } from "../../support/run_mua.ts";

/** A server that takes one mail, and keeps the octets behind DATA up to QUIT. */
async function takeMail(listener: Deno.TcpListener): Promise<string> {
  using conn = await listener.accept();
  const latin1 = (octets: Uint8Array): string =>
    Array.from(octets, (octet) => String.fromCharCode(octet)).join("");
  const say = (text: string): Promise<number> => conn.write(new TextEncoder().encode(text));
  const buffer = new Uint8Array(64 * 1024);
  let heard = "";
  const hear = async (end: string): Promise<void> => {
    while (!heard.endsWith(end)) heard += latin1(buffer.slice(0, await conn.read(buffer) ?? 0));
  };
  await say("220 raw\r\n");
  for (const answer of ["250 raw", "250 ok", "250 ok", "354 go on"]) {
    heard = "";
    await hear("\r\n");
    await say(`${answer}\r\n`);
  }
  heard = "";
  await hear("\r\n.\r\n");
  const message = heard;
  await say("250 taken\r\n");
  await hear("QUIT\r\n");
  await say("221 bye\r\n");
  return message;
}

directoryTest(
  "send --as-is sends the octets of a file, dots stuffed, and warns of what they are",
  async (directory) => {
    const path = `${directory}/mail.eml`;
    const text = "Bcc: eve@x.example\n\r.a\r\n.b\r\n\xe9\0\n.\nend";
    await Deno.writeFile(path, Uint8Array.from(text, (character) => character.charCodeAt(0)));
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const taken = takeMail(listener);
    const run = await runMua([
      ...["send", "--eml", path, "--as-is", "--server", `127.0.0.1:${listener.addr.port}`],
      ...["-f", "a@x.example", "-t", "b@y.example", "--ehlo", "me.example"],
    ]);
    assertEquals(run.code, 0, run.stderr);
    assertEquals(await taken, text.replace("\n.b", "\n..b") + "\r\n.\r\n");
    for (
      const fault of ["bare CR", "bare LF", "NUL", "8-bit", "lone dot", "no Date", "final dot"]
    ) {
      assertStringIncludes(run.stderr, fault);
    }
  },
);

directoryTest("send --as-is wants a file, and neither composes nor signs", async (directory) => {
  const path = `${directory}/mail.eml`;
  await Deno.writeTextFile(path, "x");
  const parties = ["-f", "a@x.example", "-t", "b@y.example"];
  for (
    const [argv, words] of [
      [["--as-is", "--body", "Hi"], "--as-is needs --eml FILE"],
      [["--as-is", "--eml", path, "--subject", "Hi"], "--subject cannot change it"],
      [["--as-is", "--eml", path, "--dkim-key", "k.pem"], "--as-is and --dkim-key"],
    ] as const
  ) {
    const { code, stderr } = await runMua(["send", ...parties, ...argv]);
    assertEquals(code, 64, stderr);
    assertStringIncludes(stderr, words);
  }
});
