import { assert, assertEquals, assertMatch } from "../../../std/assert.ts";
import { EXPERTS } from "../../../../cli/inbox/experts.ts";
import { parseFaultRule } from "../../../../inbox/faults/rule.ts";
import { Inbox } from "../../../../inbox/mod.ts";
import { serveHttp, upgrade } from "../../../../inbox/http/serve.ts";
import { Browser, noBrowser, type Page } from "../../../support/browser.ts";
import { testUnless } from "../../../support/needs.ts";
import { type FaceSetting, TestFace } from "../face.ts";
import { hostileMails } from "./hostile_mails.ts";

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 800 };

/** Where the picture of the page for the documentation goes, if one is wanted. */
const PICTURE = Deno.env.get("MUA_PICTURE");
const PICTURE_SIZE = { width: 1100, height: 620 };

/** A PNG of one pixel. */
const PIXEL = Uint8Array.fromBase64(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
);

function textMail(subject: string, text = "Hi"): string {
  return `From: Ana <ana@x.example>\r\nTo: bob@y.example\r\nSubject: ${subject}\r\n\r\n${text}\r\n`;
}

function htmlMail(html: string): string {
  return "From: Ana <ana@x.example>\r\nTo: bob@y.example\r\nSubject: HTML\r\n" +
    `MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${html}\r\n`;
}

/** A server that is not to be asked, and who asked it. */
class Beacon implements AsyncDisposable {
  readonly asked: string[] = [];
  /** Done when it is asked for the first time. */
  readonly found = Promise.withResolvers<void>();
  readonly #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => {
      this.asked.push(new URL(request.url).pathname);
      this.found.resolve();
      return new Response(PIXEL, {
        headers: { "content-type": "image/png", "access-control-allow-origin": "*" },
      });
    },
  );

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

/** What a test of the page works with. */
interface Stage {
  readonly face: TestFace;
  readonly beacon: Beacon;
  readonly url: string;
  /** Opens the page. */
  readonly open: (size?: typeof DESKTOP) => Promise<Page>;
}

async function onStage(
  browser: Browser,
  act: (stage: Stage) => Promise<void>,
  setting: FaceSetting = {},
): Promise<void> {
  await using beacon = new Beacon();
  using face = await TestFace.open({ upgrade, experts: EXPERTS, ...setting });
  const server = serveHttp({ hostname: "127.0.0.1", port: 0 }, (request) => face.handle(request));
  const url = `http://127.0.0.1:${server.port}/`;
  const pages: Page[] = [];
  try {
    await act({
      face,
      beacon,
      url,
      open: async (size = DESKTOP) => {
        const page = await browser.open(url, size);
        pages.push(page);
        return page;
      },
    });
    assertEquals(face.failures, []);
  } finally {
    for (const page of pages) await page.close();
    face[Symbol.dispose]();
    await server.stop();
  }
}

const ROWS = "document.querySelectorAll('#rows .row[id]')";
const STATUS = "document.getElementById('status').textContent";
const FRAME_LOADED =
  "performance.getEntriesByType('resource').some((entry) => entry.initiatorType === 'iframe')";
const CHOSEN = "document.querySelector('[aria-selected=true] .what')?.textContent";

async function showTab(page: Page, name: string): Promise<string> {
  await page.evaluate(
    `[...document.querySelectorAll('#tabs button')].find((tab) => tab.textContent.startsWith('${name}')).click()`,
  );
  await page.until("!document.getElementById('panel').textContent.startsWith('Loading')");
  return String(await page.evaluate("document.getElementById('panel').innerText"));
}

