/**
 * The server itself: whether it runs, its faults, and the description of its API.
 * @module
 */
import type { Desk } from "../desk/desk.ts";
import type { FaultControl } from "../desk/faults.ts";
import { membersOf, readJson } from "../exchange/body.ts";
import { HttpError, respond, respondJson, respondText } from "../exchange/respond.ts";
import type { Routes } from "../exchange/router.ts";
import description from "./openapi.json" with { type: "text" };

/** Rules of faults at a time. */
const MAX_RULES = 1_000;

/**
 * What answers requests about the server.
 *
 * @param desk The desk.
 * @param faults The script of faults.
 */
export function serverRoutes(desk: Desk, faults: FaultControl): Routes {
  const change = async (
    request: Request,
    apply: (rules: readonly string[]) => void,
  ): Promise<Response> => {
    const rules = membersOf(await readJson(request)).texts("rules");
    if (rules.length > MAX_RULES) throw new HttpError(400, `more than ${MAX_RULES} rules`);
    try {
      apply(rules);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw new HttpError(400, error.message);
    }
    desk.events.tell("update", { Faults: faults.rules });
    return respondJson({ rules: faults.rules });
  };
  return {
    "GET /livez": () => respondText("ok\n"),
    "GET /readyz": () => respondText("ok\n"),
    "GET /api/openapi.json": () => respond(description, "application/json"),
    "GET /api/faults": () => respondJson({ rules: faults.rules }),
    "PUT /api/faults": async ({ request }) =>
      await change(request, (rules) => faults.replace(rules)),
    "POST /api/faults": async ({ request }) => await change(request, (rules) => faults.add(rules)),
  };
}
