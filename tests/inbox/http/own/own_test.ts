import { assert, assertEquals, assertMatch } from "../../../std/assert.ts";
import type { DialogueLine } from "../../../../inbox/http/desk/dialogues.ts";
import { TestFace } from "../face.ts";

const HI = "From: a@x.example\r\nTo: b@y.example\r\nSubject: Hi\r\n\r\nHi\r\n";

/** The members of an object in JSON. */
function members(value: unknown): ReadonlyMap<string, unknown> {
  assert(typeof value === "object" && value !== null);
  return new Map(Object.entries(value));
}

async function waitFor(face: TestFace, query: string): Promise<ReadonlyMap<string, unknown>> {
  return members(await face.json(`/api/wait?${query}`));
}

Deno.test("waiting ends at once with the newest mail that came before", async () => {
  using face = await TestFace.open();
  for (const subject of ["one", "two", "three"]) {
    await face.receive(`To: b@y.example\r\nSubject: your ${subject}\r\n\r\n`);
  }
  assertEquals((await waitFor(face, "to=B@Y.example&subject=YOUR")).get("ID"), "3");
  assertEquals((await waitFor(face, "subject=two")).get("ID"), "2");
  assertEquals((await waitFor(face, "subject=/t.o$/&to=*@y.example")).get("ID"), "2");
  assertEquals((await waitFor(face, "from=a@x.example")).get("ID"), "3");
});

Deno.test("waiting ends when the mail comes, and others do not end it", async () => {
  using face = await TestFace.open();
  const waiting = waitFor(face, "subject=confirm&timeout=10s");
  await face.receive(HI);
  await face.receive("Subject: Please confirm\r\n\r\n");
  const mail = await waiting;
  assertEquals([mail.get("ID"), mail.get("Subject")], ["2", "Please confirm"]);
});

Deno.test("since leaves out what came before: by number and by time", async () => {
  using face = await TestFace.open();
  await face.receive(HI, { time: new Date("2026-11-29T12:00:00Z") });
  assertEquals((await waitFor(face, "since=2026-11-29T12:00:00Z&timeout=0")).get("ID"), "1");
  for (const since of ["1", "2026-11-29T12:00:00.001Z"]) {
    assertEquals((await face.status(`/api/wait?since=${since}&timeout=0`))[0], 408, since);
  }
});

Deno.test("waiting in vain is 408, and says what came instead", async () => {
  using face = await TestFace.open();
  await face.receive(HI);
  const response = await face.ask("/api/wait?subject=confirm&timeout=10ms");
  const { error, came } = await response.json();
  assertMatch(error, /^no mail with subject "confirm" within 0\.01 s; what came:/);
  assertEquals(response.status, 408);
  assertEquals(came.map((mail: Record<string, unknown>) => mail.Subject), ["Hi"]);
});

Deno.test("whoever stops waiting is not waited for", async () => {
  using face = await TestFace.open();
  const gone = new AbortController();
  const waiting = face.ask("/api/wait?timeout=600s", { signal: gone.signal });
  gone.abort();
  assertEquals((await waiting).status, 408);
});

Deno.test("waiting for what cannot be understood is refused", async () => {
  using face = await TestFace.open();
  for (const query of ["timeout=soon", "timeout=-1", "since=yesterday", "subject=/(a%2B)%2B$/"]) {
    assertEquals((await face.status(`/api/wait?${query}`))[0], 400, query);
  }
});

Deno.test("of a thousand that wait, the next one is turned away", async () => {
  using face = await TestFace.open();
  const gone = new AbortController();
  const waiting = Array.from(
    { length: 1000 },
    () => face.ask("/api/wait?timeout=600s", { signal: gone.signal }),
  );
  assertEquals((await face.ask("/api/wait?timeout=0")).status, 503);
  gone.abort();
  await Promise.all(waiting);
  assertEquals((await face.ask("/api/wait?timeout=0")).status, 408);
});

Deno.test("links are those of the HTML and then of the text, codes those of the subject and the text", async () => {
  using face = await TestFace.open();
  await face.receive([
    "Subject: 654321 is your code",
    'Content-Type: multipart/alternative; boundary="a"',
    "",
    "--a",
    "",
    "Go to https://x.example/b, or type 1234.",
    "--a",
    "Content-Type: text/html",
    "",
    '<a href="https://x.example/a?b=1&amp;c=2">here</a>',
    "--a--",
  ].join("\r\n"));
  assertEquals(await face.json("/api/message/latest/links"), [
    "https://x.example/a?b=1&c=2",
    "https://x.example/b",
  ]);
  assertEquals(await face.json("/api/message/1/codes"), ["654321", "1234"]);
  assertEquals(await face.json("/api/message/1/codes?digits=4"), ["1234"]);
  assertEquals((await face.status("/api/message/1/codes?digits=(a%2B)%2B"))[0], 400);
  const checked = members(await face.json("/api/v1/message/1/link-check"));
  assertEquals(checked.get("Errors"), 0);
});