const STEPS: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  "a mail is listed when it arrives, and counts as read when it is opened": async (
    { face, open },
  ) => {
    const page = await open();
    await page.until(`${STATUS} === '0 messages, 0 unread'`);
    await face.receive(textMail("One"));
    await page.until(`${ROWS}.length === 1 && ${STATUS} === '1 message, 1 unread'`);
    assertEquals(await page.evaluate("document.title"), "(1) mua inbox");
    await page.evaluate(`${ROWS}[0].click()`);
    await page.until(`${STATUS} === '1 message, 0 unread'`);
    await page.until("document.getElementById('panel').textContent === 'Hi\\r\\n'");
    assertEquals(face.desk.unread, 0);
  },
  "keys move, open, delete and search": async ({ face, open }) => {
    for (const subject of ["Three", "Two", "One"]) await face.receive(textMail(subject));
    const page = await open();
    await page.until(`${ROWS}.length === 3`);
    for (
      const [key, subject] of [["j", "One"], ["j", "Two"], ["j", "Three"], ["k", "Two"]] as const
    ) {
      await page.press(key);
      await page.until(`${CHOSEN} === '${subject}'`);
    }
    await page.press("Enter");
    await page.until("document.getElementById('subject').textContent === 'Two'");
    await page.press("Delete");
    await page.until(`${ROWS}.length === 2 && ${CHOSEN} === 'Three'`);
    assertEquals(face.desk.messages.map(({ number }) => number), [1, 3]);
    await page.press("/");
    await page.until("document.activeElement.id === 'query'");
    await page.press("Escape");
    await page.until("document.activeElement.id === 'scroll'");
  },
  "a search and the unread are found while they are typed, and what arrives meanwhile too": async (
    { face, open },
  ) => {
    for (const subject of ["Apple", "Banana"]) await face.receive(textMail(subject));
    const page = await open();
    await page.until(`${ROWS}.length === 2`);
    await page.evaluate("document.getElementById('query').focus()");
    await page.type("subject:banana");
    await page.until(`${STATUS} === '1 message found; 2 messages, 2 unread'`);
    await face.receive(textMail("Another banana"));
    await page.until(`${ROWS}.length === 2`);
    face.desk.setRead(face.desk.messages.slice(0, 2), true);
    await page.evaluate("document.getElementById('unread').click()");
    await page.until(`${ROWS}.length === 1 && ${ROWS}[0].textContent.includes('Another')`);
  },
  "what another program deletes leaves the list, and the mail that is open closes": async (
    { face, open },
  ) => {
    await face.receive(textMail("One"));
    await face.receive(textMail("Two"));
    const page = await open();
    await page.until(`${ROWS}.length === 2`);
    await page.evaluate(`${ROWS}[0].click()`);
    await page.until("!document.getElementById('mail').hidden");
    await face.store.remove([2]);
    await page.until(`${ROWS}.length === 1 && document.getElementById('mail').hidden`);
    await page.evaluate("document.getElementById('clear').click()");
    await page.until("!document.getElementById('empty').hidden");
    assertEquals([page.opened, face.desk.messages], [["dialog Delete all messages?"], []]);
  },
  "pictures from elsewhere are loaded only when asked for, those of the mail at once": async (
    { face, beacon, open },
  ) => {
    const png = PIXEL.toBase64();
    await face.receive([
      "Subject: Pictures",
      'Content-Type: multipart/related; boundary="m"',
      "",
      "--m",
      "Content-Type: text/html",
      "",
      `<img id="own" src="cid:a@b"><img src="${beacon.url}/remote.png">`,
      "--m",
      "Content-Type: image/png",
      "Content-ID: <a@b>",
      "Content-Transfer-Encoding: base64",
      "",
      png,
      "--m--",
    ].join("\r\n"));
    const page = await open();
    await page.until(`${ROWS}.length === 1`);
    await page.evaluate(`${ROWS}[0].click()`);
    await page.until(FRAME_LOADED);
    assertEquals(beacon.asked, []);
    await page.evaluate("document.getElementById('images').click()");
    await beacon.found.promise;
    assertEquals(beacon.asked, ["/remote.png"]);
    assertMatch(
      await face.text("/view/1.html"),
      new RegExp(`src="data:image/png;base64,${png.slice(0, 20)}`),
    );
  },
  "each tab tells its part of a mail": async ({ face, open }) => {
    face.happen({ kind: "opened", time: 0, connection: 1, peer: "[127.0.0.1]" });
    const say = (speaker: "client" | "server", stage: "banner" | "mail", text: string): void =>
      face.happen({ kind: "line", time: 0, connection: 1, speaker, stage, text, encrypted: false });
    say("server", "banner", "220 localhost ESMTP");
    say("client", "mail", "MAIL FROM:<ana@x.example>");
    const sent = htmlMail('<p>Your code is 123456: <a href="https://x.example/c">confirm</a></p>');
    const number = await face.receive(sent);
    const message = face.desk.find(String(number));
    face.happen({
      kind: "stored",
      time: 0,
      connection: 1,
      message,
      head: { fields: [], isWhole: true },
    });
    face.happen({ kind: "closed", time: 0, connection: 1 });
    const page = await open();
    await page.until(`${ROWS}.length === 1`);
    await page.evaluate(`${ROWS}[0].click()`);
    await page.until(FRAME_LOADED);
    for (
      const [tab, pattern] of [
        ["Text", /No text/],
        ["Source", /From: Ana <ana@x\.example>\nWritten by: author\. .*author/],
        ["Parts", /text\/html/],
        ["Links", /https:\/\/x\.example\/c[^]*123456/],
        ["Dialogue", /MAIL FROM:<ana@x\.example>\n.*begins? a mail|MAIL FROM[^]*RFC 5321/],
        ["Findings", /Date is missing/],
      ] as const
    ) {
      assertMatch(await showTab(page, tab), pattern, tab);
    }
    await showTab(page, "Compare");
    await page.evaluate(`(() => {
      const files = new DataTransfer();
      files.items.add(new File([${JSON.stringify(sent)}], "sent.eml"));
      const drop = new DragEvent("drop", { dataTransfer: files, cancelable: true, bubbles: true });
      document.getElementById("drop").dispatchEvent(drop);
    })()`);
    await page.until(
      "document.getElementById('panel').innerText.includes('Compared with sent.eml')",
    );
  },
  "faults are switched on and off, others added, and a wrong rule is told": async (
    { face, open },
  ) => {
    const page = await open();
    await page.evaluate("document.getElementById('faults-open').click()");
    await page.until("document.getElementById('faults').open");
    const flip = async (rule: string): Promise<void> => {
      await page.evaluate(`[...document.querySelectorAll('#rules label')]
        .find((label) => label.innerText.includes(${JSON.stringify(rule)})).control.click()`);
    };
    const add = async (rule: string): Promise<void> => {
      await page.evaluate(`document.getElementById('fault').value = ${JSON.stringify(rule)}`);
      await page.evaluate("document.querySelector('#fault-add button').click()");
    };
    const untilThereAre = (label: string): Promise<void> =>
      page.until(`document.getElementById('faults-open').textContent === '${label}'`);
    await add("bad");
    await page.until("document.getElementById('faults-error').textContent === 'bad is no rule'");
    await add(" mail=421 no ");
    await untilThereAre("Faults (1)");
    await flip("dot=drop");
    await untilThereAre("Faults (2)");
    assertEquals(face.rules, ["mail=421 no", "dot=drop"]);
    await flip("mail=421 no");
    await untilThereAre("Faults (1)");
    assertEquals(face.rules, ["dot=drop"]);
    await flip("mail=421 no");
    await untilThereAre("Faults (2)");
    await page.evaluate("document.getElementById('faults-off').click()");
    await untilThereAre("Faults");
    assertEquals(face.rules, []);
  },
  "every usual fault of the page is a rule, and the rules of others are shown": async (
    { face, open },
  ) => {
    const page = await open();
    const usual = Number(await page.evaluate("document.querySelectorAll('#rules input').length"));
    assert(usual > 3);
    for (let index = 0; index < usual; index++) {
      await page.evaluate(`document.querySelectorAll('#rules input')[${index}].click()`);
      await page.until(
        `document.getElementById('faults-open').textContent === 'Faults (${index + 1})'`,
      );
    }
    assertEquals(face.rules.length, usual);
    for (const rule of face.rules) parseFaultRule(rule);
    await page.evaluate(`fetch("/api/faults", {
      method: "PUT",
      body: JSON.stringify({ rules: ["quit=drop"] }),
    })`);
    await page.until(
      "document.querySelectorAll('#rules input:checked').length === 1 &&" +
        "document.querySelector('#rules li:last-child').innerText.includes('quit=drop')",
    );
  },
  "of 10,000 mails only the rows that are seen are there, the last one too": async (
    { face, open },
  ) => {
    for (let number = 1; number <= 10_000; number++) await face.receive(textMail(`Mail ${number}`));
    const page = await open();
    await page.until(`${ROWS}.length > 0 && ${ROWS}[0].textContent.includes('Mail 10000')`);
    assert(Number(await page.evaluate(`${ROWS}.length`)) < 40);
    await page.evaluate(
      "scroll = document.getElementById('scroll'), scroll.scrollTop = scroll.scrollHeight",
    );
    await page.until(`[...${ROWS}].some((row) => row.textContent.includes('Mail 1Hi'))`);
    assert(Number(await page.evaluate(`${ROWS}.length`)) < 40);
    await face.receive(textMail("One more"));
    await page.until(`${STATUS}.startsWith('10,001 ')`);
    await page.until(`[...${ROWS}].some((row) => row.textContent.includes('Mail 1Hi'))`);
  },
  "on a phone the list and the mail take turns": async ({ face, open }) => {
    await face.receive(textMail("One"));
    const page = await open(PHONE);
    await page.until(`${ROWS}.length === 1`);
    const isShown = (id: string): string => `document.getElementById('${id}').checkVisibility()`;
    await page.evaluate(`${ROWS}[0].click()`);
    await page.until(`${isShown("mail")} && !${isShown("list")}`);
    assertEquals(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), true);
    await page.evaluate("document.getElementById('back').click()");
    await page.until(`!${isShown("mail")} && ${isShown("list")}`);
  },
  "everything to use has a name for those who do not see it": async ({ face, open }) => {
    await face.receive(htmlMail("<p>Hi</p>"));
    const page = await open();
    await page.until(`${ROWS}.length === 1`);
    await page.evaluate(`${ROWS}[0].click()`);
    await page.until(FRAME_LOADED);
    const named = await page.names();
    const nameless = named.filter(({ role, name }) =>
      /^(?:button|link|textbox|searchbox|checkbox|tab|tabpanel|listbox|option|Iframe|dialog)$/.test(
        role,
      ) &&
      name.trim() === ""
    );
    assertEquals(nameless, []);
    assert(named.some(({ role, name }) => role === "listbox" && name.startsWith("Messages")));
    assert(named.some(({ role }) => role === "option"));
  },
  "the page has nothing from elsewhere, and no text can become HTML in it": async (
    { url, open },
  ) => {
    const page = await open();
    const loaded = await page.evaluate(
      "performance.getEntriesByType('resource').map(({ name }) => name)",
    );
    assert(Array.isArray(loaded) && loaded.length > 5);
    assert(loaded.every((name: unknown) => String(name).startsWith(url)), String(loaded));
    for (const sink of ["document.body.innerHTML = '<b>x'", "eval('1')", "document.write('x')"]) {
      const refused = await page.evaluate(
        `(() => { try { ${sink}; return false } catch { return true } })()`,
      );
      assertEquals(refused, true, sink);
    }
  },
};

