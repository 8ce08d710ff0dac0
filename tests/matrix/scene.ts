/**
 * A scene of the failure matrix: hostile peers as the hosts of dest.test, a name server that leads to
 * them, and the program that is to send a mail there.
 * @module
 */
import { startDeafListener } from "../hostile/deaf_listener.ts";
import { HostilePeer, type PeerPlan } from "../hostile/peer.ts";
import { type Misbehaviour, startZoneServer } from "../hostile/name_server.ts";
import type { PeerSession, WholeMessage } from "../hostile/session.ts";
import { createPki, type Pki } from "../support/pki.ts";
import { mua } from "../support/program.ts";
import { runMua } from "../support/run_mua.ts";

/** Milliseconds after which the program gives up a stage where a scene is about waiting. */
export const LIMIT = 400;
/** The same where it is not: nothing should take so long. */
const PATIENCE = 20_000;
/** A process of its own gets this many times {@linkcode LIMIT}: it asks for names too, beside all others that run. */
const PROCESS_LIMITS = 4;

/** Loopback addresses of the peers, in their order. */
export const ADDRESSES = ["127.0.0.2", "127.0.0.3"] as const;

/** What a scene is made of. */
export interface Scene {
  /** The hosts of dest.test, in the order of preference; one that is deaf answers no connection. */
  readonly peers: readonly (PeerPlan | "deaf")[];
  /** Their loopback addresses; {@linkcode ADDRESSES} by default. */
  readonly addresses?: readonly string[];
  /** Local parts of the recipients; one by default. */
  readonly recipients?: readonly string[];
  /** By MX records, or as one submission server with several addresses. */
  readonly by?: "mx" | "server";
  /** A message of 16 MiB in place of a line. */
  readonly longMessage?: boolean;
  /** Milliseconds for each stage; `Infinity` is the program's own choice. */
  readonly limit?: number;
  /** More arguments. */
  readonly args?: readonly string[];
  /** Records in place of those that lead to the peers. */
  readonly records?: readonly string[];
  /** Questions that the name server does not answer. */
  readonly misbehaves?: Readonly<Record<string, Misbehaviour>>;
  /** Whether hosts on loopback are fine; true by default. */
  readonly allowPrivate?: boolean;
}

/** The result of one recipient, as `--json` tells it. */
export interface RecipientReport {
  readonly recipient: string;
  readonly status: string;
  readonly stage: string;
  readonly code: number | null;
  readonly host: string | null;
  readonly explanation: string;
  readonly tls: { readonly encrypted: boolean; readonly verified: boolean } | null;
  readonly attempts: readonly { readonly host: string; readonly error: string | null }[];
}

/** How a scene has ended. */
export interface Trial {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly recipients: readonly RecipientReport[];
  /** The dialogues of each peer. */
  readonly sessions: readonly (readonly PeerSession[])[];
  /** What the name server was asked: `udp MX dest.test`. */
  readonly asked: readonly string[];
  /** How long the program has taken. */
  readonly milliseconds: number;
  /** The limit that held. */
  readonly limit: number;
}

/** All dialogues, whichever the peer. */
export function allSessions(trial: Trial): readonly PeerSession[] {
  return trial.sessions.flat();
}

/** All messages that came whole, whichever the peer. */
export function allMessages(trial: Trial): readonly WholeMessage[] {
  return allSessions(trial).flatMap((session) => session.messages);
}

/** Where scenes are played, and what they share: certificates and files. */
export class Theatre implements AsyncDisposable {
  readonly #directory: string;
  /** Certificates. */
  readonly pki: Pki;

  private constructor(directory: string, pki: Pki) {
    this.#directory = directory;
    this.pki = pki;
  }

  /** Makes it ready. */
  static async build(): Promise<Theatre> {
    const pki = await createPki();
    const directory = await Deno.makeTempDir({ prefix: "mua-matrix-" });
    const theatre = new Theatre(directory, pki);
    await Deno.writeTextFile(theatre.authority, pki.authority);
    await Deno.writeTextFile(theatre.passwordFile, "open-sesame\n", { mode: 0o600 });
    const line = "x".repeat(62) + "\r\n";
    await Deno.writeTextFile(theatre.#longMessage, `Subject: long\r\n\r\n${line.repeat(262_144)}`);
    return theatre;
  }

  /** The file of the authority that is to be trusted. */
  get authority(): string {
    return `${this.#directory}/ca.pem`;
  }

  /** The file of the password. */
  get passwordFile(): string {
    return `${this.#directory}/password`;
  }

  get #longMessage(): string {
    return `${this.#directory}/long.eml`;
  }

