import { openDirectoryStore } from "../../../../inbox/store/directory.ts";
import type { MessageStore } from "../../../../inbox/store/store.ts";
import { assert, assertEquals, assertMatch } from "../../../std/assert.ts";
import { directoryTest } from "../../../support/directory.ts";
import { TestFace } from "../face.ts";

const ORDER = [
  "From: Ana Maria <ana@x.example>",
  "To: Bob <bob@y.example>",
  "Subject: =?utf-8?Q?Ol=C3=A1?=",
  "Message-ID: <1@x.example>",
  "Date: Sun, 29 Nov 2026 12:00:00 +0000",
  "List-Unsubscribe: <https://x.example/u>, <mailto:u@x.example>",
  "MIME-Version: 1.0",
  'Content-Type: multipart/mixed; boundary="m"',
  "",
  "--m",
  'Content-Type: multipart/alternative; boundary="a"',
  "",
  "--a",
  "Content-Type: text/plain; charset=utf-8",
  "",
  "Your code is 123456.",
  "--a",
  "Content-Type: text/html; charset=utf-8",
  "",
  '<p>Your code is <b>123456</b>. <img src="cid:logo@x"></p>',
  "--a--",
  "--m",
  "Content-Type: image/png",
  "Content-ID: <logo@x>",
  "Content-Disposition: inline; filename=logo.png",
  "Content-Transfer-Encoding: base64",
  "",
  "iVBORw0KGgo=",
  "--m",
  "Content-Type: text/html",
  "Content-Disposition: attachment; filename*=UTF-8''%C3%A9v%22il.html",
  "",
  "<script>alert(1)</script>",
  "--m--",
  "",
].join("\r\n");

/** JSON objects, as far as a test looks into them. */
interface Listed {
  readonly count: number;
  readonly messages_unread: number;
  readonly tags: readonly string[];
  readonly messages: readonly Readonly<Record<string, unknown>>[];
  readonly messages_count: number;
  readonly total: number;
  readonly unread: number;
  readonly start: number;
}

async function list(face: TestFace, path: string): Promise<Listed> {
  const value = await face.json(path);
  assert(isListed(value));
  return value;
}

function isListed(value: unknown): value is Listed {
  return typeof value === "object" && value !== null && "messages" in value;
}

Deno.test("a list has the newest mail first, with what Mailpit says of each", async () => {
  using face = await TestFace.open();
  await face.receive("Subject: old\r\n\r\n");
  const time = new Date("2026-11-29T12:00:01Z");
  await face.receive(ORDER, {
    mailFrom: "bounce@x.example",
    rcptTo: ["bob@y.example", "eva@z.example"],
    time,
  });
  const whole = await list(face, "/api/v1/messages");
  const { messages: [first, second], ...counts } = whole;
  assertEquals(first, {
    ID: "2",
    MessageID: "1@x.example",
    From: { Name: "Ana Maria", Address: "ana@x.example" },
    To: [{ Name: "Bob", Address: "bob@y.example" }],
    Cc: [],
    Bcc: [{ Name: "", Address: "eva@z.example" }],
    ReplyTo: [],
    Subject: "Olá",
    Created: "2026-11-29T12:00:01.000Z",
    Size: ORDER.length,
    Attachments: 1,
    Snippet: "Your code is 123456.",
    Username: "",
    Read: false,
    Tags: [],
  });
  assertEquals(second?.Subject, "old");
  assertEquals(counts, {
    total: 2,
    unread: 2,
    count: 2,
    messages_count: 2,
    messages_unread: 2,
    start: 0,
    tags: [],
  });
});

Deno.test("a list is given in pages, and a page beyond its end is empty", async () => {
  using face = await TestFace.open();
  for (let number = 1; number <= 5; number++) await face.receive(`Subject: ${number}\r\n\r\n`);
  const subjects = async (path: string): Promise<unknown[]> =>
    (await list(face, path)).messages.map(({ Subject }) => Subject);
  assertEquals(await subjects("/api/v1/messages?start=1&limit=2"), ["4", "3"]);
  assertEquals(await subjects("/api/v1/messages?start=9"), []);
  assertEquals(await subjects("/api/v1/messages?limit=0"), []);
  assertEquals(await face.status("/api/v1/messages?start=-1"), [400, "start is not a number\n"]);
});

