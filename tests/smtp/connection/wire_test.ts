import { SmtpError } from "../../../smtp/error.ts";
import { type Transport, Wire } from "../../../smtp/connection/wire.ts";
import { MemoryServer, turn } from "../../support/memory_server.ts";
import { assertEquals, assertRejects } from "../../std/assert.ts";

const never = new AbortController().signal;
const encoder = new TextEncoder();

/** The kind and the words of the error that `work` ends with. */
async function errorOf(work: Promise<unknown>): Promise<string> {
  const error = await assertRejects(() => work, SmtpError);
  return `${error.kind}: ${error.message}`;
}

Deno.test("Wire reads one reply at a time and says whether there is more", async () => {
  const wire = new Wire(new MemoryServer([turn("", "220 a\r\n250 b\r\n")]), never);
  assertEquals((await wire.readReply("banner", 100)).code, 220);
  assertEquals(wire.unread, true);
  assertEquals((await wire.readReply("ehlo", 100)).code, 250);
  assertEquals(wire.unread, false);
  wire.close();
});

Deno.test("Wire closes the connection when the deadline passes", async () => {
  const server = new MemoryServer([turn("", "22", "SILENCE")]);
  const wire = new Wire(server, never);
  assertEquals(
    await errorOf(wire.readReply("banner", 20)),
    "timeout: no greeting within 20 ms",
  );
  assertEquals(server.closed, true);
});

Deno.test("Wire tells a close from a reset", async () => {
  const closed = new Wire(new MemoryServer([turn("", "FIN")]), never);
  assertEquals(
    await errorOf(closed.readReply("ehlo", 100)),
    "closed: the server closed the connection after EHLO",
  );
  const reset = new Wire(new MemoryServer([turn("", "RST")]), never);
  assertEquals(
    await errorOf(reset.readReply("ehlo", 100)),
    "closed: the connection was lost after EHLO",
  );
});

Deno.test("Wire closes the connection when it is interrupted, and says so", async () => {
  const controller = new AbortController();
  const server = new MemoryServer([turn("", "SILENCE")]);
  const wire = new Wire(server, controller.signal);
  const reading = errorOf(wire.readReply("dot", 1000));
  controller.abort();
  assertEquals(
    await reading,
    "interrupted: interrupted after the final dot",
  );
  assertEquals(server.closed, true);
});

Deno.test("Wire writes everything, however little the connection takes at once", async () => {
  let sent = "";
  const slow: Transport = {
    read: () => new Promise(() => {}),
    write(bytes): Promise<number> {
      sent += String.fromCharCode(bytes[0] ?? 0);
      return Promise.resolve(1);
    },
    close(): void {},
  };
  const wire = new Wire(slow, never);
  await wire.write(encoder.encode("QUIT\r\n"), "quit", 100);
  assertEquals(sent, "QUIT\r\n");
  wire.close();
});

Deno.test("Wire reads answers while it writes a large group, for a server that waits for that", async () => {
  const answers = encoder.encode("250 ok\r\n".repeat(4000));
  const heard = Promise.withResolvers<void>();
  let read = 0;
  let sent = 0;
  const waiting: Transport = {
    read(buffer): Promise<number | null> {
      const piece = answers.subarray(read, read + buffer.length);
      if (piece.length === 0) return new Promise(() => {});
      buffer.set(piece);
      read += piece.length;
      if (read === answers.length) heard.resolve();
      return Promise.resolve(piece.length);
    },
    async write(bytes): Promise<number> {
      // Half of it fits into the window; the rest is taken when the answers have been.
      if (sent > 0) await heard.promise;
      const taken = Math.ceil(bytes.length / 2);
      sent += taken;
      return taken;
    },
    close(): void {},
  };
  const wire = new Wire(waiting, never);
  await wire.write(new Uint8Array(40_000).fill(0x61), "mail", 1000);
  assertEquals(sent, 40_000);
  for (let count = 0; count < 4000; count++) await wire.readReply("rcpt", 1000);
  assertEquals(wire.unread, false);
  wire.close();
});

Deno.test("Wire ends a write that nobody takes at the deadline", async () => {
  const stuck: Transport = {
    read: () => new Promise(() => {}),
    write: () => new Promise(() => {}),
    close(): void {},
  };
  const wire = new Wire(stuck, never);
  assertEquals(
    await errorOf(wire.writeBody(encoder.encode("x"), 20)),
    "timeout: the server took no more of the message within 20 ms",
  );
});

