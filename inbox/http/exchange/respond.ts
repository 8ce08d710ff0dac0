/**
 * Answers of the HTTP face: whatever a mail says in one, no browser takes it for anything but what it is
 * said to be.
 * @module
 */

/** What every answer says to a browser. */
const HEADERS: Readonly<Record<string, string>> = {
  // By this a program knows whom it asks; the number is the version of /api/openapi.json.
  "mua-inbox": "1",
  "cache-control": "no-store",
  // An answer that is opened as a page may do nothing, and no other page may show it.
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** A request that is not answered as it wants. The message is for its sender. */
export class HttpError extends Error {
  /** The name of the error. */
  override readonly name = "HttpError";
  /** The status code (RFC 9110 section 15). */
  readonly status: number;

  /**
   * @param status The status code.
   * @param message Why, for a person.
   */
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Makes an answer.
 *
 * @param body What it says.
 * @param type Its media type.
 * @param more Further headers, also in place of those that every answer has; and its status code.
 */
export function respond(
  body: BodyInit | null,
  type: string,
  more: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Response {
  const headers = { ...HEADERS, "content-type": type, ...more.headers };
  return new Response(body, { status: more.status ?? 200, headers });
}

/**
 * An answer in JSON.
 *
 * @param value What it says.
 * @param status Its status code.
 */
export function respondJson(value: unknown, status = 200): Response {
  return respond(JSON.stringify(value), "application/json", { status });
}

/**
 * An answer in plain text.
 *
 * @param text What it says.
 * @param status Its status code.
 * @param headers Further headers.
 */
export function respondText(
  text: string | ReadableStream<Uint8Array> | null,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return respond(text, "text/plain; charset=utf-8", { status, headers });
}

/**
 * Octets to be saved, and never shown, by a browser.
 *
 * @param body The octets.
 * @param type Their media type; one that a browser could take for a document or script is not told.
 * @param name The name of the file, which may hold anything.
 */
export function respondFile(
  body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>,
  type: string,
  name: string,
): Response {
  return respond(body, HARMLESS_TYPE.test(type) ? type : "application/octet-stream", {
    headers: { "content-disposition": attachmentNamed(name) },
  });
}

/** What is neither markup nor script, even if a browser did not mind that it is to be saved. */
const HARMLESS_TYPE =
  /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp)|text\/(?:plain|csv|calendar)|application\/(?:pdf|zip|gzip|json|octet-stream)|audio\/[a-z0-9.-]+|video\/[a-z0-9.-]+)$/;

/** `attachment` with the name in both forms (RFC 6266 section 4.3): ASCII, and UTF-8 in percent signs. */
function attachmentNamed(name: string): string {
  const base = name.toWellFormed().replace(/^.*[/\\]/s, "").slice(0, MAX_NAME);
  const ascii = base.replace(/[^\x20-\x7e]|["\\%;]/g, "_") || "file";
  const encoded = encodeURIComponent(base || "file").replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/** UTF-16 code units of a file's name. */
const MAX_NAME = 200;
