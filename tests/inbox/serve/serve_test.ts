import type { InboxEvent } from "../../../inbox/serve/event.ts";
import { parseFaultRule } from "../../../inbox/faults/rule.ts";
import { FaultScript } from "../../../inbox/faults/script.ts";
import { DEFAULT_LIMITS, type Limits } from "../../../inbox/limits.ts";
import { createMemoryStore } from "../../../inbox/store/memory.ts";
import { type InboxOptions, type RunningInbox, serveInbox } from "../../../inbox/serve/serve.ts";
import type { MessageStore } from "../../../inbox/store/store.ts";
import { concatenate } from "../../../message/encoding/octets.ts";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "../../std/assert.ts";
import { Client } from "../client.ts";

interface Running {
  readonly inbox: RunningInbox;
  readonly store: MessageStore;
  readonly events: InboxEvent[];
  /** Connects and reads the greeting. */
  connect(): Promise<Client>;
  /** When a connection has been closed. */
  readonly closed: Promise<void>;
  /** Stops it and waits for its end. */
  stop(): Promise<void>;
}

/** Runs a test against an inbox on a free port, and stops it. */
async function withInbox(
  limits: Partial<Limits>,
  test: (running: Running) => Promise<void>,
  options: Partial<InboxOptions> = {},
): Promise<void> {
  const store = options.store ?? createMemoryStore();
  const stopping = new AbortController();
  const events: InboxEvent[] = [];
  const closing = Promise.withResolvers<void>();
  const inbox = serveInbox({
    hostname: "127.0.0.1",
    port: 0,
    hostName: "inbox.test",
    limits: { ...DEFAULT_LIMITS, ...limits },
    ...options,
    store,
    signal: stopping.signal,
    onEvent: (event) => {
      events.push(event);
      if (event.kind === "closed") closing.resolve();
    },
  });
  const running: Running = {
    inbox,
    store,
    events,
    closed: closing.promise,
    async connect(): Promise<Client> {
      const client = await Client.connect(inbox.port);
      assertEquals(await client.reply(), "220 inbox.test ESMTP mua inbox");
      return client;
    },
    async stop(): Promise<void> {
      stopping.abort();
      await inbox.finished;
    },
  };
  try {
    await test(running);
  } finally {
    await running.stop();
  }
}

async function textOf(store: MessageStore, number: number): Promise<string> {
  const octets = await Array.fromAsync(await store.read(number) ?? []);
  return new TextDecoder().decode(concatenate(octets));
}

Deno.test("an inbox takes a mail over a connection and says all that happened", async () => {
  await withInbox({}, async ({ inbox, store, events, stop }) => {
    using client = await Client.connect(inbox.port);
    assertEquals((await client.startMail())?.slice(0, 3), "354");
    assertEquals(
      await client.ask("Subject: Hi\r\n\r\nHello\r\n."),
      "250 2.0.0 Stored as message 1",
    );
    assertEquals(await client.ask("QUIT"), "221 2.0.0 inbox.test closing the connection");
    assertEquals(await client.rest(), []);
    client.close();
    await stop();
    const text = await textOf(store, 1);
    assertStringIncludes(
      text,
      "Received: from client.test ([127.0.0.1])\r\n\tby inbox.test with ESMTP",
    );
    assert(text.endsWith("\r\nSubject: Hi\r\n\r\nHello\r\n"));
    assertEquals(events.map(({ kind }) => kind).filter((kind) => kind !== "line"), [
      "opened",
      "stored",
      "closed",
    ]);
    const said = events.flatMap((event) =>
      event.kind === "line" ? [`${event.speaker} ${event.stage} ${event.text}`] : []
    );
    assertEquals(said.slice(0, 3), [
      "server banner 220 inbox.test ESMTP mua inbox",
      "client ehlo EHLO client.test",
      "server ehlo 250-inbox.test",
    ]);
    const [stored] = events.filter((event) => event.kind === "stored");
    assertEquals(stored?.message, await store.find(1));
    assertEquals(stored?.head.fields.map(({ name }) => name), [
      "Return-Path",
      "Received",
      "Subject",
    ]);
    assertEquals(stored?.head.isWhole, true);
  });
});

Deno.test("an inbox talks with 150 clients at once, none of which has to wait", async () => {
  await withInbox({}, async ({ inbox, store, events }) => {
    const clients = await Promise.all(Array.from({ length: 150 }, async (_, index) => {
      using client = await Client.connect(inbox.port);
      await client.startMail();
      await client.ask(`${index}\r\n.`);
      return await client.ask("QUIT");
    }));
    assertEquals(new Set(clients).size, 1);
    const texts = await Promise.all(
      (await store.list()).map(async ({ number }) => (await textOf(store, number)).split("\r\n")),
    );
    const bodies = texts.map((lines) => Number(lines.at(-2))).sort((one, other) => one - other);
    assertEquals(bodies, Array.from({ length: 150 }, (_, index) => index));
    assertEquals(events.filter(({ kind }) => kind === "notice"), []);
  });
});

