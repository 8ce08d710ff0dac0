/**
 * A real browser: Chromium without a window, driven over its DevTools protocol.
 * @module
 */
import { assert } from "../std/assert.ts";

const CHROMIUM = "/usr/bin/chromium";

/** Why there is no browser here, or undefined if there is one. */
export const noBrowser = isThere(CHROMIUM) ? undefined : `needs ${CHROMIUM}`;

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

type Json = Readonly<Record<string, unknown>>;

/** An event of the browser. */
interface BrowserEvent {
  readonly method: string;
  readonly params: Json;
  readonly sessionId: string | undefined;
}

/** The browser, until it is disposed of. */
export class Browser implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #socket: WebSocket;
  readonly #profile: string;
  readonly #waiting = new Map<number, PromiseWithResolvers<Json>>();
  readonly #listeners = new Set<(event: BrowserEvent) => void>();
  #next = 1;

  private constructor(process: Deno.ChildProcess, socket: WebSocket, profile: string) {
    this.#process = process;
    this.#socket = socket;
    this.#profile = profile;
    socket.onmessage = ({ data }) => this.#take(JSON.parse(data));
  }

  /** Starts it. */
  static async start(): Promise<Browser> {
    const profile = await Deno.makeTempDir({ prefix: "mua-browser-" });
    const flags = [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--remote-debugging-port=0",
      "--window-size=1280,800",
      `--user-data-dir=${profile}`,
    ];
    const process = new Deno.Command(CHROMIUM, {
      args: [...flags, "about:blank"],
      env: { HOME: profile, XDG_CONFIG_HOME: profile, XDG_CACHE_HOME: profile },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const socket = new WebSocket(await addressIn(process.stderr));
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error("the browser cannot be reached"));
    });
    return new Browser(process, socket, profile);
  }

  /** Calls a method of the protocol. */
  async call(method: string, params: Json = {}, sessionId?: string): Promise<Json> {
    const id = this.#next++;
    const waiting = Promise.withResolvers<Json>();
    this.#waiting.set(id, waiting);
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    return await waiting.promise;
  }

  /** Calls a function for each event. */
  listen(listener: (event: BrowserEvent) => void): void {
    this.#listeners.add(listener);
  }

  /** Opens a page in a context of its own, without what others left behind. */
  async open(
    url: string,
    size: { readonly width: number; readonly height: number },
  ): Promise<Page> {
    const { browserContextId } = await this.call("Target.createBrowserContext");
    const { targetId } = await this.call("Target.createTarget", {
      url: "about:blank",
      browserContextId,
      ...size,
    });
    const { sessionId } = await this.call("Target.attachToTarget", { targetId, flatten: true });
    assert(typeof sessionId === "string");
    const page = new Page(this, sessionId, String(targetId));
    await this.call("Target.setDiscoverTargets", { discover: true });
    await page.call("Page.enable");
    await page.call("Runtime.enable");
    await page.go(url);
    return page;
  }

  /** Ends it, and removes what it wrote. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => {
      this.#socket.onclose = resolve;
    });
    this.call("Browser.close").catch(() => {});
    await closed;
    await this.#process.status;
    await Deno.remove(this.#profile, { recursive: true });
  }

  #take(message: Json): void {
    if (typeof message.id === "number") {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (isJson(message.error)) waiting?.reject(new Error(String(message.error.message)));
      else waiting?.resolve(isJson(message.result) ? message.result : {});
      return;
    }
    const { method, params, sessionId } = message;
    const event = {
      method: String(method),
      params: isJson(params) ? params : {},
      sessionId: typeof sessionId === "string" ? sessionId : undefined,
    };
    for (const listener of this.#listeners) listener(event);
  }
}

/** A page. */
export class Page {
  /** Dialogs that were opened, and pages that were opened from it. */
  readonly opened: string[] = [];
  readonly #browser: Browser;
  readonly #session: string;
  readonly #target: string;

