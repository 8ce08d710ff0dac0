/**
 * How many connections may be open: in all, and to one host.
 * @module
 */

/** Someone who waits for leave to open a connection. */
interface Applicant {
  readonly host: string;
  readonly open: () => void;
}

/** Gives leave to open connections, in the order that it was asked for. */
export class Budget {
  readonly #perHost: number;
  readonly #open = new Map<string, number>();
  readonly #waiting: Applicant[] = [];
  /** What closes each connection that is idle, and its host. */
  readonly #idle = new Map<() => void, string>();
  #left: number;
  #isClosing = false;

  /**
   * @param total Connections in all.
   * @param perHost Connections to one host.
   */
  constructor(total: number, perHost: number) {
    this.#left = total;
    this.#perHost = perHost;
  }

  /**
   * Asks for a connection. Where there are too many, one that is idle is closed.
   *
   * @param host The host.
   * @param open Called when it may be opened, perhaps at once.
   */
  ask(host: string, open: () => void): void {
    this.#waiting.push({ host, open });
    this.#grant();
    const inTheWay = this.#idle.entries().find(([, each]) => this.#isInTheWay(each));
    inTheWay?.[0]();
  }

  /**
   * Gives a connection back.
   *
   * @param host The host.
   */
  release(host: string): void {
    const open = (this.#open.get(host) ?? 0) - 1;
    if (open > 0) this.#open.set(host, open);
    else this.#open.delete(host);
    this.#left++;
    this.#grant();
  }

  /**
   * Says that a connection is idle. It is closed as soon as somebody waits for it to be.
   *
   * @param host The host.
   * @param close Closes it.
   */
  rest(host: string, close: () => void): void {
    if (this.#isClosing || this.#isInTheWay(host)) close();
    else this.#idle.set(close, host);
  }

  /**
   * Says that a connection is idle no more.
   *
   * @param close What closes it.
   */
  resume(close: () => void): void {
    this.#idle.delete(close);
  }

  /** Closes all connections that are idle, from now on as soon as they are. */
  close(): void {
    this.#isClosing = true;
    for (const close of this.#idle.keys()) close();
  }

  /** Whether somebody could have a connection if one to this host were closed. */
  #isInTheWay(host: string): boolean {
    return this.#waiting.some((applicant) =>
      applicant.host === host || (this.#left === 0 && this.#allows(applicant))
    );
  }

  #allows({ host }: Applicant): boolean {
    return (this.#open.get(host) ?? 0) < this.#perHost;
  }

  #grant(): void {
    while (this.#left > 0) {
      const index = this.#waiting.findIndex((applicant) => this.#allows(applicant));
      const [next] = index < 0 ? [] : this.#waiting.splice(index, 1);
      if (next === undefined) return;
      this.#left--;
      this.#open.set(next.host, (this.#open.get(next.host) ?? 0) + 1);
      next.open();
    }
  }
}
