/**
 * One mail in Mailpit's API: all of it, its header, its source, its files.
 * @module
 */
import { createHash } from "node:crypto";
import { contentStream } from "../desk/content.ts";
import type { Desk } from "../desk/desk.ts";
import type { Survey, SurveyedFile } from "../desk/survey.ts";
import { addressesOf, summarize, textOf } from "../desk/summary.ts";
import type { ListedMessage } from "../../store/index.ts";
import { parseDateTime } from "../../../message/header/date_time.ts";
import type { HeaderField } from "../../../message/header/header.ts";
import { HttpError, respondFile, respondJson, respondText } from "../exchange/respond.ts";
import type { Call, Routes } from "../exchange/router.ts";

/** A file as the API has it. */
interface ApiFile {
  readonly PartID: string;
  readonly FileName: string;
  readonly ContentType: string;
  readonly ContentID: string;
  readonly Size: number;
  readonly Checksums: Readonly<Record<string, string>>;
}

/** Files of a mail that are given out with their sums. */
const MAX_FILES = 200;

/**
 * What answers requests about one mail.
 *
 * @param desk The desk.
 */
export function messageRoutes(desk: Desk): Routes {
  const found = (call: Call): ListedMessage => desk.find(call.param("id"));
  return {
    "GET /api/v1/message/:id": async (call) => {
      const message = found(call);
      const survey = await desk.survey(message.number);
      const whole = await wholeMessage(desk, message, survey);
      desk.setRead([message], true);
      return respondJson(whole);
    },
    "GET /api/v1/message/:id/headers": async (call) => {
      const { fields } = await desk.survey(found(call).number);
      return respondJson(headersOf(fields));
    },
    "GET /api/v1/message/:id/raw": async (call) => {
      const { number } = found(call);
      const body = ReadableStream.from(await desk.open(number));
      if (call.url.searchParams.get("dl") === "1") {
        return respondFile(body, "application/octet-stream", `${number}.eml`);
      }
      return respondText(body);
    },
    "GET /api/v1/message/:id/part/:part": async (call) => {
      const { number } = found(call);
      const { part } = findFile(await desk.survey(number), call.param("part"));
      const body = contentStream(await desk.open(number), part);
      return respondFile(body, part.type, part.fileName ?? "file");
    },
  };
}

/**
 * A file of a mail.
 *
 * @param survey The mail.
 * @param id Its name in the API.
 * @throws {HttpError} 404 if there is none.
 */
function findFile({ files }: Survey, id: string): SurveyedFile {
  const file = files.find((each) => each.id === id);
  if (file === undefined) throw new HttpError(404, "there is no such part");
  return file;
}

/** The mail with all that is in it but the octets of its files. */
async function wholeMessage(
  desk: Desk,
  message: ListedMessage,
  survey: Survey,
): Promise<Record<string, unknown>> {
  const { number, envelope } = message;
  const { fields, text, html, files } = survey;
  const { Created, Snippet: _, Attachments: __, Size, ...summary } = summarize(message, survey);
  const date = parseDateTime(textOf(fields, "Date"));
  const listed = await describeFiles(desk, number, files.slice(0, MAX_FILES));
  return {
    ID: String(number),
    ...summary,
    ReturnPath: addressesOf(fields, "Return-Path")[0]?.Address ?? envelope?.mailFrom ?? "",
    ListUnsubscribe: listUnsubscribe(fields),
    Date: date === undefined ? Created : new Date(date.time).toISOString(),
    Tags: desk.marks.tagsOf(number),
    Text: text,
    HTML: html ?? "",
    Size,
    Inline: listed.filter((_, at) => files[at]?.inline),
    Attachments: listed.filter((_, at) => !files[at]?.inline),
  };
}

async function describeFiles(
  desk: Desk,
  number: number,
  files: readonly SurveyedFile[],
): Promise<ApiFile[]> {
  const described: ApiFile[] = [];
  for (const { part, id } of files) {
    const sums = { MD5: createHash("md5"), SHA1: createHash("sha1"), SHA256: createHash("sha256") };
    let size = 0;
    for await (const octets of contentStream(await desk.open(number), part)) {
      size += octets.length;
      for (const sum of Object.values(sums)) sum.update(octets);
    }
    described.push({
      PartID: id,
      FileName: part.fileName ?? "",
      ContentType: part.type,
      ContentID: withoutBrackets(part.contentId ?? ""),
      Size: size,
      Checksums: Object.fromEntries(
        Object.entries(sums).map(([name, sum]) => [name, sum.digest("hex")]),
      ),
    });
  }
  return described;
}

/** RFC 2369 section 3.2 and RFC 8058 section 3.1: at most one link to a page and one to an address count. */
function listUnsubscribe(fields: readonly HeaderField[]): Record<string, unknown> {
  const header = textOf(fields, "List-Unsubscribe");
  const links = Array.from(header.matchAll(/<\s*([^<>\s]+)\s*>/g), ([, link = ""]) => link);
  const wrong = links.filter((link) => !/^(?:https?|mailto):/i.test(link));
  const isBroken = header !== "" && (links.length === 0 || wrong.length > 0);
  return {
    Header: header,
    Links: links,
    Errors: isBroken ? "not a list of links in angle brackets" : "",
    HeaderPost: textOf(fields, "List-Unsubscribe-Post"),
  };
}

/**
 * The values by the names of their fields, written as Go does, on which programs rely.
 *
 * @param fields The header.
 */
export function headersOf(fields: readonly HeaderField[]): Record<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const { name, value } of fields) {
    if (name === "") continue;
    const key = name.toLowerCase().replace(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase());
    headers.set(key, [...headers.get(key) ?? [], value]);
  }
  return Object.fromEntries([...headers].sort(([one], [other]) => one < other ? -1 : 1));
}

/**
 * A Content-ID as links name it (RFC 2392).
 *
 * @param contentId The Content-ID as it stands.
 */
function withoutBrackets(contentId: string): string {
  return contentId.trim().replace(/^<(.*)>$/s, "$1");
}
