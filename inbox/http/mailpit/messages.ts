/**
 * The list of mails in Mailpit's API, and what is done to many of them.
 * @module
 */
import type { Desk } from "../desk/desk.ts";
import { membersOf, readJson } from "../exchange/body.ts";
import { numberIn } from "../exchange/query.ts";
import { HttpError, respondJson, respondText } from "../exchange/respond.ts";
import type { Call, Routes } from "../exchange/router.ts";
import { parseQuery } from "../search/query.ts";
import type { Term } from "../search/term.ts";
import type { ListedMessage } from "../../store/index.ts";

/** Mails of a list where nobody says how many, and at most. */
const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 10_000;

/**
 * What answers requests about the list.
 *
 * @param desk The desk.
 */
export function messagesRoutes(desk: Desk): Routes {
  return {
    "GET /api/v1/messages": (call) => answerList(desk, call, desk.messages.toReversed()),
    "GET /api/v1/search": async (call) => {
      return await answerList(desk, call, await desk.search(termsOf(call)));
    },
    "DELETE /api/v1/search": async (call) => {
      await desk.remove(await desk.search(termsOf(call)));
      return respondText("ok");
    },
    "DELETE /api/v1/messages": async ({ request }) => {
      const members = membersOf(await readJson(request));
      const ids = members.get("IDs") === null || !members.has("IDs") ? [] : members.texts("IDs");
      await desk.remove(ids.length === 0 ? desk.messages : named(desk, ids));
      return respondText("ok");
    },
    "PUT /api/v1/messages": async (call) => {
      const members = membersOf(await readJson(call.request));
      const read = members.has("Read") && members.boolean("Read");
      const ids = members.has("IDs") ? members.texts("IDs") : [];
      const search = members.has("Search") ? members.text("Search") : "";
      const chosen = ids.length > 0
        ? named(desk, ids)
        : await desk.search(parseQuery(search, zoneOf(call)));
      desk.setRead(chosen, read);
      return respondText("ok");
    },
  };
}

/**
 * The mails that names of the API mean; those that are gone are passed over.
 *
 * @param desk The desk.
 * @param ids Their names.
 */
export function named(desk: Desk, ids: readonly string[]): ListedMessage[] {
  const wanted = new Set(ids);
  return desk.messages.filter(({ number }) => wanted.has(String(number)));
}

function termsOf(call: Call): Term[] {
  const query = call.url.searchParams.get("query")?.trim() ?? "";
  if (query === "") throw new HttpError(400, "there is no query to search for");
  return parseQuery(query, zoneOf(call));
}

function zoneOf({ url }: Call): string | undefined {
  return url.searchParams.get("tz") ?? undefined;
}

async function answerList(
  desk: Desk,
  { url }: Call,
  found: readonly ListedMessage[],
): Promise<Response> {
  const start = numberIn(url, "start", 0);
  const limit = Math.min(numberIn(url, "limit", DEFAULT_LIMIT), MAX_LIMIT);
  return respondJson({
    total: desk.messages.length,
    unread: desk.unread,
    count: Math.max(0, Math.min(limit, found.length - start)),
    messages_count: found.length,
    messages_unread: found.filter(({ number }) => !desk.marks.isRead(number)).length,
    start,
    tags: desk.marks.allTags,
    messages: await desk.summaries(found.slice(start, start + limit)),
  });
}
