/**
 * A port that answers no connection: what comes for it is dropped, as behind many a firewall.
 * @module
 */

/** Milliseconds after which a connection on loopback is one that will never be. */
const HOPELESS = 100;

/** Such connections in a row that prove it: one alone may only have waited for a busy machine. */
const PROOF = 3;

/** Connections that a listener may keep waiting; Deno asks for 511. */
const MAX_BACKLOG = 4096;

/**
 * Listens, accepts nobody, and fills the queue of those who wait: the next one is not answered at all.
 *
 * @param hostname The loopback address.
 * @param port The port.
 * @throws {Deno.errors.AddrInUse} If the port is in use.
 */
export async function startDeafListener(hostname: string, port: number): Promise<AsyncDisposable> {
  const resources: Disposable[] = [Deno.listen({ hostname, port })];
  const dispose = (): Promise<void> => {
    for (const resource of resources) resource[Symbol.dispose]();
    return Promise.resolve();
  };
  let unanswered = 0;
  for (let count = 0; count < MAX_BACKLOG; count++) {
    const conn = await connect(hostname, port);
    unanswered = conn === undefined ? unanswered + 1 : 0;
    if (unanswered === PROOF) return { [Symbol.asyncDispose]: dispose };
    if (conn !== undefined) resources.push(conn);
  }
  await dispose();
  throw new Error(`${hostname} still takes connections after ${MAX_BACKLOG}`);
}

/** A connection, or `undefined` if nobody answers. */
async function connect(hostname: string, port: number): Promise<Deno.TcpConn | undefined> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), HOPELESS);
  try {
    return await Deno.connect({ hostname, port, signal: late.signal });
  } catch (error) {
    if (late.signal.aborted) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
