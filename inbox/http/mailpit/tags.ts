/**
 * The tags of mails in Mailpit's API.
 * @module
 */
import type { Desk } from "../desk/desk.ts";
import { membersOf, readJson } from "../exchange/body.ts";
import { respondJson, respondText } from "../exchange/respond.ts";
import type { Routes } from "../exchange/router.ts";
import { named } from "./messages.ts";

/**
 * What answers requests about tags.
 *
 * @param desk The desk.
 */
export function tagRoutes(desk: Desk): Routes {
  return {
    "GET /api/v1/tags": () => respondJson(desk.marks.allTags),
    "PUT /api/v1/tags": async ({ request }) => {
      const members = membersOf(await readJson(request));
      const tags = members.has("Tags") ? members.texts("Tags") : [];
      desk.setTags(named(desk, members.texts("IDs")), tags);
      return respondText("ok");
    },
    "PUT /api/v1/tags/:tag": async ({ request, param }) => {
      desk.renameTag(param("tag"), membersOf(await readJson(request)).text("Name"));
      return respondText("ok");
    },
    "DELETE /api/v1/tags/:tag": ({ param }) => {
      desk.renameTag(param("tag"), "");
      return respondText("ok");
    },
  };
}
