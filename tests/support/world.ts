/**
 * The world of `tests/servers/world.sh`: real mail servers on port 25 and a real name server on port
 * 53, in namespaces of their own. It needs Linux, root and the packages of
 * `tests/servers/install.sh`.
 * @module
 */
import { everythingRequired, testUnless } from "./needs.ts";
import { type Ended, Process, type ProcessOptions, run } from "./process.ts";

const SERVERS = new URL("../servers/", import.meta.url).pathname;
const PROGRAMS =
  "dovecot ip kdig knotd nsenter openssl postconf saslpasswd2 smtp-sink unbound unshare";
/** The programs of servers are where only root looks for programs, and not every root does. */
const PATH = `${Deno.env.get("PATH")}:/usr/sbin:/sbin`;
const START_MILLISECONDS = 60_000;
const SETTLE_MILLISECONDS = 20_000;
const POLL_MILLISECONDS = 10;

/** A mail server that stores what it takes: the two Postfixes. */
export type MailServer = "mx1" | "mx2";

/** The mail servers with a queue, in the order that mail goes through them. */
const QUEUES = ["relay", "mx1", "mx2"] as const;

/** A mail server with a queue: also the relay, which stores nothing. */
type QueueServer = typeof QUEUES[number];

/** What a test does in the world. */
export type WorldTest = (world: World) => Promise<void>;

/** Files for the scripts of a world, by their paths in its directory. */
export type WorldFiles = Readonly<Record<string, string>>;

let files: WorldFiles = {};
let world: World | undefined;
let hooked = false;
const worldObstacle = everythingRequired ? undefined : findObstacle();

/**
 * Registers a test that needs the world. The tests of a file share one world; each finds all
 * mailboxes empty.
 *
 * @param obstacle Why it cannot run here for other reasons.
 */
export function worldTest(name: string, fn: WorldTest, obstacle?: string): void {
  if (worldObstacle === undefined && (obstacle === undefined || everythingRequired)) hookOnce();
  testUnless(worldObstacle ?? obstacle, name, async () => {
    if (world === undefined) throw new Error("The world has not started");
    await world.emptyMailboxes();
    await fn(world);
  });
}

/**
 * Gives the world of a file of tests what only this one needs.
 *
 * @param more Files that the scripts look for when they start.
 */
export function furnishWorld(more: WorldFiles): void {
  files = more;
}

function hookOnce(): void {
  if (hooked) return;
  hooked = true;
  Deno.test.beforeAll(async () => {
    world = await World.start(files);
  });
  Deno.test.afterAll(async () => {
    await world?.stop();
  });
}

/** Why there can be no world here. */
function findObstacle(): string | undefined {
  if (Deno.build.os !== "linux") return "needs Linux";
  if (Deno.uid() !== 0) return "needs root";
  const script =
    `for program in ${PROGRAMS}; do command -v $program >/dev/null || echo $program; done`;
  const missing = new TextDecoder().decode(shell(script).stdout).trim().split("\n").join(", ");
  if (missing !== "") return `needs ${missing}: see tests/servers/install.sh`;
  return shell("unshare --net --mount --pid --fork true").success ? undefined : "needs namespaces";
}

function shell(script: string): Deno.CommandOutput {
  return new Deno.Command("sh", { args: ["-c", script], env: { PATH } }).outputSync();
}

/** The running world. */
export class World {
  readonly #process: Process;
  /** Where its servers have their files. */
  readonly directory: string;

  private constructor(process: Process, directory: string) {
    this.#process = process;
    this.directory = directory;
  }