Deno.test("Wire reports the reply of a server that refused a message and closed, not the failed write", async () => {
  for (const last of ["FIN", "RST"] as const) {
    const replies = [encoder.encode("554 no\r\n")];
    const broken: Transport = {
      read(buffer): Promise<number | null> {
        const reply = replies.shift();
        if (reply === undefined) {
          return last === "FIN" ? Promise.resolve(null) : Promise.reject(new Error("reset"));
        }
        buffer.set(reply);
        return Promise.resolve(reply.length);
      },
      write: () => Promise.reject(new Deno.errors.BrokenPipe("broken pipe")),
      close(): void {},
    };
    const wire = new Wire(broken, never);
    assertEquals((await wire.writeBody(encoder.encode("x"), 1000))?.code, 554);
    wire.close();
  }
});

Deno.test("Wire never takes what was here before the dot for the answer to it", async () => {
  const server = new MemoryServer([turn("body", "250 early\r\n"), turn(".\r\n", "554 no\r\n")]);
  const wire = new Wire(server, never);
  const early = await wire.writeBody(encoder.encode("body"), 1000) ??
    await wire.writeLast(encoder.encode(".\r\n"), 1000);
  assertEquals(early?.code, 250);
  wire.close();
});

Deno.test("Wire does not say that the end of a message did not leave when it may still go out", async () => {
  const stuck: Transport = {
    read: () => new Promise(() => {}),
    write: () => new Promise(() => {}),
    close(): void {},
  };
  const late = new Wire(stuck, never);
  const timeout = await assertRejects(() => late.writeLast(encoder.encode(".\r\n"), 20), SmtpError);
  assertEquals([timeout.kind, timeout.stage, timeout.maybeDelivered], ["timeout", "dot", true]);

  const broken: Transport = {
    read: () => new Promise(() => {}),
    write: () => Promise.reject(new Deno.errors.BrokenPipe("broken pipe")),
    close(): void {},
  };
  const plain = new Wire(broken, never);
  const refused = await assertRejects(
    () => plain.writeLast(encoder.encode(".\r\n"), 20),
    SmtpError,
  );
  assertEquals([refused.kind, refused.stage], ["closed", "body"]);

  const secured = new Wire(broken, never);
  await secured.secure(() => Promise.resolve(broken), 100);
  const unsure = await assertRejects(
    () => secured.writeLast(encoder.encode(".\r\n"), 20),
    SmtpError,
  );
  assertEquals([unsure.kind, unsure.stage], ["closed", "dot"]);
});

Deno.test("Wire keeps all that came of a reply that is none, is cut off or comes too late", async () => {
  for (
    const [answers, error, received] of [
      [
        ["* OK IMAP4rev1 ready\r\n* more"],
        "protocol: the server's greeting is not an SMTP reply",
        ["* OK IMAP4rev1 ready", "* more"],
      ],
      [
        ["220-a\r\n220 b", "FIN"],
        "closed: the server closed the connection before the greeting",
        ["220-a", "220 b"],
      ],
      [
        ["220-a\r\n22", "SILENCE"],
        "timeout: no greeting within 50 ms",
        ["220-a", "22"],
      ],
    ] as const
  ) {
    const wire = new Wire(new MemoryServer([turn("", ...answers)]), never);
    const thrown = await assertRejects(() => wire.readReply("banner", 50), SmtpError);
    assertEquals([`${thrown.kind}: ${thrown.message}`, thrown.received], [error, received]);
  }
});

Deno.test("Wire takes a refusal behind another code for no answer where the message may be out", async () => {
  const mixed = "250-yes\r\n550 5.7.1 no\r\n";
  const before = new Wire(new MemoryServer([turn("", mixed)]), never);
  assertEquals((await before.readReply("rcpt", 100)).code, 550);
  before.close();
  for (const stage of ["starttls", "body", "dot"] as const) {
    const wire = new Wire(new MemoryServer([turn("", mixed)]), never);
    const thrown = await assertRejects(() => wire.readReply(stage, 100), SmtpError);
    assertEquals([thrown.kind, thrown.received], ["protocol", ["250-yes", "550 5.7.1 no"]]);
  }
});
