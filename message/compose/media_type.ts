/**
 * What kind of file an attachment is, by its name.
 * @module
 */
import { typeByExtension } from "@std/media-types/type-by-extension";

const OCTETS = "application/octet-stream";

/**
 * The media type of a file.
 *
 * @param filename The name of the file.
 * @returns The type; that of mere octets where the name tells nothing. A `message/rfc822` may not be
 * encoded in base64 (RFC 2046 5.2.1), so it goes as octets too.
 */
export function mediaTypeOf(filename: string): string {
  const [, extension] = /\.([^.]+)$/.exec(filename) ?? [];
  const type = extension === undefined ? undefined : typeByExtension(extension);
  return type === undefined || /^(?:message|multipart)\//.test(type) ? OCTETS : type;
}
