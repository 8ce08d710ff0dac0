/**
 * The HTML of a mail as a document that can do nothing but be looked at, and its text.
 * @module
 */
import { readContent } from "../desk/content.ts";
import type { Desk } from "../desk/desk.ts";
import type { SurveyedFile } from "../desk/survey.ts";
import { HttpError, respond, respondText } from "../exchange/respond.ts";
import type { Routes } from "../exchange/router.ts";

/** Octets of all pictures that a document carries in itself. */
const MAX_PICTURES = 16 * 1024 * 1024;

/** Of pictures, those that are nothing else: SVG is a document, and can hold a script. */
const PICTURE = /^image\/(?:png|jpeg|gif|webp|avif|bmp)$/;

/** Links are opened beside the page, and are not told where they were found. */
const NEW_PAGES = '<base target="_blank">';

/**
 * What answers requests to show a mail.
 *
 * @param desk The desk.
 */
export function viewRoutes(desk: Desk): Routes {
  return {
    "GET /view/:file": async ({ param, url }) => {
      const [, id = "", form] = /^(.+)\.(html|txt)$/.exec(param("file")) ?? [];
      const { number } = desk.find(id);
      const { text, html, files } = await desk.survey(number);
      if (form === "txt") return respondText(text);
      if (html === undefined) throw new HttpError(404, "the message has no HTML");
      const pictures = await picturesOf(desk, number, files, html);
      const shown = withPictures(html, pictures);
      const { searchParams } = url;
      const isEmbedded = searchParams.has("embed");
      return respond(isEmbedded ? withBase(shown) : shown, "text/html; charset=utf-8", {
        headers: {
          "content-security-policy": policy(searchParams.get("images") === "remote"),
          "x-frame-options": "SAMEORIGIN",
        },
      });
    },
  };
}

/**
 * What a browser lets the document do: no script, no form, no frame, nothing of this server. A sandbox
 * gives it an origin of its own, also where it is opened as a page.
 */
function policy(hasRemoteImages: boolean): string {
  return [
    "default-src 'none'",
    `img-src data:${hasRemoteImages ? " http: https:" : ""}`,
    "style-src 'unsafe-inline'",
    "font-src data:",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
    "sandbox allow-popups allow-popups-to-escape-sandbox",
  ].join("; ");
}

/** The pictures of a mail that its HTML shows (RFC 2392), as what stands in place of their links. */
async function picturesOf(
  desk: Desk,
  number: number,
  files: readonly SurveyedFile[],
  html: string,
): Promise<Map<string, string>> {
  const pictures = new Map<string, string>();
  let left = MAX_PICTURES;
  for (const { part } of files) {
    const id = part.contentId?.trim().replace(/^<(.*)>$/s, "$1");
    if (id === undefined || !PICTURE.test(part.type) || !/cid:/i.test(html)) continue;
    const content = await readContent(await desk.open(number), part, left);
    if (content === undefined) continue;
    left -= content.length;
    pictures.set(id, `data:${part.type};base64,${content.toBase64()}`);
  }
  return pictures;
}

function withPictures(html: string, pictures: ReadonlyMap<string, string>): string {
  if (pictures.size === 0) return html;
  return html.replace(/(["'(=]\s*)cid:([^"'()<>\s]{1,1000})/gi, (whole, before, id) => {
    return pictures.has(id)
      ? `${before}${pictures.get(id)}`
      : pictured(whole, before, id, pictures);
  });
}

/** In a link, what is not plain may stand in percent signs. */
function pictured(
  whole: string,
  before: string,
  id: string,
  pictures: ReadonlyMap<string, string>,
): string {
  try {
    const picture = pictures.get(decodeURIComponent(id.replaceAll("&amp;", "&")));
    return picture === undefined ? whole : `${before}${picture}`;
  } catch {
    return whole;
  }
}

/** Behind the declaration of the document's type, which counts only at its beginning. */
function withBase(html: string): string {
  const [doctype] = /^\s*<!doctype[^>]*>/i.exec(html) ?? [""];
  return `${doctype}${NEW_PAGES}${html.slice(doctype.length)}`;
}
