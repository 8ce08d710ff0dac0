/**
 * The HTTP face of an inbox as a function from a request to its answer: Mailpit's API, our own additions,
 * and a page.
 * @module
 */
import type { LiveStore } from "../store/live.ts";
import type { Desk } from "./desk/desk.ts";
import type { FaultControl } from "./desk/faults.ts";
import { maildevRoutes } from "./compatible/maildev.ts";
import { mailhogRoutes } from "./compatible/mailhog.ts";
import { admit, type Guard, share } from "./exchange/guard.ts";
import { HttpError, respondText } from "./exchange/respond.ts";
import { Router } from "./exchange/router.ts";
import { chaosRoutes } from "./mailpit/chaos.ts";
import { infoRoutes, type ServerInfo } from "./mailpit/info.ts";
import { messageRoutes } from "./mailpit/message.ts";
import { messagesRoutes } from "./mailpit/messages.ts";
import { type RelayServer, releaseRoutes } from "./mailpit/release.ts";
import { sendRoutes } from "./mailpit/send.ts";
import { tagRoutes } from "./mailpit/tags.ts";
import { viewRoutes } from "./mailpit/view.ts";
import { aboutRoutes } from "./own/about.ts";
import { eventRoutes, type Upgrade } from "./own/events.ts";
import type { Experts } from "./own/experts.ts";
import { mailRoutes } from "./own/mails.ts";
import { serverRoutes } from "./own/server.ts";
import { waitRoutes } from "./own/wait.ts";
import { PAGE_ROUTES } from "./page/page.ts";

/** What the HTTP face is made of. */
export interface HttpFace {
  /** The mails. */
  readonly desk: Desk;
  /** The store that the desk shows. */
  readonly store: LiveStore;
  /** Octets of a mail at most. */
  readonly messageOctets: number;
  /** The script of faults. */
  readonly faults: FaultControl;
  /** Those who know what mails and dialogues mean. */
  readonly experts: Experts;
  /** Who may ask. */
  readonly guard: Guard;
  /** What is told of the server. */
  readonly info: ServerInfo;
  /** The server that mail may be given to; without it none is let out. */
  readonly relay?: RelayServer | undefined;
  /** Makes a WebSocket of a request. */
  readonly upgrade: Upgrade;
  /** Is told of an error that is the server's own. */
  readonly onFailure: (error: unknown) => void;
}

/** A mail in JSON: base64, and what is around it. */
const JSON_SHARE = 1.5;

/** Octets of such a mail at most: it is in memory several times. Larger ones come by SMTP. */
const MAX_JSON_MAIL = 48 * 1024 * 1024;

/**
 * Makes what answers requests.
 *
 * @param face What it is made of.
 */
export function createHandler(face: HttpFace): (request: Request) => Promise<Response> {
  const { desk, store, messageOctets, faults, experts, guard, info, relay, upgrade, onFailure } =
    face;
  const router = new Router({
    ...PAGE_ROUTES,
    ...messagesRoutes(desk),
    ...messageRoutes(desk),
    ...sendRoutes(store, Math.min(messageOctets * JSON_SHARE, MAX_JSON_MAIL)),
    ...tagRoutes(desk),
    ...chaosRoutes(faults),
    ...infoRoutes(desk, info, relay),
    ...releaseRoutes(desk, relay),
    ...mailhogRoutes(desk),
    ...maildevRoutes(desk),
    ...viewRoutes(desk),
    ...mailRoutes(desk),
    ...aboutRoutes(desk, experts),
    ...eventRoutes(desk, upgrade),
    ...serverRoutes(desk, faults),
    ...waitRoutes(desk, store),
  });
  const answer = async (request: Request): Promise<Response> => {
    try {
      return await admit(request, guard) ?? await router.answer(request);
    } catch (error) {
      if (error instanceof HttpError) return respondText(`${error.message}\n`, error.status);
      onFailure(error);
      return respondText("the request failed\n", 500);
    }
  };
  return async (request) => {
    // A request that became a WebSocket can be asked nothing more.
    const origin = request.headers.get("origin");
    return share(origin, await answer(request), guard);
  };
}
