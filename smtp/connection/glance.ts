/**
 * A glance at all connections: whatever has arrived by now is read, in some microseconds. A timer would
 * do the same, but the shortest one takes more than a millisecond.
 * @module
 */

const HOSTNAME = "127.0.0.1";

/**
 * A connection of this process with itself. The runtime looks at its connections only when it waits for
 * one of them; when an octet has come back here, it has looked at all others too.
 */
export class Glance implements Disposable {
  readonly #near: Deno.TcpConn;
  readonly #far: Deno.TcpConn;
  readonly #octet = new Uint8Array(1);
  /** The glance that is under way, and the one behind it, which all share who ask meanwhile. */
  #now: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  private constructor(near: Deno.TcpConn, far: Deno.TcpConn) {
    this.#near = near;
    this.#far = far;
  }

  /**
   * Makes it ready.
   *
   * @returns It, or `undefined` if this program may not listen on loopback.
   */
  static async open(): Promise<Glance | undefined> {
    try {
      using listener = Deno.listen({ hostname: HOSTNAME, port: 0 });
      const accepting = listener.accept();
      const near = await Deno.connect({ hostname: HOSTNAME, port: listener.addr.port });
      near.setNoDelay(true);
      const far = await accepting;
      if (near.localAddr.port === far.remoteAddr.port) return new Glance(near, far);
      // Somebody else was faster.
      near.close();
      far.close();
      return undefined;
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) return undefined;
      throw error;
    }
  }

  /** Resolves when all that has arrived before is read, where a read is under way. */
  readonly look = (): Promise<void> => {
    if (this.#now === undefined) return this.#now = this.#turn();
    return this.#next ??= this.#now.then(() => this.#now = this.#turn());
  };

  /** Closes it. */
  [Symbol.dispose](): void {
    this.#near.close();
    this.#far.close();
  }

  async #turn(): Promise<void> {
    this.#next = undefined;
    const reading = this.#far.read(this.#octet);
    await this.#near.write(this.#octet);
    await reading;
    if (this.#next === undefined) this.#now = undefined;
  }
}