/** A mail is let out through a server, which is an inbox of the library. */
async function releaseMail({ face, open }: Stage, inbox: Inbox): Promise<void> {
  inbox.fail("rcpt:bob*=550 5.1.1 no such user");
  await face.receive(textMail("One"));
  const page = await open();
  await page.until(`${ROWS}.length === 1`);
  await page.evaluate(`${ROWS}[0].click()`);
  await page.until("document.getElementById('release-open').checkVisibility()");
  await page.evaluate("document.getElementById('release-open').click()");
  const server = await page.evaluate("document.getElementById('release-server').textContent");
  assertEquals(server, `127.0.0.1:${inbox.port}`);
  const send = async (to: string): Promise<void> => {
    await page.evaluate(`document.getElementById('release-to').value = ${JSON.stringify(to)}`);
    await page.evaluate("document.getElementById('release-send').click()");
  };
  await send("bob@y.example");
  await page.until(
    "document.getElementById('release-error').textContent.includes('550 5.1.1 no such user')",
  );
  await send("ana@y.example\n\n eva@y.example \n");
  await page.until(`${STATUS} === 'Released' && !document.getElementById('release').open`);
  assertEquals((await inbox.next()).envelope.rcptTo, ["ana@y.example", "eva@y.example"]);
}

/** A mail is looked at in the page, and as a page of its own, where nothing is around it. */
async function attack(stage: Stage, name: string, page: Page, alone: Page): Promise<void> {
  const { face, beacon, url } = stage;
  const mail = hostileMails(beacon.url).find((each) => each.name === name);
  assert(mail);
  const before = face.desk.messages.length;
  const number = await face.receive(mail.source);
  await page.until(`document.getElementById('m-${number}')`);
  await page.evaluate(
    `performance.clearResourceTimings(); document.getElementById('m-${number}').click()`,
  );
  await page.until(FRAME_LOADED);
  await alone.go(`${url}view/${number}.html`);
  assertEquals([beacon.asked, page.opened, alone.opened], [[], [], []]);
  assertMatch(String(await page.evaluate("document.title")), /^(?:\(\d+\) )?mua inbox$/);
  assertEquals(await page.evaluate("location.href"), url);
  assertEquals(await alone.evaluate("location.href"), `${url}view/${number}.html`);
  assert(await alone.evaluate("document.title") !== "pwned");
  assertEquals(face.desk.messages.length, before + 1);
}