function say(
  face: TestFace,
  speaker: DialogueLine["speaker"],
  stage: DialogueLine["stage"],
  text: string,
): void {
  face.happen({ kind: "line", time: 0, connection: 1, speaker, stage, text, encrypted: false });
}

async function receiveInDialogue(face: TestFace): Promise<void> {
  say(face, "client", "mail", "MAIL FROM:<a@x.example>");
  say(face, "server", "mail", "250 OK");
  say(face, "client", "body", "a line of the message");
  say(face, "client", "dot", ".");
  const number = await face.receive(HI);
  const message = face.desk.find(String(number));
  const head = { fields: [], isWhole: true };
  face.happen({ kind: "stored", time: 0, connection: 1, message, head });
  say(face, "server", "dot", `250 Stored as message ${number}`);
}

Deno.test("the dialogue of a mail begins with that of its connection, and ends with the answer to it", async () => {
  using face = await TestFace.open({
    experts: {
      inspect: () => Promise.resolve({ findings: [1], omittedFindings: 0 }),
      compare: () => Promise.resolve({}),
      explain: (lines) =>
        Promise.resolve(lines.map(({ text }) => [{ text: `about ${text}`, sources: [] }])),
    },
  });
  face.happen({ kind: "opened", time: 0, connection: 1, peer: "[127.0.0.1]" });
  say(face, "server", "banner", "220 localhost");
  await receiveInDialogue(face);
  await receiveInDialogue(face);
  face.happen({ kind: "closed", time: 0, connection: 1 });
  for (const number of [1, 2]) {
    const { lines, peer } = await (await face.ask(`/api/message/${number}/dialogue`)).json();
    assertEquals(peer, "[127.0.0.1]");
    assertEquals(lines.map(({ text }: DialogueLine) => text), [
      "220 localhost",
      "MAIL FROM:<a@x.example>",
      "250 OK",
      ".",
      `250 Stored as message ${number}`,
    ]);
    assertEquals(lines[0].explained, [{ text: "about 220 localhost", sources: [] }]);
  }
  assertEquals(await face.json("/api/message/1/findings"), { findings: [1], omittedFindings: 0 });
});

Deno.test("the dialogue of a mail that did not come by one is not known", async () => {
  using face = await TestFace.open();
  await face.receive(HI);
  assertEquals((await face.status("/api/message/1/dialogue"))[0], 404);
});

Deno.test("a dialogue without end keeps its first 500 lines", async () => {
  using face = await TestFace.open();
  face.happen({ kind: "opened", time: 0, connection: 1, peer: "[127.0.0.1]" });
  say(face, "client", "mail", "MAIL FROM:<a@x.example>");
  for (let count = 0; count < 10_000; count++) say(face, "client", "rcpt", "x".repeat(5_000));
  await receiveInDialogue(face);
  const { lines, omitted } = await (await face.ask("/api/message/1/dialogue")).json();
  assertEquals([lines.length, omitted > 9_000, lines[1].text.length], [500, true, 1_000]);
});

Deno.test("a mail is compared with the one that is sent, and an empty one is refused", async () => {
  const read = async (mail: () => Promise<AsyncIterable<Uint8Array>>): Promise<string> =>
    new TextDecoder().decode((await Array.fromAsync(await mail()))[0]);
  using face = await TestFace.open({
    experts: {
      inspect: () => Promise.resolve({ findings: [], omittedFindings: 0 }),
      compare: async (sent, arrived) => [await read(sent), await read(arrived)],
      explain: () => Promise.resolve([]),
    },
  });
  await face.receive(HI);
  const compare = (body: string): Promise<Response> =>
    face.ask("/api/message/1/compare", { method: "POST", body });
  assertEquals(await (await compare("X: y\r\n\r\n")).json(), ["X: y\r\n\r\n", HI]);
  assertEquals((await compare("")).status, 400);
});

Deno.test("faults are shown and replaced; a wrong rule changes nothing", async () => {
  using face = await TestFace.open();
  const put = (body: string): Promise<[number, string]> =>
    face.status("/api/faults", { method: "PUT", body });
  assertEquals(await put('{"rules":["quit=drop"]}'), [200, '{"rules":["quit=drop"]}']);
  assertEquals(await put('{"rules":["bad"]}'), [400, "bad is no rule\n"]);
  for (const wrong of ["", "[]", '{"rules":"quit=drop"}', '{"rules":[1]}', "x"]) {
    assertEquals((await put(wrong))[0], 400, wrong);
  }
  assertEquals(await face.json("/api/faults"), { rules: ["quit=drop"] });
  const post = (body: string): Promise<[number, string]> =>
    face.status("/api/faults", { method: "POST", body });
  assertEquals(await post('{"rules":["dot=drop"]}'), [200, '{"rules":["quit=drop","dot=drop"]}']);
  assertEquals((await put('{"rules":[]}'))[0], 200);
});

