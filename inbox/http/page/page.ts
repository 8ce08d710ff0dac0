/**
 * The page: a document, its style and its script, which load nothing else.
 * @module
 */
import { respond } from "../exchange/respond.ts";
import type { Handler, Routes } from "../exchange/router.ts";
import base from "./base.js" with { type: "text" };
import faults from "./faults.js" with { type: "text" };
import judged from "./judged.js" with { type: "text" };
import list from "./list.js" with { type: "text" };
import mail from "./mail.js" with { type: "text" };
import main from "./main.js" with { type: "text" };
import document from "./page.html" with { type: "text" };
import release from "./release.js" with { type: "text" };
import shown from "./shown.js" with { type: "text" };
import style from "./style.css" with { type: "text" };

const SCRIPTS: Readonly<Record<string, string>> = {
  base,
  faults,
  judged,
  list,
  mail,
  main,
  release,
  shown,
};

/** No script but the files of the page runs, whatever a mail brings into it, and no text becomes HTML. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src data:",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

/** What answers requests for the page. */
export const PAGE_ROUTES: Routes = {
  "GET /": answer(document, "text/html", { "content-security-policy": POLICY }),
  "GET /page/style.css": answer(style, "text/css"),
  ...Object.fromEntries(
    Object.entries(SCRIPTS).map(([name, script]) => [
      `GET /page/${name}.js`,
      answer(script, "text/javascript"),
    ]),
  ),
};

function answer(
  text: string,
  type: string,
  headers: Readonly<Record<string, string>> = {},
): Handler {
  return () => respond(text, `${type}; charset=utf-8`, { headers });
}
