import type { Lookup, PolicyLookup } from "../../../dns/mod.ts";
import { Inbox } from "../../../inbox/mod.ts";
import { CommandError, type Envelope, type MessageSource, sendMail } from "../../../smtp/mod.ts";
import { assertEquals, assertRejects } from "../../std/assert.ts";

const OCTETS = new TextEncoder().encode("Subject: Hi\r\n\r\nHi\r\n");

const message: MessageSource = {
  size: OCTETS.length,
  eightBit: false,
  utf8Header: false,
  open: () => ReadableStream.from([OCTETS]),
};

function envelopeTo(...addresses: readonly string[]): Envelope {
  const recipients = addresses.map((address) => ({ address, domain: address.split("@")[1] ?? "" }));
  return { reversePath: "a@x.example", recipients };
}

/** All mail goes to this machine; what was asked is kept. */
class Loopback implements Lookup {
  readonly asked: string[] = [];

  mx(name: string): ReturnType<Lookup["mx"]> {
    this.asked.push(`MX ${name}`);
    const records = [{ preference: 10, exchange: `mx.${name}` }];
    return Promise.resolve({ status: "found", records });
  }

  addresses(name: string, family: 4 | 6): ReturnType<Lookup["addresses"]> {
    if (family === 6) return Promise.resolve({ status: "no-data" });
    this.asked.push(`A ${name}`);
    return Promise.resolve({ status: "found", records: ["127.0.0.1"] });
  }
}

/** Knows no TLSA records and no policies; that it was asked for them is kept. */
class LoopbackPolicies extends Loopback implements PolicyLookup {
  tlsa(name: string): ReturnType<PolicyLookup["tlsa"]> {
    this.asked.push(`TLSA ${name}`);
    return Promise.resolve({ status: "no-data" });
  }

  aliasIsSecure(): Promise<boolean> {
    return Promise.resolve(false);
  }

  txt(name: string): Promise<readonly string[]> {
    this.asked.push(`TXT ${name}`);
    return Promise.resolve([]);
  }
}

const strict = { sanitizeOps: true, sanitizeResources: true, sanitizeExit: true };

Deno.test(
  "sendMail gives outcomes in the order of the envelope, not in that of domains",
  strict,
  async () => {
    await using inbox = await Inbox.start();
    const envelope = envelopeTo("one@b.example", "two@a.example", "three@b.example");
    const outcomes = await sendMail(envelope, message, {
      lookup: new Loopback(),
      allowPrivate: true,
      port: inbox.port,
    });
    assertEquals(outcomes.map(({ recipient, status }) => [recipient, status]), [
      ["one@b.example", "delivered"],
      ["two@a.example", "delivered"],
      ["three@b.example", "delivered"],
    ]);
    assertEquals(inbox.messages.map(({ envelope }) => envelope.rcptTo), [
      ["one@b.example", "three@b.example"],
      ["two@a.example"],
    ]);
  },
);

Deno.test(
  "sendMail sends no mail to a private address by MX, unless that is allowed",
  strict,
  async () => {
    await using inbox = await Inbox.start();
    const how = { lookup: new Loopback(), port: inbox.port };
    const [outcome] = await sendMail(envelopeTo("one@b.example"), message, how);
    assertEquals([outcome?.status, outcome?.reason, outcome?.attempts], ["refused", "no-host", []]);
    assertEquals(inbox.messages, []);
  },
);

Deno.test(
  "sendMail refuses what no command may hold before it asks or connects",
  strict,
  async () => {
    const lookup = new Loopback();
    for (
      const [envelope, ehloName] of [
        [envelopeTo("one@b.example>\r\nRSET"), undefined],
        [{ ...envelopeTo("one@b.example"), reversePath: "a\n@x.example" }, undefined],
        [{ ...envelopeTo("one@b.example"), submitter: "\0" }, undefined],
        [envelopeTo("one@b.example"), "me\r\nQUIT"],
      ] as const
    ) {
      const how = { lookup, ...(ehloName === undefined ? {} : { ehloName }) };
      await assertRejects(() => sendMail(envelope, message, how), CommandError);
    }
    assertEquals(lookup.asked, []);
  },
);

Deno.test("sendMail refuses to authenticate to whoever the MX is", strict, async () => {
  const lookup = new Loopback();
  const auth = { user: "ana", secret: "geheim", kind: "password" } as const;
  const sending = (): Promise<unknown> =>
    sendMail(envelopeTo("one@b.example"), message, { lookup, auth });
  await assertRejects(sending, TypeError, "without a server");
  assertEquals(lookup.asked, []);
});

Deno.test(
  "sendMail asks what is demanded of TLS where a lookup can tell, by MX and with auto",
  strict,
  async () => {
    await using inbox = await Inbox.start();
    const { port, hostname: server } = inbox;
    for (
      const [options, asked] of [
        [{}, ["MX b.example", "TXT _mta-sts.b.example", "A mx.b.example"]],
        [{ tls: "off" }, ["MX b.example", "A mx.b.example"]],
        [{ server }, []],
      ] as const
    ) {
      const lookup = new LoopbackPolicies();
      const how = { lookup, allowPrivate: true, port, ...options };
      const [outcome] = await sendMail(envelopeTo("one@b.example"), message, how);
      assertEquals(outcome?.status, "delivered");
      assertEquals(lookup.asked, [...asked]);
    }
  },
);

Deno.test(
  "sendMail that was given up says so for everybody, and connects to nobody",
  strict,
  async () => {
    const signal = AbortSignal.abort();
    const envelope = envelopeTo("one@b.example", "two@a.example");
    const outcomes = await sendMail(envelope, message, { server: "127.0.0.1", port: 9, signal });
    assertEquals(outcomes.map(({ status, reason }) => [status, reason]), [
      ["deferred", "interrupted"],
      ["deferred", "interrupted"],
    ]);
  },
);

Deno.test("sendMail tells the dialogue as it happens", strict, async () => {
  await using inbox = await Inbox.start({ name: "mx.example" });
  const lines: string[] = [];
  await sendMail(envelopeTo("one@b.example"), message, {
    server: inbox.hostname,
    port: inbox.port,
    ehloName: "me.example",
    transcript: ({ speaker, text }) => speaker === "client" && lines.push(text),
  });
  assertEquals(lines[0], "EHLO me.example");
  assertEquals(lines.at(-1), "QUIT");
});