/** An inbox as a developer has it, with the dialogue of a mail explained. */
async function takePicture({ face, open }: Stage, path: string): Promise<void> {
  const lines = [
    ["server", "220 localhost ESMTP mua inbox"],
    ["client", "EHLO app.example"],
    ["server", "250-localhost"],
    ["server", "250-PIPELINING"],
    ["server", "250 SMTPUTF8"],
    ["client", "MAIL FROM:<shop@x.example>"],
    ["server", "250 2.1.0 Sender ok"],
    ["client", "RCPT TO:<ana@y.example>"],
    ["server", "250 2.1.5 Recipient ok"],
    ["client", "DATA"],
    ["server", "354 Send the message, then a line with only a dot"],
  ] as const;
  const receive = (mail: string): Promise<number> =>
    face.receive(mail.replace("Ana <ana@", "Shop <shop@").replace("bob@", "ana@"), {
      rcptTo: ["ana@y.example"],
    });
  for (const subject of ["Welcome", "Your invoice of November", "Reset your password"]) {
    await receive(textMail(subject, `${subject}: the details are below.`));
  }
  face.happen({ kind: "opened", time: 0, connection: 1, peer: "[127.0.0.1]" });
  for (const [at, [speaker, text]] of lines.entries()) {
    const stage = text.startsWith("MAIL") ? "mail" : "other";
    face.happen({ kind: "line", time: at, connection: 1, speaker, stage, text, encrypted: false });
  }
  const number = await receive(
    htmlMail("<p>Confirm your address: 123456</p>").replace("HTML", "Confirm your address"),
  );
  const message = face.desk.find(String(number));
  const head = { fields: [], isWhole: true };
  face.happen({ kind: "stored", time: 12, connection: 1, message, head });
  face.happen({ kind: "closed", time: 13, connection: 1 });
  const page = await open(PICTURE_SIZE);
  await page.until(`${ROWS}.length === 4`);
  await page.evaluate(`${ROWS}[0].click()`);
  await page.until(FRAME_LOADED);
  await showTab(page, "Dialogue");
  await Deno.writeFile(path, await page.picture());
}