Deno.test("connections over the limit wait until others have ended, and that is told once", async () => {
  await withInbox({ connections: 2 }, async ({ inbox, store, events }) => {
    const replies = await Promise.all(Array.from({ length: 30 }, async () => {
      using client = await Client.connect(inbox.port);
      await client.startMail();
      const reply = await client.ask("Hi\r\n.");
      await client.ask("QUIT");
      return reply?.slice(0, 9);
    }));
    assertEquals(new Set(replies), new Set(["250 2.0.0"]));
    assertEquals((await store.list()).length, 30);
    const notices = events.flatMap((event) => event.kind === "notice" ? [event.text] : []);
    assertEquals(notices, ["2 connections are open: others have to wait (--max-connections)"]);
  });
});

Deno.test("a client that waits for a place is told when the inbox is stopped", async () => {
  await withInbox({ connections: 1 }, async ({ inbox, connect, stop }) => {
    using first = await connect();
    using second = await Client.connect(inbox.port);
    await first.ask("NOOP");
    const stopped = stop();
    first.close();
    const farewell = ["220 inbox.test ESMTP mua inbox", "421 4.3.2 inbox.test is shutting down"];
    const heard = await second.rest().catch(() => []);
    // Whether it was let in before the inbox was stopped depends on the system.
    assertEquals(heard.length === 0 || heard.join() === farewell.join(), true, heard.join());
    second.close();
    await stopped;
  });
});

Deno.test("what is refused is an event with what it is about", async () => {
  const reason = "No space left on device";
  const store: MessageStore = {
    ...createMemoryStore(),
    create: () => Promise.reject(new Error(reason)),
  };
  const faults = new FaultScript([parseFaultRule("rcpt:bad*=550 5.1.1 nobody")]);
  await withInbox({ errors: 3 }, async ({ events, connect, stop }) => {
    using client = await connect();
    await client.ask("EHLO client.test");
    await client.ask("MAIL FROM:<a@one.test>");
    await client.ask("RCPT TO:<bad@two.test>");
    await client.ask("RCPT TO:<b@two.test>");
    await client.ask("DATA");
    await client.send("X\r\nX\r\nX\r\n");
    await client.rest();
    client.close();
    await stop();
    const refused = events.flatMap((event) =>
      event.kind !== "refused" ? [] : [{
        stage: event.stage,
        command: event.command,
        to: event.envelope?.rcptTo,
        text: event.text,
        because: event.rule ?? event.reason,
      }]
    );
    const wrong = {
      stage: "other",
      command: "X",
      to: undefined,
      text: "500 5.5.1 Command not recognized",
      because: undefined,
    };
    assertEquals<unknown>(refused, [
      {
        stage: "rcpt",
        command: "RCPT TO:<bad@two.test>",
        to: undefined,
        text: "550 5.1.1 nobody",
        because: "rcpt:bad*=550 5.1.1 nobody",
      },
      {
        stage: "data",
        command: "DATA",
        to: ["b@two.test"],
        text: "451 4.3.0 Cannot store the message now",
        because: reason,
      },
      wrong,
      wrong,
      wrong,
      {
        ...wrong,
        command: undefined,
        text: "421 4.7.0 inbox.test too many refused commands",
      },
    ]);
  }, { store, faults });
});

Deno.test("a client that has nothing under way is not refused when the inbox is stopped, a message is", async () => {
  await withInbox({}, async ({ inbox, connect, events, stop }) => {
    using idle = await connect();
    using sending = await Client.connect(inbox.port);
    await sending.startMail();
    await sending.send("half a message\r\n");
    const stopped = stop();
    await Promise.all([idle.rest(), sending.rest()]);
    idle.close();
    sending.close();
    await stopped;
    const refused = events.flatMap((event) => event.kind === "refused" ? [event] : []);
    assertEquals(refused.map(({ text, envelope }) => [text, envelope?.mailFrom]), [
      ["421 4.3.2 inbox.test is shutting down", "a@one.test"],
    ]);
  });
});

Deno.test("the lines of messages are left out of what happens where nobody wants them", async () => {
  await withInbox({}, async ({ inbox, events, stop }) => {
    using client = await Client.connect(inbox.port);
    await client.startMail();
    await client.ask(`${"a secret\r\n".repeat(2000)}.`);
    await client.ask("QUIT");
    await client.rest();
    client.close();
    await stop();
    const said = events.flatMap((event) => event.kind === "line" ? [event.text] : []);
    assertEquals(said.slice(-5, -2), [
      "354 Send the message, then a line with only a dot",
      ".",
      "250 2.0.0 Stored as message 1",
    ]);
  }, { hidesBodies: true });
});

Deno.test("a client that says nothing is told that it waited too long", async () => {
  await withInbox({ idle: 30 }, async ({ connect }) => {
    using client = await connect();
    assertEquals(await client.rest(), ["421 4.4.2 inbox.test timeout exceeded"]);
  });
});