Deno.test("a mail is given whole, and counts as read from then on", async () => {
  using face = await TestFace.open();
  await face.receive(ORDER, { mailFrom: "bounce@x.example", rcptTo: ["bob@y.example"] });
  const mail = await face.json("/api/v1/message/latest");
  assertEquals(mail, {
    ID: "1",
    MessageID: "1@x.example",
    From: { Name: "Ana Maria", Address: "ana@x.example" },
    To: [{ Name: "Bob", Address: "bob@y.example" }],
    Cc: [],
    Bcc: [],
    ReplyTo: [],
    Subject: "Olá",
    Username: "",
    ReturnPath: "bounce@x.example",
    ListUnsubscribe: {
      Header: "<https://x.example/u>, <mailto:u@x.example>",
      Links: ["https://x.example/u", "mailto:u@x.example"],
      Errors: "",
      HeaderPost: "",
    },
    Date: "2026-11-29T12:00:00.000Z",
    Tags: [],
    Text: "Your code is 123456.",
    HTML: '<p>Your code is <b>123456</b>. <img src="cid:logo@x"></p>',
    Size: ORDER.length,
    Inline: [{
      PartID: "2",
      FileName: "logo.png",
      ContentType: "image/png",
      ContentID: "logo@x",
      Size: 8,
      Checksums: {
        MD5: "e9dd2797018cad79186e03e8c5aec8dc",
        SHA1: "4caece539b039b16e16206ea2478f8c5ffb2ca05",
        SHA256: "4c4b6a3be1314ab86138bef4314dde022e600960d8689a2c8f8631802d20dab6",
      },
    }],
    Attachments: [{
      PartID: "3",
      FileName: 'év"il.html',
      ContentType: "text/html",
      ContentID: "",
      Size: 25,
      Checksums: {
        MD5: "38fff51cb7248a06d6142c6bdf846831",
        SHA1: "d5f936942ce9128c48c06d488663b224e56f3df7",
        SHA256: "5c140d35dcb46a622e2cedf5ef5cc3638cdffd1c118c9331f8c84669f0b74783",
      },
    }],
  });
  assertEquals((await list(face, "/api/v1/messages")).unread, 0);
});

Deno.test("the header of a mail has the names that Go gives them, in their order", async () => {
  using face = await TestFace.open();
  await face.receive("X-B: 2\r\nmessage-ID: <1@x>\r\nx-a: 1\r\nX-B: 3\r\n\r\n");
  const text = await face.text("/api/v1/message/1/headers");
  assertEquals(text, '{"Message-Id":["<1@x>"],"X-A":["1"],"X-B":["2","3"]}');
});

Deno.test("the source of a mail is given octet for octet, as text or as a file", async () => {
  using face = await TestFace.open();
  const octets = Uint8Array.of(...new TextEncoder().encode("X: y\r\n\r\n"), 0, 255, 10, 13);
  await face.receive(octets);
  const shown = await face.ask("/api/v1/message/1/raw");
  assertEquals(shown.headers.get("content-type"), "text/plain; charset=utf-8");
  assertEquals(await shown.bytes(), octets);
  const saved = await face.ask("/api/v1/message/1/raw?dl=1");
  assertMatch(saved.headers.get("content-disposition") ?? "", /^attachment; filename="1\.eml"/);
  assertEquals(await saved.bytes(), octets);
});