testUnless(noBrowser, "the page in Chromium", async (test) => {
  await using browser = await Browser.start();
  for (const [name, act] of Object.entries(STEPS)) {
    await test.step(name, () => onStage(browser, act));
  }
  await test.step("a mail is released, and what the server refuses is told", async () => {
    await using inbox = await Inbox.start();
    const relay = { host: inbox.hostname, port: inbox.port };
    await onStage(browser, (stage) => releaseMail(stage, inbox), { relay });
  });
  if (PICTURE !== undefined) await onStage(browser, (stage) => takePicture(stage, PICTURE));
  await onStage(browser, async (stage) => {
    const [page, alone] = [await stage.open(), await stage.open()];
    for (const { name } of hostileMails("")) {
      await test.step(
        `a hostile mail with ${name} does nothing`,
        () => attack(stage, name, page, alone),
      );
    }
    await test.step("what a mail says is text wherever the page shows it", async () => {
      const [tabs] = [["Text", "Source", "Parts", "Links", "Findings", "Compare"]];
      const number = await stage.face.receive(hostileMails(stage.beacon.url).at(-1)?.source ?? "");
      await page.until(`document.getElementById('m-${number}')`);
      await page.evaluate(`document.getElementById('m-${number}').click()`);
      for (const tab of tabs) await showTab(page, tab);
      assertEquals([stage.beacon.asked, page.opened], [[], []]);
      assertEquals(await page.evaluate("document.querySelectorAll('script').length"), 1);
    });
    await test.step("a hostile page that its user goes to reaches nothing of the inbox", async () => {
      await alone.go(`${stage.beacon.url}/`);
      const asked = await alone.evaluate(`Promise.all([
        fetch("${stage.url}api/v1/messages").then(() => "read", () => "refused"),
        fetch("${stage.url}api/v1/messages", { method: "DELETE", mode: "no-cors" }).catch(() => {}),
      ]).then(([answer]) => answer)`);
      assertEquals(asked, "refused");
      assert(stage.face.desk.messages.length > 20);
    });
  });
});
