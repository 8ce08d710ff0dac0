/**
 * A message taken apart by other means than those of message/: whole texts, one character an octet.
 * @module
 */

/** A body that holds no others. */
export interface Leaf {
  /** Its place: the numbers of the parts that lead to it. */
  readonly place: string;
  /** Its Content-Type as written, if it has one. */
  readonly type: string | undefined;
  /** Its Content-Transfer-Encoding as written, if it has one. */
  readonly encoding: string | undefined;
  /** The body as written. */
  readonly raw: string;
  /** The body decoded. */
  readonly content: string;
}

/** All leaves of a message of CRLF lines, one character an octet, in their order. */
export function leavesOf(entity: string, defaultType = "text/plain", place = "0"): Leaf[] {
  const [header = "", raw] = split(`\r\n${entity}`, "\r\n\r\n");
  if (raw === undefined) return [];
  const fields = header.replaceAll(/\r\n[ \t]/g, " ").split("\r\n");
  const valueOf = (name: string): string | undefined =>
    fields.find((field) => field.toLowerCase().startsWith(`${name}:`))?.replace(/^[^:]*:\s*/, "");
  const type = valueOf("content-type");
  const actual = (type ?? defaultType).toLowerCase();
  if (actual.startsWith("message/rfc822")) return leavesOf(raw, "text/plain", `${place}.m`);
  const boundary = /boundary="?([^";]*)/i.exec(type ?? "")?.[1];
  if (boundary !== undefined && !actual.startsWith("multipart/signed")) {
    const childType = actual.startsWith("multipart/digest") ? "message/rfc822" : "text/plain";
    return partsOf(raw, boundary).flatMap((part, index) =>
      leavesOf(part, childType, `${place}.${index}`)
    );
  }
  const encoding = valueOf("content-transfer-encoding");
  return [{ place, type, encoding, raw, content: decode(raw, encoding) }];
}

function split(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function partsOf(body: string, boundary: string): string[] {
  const parts: string[][] = [[]];
  let ended = false;
  for (const line of body.split("\r\n")) {
    if (line.trimEnd() === `--${boundary}--`) ended = true;
    if (ended) continue;
    if (line.trimEnd() === `--${boundary}`) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts.slice(1).map((lines) => lines.join("\r\n"));
}

function decode(raw: string, encoding: string | undefined): string {
  switch (encoding?.toLowerCase()) {
    case "base64":
      return atob(raw);
    case "quoted-printable":
      return raw.replaceAll(/[ \t]+(?=\r\n|$)/g, "").replaceAll("=\r\n", "")
        .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
    default:
      return raw;
  }
}
