/**
 * A hostile peer on loopback: an SMTP server that is honest everywhere but at the stages where a test
 * has given it a fault. It keeps what it got, and which messages it has taken.
 * @module
 */
import type { ServerCertificate } from "../../inbox/tls/certificate.ts";
import { createTlsUpgrader, type TlsUpgrader } from "../../inbox/serve/tls.ts";
import { Process } from "../support/process.ts";
import { Channel } from "./channel.ts";
import type { Faults } from "./fault.ts";
import { PeerSession } from "./session.ts";

/** How a peer behaves. */
export interface PeerPlan {
  /** What it does wrong. */
  readonly faults?: Faults;
  /** What it offers in answer to EHLO; PIPELINING by default. */
  readonly offers?: readonly string[];
  /** The same under TLS; by default the same without STARTTLS. */
  readonly offersUnderTls?: readonly string[];
  /** What it shows when TLS begins. */
  readonly certificate?: ServerCertificate;
  /** Whether a connection that it ends is reset (RST), whichever way it ends it. */
  readonly resets?: boolean;
}

/** Where a peer listens. */
export interface PeerAddress {
  readonly hostname: string;
  readonly port: number;
}

const LOOPBACK = "127.0.0.1";
/** Milliseconds that a dialogue may take to notice that the client is gone. */
const LEAVE = 1000;
const RESET_SCRIPT = new URL("reset.pl", import.meta.url).pathname;

/** Why no peer can reset connections here, or undefined if it can. */
export const noReset = hasPerl() ? undefined : "needs perl, to send RST";

function hasPerl(): boolean {
  try {
    const args = ["-MIO::Socket::INET", "-e", "1"];
    return new Deno.Command("perl", { args, stderr: "null" }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** A peer that listens. */
export class HostilePeer implements AsyncDisposable {
  readonly #listener: Deno.TcpListener;
  readonly #plan: PeerPlan;
  readonly #upgrader: TlsUpgrader | undefined;
  readonly #stop = new AbortController();
  readonly #accepting: Promise<void>;
  readonly #running: Promise<void>[] = [];
  readonly #failures: unknown[] = [];
  #reset: Process | undefined;
  /** The dialogues, in the order that they began. */
  readonly sessions: PeerSession[] = [];

  private constructor(listener: Deno.TcpListener, plan: PeerPlan) {
    this.#listener = listener;
    this.#plan = plan;
    this.#upgrader = plan.certificate && createTlsUpgrader(plan.certificate);
    this.#accepting = this.#accept();
  }

  /**
   * Starts one.
   *
   * @throws {Deno.errors.AddrInUse} If the port is in use.
   */
  static async start(plan: PeerPlan, { hostname, port }: PeerAddress): Promise<HostilePeer> {
    if (!plan.resets) return new HostilePeer(Deno.listen({ hostname, port }), plan);
    const peer = new HostilePeer(Deno.listen({ hostname: LOOPBACK, port: 0 }), plan);
    const inner = peer.#listener.addr.port;
    peer.#reset = new Process(["perl", RESET_SCRIPT, hostname, String(port), String(inner)]);
    await peer.#reset.said(/^LISTENING$/m);
    return peer;
  }

  /** The port it listens on; not that of one that resets. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /**
   * Ends it.
   *
   * @throws What went wrong in the peer itself.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    await this.#accepting;
    // The client is gone, and what it said last is on its way.
    const timer = setTimeout(() => {
      this.#stop.abort();
      for (const session of this.sessions) session.channel.abort();
    }, LEAVE);
    await Promise.all(this.#running);
    clearTimeout(timer);
    await this.#reset?.closeStdin();
    await this.#reset?.end();
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  async #accept(): Promise<void> {
    try {
      for await (const conn of this.#listener) {
        const session = new PeerSession(new Channel(conn), {
          faults: this.#plan.faults ?? {},
          offers: this.#plan.offers ?? ["PIPELINING"],
          offersUnderTls: this.#plan.offersUnderTls ??
            (this.#plan.offers ?? ["PIPELINING"]).filter((offer) => offer !== "STARTTLS"),
          upgrader: this.#upgrader,
          signal: this.#stop.signal,
        });
        this.sessions.push(session);
        this.#running.push(session.run().catch((error) => void this.#failures.push(error)));
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }
}