Deno.test("a file is decoded, and a browser saves it, whatever it is", async () => {
  using face = await TestFace.open();
  await face.receive(ORDER);
  const picture = await face.ask("/api/v1/message/1/part/2");
  assertEquals(picture.headers.get("content-type"), "image/png");
  assertEquals((await picture.bytes()).toHex(), "89504e470d0a1a0a");
  const script = await face.ask("/api/v1/message/1/part/3");
  assertEquals(script.headers.get("content-type"), "application/octet-stream");
  assertEquals(
    script.headers.get("content-disposition"),
    "attachment; filename=\"_v_il.html\"; filename*=UTF-8''%C3%A9v%22il.html",
  );
  assertEquals(await script.text(), "<script>alert(1)</script>");
  assertEquals((await face.status("/api/v1/message/1/part/9"))[0], 404);
});

Deno.test("a mail that is not there is 404, whatever is asked of it", async () => {
  using face = await TestFace.open();
  for (const id of ["1", "0", "latest", "-1", "1e3", "../1", "%2e%2e", "x"]) {
    for (const what of ["", "/headers", "/raw", "/part/1"]) {
      assertEquals((await face.status(`/api/v1/message/${id}${what}`))[0], 404, `${id}${what}`);
    }
  }
});

Deno.test("mails are marked as read and unread, by name, by search and all", async () => {
  using face = await TestFace.open();
  for (const subject of ["one", "two", "three"]) await face.receive(`Subject: ${subject}\r\n\r\n`);
  const put = async (body: unknown): Promise<number> => {
    const init = { method: "PUT", body: JSON.stringify(body) };
    assertEquals(await face.status("/api/v1/messages", init), [200, "ok"]);
    return face.desk.unread;
  };
  assertEquals(await put({ IDs: ["1", "7"], Read: true }), 2);
  assertEquals(await put({ Search: "subject:t", Read: true }), 0);
  assertEquals(await put({}), 3);
  assertEquals(await put({ Read: true }), 0);
});

Deno.test("mails are deleted by name, by search and all, and a number does not come back", async () => {
  using face = await TestFace.open();
  for (const subject of ["one", "two", "three"]) await face.receive(`Subject: ${subject}\r\n\r\n`);
  const numbers = (): number[] => face.desk.messages.map(({ number }) => number);
  const remove = async (path: string, body?: unknown): Promise<number[]> => {
    const init = { method: "DELETE", ...body === undefined ? {} : { body: JSON.stringify(body) } };
    assertEquals(await face.status(path, init), [200, "ok"]);
    return numbers();
  };
  assertEquals(await remove("/api/v1/messages", { IDs: ["2", "9"] }), [1, 3]);
  assertEquals(await remove("/api/v1/search?query=subject:three"), [1]);
  assertEquals(await remove("/api/v1/messages"), []);
  await face.receive("Subject: four\r\n\r\n");
  assertEquals(numbers(), [4]);
  assertEquals((await face.status("/api/v1/search", { method: "DELETE" }))[0], 400);
});

Deno.test("a search looks at everything, the names of files too, and finds the newest first", async () => {
  using face = await TestFace.open();
  await face.receive(ORDER);
  await face.receive("From: eva@z.example\r\nSubject: Hi\r\n\r\nYour code is 999.\r\n");
  const found = async (query: string): Promise<unknown[]> => {
    const path = `/api/v1/search?query=${encodeURIComponent(query)}`;
    return (await list(face, path)).messages.map(({ ID }) => ID);
  };
  assertEquals(await found("your code"), ["2", "1"]);
  assertEquals(await found("olá"), ["1"]);
  assertEquals(await found("logo.png"), ["1"]);
  assertEquals(await found("has:inline"), ["1"]);
  assertEquals(await found("-has:attachment is:unread"), ["2"]);
  assertEquals(await found("to:b@y.example"), ["2", "1"]);
  assertEquals((await face.status("/api/v1/search?query="))[0], 400);
});

