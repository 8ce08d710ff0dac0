/**
 * The HTTP face of an inbox with its store in memory, asked without a socket.
 * @module
 */
import { Desk } from "../../../inbox/http/desk/desk.ts";
import type { FaultControl } from "../../../inbox/http/desk/faults.ts";
import { createHandler, type HttpFace } from "../../../inbox/http/handler.ts";
import type { InboxEvent } from "../../../inbox/serve/event.ts";
import { LiveStore } from "../../../inbox/store/live.ts";
import { createMemoryStore } from "../../../inbox/store/memory.ts";
import type { MessageStore } from "../../../inbox/store/store.ts";

/** Where the face is asked. */
export const ORIGIN = "http://127.0.0.1:8025";

/** What a test may set. */
export interface FaceSetting
  extends Partial<Pick<HttpFace, "guard" | "experts" | "upgrade" | "relay">> {
  /** Octets of a mail at most. */
  readonly messageOctets?: number;
  /** Where the mails are; in memory by default. */
  readonly mails?: MessageStore;
}

/** A face, and what is behind it. */
export class TestFace implements Disposable {
  /** The mails. */
  readonly desk: Desk;
  /** The store. */
  readonly store: LiveStore;
  /** Errors of the server's own. */
  readonly failures: unknown[] = [];
  /** The rules of faults. */
  rules: readonly string[] = [];
  readonly #handler: (request: Request) => Promise<Response>;

  private constructor(store: LiveStore, setting: FaceSetting) {
    this.store = store;
    this.desk = new Desk(store);
    this.#handler = createHandler({
      desk: this.desk,
      store,
      messageOctets: setting.messageOctets ?? 1024 * 1024,
      faults: this.#faults(),
      experts: setting.experts ?? {
        inspect: () => Promise.resolve({ findings: [], omittedFindings: 0 }),
        compare: () => Promise.resolve({}),
        explain: (lines) => Promise.resolve(lines.map(() => [])),
      },
      guard: setting.guard ?? { hosts: [], origins: [] },
      info: { version: "0", directory: "memory", memory: () => 1, uptime: () => 1 },
      relay: setting.relay,
      upgrade: setting.upgrade ?? (() => {
        throw new Error("no WebSocket here");
      }),
      onFailure: (error) => this.failures.push(error),
    });
  }

  /** Opens one with an empty store. */
  static async open(setting: FaceSetting = {}): Promise<TestFace> {
    return new TestFace(await LiveStore.open(setting.mails ?? createMemoryStore()), setting);
  }

  /** Stores a mail, and gives its number. */
  async receive(
    mail: string | Uint8Array,
    { mailFrom = "a@x.example", rcptTo = ["b@y.example"], time = new Date() } = {},
  ): Promise<number> {
    const writer = await this.store.create();
    await writer.write(typeof mail === "string" ? new TextEncoder().encode(mail) : mail);
    const { number } = await writer.commit({
      version: 1,
      mailFrom,
      rcptTo,
      time: time.toISOString(),
    });
    return number;
  }

  /** Asks. */
  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const request = new Request(`${ORIGIN}${path}`, init);
    if (!request.headers.has("host")) request.headers.set("host", "127.0.0.1:8025");
    return await this.handle(request);
  }

  /** Answers a request that comes from a socket. */
  handle(request: Request): Promise<Response> {
    return this.#handler(request);
  }

  /** Asks for a text. */
  async text(path: string, init: RequestInit = {}): Promise<string> {
    return await (await this.ask(path, init)).text();
  }

  /** Asks for JSON. */
  async json(path: string, init: RequestInit = {}): Promise<unknown> {
    return await (await this.ask(path, init)).json();
  }

  /** Asks, and gives the status with what was said. */
  async status(path: string, init: RequestInit = {}): Promise<[number, string]> {
    const response = await this.ask(path, init);
    return [response.status, await response.text()];
  }

  /** Something happens in the inbox. */
  happen(event: InboxEvent): void {
    this.desk.take(event);
  }

  #faults(): FaultControl {
    const rulesOf = (): readonly string[] => this.rules;
    return {
      get rules(): readonly string[] {
        return rulesOf();
      },
      replace: (rules) => {
        if (rules.includes("bad")) throw new Error("bad is no rule");
        this.rules = rules;
      },
      add: (rules) => {
        this.rules = [...this.rules, ...rules];
      },
    };
  }

  [Symbol.dispose](): void {
    this.desk[Symbol.dispose]();
  }
}
