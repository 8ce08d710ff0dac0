/**
 * `/api/events`: what happens, as it happens, by WebSocket as Mailpit tells it, and the same as a stream
 * of server-sent events.
 * @module
 */
import type { Desk } from "../desk/desk.ts";
import { type Listener, readEventTypes } from "../desk/events.ts";
import { HttpError, respond } from "../exchange/respond.ts";
import type { Routes } from "../exchange/router.ts";

/** Makes a WebSocket of a request. */
export type Upgrade = (request: Request) => {
  readonly socket: WebSocket;
  readonly response: Response;
};

/** Octets that wait for one listener before it is given up. */
const MAX_WAITING = 4 * 1024 * 1024;

/** Milliseconds until who was cut off asks again. */
const RETRY = 1000;

const ENCODER = new TextEncoder();

/**
 * What answers requests to listen.
 *
 * @param desk The desk.
 * @param upgrade Makes a WebSocket.
 */
export function eventRoutes(desk: Desk, upgrade: Upgrade): Routes {
  return {
    "GET /api/events": ({ request, url }) => {
      const types = readEventTypes(url.searchParams.get("types"));
      const isSocket = request.headers.get("upgrade")?.toLowerCase() === "websocket";
      return isSocket ? openSocket(desk, types, upgrade(request)) : openStream(desk, types);
    },
  };
}

function openSocket(
  desk: Desk,
  types: Listener["types"],
  { socket, response }: ReturnType<Upgrade>,
): Response {
  let remove: (() => void) | undefined;
  socket.onopen = () => {
    remove = desk.events.add({
      types,
      take(event: string): boolean {
        if (socket.readyState !== WebSocket.OPEN) return false;
        socket.send(event);
        if (socket.bufferedAmount <= MAX_WAITING) return true;
        socket.close(1013, "too slow");
        return false;
      },
      end: () => socket.close(1001, "the server stops"),
    });
    if (remove === undefined) socket.close(1013, "too many listeners");
  };
  socket.onclose = () => remove?.();
  socket.onerror = () => remove?.();
  // Nobody has anything to say here.
  socket.onmessage = () => {
    // One that does not close its side would count as a listener for ever.
    remove?.();
    socket.close(1008, "nothing is expected here");
  };
  return response;
}

function openStream(desk: Desk, types: Listener["types"]): Response {
  let remove: (() => void) | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start(controller): void {
      controller.enqueue(ENCODER.encode(`retry: ${RETRY}\n\n`));
      remove = desk.events.add({
        types,
        take(event: string): boolean {
          controller.enqueue(ENCODER.encode(`data: ${event}\n\n`));
          if ((controller.desiredSize ?? 0) > 0) return true;
          controller.close();
          return false;
        },
        end: () => controller.close(),
      });
    },
    cancel: () => remove?.(),
  }, new ByteLengthQueuingStrategy({ highWaterMark: MAX_WAITING }));
  if (remove === undefined) throw new HttpError(503, "too many listeners");
  return respond(stream, "text/event-stream");
}