Deno.test("a client that stops in the middle of a message is told so, and nothing is stored", async () => {
  await withInbox({ idle: 500 }, async ({ inbox, store }) => {
    using client = await Client.connect(inbox.port);
    await client.startMail();
    await client.send("half a message\r\n.");
    assertEquals(await client.rest(), ["421 4.4.2 inbox.test timeout exceeded"]);
    assertEquals(await store.list(), []);
  });
});

Deno.test("an endless command line is not waited for for ever", async () => {
  await withInbox({ idle: 100 }, async ({ connect }) => {
    using client = await connect();
    const endless = (async () => {
      const octets = new Uint8Array(16 * 1024).fill(0x41);
      for (;;) await client.write(octets);
    })().catch(() => {});
    assertEquals((await client.rest().catch(() => ["reset"])).length, 1);
    await endless;
  });
});

Deno.test("a client that does not read its replies loses the connection", async () => {
  await withInbox({ idle: 100 }, async ({ connect, closed }) => {
    using client = await connect();
    const endless = (async () => {
      for (;;) await client.send("HELP\r\n".repeat(10_000));
    })().catch(() => {});
    await closed;
    // What was on its way when the connection was closed must be taken, or both sides wait.
    await client.rest().catch(() => {});
    await endless;
  });
});

Deno.test("the last reply is not lost when more was sent than was read", async () => {
  await withInbox({ errors: 3 }, async ({ connect }) => {
    using client = await connect();
    await client.send("X\r\n".repeat(100_000));
    assertEquals(
      (await client.rest()).at(-1),
      "421 4.7.0 inbox.test too many refused commands",
    );
  });
});

Deno.test("an inbox that is stopped tells its clients and ends", async () => {
  await withInbox({}, async ({ inbox, connect, store, stop }) => {
    using waiting = await connect();
    using sending = await Client.connect(inbox.port);
    await sending.startMail();
    await sending.send("half a message\r\n");
    const stopped = stop();
    for (const client of [waiting, sending]) {
      assertEquals(await client.rest(), ["421 4.3.2 inbox.test is shutting down"]);
      client.close();
    }
    await stopped;
    assertEquals(await store.list(), []);
  });
});

Deno.test("an inbox that is stopped does not wait for a client that neither reads nor ends", async () => {
  await withInbox({}, async ({ connect, stop, events }) => {
    using client = await connect();
    await stop();
    assertEquals(events.at(-1)?.kind, "closed");
    assertEquals(await client.rest(), ["421 4.3.2 inbox.test is shutting down"]);
  });
});

Deno.test("a client that vanishes in the middle of a message leaves nothing behind", async () => {
  await withInbox({}, async ({ inbox, store, connect }) => {
    {
      using client = await Client.connect(inbox.port);
      await client.startMail();
      await client.send("half a message\r\n.\r");
    }
    using client = await connect();
    assertEquals(await client.ask("NOOP"), "250 2.0.0 Ok");
    assertEquals(await store.list(), []);
  });
});

Deno.test("a store that fails is said to the client without its reason, and to the user with it", async () => {
  const reason = "No space left on device";
  let abandoned = 0;
  const failing: MessageStore = {
    ...createMemoryStore(),
    create: () =>
      Promise.resolve({
        write: (octets: Uint8Array) =>
          octets.length < 1000 ? Promise.resolve() : Promise.reject(new Error(reason)),
        commit: () => Promise.reject(new Error(reason)),
        abandon: () => Promise.resolve(void abandoned++),
      }),
  };
  await withInbox({}, async ({ inbox, events, stop }) => {
    using client = await Client.connect(inbox.port);
    await client.startMail();
    const refusal = "451 4.3.0 Cannot store the message now";
    assertEquals(await client.ask(`${"x".repeat(2000)}\r\n.`), refusal);
    await client.ask("MAIL FROM:<a@one.test>");
    await client.ask("RCPT TO:<b@two.test>");
    await client.ask("DATA");
    assertEquals(await client.ask("short\r\n."), refusal);
    client.close();
    await stop();
    const notes = events.flatMap((event) =>
      event.kind === "line" && event.speaker === "note" ? [event.text] : []
    );
    assertEquals(notes, [
      `cannot store the message: ${reason}`,
      `cannot store the message: ${reason}`,
    ]);
    assertEquals(abandoned, 2);
  }, { store: failing });
});

Deno.test("an inbox cannot listen where another does", async () => {
  await withInbox({}, ({ inbox, store }) => {
    const { hostname, port } = inbox;
    const { signal } = new AbortController();
    const options = { hostname, port, store, signal, hostName: "x", limits: DEFAULT_LIMITS };
    assertThrows(() => serveInbox({ ...options, onEvent: () => {} }), Deno.errors.AddrInUse);
    return Promise.resolve();
  });
});

Deno.test("an inbox that is stopped before it began ends at once", async () => {
  const inbox = serveInbox({
    hostname: "127.0.0.1",
    port: 0,
    hostName: "inbox.test",
    limits: DEFAULT_LIMITS,
    store: createMemoryStore(),
    signal: AbortSignal.abort(),
    onEvent: () => {},
  });
  await inbox.finished;
});
