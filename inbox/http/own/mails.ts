/**
 * The mails as the store lists them, with their envelopes: what `mua inbox list`, `show` and `rm` ask for
 * from afar.
 * @module
 */
import type { Desk } from "../desk/desk.ts";
import { membersOf, readJson } from "../exchange/body.ts";
import { numberIn } from "../exchange/query.ts";
import { respondJson } from "../exchange/respond.ts";
import type { Routes } from "../exchange/router.ts";

/** Mails of one answer, where nobody says how many, and at most. */
const MAX_LISTED = 1_000;

/**
 * What answers requests for mails as they are listed.
 *
 * @param desk The desk.
 */
export function mailRoutes(desk: Desk): Routes {
  return {
    "GET /api/messages": ({ url }) => {
      const after = numberIn(url, "after", 0);
      const limit = Math.min(numberIn(url, "limit", MAX_LISTED), MAX_LISTED);
      const { messages } = desk;
      const start = messages.findIndex(({ number }) => number > after);
      const listed = start === -1 ? [] : messages.slice(start, start + limit);
      return respondJson({ total: messages.length, messages: listed });
    },
    "GET /api/message/:id": ({ param }) => respondJson(desk.find(param("id"))),
    "DELETE /api/messages": async ({ request }) => {
      const members = membersOf(await readJson(request));
      const wanted = members.has("numbers") ? new Set(members.list("numbers")) : undefined;
      const chosen = desk.messages.filter(({ number }) => wanted?.has(number) ?? true);
      return respondJson({ removed: await desk.remove(chosen) });
    },
  };
}