  /**
   * Starts it: one to three seconds.
   *
   * @param files What its scripts look for.
   * @throws {Error} When it cannot start; says what its servers said.
   */
  static async start(files: WorldFiles = {}): Promise<World> {
    const directory = await Deno.makeTempDir({ prefix: "mua-world-" });
    for (const [name, text] of Object.entries(files)) {
      const path = `${directory}/${name}`;
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
      await Deno.writeTextFile(path, text);
    }
    const unshare = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child"];
    const script = `${SERVERS}world.sh`;
    const process = new Process([...unshare, script, directory], {
      env: { PATH },
      deadline: Infinity,
    });
    const timer = setTimeout(() => process.kill("SIGKILL"), START_MILLISECONDS);
    try {
      await process.said(/^READY$/m);
    } catch (error) {
      await process[Symbol.asyncDispose]();
      await Deno.remove(directory, { recursive: true }).catch(ignoreNotFound);
      throw error;
    } finally {
      clearTimeout(timer);
    }
    return new World(process, directory);
  }

  /** Ends all its processes and removes its directory. */
  async stop(): Promise<void> {
    await this.#process.closeStdin();
    await this.#process.end();
  }

  /** The certificate of the authority that has issued the certificates of the servers. */
  get certificateAuthority(): string {
    return `${this.directory}/pki/ca.pem`;
  }

  /** The arguments that run a program inside the world. */
  inside(argv: readonly string[], cwd: string = Deno.cwd()): string[] {
    // Not the process namespace: so the program itself, and no parent of it, is what a signal meets.
    const target = String(this.#process.pid);
    return ["nsenter", "--target", target, "--net", "--mount", `--wd=${cwd}`, "--", ...argv];
  }

  /** Runs a program inside the world to its end. */
  async run(argv: readonly string[], options: ProcessOptions = {}): Promise<Ended> {
    const env = { PATH, ...options.env };
    return await run(this.inside(argv, options.cwd), { ...options, env });
  }

  /**
   * The messages in a mailbox, as they lie in the Maildir, in the order of their arrival. Waits
   * until the servers have delivered all that they have taken.
   */
  async mailbox(user: string, server: MailServer = "mx1"): Promise<string[]> {
    await this.#allSettled();
    const folder = `${this.directory}/${server}/mail/${user}/new`;
    const names = (await list(folder)).sort();
    return await Promise.all(names.map((name) => readLatin1(`${folder}/${name}`)));
  }

  /** The messages that smtp-sink, the server of sink.test, has taken, in no order. */
  async sinkMailbox(): Promise<string[]> {
    const folder = `${this.directory}/sink`;
    return await Promise.all((await list(folder)).map((name) => readLatin1(`${folder}/${name}`)));
  }

  /** The log of a server. */
  async log(server: QueueServer): Promise<string> {
    return await Deno.readTextFile(`${this.directory}/${server}/log/maillog`);
  }

  /** Empties all mailboxes. */
  async emptyMailboxes(): Promise<void> {
    await this.#allSettled();
    for (const server of ["mx1", "mx2"] as const) {
      await empty(`${this.directory}/${server}/mail`);
    }
    await empty(`${this.directory}/sink`);
  }

  async #allSettled(): Promise<void> {
    for (const server of QUEUES) await this.#settled(server);
  }

  /** Waits until the queue of a server is empty. */
  async #settled(server: QueueServer): Promise<void> {
    const end = Date.now() + SETTLE_MILLISECONDS;
    while (!await this.#isSettled(server)) {
      if (Date.now() > end) {
        throw new Error(`${server} still holds mail in its queue:\n${await this.log(server)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    }
  }

  /** A message goes from incoming to active; looked at in this order it cannot be missed. */
  async #isSettled(server: QueueServer): Promise<boolean> {
    for (const queue of ["incoming", "active"]) {
      const names = await list(`${this.directory}/${server}/spool/${queue}`);
      if (names.length > 0) return false;
    }
    return true;
  }
}

async function list(folder: string): Promise<string[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** A world that could end in order has removed its directory itself. */
function ignoreNotFound(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}

async function empty(folder: string): Promise<void> {
  for (const name of await list(folder)) {
    await Deno.remove(`${folder}/${name}`, { recursive: true });
  }
}

/** Reads a file so that each character is one of its octets. */
async function readLatin1(path: string): Promise<string> {
  const octets = await Deno.readFile(path);
  return Array.from(octets, (octet) => String.fromCharCode(octet)).join("");
}
