import { readBody } from "../../../../inbox/http/exchange/body.ts";
import { HttpError } from "../../../../inbox/http/exchange/respond.ts";
import { assertEquals, assertRejects } from "../../../std/assert.ts";

type Controller = ReadableStreamDefaultController<Uint8Array>;

/** A request whose body is these pieces, and then what `end` does. */
function requestOf(
  pieces: readonly Uint8Array[],
  end: (controller: Controller) => void,
  cancel: () => void = () => {},
): Request {
  const body = new ReadableStream<Uint8Array>({
    start(controller): void {
      for (const piece of pieces) controller.enqueue(piece);
      end(controller);
    },
    cancel,
  });
  return new Request("http://localhost/", { method: "POST", body });
}

const MEGA = new Uint8Array(1024 * 1024);

for (
  const [what, request, status] of [
    ["stops coming", () => requestOf([MEGA], () => {}), 408],
    ["never comes", () => requestOf([], () => {}), 408],
    ["breaks off", () => requestOf([], (body) => body.error(new Error("gone"))), 400],
    ["is too large", () => requestOf([MEGA, MEGA, MEGA], (body) => body.close()), 413],
  ] as const
) {
  Deno.test(`a body that ${what} is ${status}`, async () => {
    const error = await assertRejects(() => readBody(request(), 2 * MEGA.length, 20), HttpError);
    assertEquals(error.status, status);
  });
}

Deno.test("bodies that take too much memory together are 503, until the others are read", async () => {
  const many = Array<Uint8Array>(100).fill(MEGA);
  const open = new Set<Controller>();
  const read = (): Promise<number> => {
    const { promise, resolve } = Promise.withResolvers<Controller>();
    const request = requestOf(
      many,
      (body) => {
        open.add(body);
        resolve(body);
      },
      async () => void open.delete(await promise),
    );
    return readBody(request, Infinity).then(({ length }) => length, ({ status }) => status);
  };
  const reading = [read(), read()];
  assertEquals(await Promise.race(reading), 503);
  for (const body of open) body.close();
  assertEquals((await Promise.all(reading)).toSorted((a, b) => b - a), [100 * MEGA.length, 503]);
  open.clear();
  const next = read();
  for (const body of open) body.close();
  assertEquals(await next, 100 * MEGA.length);
});
