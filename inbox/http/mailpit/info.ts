/**
 * What the server is, in Mailpit's API, and what it does not do.
 * @module
 */
import type { Desk } from "../desk/desk.ts";
import { HttpError, respondJson } from "../exchange/respond.ts";
import type { Handler, Routes } from "../exchange/router.ts";
import type { RelayServer } from "./release.ts";

/** What is told of the server. */
export interface ServerInfo {
  /** Its version. */
  readonly version: string;
  /** Where its messages are: a directory. */
  readonly directory: string;
  /** Octets of memory that it takes. */
  readonly memory: () => number;
  /** Seconds since it was started. */
  readonly uptime: () => number;
}

/** What is left out, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  "GET /api/v1/message/:id/html-check":
    "html-check is not supported: it needs tables of what each mail program can show",
  "GET /api/v1/message/:id/sa-check": "sa-check is not supported: it needs SpamAssassin",
  "GET /api/v1/message/:id/part/:part/thumb": "thumbnails are not supported: ask for the part",
};

/**
 * What answers requests about the server.
 *
 * @param desk The desk.
 * @param info What is told of it.
 * @param relay The server that mail can be given to, if there is one.
 */
export function infoRoutes(desk: Desk, info: ServerInfo, relay: RelayServer | undefined): Routes {
  const leftOut = Object.entries(LEFT_OUT).map(([route, why]): [string, Handler] => [
    route,
    () => {
      throw new HttpError(501, why);
    },
  ]);
  return {
    "GET /api/v1/info": () => respondJson(infoOf(desk, info)),
    "GET /api/v1/webui": () =>
      respondJson({
        Label: "mua inbox",
        MessageRelay: {
          Enabled: relay !== undefined,
          SMTPServer: relay === undefined ? "" : `${relay.host}:${relay.port}`,
          PreserveMessageIDs: true,
        },
        SpamAssassin: false,
        ChaosEnabled: true,
        DuplicatesIgnored: false,
        HideDeleteAllButton: false,
      }),
    ...Object.fromEntries(leftOut),
  };
}

function infoOf(desk: Desk, info: ServerInfo): Record<string, unknown> {
  const { messages, marks, counts } = desk;
  const tags = marks.allTags.map((tag) => [
    tag,
    messages.filter(({ number }) => marks.tagsOf(number).includes(tag)).length,
  ]);
  return {
    Version: `mua ${info.version}`,
    LatestVersion: `mua ${info.version}`,
    Database: info.directory,
    DatabaseSize: messages.reduce((sum, { size }) => sum + size, 0),
    Messages: messages.length,
    Unread: desk.unread,
    Tags: Object.fromEntries(tags),
    RuntimeStats: {
      Uptime: Math.floor(info.uptime()),
      Memory: info.memory(),
      MessagesDeleted: counts.deleted,
      SMTPAccepted: counts.accepted,
      SMTPAcceptedSize: counts.acceptedOctets,
      SMTPRejected: counts.rejected,
      SMTPIgnored: 0,
    },
  };
}