  /** See {@linkcode Browser.open}. */
  constructor(browser: Browser, session: string, target: string) {
    this.#browser = browser;
    this.#session = session;
    this.#target = target;
    browser.listen(({ method, params, sessionId }) => {
      if (sessionId === session && method === "Page.javascriptDialogOpening") {
        this.opened.push(`dialog ${params.message}`);
        browser.call("Page.handleJavaScriptDialog", { accept: true }, session);
      }
      const { targetInfo } = params;
      if (
        method === "Target.targetCreated" && isJson(targetInfo) && targetInfo.openerId === target
      ) {
        this.opened.push(`page ${targetInfo.url}`);
      }
    });
  }

  /** Calls a method of the protocol. */
  async call(method: string, params: Json = {}): Promise<Json> {
    return await this.#browser.call(method, params, this.#session);
  }

  /** Goes to an address, and waits until the page is loaded. */
  async go(url: string): Promise<void> {
    const loaded = Promise.withResolvers<void>();
    this.#browser.listen(({ method, sessionId }) => {
      if (sessionId === this.#session && method === "Page.loadEventFired") loaded.resolve();
    });
    await this.call("Page.navigate", { url });
    await loaded.promise;
  }

  /** What an expression gives, when it is awaited. */
  async evaluate(expression: string): Promise<unknown> {
    const answer = await this.call("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
      allowUnsafeEvalBlockedByCSP: false,
    });
    const { result, exceptionDetails } = answer;
    assert(exceptionDetails === undefined, JSON.stringify(exceptionDetails));
    return isJson(result) ? result.value : undefined;
  }

  /** Waits until an expression is true; it is looked at whenever the page is drawn. */
  async until(expression: string): Promise<void> {
    const isTrue = await this.evaluate(`new Promise((resolve) => {
      const until = performance.now() + 20000;
      const look = () => {
        if (${expression}) resolve(true);
        else if (performance.now() > until) resolve(false);
        else setTimeout(look, 5);
      };
      look();
    })`);
    if (isTrue !== true) {
      throw new Error(
        `it does not happen: ${expression}\n${await this.evaluate("document.body.innerText")}`,
      );
    }
  }

  /** Presses and releases a key. */
  async press(key: string): Promise<void> {
    const text = key.length === 1 ? key : key === "Enter" ? "\r" : undefined;
    await this.call("Input.dispatchKeyEvent", { type: "keyDown", key, ...text ? { text } : {} });
    await this.call("Input.dispatchKeyEvent", { type: "keyUp", key });
  }

  /** Types a text into the element that has the focus. */
  async type(text: string): Promise<void> {
    await this.call("Input.insertText", { text });
  }

  /** What it tells those who do not see it: the role and name of each thing. */
  async names(): Promise<{ readonly role: string; readonly name: string }[]> {
    const { nodes } = await this.call("Accessibility.getFullAXTree");
    assert(Array.isArray(nodes));
    return nodes.filter(isJson).filter(({ ignored }) => ignored !== true).map(({ role, name }) => ({
      role: isJson(role) ? String(role.value) : "",
      name: isJson(name) ? String(name.value) : "",
    }));
  }

  /** Closes it. */
  async close(): Promise<void> {
    await this.#browser.call("Target.closeTarget", { targetId: this.#target });
  }

  /** A picture of it, as PNG. */
  async picture(): Promise<Uint8Array> {
    const { data } = await this.call("Page.captureScreenshot", { format: "png" });
    return Uint8Array.fromBase64(String(data));
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null;
}

/** The address that the browser says it listens on; what else it says is read, so that it can go on. */
async function addressIn(stderr: ReadableStream<Uint8Array>): Promise<string> {
  const [first, rest] = stderr.tee();
  rest.pipeTo(new WritableStream()).catch(() => {});
  let text = "";
  for await (const piece of first.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const [, address] = /DevTools listening on (ws:\S+)/.exec(text) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error(`the browser did not start:\n${text}`);
}
