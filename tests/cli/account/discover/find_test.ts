import type { SrvRecord } from "../../../../dns/mod.ts";
import { findServer, type Sources } from "../../../../cli/account/discover/find.ts";
import { assertEquals } from "../../../std/assert.ts";

/** What the world says in a test. */
interface World {
  readonly srv?: Readonly<Record<string, readonly SrvRecord[]>>;
  readonly pages?: Readonly<Record<string, string>>;
  readonly mx?: readonly string[];
}

/** The server that is found, and what was asked for on the way. */
async function find(
  address: string,
  { srv = {}, pages = {}, mx = [] }: World = {},
): Promise<{ found: Awaited<ReturnType<typeof findServer>>; asked: string[] }> {
  const asked: string[] = [];
  const sources: Sources = {
    lookup: {
      srv: (name) => {
        asked.push(name);
        return Promise.resolve(srv[name] ?? []);
      },
      mx: (name) => {
        asked.push(`MX ${name}`);
        const records = mx.map((exchange) => ({ preference: 10, exchange }));
        return Promise.resolve(
          mx.length === 0 ? { status: "no-data" } : { status: "found", records },
        );
      },
    },
    get: (host, path) => {
      asked.push(`https://${host}${path}`);
      return Promise.resolve(pages[`${host}${path}`]);
    },
    signal: new AbortController().signal,
  };
  const domain = address.slice(address.lastIndexOf("@") + 1);
  return { found: await findServer({ address, domain }, sources), asked };
}

function srv(target: string, port: number, priority = 0, weight = 0): SrvRecord {
  return { target, port, priority, weight };
}

Deno.test("the server of a large provider is known, and nobody is asked", async () => {
  const { found, asked } = await find("ana@gmail.com");
  assertEquals([found?.host, found?.port, found?.tls, found?.trusted], [
    ...["smtp.gmail.com", 465, "on-connect", true],
  ]);
  assertEquals(asked, []);
  assertEquals((await find("ana@icloud.com")).found?.tls, "require");
});

Deno.test("SRV records say the server: TLS from the start first, then the lowest priority", async () => {
  const both = {
    "_submissions._tcp.x.example": [
      srv("c.x.example", 465, 20),
      srv("b.x.example", 465, 10, 1),
      srv("a.x.example", 4650, 10, 5),
    ],
    "_submission._tcp.x.example": [srv("d.x.example", 587)],
  };
  const { found, asked } = await find("ana@x.example", { srv: both });
  assertEquals([found?.host, found?.port, found?.tls, found?.trusted], [
    ...["a.x.example", 4650, "on-connect", true],
  ]);
  assertEquals(asked, ["_submissions._tcp.x.example"]);
  const none = { ...both, "_submissions._tcp.x.example": [srv(".", 0)] };
  const second = (await find("ana@x.example", { srv: none })).found;
  assertEquals([second?.host, second?.tls], ["d.x.example", "require"]);
});

Deno.test("a server outside of the domain, said by DNS alone, is not trusted", async () => {
  for (const target of ["mail.other.example", "x.example.evil.example", "notx.example"]) {
    const world = { srv: { "_submissions._tcp.x.example": [srv(target, 465)] } };
    assertEquals((await find("ana@x.example", world)).found?.trusted, false, target);
  }
  const { found } = await find("ana@x.example", { mx: ["x-example.mail.protection.outlook.com"] });
  assertEquals([found?.host, found?.trusted], ["smtp.office365.com", false]);
});

Deno.test("the autoconfig of the domain is asked for over HTTPS, at both places, then the MX", async () => {
  const xml = `<?xml version="1.0"?><clientConfig version="1.1"><emailProvider id="x.example">
    <!-- <outgoingServer type="smtp"><hostname>old.x.example</hostname><port>465</port>
    <socketType>SSL</socketType></outgoingServer> -->
    <incomingServer type="imap"><hostname>imap.x.example</hostname><port>993</port>
    <socketType>SSL</socketType></incomingServer>
    <outgoingServer type="smtp"><hostname>plain.x.example</hostname><port>25</port>
    <socketType>plain</socketType></outgoingServer>
    <outgoingServer type="smtp"><hostname>SMTP.%EMAILDOMAIN%</hostname><port>587</port>
    <socketType>STARTTLS</socketType><username>%EMAILLOCALPART%&amp;co</username>
    <authentication>password-cleartext</authentication></outgoingServer></emailProvider>
    </clientConfig>`;
  const place = "x.example/.well-known/autoconfig/mail/config-v1.1.xml";
  const { found, asked } = await find("a$&b@x.example", { pages: { [place]: xml } });
  assertEquals([found?.host, found?.port, found?.tls, found?.user, found?.trusted], [
    ...["smtp.x.example", 587, "require", "a$&b&co", true],
  ]);
  assertEquals(asked.slice(2), [
    "https://autoconfig.x.example/mail/config-v1.1.xml?emailaddress=a%24%26b%40x.example",
    `https://${place}`,
  ]);
  assertEquals((await find("ana@x.example")).asked.at(-1), "MX x.example");
  assertEquals((await find("ana@x.example")).found, undefined);
});

Deno.test("an autoconfig that is broken, hostile or of other servers gives none", async () => {
  const outgoing = (host: string, port: string, socket: string): string =>
    `<outgoingServer type="smtp"><hostname>${host}</hostname><port>${port}</port>` +
    `<socketType>${socket}</socketType></outgoingServer>`;
  for (
    const xml of [
      ...["", "<html>", "<outgoingServer".repeat(10_000), "<!--".repeat(10_000)],
      outgoing("h.example\u001b[31m", "465", "SSL"),
      outgoing("127.0.0.1:25/", "465", "SSL"),
      outgoing("h.example", "0", "SSL"),
      outgoing("h.example", "465.5", "SSL"),
      outgoing("h.example", "465", "none"),
      outgoing("h.example", "465", "constructor"),
      outgoing("h.example", "465", "SSL").replace("smtp", "exchange"),
    ]
  ) {
    const pages = { "x.example/.well-known/autoconfig/mail/config-v1.1.xml": xml };
    assertEquals((await find("ana@x.example", { pages })).found, undefined, xml.slice(0, 200));
  }
});