directoryTest(
  "a search opens no mail for what the list has, and every one whose header it has not whole",
  async (directory) => {
    const mails = openDirectoryStore(directory);
    let opened = 0;
    const read = (number: number): ReturnType<MessageStore["read"]> => {
      opened++;
      return mails.read(number);
    };
    const counted: MessageStore = {
      create: () => mails.create(),
      list: () => mails.list(),
      numbers: () => mails.numbers(),
      find: (number) => mails.find(number),
      remove: (numbers) => mails.remove(numbers),
      read,
    };
    using face = await TestFace.open({ mails: counted });
    await face.receive("Subject: Hello\r\n\r\nHi\r\n");
    await face.receive("Subject: Bye\r\n\r\nBye\r\n");
    const found = async (query: string): Promise<[number, number]> => {
      opened = 0;
      const path = `/api/v1/search?limit=0&query=${encodeURIComponent(query)}`;
      const { messages_count } = await list(face, path);
      return [Number(messages_count), opened];
    };
    assertEquals(await found("subject:HELLO is:unread smaller:1k after:2000-01-01 -tag:x"), [1, 0]);
    assertEquals(await found("subject:hello hi"), [1, 1]);
    await face.receive(`X: ${"x\r\n ".repeat(400_000)}\r\nSubject: hello, late\r\n\r\n`);
    assertEquals(await found("subject:hello"), [2, 1]);
  },
);

Deno.test("tags are set, listed, searched, renamed and taken away", async () => {
  using face = await TestFace.open();
  for (let number = 1; number <= 2; number++) await face.receive(`Subject: ${number}\r\n\r\n`);
  const put = (path: string, body: unknown): Promise<[number, string]> =>
    face.status(path, { method: "PUT", body: JSON.stringify(body) });
  await put("/api/v1/tags", { IDs: ["1", "2"], Tags: ["<b>shop", "a.b-c_d e"] });
  assertEquals(await face.json("/api/v1/tags"), ["a.b-c_d e", "bshop"]);
  assertEquals((await list(face, "/api/v1/search?query=tag:bshop")).messages_count, 2);
  await put("/api/v1/tags/bshop", { Name: "order" });
  assertEquals(await face.json("/api/v1/tags"), ["a.b-c_d e", "order"]);
  await face.ask("/api/v1/tags/a.b-c_d%20e", { method: "DELETE" });
  await put("/api/v1/tags", { IDs: ["2"] });
  assertEquals(face.desk.messages.map(({ number }) => face.desk.marks.tagsOf(number)), [
    ["order"],
    [],
  ]);
});

Deno.test("a mail that comes by the API is stored as one that comes by SMTP", async () => {
  using face = await TestFace.open();
  const body = JSON.stringify({
    From: { Email: "ana@x.example", Name: 'Ana "A"' },
    To: [{ Email: "bob@y.example", Name: "Bob" }],
    Bcc: ["eva@z.example"],
    Subject: "Olá",
    Text: "Hi",
    HTML: "<p>Hi</p>",
    ReplyTo: [{ Email: "desk@x.example" }],
    Headers: { "X-App": "1" },
    Attachments: [{ Filename: "a.txt", Content: "SGk=" }],
  });
  assertEquals(await face.json("/api/v1/send", { method: "POST", body }), { ID: "1" });
  assertEquals(face.desk.messages[0]?.envelope?.rcptTo, ["bob@y.example", "eva@z.example"]);
  const { messages: [mail] } = await list(face, "/api/v1/messages");
  assertEquals(mail?.From, { Name: 'Ana "A"', Address: "ana@x.example" });
  assertEquals([mail?.Bcc, mail?.Attachments], [[{ Name: "", Address: "eva@z.example" }], 1]);
  assertMatch(
    await face.text("/api/v1/message/1/raw"),
    /^Return-Path: <ana@x\.example>\r\nReceived: from localhost [^;]* with HTTP /,
  );
});