  /** Removes its files. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#directory, { recursive: true });
  }

  /**
   * Plays a scene.
   *
   * @param scene The scene.
   * @param asProcess Whether the program runs as a process of its own, with its own permissions.
   */
  async play(scene: Scene, asProcess = false): Promise<Trial> {
    const { limit: wanted = PATIENCE } = scene;
    const limit = asProcess && wanted === LIMIT ? PROCESS_LIMITS * LIMIT : wanted;
    await using hosts = await startPeers(scene);
    const { port, peers } = hosts;
    await using nameServer = await startZoneServer({
      records: scene.records ?? recordsOf(scene),
      ...(scene.misbehaves === undefined ? {} : { misbehaves: scene.misbehaves }),
    });
    const args = [
      ...this.#arguments({ ...scene, limit }, port),
      ...["--resolver", `127.0.0.1:${nameServer.port}`],
    ];
    const started = performance.now();
    const ended = await (asProcess ? mua(args) : runMua(args));
    const milliseconds = performance.now() - started;
    return {
      ...ended,
      recipients: ended.stdout === "" ? [] : JSON.parse(ended.stdout).recipients,
      sessions: peers.map((peer) => peer.sessions),
      asked: nameServer.asked,
      milliseconds,
      limit,
    };
  }

  #arguments(scene: Scene & { readonly limit: number }, port: number): string[] {
    const { by = "mx", recipients = ["user"], limit, args = [] } = scene;
    const server = ["--server", `mx1.dest.test:${port}`];
    const mx = ["-p", String(port), ...(scene.allowPrivate === false ? [] : ["--allow-private"])];
    return [
      ...["send", "--json", "-v", "-f", "me@src.test", "--ehlo", "client.test"],
      ...recipients.flatMap((name) => ["-t", `${name}@dest.test`]),
      ...(scene.longMessage ? ["--eml", this.#longMessage] : ["--body", "Hello\n.\nbye\n"]),
      ...(by === "mx" ? mx : server),
      ...(limit === Infinity ? [] : ["--timeout", `${limit}ms`]),
      ...args,
    ];
  }
}

/** The records that lead to the peers of a scene. */
function recordsOf({ by = "mx", peers }: Scene): string[] {
  const addresses = ADDRESSES.slice(0, peers.length);
  if (by === "server") return addresses.map((address) => `mx1.dest.test A ${address}`);
  return addresses.flatMap((address, index) => [
    `dest.test MX ${10 * (index + 1)} mx${index + 1}.dest.test`,
    `mx${index + 1}.dest.test A ${address}`,
  ]);
}

/** Peers that run, on one port of different addresses. */
interface RunningPeers extends AsyncDisposable {
  readonly port: number;
  readonly peers: readonly RunningPeer[];
}

type RunningPeer = Pick<HostilePeer, "sessions" | typeof Symbol.asyncDispose>;

/** Ports that are tried: that one is free on one address does not say so for the others. */
const PORT_TRIES = 20;

async function startPeers({ peers: plans, addresses = ADDRESSES }: Scene): Promise<RunningPeers> {
  for (let tries = 1;; tries++) {
    const peers: RunningPeer[] = [];
    const stop = async (): Promise<void> => {
      await Promise.all(peers.map((peer) => peer[Symbol.asyncDispose]()));
    };
    try {
      const port = freePort();
      for (const [index, plan] of plans.entries()) {
        peers.push(await startPeer(plan, addresses[index] ?? "127.0.0.1", port));
      }
      return { port, peers, [Symbol.asyncDispose]: stop };
    } catch (error) {
      await stop();
      if (!(error instanceof Deno.errors.AddrInUse) || tries === PORT_TRIES) throw error;
    }
  }
}

async function startPeer(
  plan: PeerPlan | "deaf",
  hostname: string,
  port: number,
): Promise<RunningPeer> {
  if (plan !== "deaf") return await HostilePeer.start(plan, { hostname, port });
  const listener = await startDeafListener(hostname, port);
  return { sessions: [], [Symbol.asyncDispose]: async () => await listener[Symbol.asyncDispose]() };
}

/** A port that was free a moment ago. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
