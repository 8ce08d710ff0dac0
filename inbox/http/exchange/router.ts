/**
 * From the method and path of a request to what answers it.
 * @module
 */
import { HttpError } from "./respond.ts";

/** A request, taken apart. */
export interface Call {
  /** The request. */
  readonly request: Request;
  /** Its path and query. */
  readonly url: URL;
  /**
   * What stands in its path where the route has a name.
   *
   * @param name The name.
   */
  readonly param: (name: string) => string;
}

/** Answers a request. */
export type Handler = (call: Call) => Response | Promise<Response>;

/** What answers which requests: `GET /api/v1/message/:id/raw`, where `:id` is any one segment. */
export type Routes = Readonly<Record<string, Handler>>;

interface Route {
  readonly method: string;
  readonly segments: readonly string[];
  readonly handler: Handler;
}

/** The routes, to be looked through. */
export class Router {
  readonly #routes: readonly Route[];

  /** @param routes What answers which requests; of two that fit, the first does. */
  constructor(routes: Routes) {
    this.#routes = Object.entries(routes).map(([route, handler]) => {
      const [method = "", path = ""] = route.split(" ");
      return { method, segments: path.split("/"), handler };
    });
  }

  /**
   * Answers a request. HEAD is answered as GET is, and the server leaves out the body.
   *
   * @param request The request.
   * @returns The answer.
   * @throws {HttpError} 404 or 405 if nothing answers it, and what its handler throws.
   */
  async answer(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const segments = url.pathname.split("/").map(decode);
    const fitting = this.#routes.filter((route) => fits(route, segments));
    if (fitting.length === 0) throw new HttpError(404, `there is no ${url.pathname}`);
    const method = request.method === "HEAD" ? "GET" : request.method;
    const route = fitting.find((each) => each.method === method);
    if (route === undefined) {
      const known = fitting.map((each) => each.method).join(", ");
      throw new HttpError(405, `${request.method} is not for ${url.pathname}, only ${known}`);
    }
    const param = (name: string): string => segments[route.segments.indexOf(`:${name}`)] ?? "";
    return await route.handler({ request, url, param });
  }
}

function fits({ segments }: Route, given: readonly string[]): boolean {
  return segments.length === given.length &&
    segments.every((segment, at) =>
      segment.startsWith(":") ? given[at] !== "" : segment === given[at]
    );
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A percent sign that stands for itself.
    return segment;
  }
}