Deno.test("messages are listed with their envelopes, and removed by their numbers", async () => {
  using face = await TestFace.open();
  for (let count = 0; count < 3; count++) await face.receive(HI);
  const { total, messages } = await (await face.ask("/api/messages?after=1&limit=1")).json();
  assertEquals([total, messages.length, messages[0].number], [3, 1, 2]);
  assertEquals(messages[0].envelope.rcptTo, ["b@y.example"]);
  assertEquals(await face.json("/api/message/latest"), { ...messages[0], ...face.store.get(3) });
  const remove = (body: string): Promise<[number, string]> =>
    face.status("/api/messages", { method: "DELETE", body });
  assertEquals(await remove('{"numbers":[2,9]}'), [200, '{"removed":[2]}']);
  assertEquals((await remove('{"numbers":2}'))[0], 400);
  assertEquals(await remove(""), [200, '{"removed":[1,3]}']);
  assertEquals((await face.status("/api/messages?after=x"))[0], 400);
});

Deno.test("the server says that it lives, and describes its API", async () => {
  using face = await TestFace.open();
  assertEquals(await face.status("/livez"), [200, "ok\n"]);
  assertEquals(await face.status("/readyz"), [200, "ok\n"]);
  const { paths } = await (await face.ask("/api/openapi.json")).json();
  // Each path of the description is one that is answered, with each of its methods.
  await face.receive(HI);
  for (const [path, methods] of Object.entries<Record<string, unknown>>(paths)) {
    for (const method of Object.keys(methods)) {
      if (path === "/api/events") continue;
      const query = path === "/api/wait" ? "?timeout=0" : "";
      const [status, text] = await face.status(path.replace("{ID}", "1") + query, {
        method: method.toUpperCase(),
      });
      assert(status !== 405 && !/^there is no \//.test(text), `${method} ${path}: ${status}`);
    }
  }
});

/** Reads a stream of events until one has come that is wanted. */
async function readEvents(response: Response, type: string): Promise<string[]> {
  const events: string[] = [];
  const decoder = new TextDecoder();
  for await (const octets of response.body ?? []) {
    const text = decoder.decode(octets);
    if (text.startsWith("data: ")) events.push(text.slice(6).trim());
    if (text.includes(`"Type":"${type}"`)) break;
  }
  return events;
}

Deno.test("events tell of what comes, is read, tagged and deleted", async () => {
  using face = await TestFace.open();
  const events = readEvents(
    await face.ask("/api/events?types=new,update,delete,truncate"),
    "truncate",
  );
  await face.receive(HI);
  await face.receive(HI);
  await face.json("/api/v1/message/1");
  await face.ask("/api/v1/tags", { method: "PUT", body: '{"IDs":["2"],"Tags":["a"]}' });
  // What is new is told when it was looked at.
  await face.json("/api/v1/messages");
  await new Promise((resolve) => setTimeout(resolve));
  await face.ask("/api/v1/messages", { method: "DELETE", body: '{"IDs":["1"]}' });
  await face.ask("/api/v1/messages", { method: "DELETE" });
  const told = (await events).map((event) => members(JSON.parse(event)));
  const types = told.map((event) => event.get("Type"));
  assertEquals(types.toSorted(), ["delete", "new", "new", "truncate", "update", "update"]);
  const first = told.find((event) => event.get("Type") === "new");
  assertEquals(members(first?.get("Data")).get("Subject"), "Hi");
});

Deno.test("many mails make few events about their numbers", async () => {
  using face = await TestFace.open();
  const events = readEvents(await face.ask("/api/events?types=stats"), "stats");
  for (let count = 0; count < 200; count++) await face.receive(HI);
  assertEquals((await events).at(-1), '{"Type":"stats","Data":{"Total":200,"Unread":200}}');
});

Deno.test("a listener that does not read is cut off, and takes no more memory", async () => {
  using face = await TestFace.open();
  const slow = await face.ask("/api/events?types=update");
  const event = "x".repeat(100_000);
  let told = 0;
  for (; face.desk.events.hasListener("update") && told < 1_000; told++) {
    face.desk.events.tell("update", event);
  }
  assert(told < 60, `${told} events`);
  let octets = 0;
  for await (const piece of slow.body ?? []) octets += piece.length;
  assert(octets < 5_000_000, `${octets} octets`);
});

Deno.test("of two hundred that listen, the next one is turned away until one has gone", async () => {
  using face = await TestFace.open();
  const listeners = [];
  for (let count = 0; count < 200; count++) listeners.push(await face.ask("/api/events"));
  assertEquals((await face.status("/api/events"))[0], 503);
  await listeners[0]?.body?.cancel();
  const next = await face.ask("/api/events");
  assertEquals(next.status, 200);
  assertMatch(next.headers.get("content-type") ?? "", /^text\/event-stream/);
  await next.body?.cancel();
  for (const { body } of listeners.slice(1)) await body?.cancel();
});