for (
  const [what, body, status] of [
    ["no JSON", "{", 400],
    ["no sender", "{}", 400],
    ["a sender that is none", '{"From":{"Email":"a\\r\\nBcc: x@y.z"}}', 400],
    ["a list in place of a text", '{"From":{"Email":"a@b.c"},"Subject":[]}', 400],
    ["a field with a line break", '{"From":{"Email":"a@b.c"},"Headers":{"X":"a\\r\\nY: b"}}', 400],
    [
      "a file that is no base64",
      '{"From":{"Email":"a@b.c"},"Attachments":[{"Filename":"a","Content":"%"}]}',
      400,
    ],
    [
      "a file that the text shows",
      '{"From":{"Email":"a@b.c"},"Attachments":[{"Filename":"a","Content":"","ContentID":"a"}]}',
      501,
    ],
  ] as const
) {
  Deno.test(`a mail by the API with ${what} is refused with ${status}, and nothing is stored`, async () => {
    using face = await TestFace.open();
    const response = await face.ask("/api/v1/send", { method: "POST", body });
    const { Error: reason } = await response.json();
    assertEquals([response.status, typeof reason, face.desk.messages.length], [
      status,
      "string",
      0,
    ]);
    assertEquals(face.failures, []);
  });
}

Deno.test("a body larger than it may be is refused before it is read whole", async () => {
  using face = await TestFace.open({ messageOctets: 1000 });
  let given = 0;
  const body = ReadableStream.from(function* (): Generator<Uint8Array> {
    for (; given < 1_000_000; given += 100) yield new Uint8Array(100).fill(32);
  }());
  const [status] = await face.status("/api/v1/send", { method: "POST", body });
  assertEquals([status, given < 10_000], [413, true]);
  const headers = { "content-length": "99999999999" };
  const init = { method: "PUT", headers, body: "{}" };
  assertEquals((await face.status("/api/v1/messages", init))[0], 413);
});

Deno.test("chaos is faults that always come, and leaves other rules alone", async () => {
  using face = await TestFace.open();
  face.rules = ["quit=drop"];
  const put = async (body: unknown): Promise<[number, string]> =>
    await face.status("/api/v1/chaos", { method: "PUT", body: JSON.stringify(body) });
  await put({
    Sender: { ErrorCode: 421, Probability: 100 },
    Recipient: { ErrorCode: 451, Probability: 0 },
  });
  assertEquals(face.rules, ['mail=421 "Chaos trigger"', "quit=drop"]);
  assertEquals(await face.json("/api/v1/chaos"), {
    Authentication: { ErrorCode: 451, Probability: 0 },
    Recipient: { ErrorCode: 451, Probability: 0 },
    Sender: { ErrorCode: 421, Probability: 100 },
  });
  await put({});
  assertEquals(face.rules, ["quit=drop"]);
  assertEquals((await put({ Sender: { ErrorCode: 451, Probability: 5 } }))[0], 501);
  assertEquals((await put({ Sender: { ErrorCode: 200, Probability: 100 } }))[0], 400);
  assertEquals((await put({ Sender: 1 }))[0], 400);
});

Deno.test("what is left out of Mailpit's API answers 501 with the reason", async () => {
  using face = await TestFace.open();
  await face.receive(ORDER);
  for (const path of ["html-check", "sa-check", "part/2/thumb"]) {
    const [status, reason] = await face.status(`/api/v1/message/1/${path}`);
    assertEquals([status, reason.includes("not supported")], [501, true], path);
  }
});

Deno.test("the server tells what it is, and what it does not have", async () => {
  using face = await TestFace.open();
  await face.receive("Subject: Hi\r\n\r\n");
  const info = await face.json("/api/v1/info");
  assert(typeof info === "object" && info !== null && "Messages" in info && "Version" in info);
  assertEquals([info.Version, info.Messages], ["mua 0", 1]);
  assertEquals((await face.status("/api/v1/webui"))[0], 200);
});

Deno.test("another path is 404, and another method 405 with those that there are", async () => {
  using face = await TestFace.open();
  assertEquals((await face.status("/api/v2/nothing"))[0], 404);
  assertEquals(await face.status("/api/v1/info", { method: "POST" }), [
    405,
    "POST is not for /api/v1/info, only GET\n",
  ]);
  assertEquals((await face.status("/api/v1/info", { method: "HEAD" }))[0], 200);
  assertEquals((await face.status("/%"))[0], 404);
});
