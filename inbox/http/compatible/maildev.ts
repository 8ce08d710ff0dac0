/**
 * MailDev's API: a list of whole mails. Its paths begin with `/api` since its version 3.
 * @module
 */
import { decodeWords } from "../../../message/header/encoded_word.ts";
import type { HeaderField } from "../../../message/header/header.ts";
import { contentStream } from "../desk/content.ts";
import type { Desk, ListedSummary } from "../desk/desk.ts";
import type { SurveyedFile } from "../desk/survey.ts";
import { numberIn } from "../exchange/query.ts";
import { HttpError, respond, respondFile, respondJson } from "../exchange/respond.ts";
import type { Handler, Routes } from "../exchange/router.ts";
import type { ListedMessage } from "../../store/index.ts";
import { fitting } from "./page.ts";

/** What in a query is no filter. */
const RESERVED = ["skip", "limit", "sort"];

/**
 * What answers requests as MailDev does.
 *
 * @param desk The desk.
 */
export function maildevRoutes(desk: Desk): Routes {
  const routes: Readonly<Record<string, Handler>> = {
    "GET /email": async ({ url }) => {
      const skip = numberIn(url, "skip", 0);
      const end = skip + numberIn(url, "limit", Number.MAX_SAFE_INTEGER);
      const isNewestFirst = url.searchParams.get("sort") === "desc";
      const sorted = isNewestFirst ? desk.messages.toReversed() : desk.messages;
      const filters = [...url.searchParams].filter(([name]) => !RESERVED.includes(name));
      // A filter is about the whole mail: all must be read before some are taken.
      const candidates = filters.length === 0 ? sorted.slice(skip, end) : sorted;
      const mails: unknown[] = [];
      for (const message of fitting(candidates)) mails.push(await mailOf(desk, message));
      const found = mails.filter((mail) => filters.every(([path, text]) => has(mail, path, text)));
      return respondJson(filters.length === 0 ? found : found.slice(skip, end));
    },
    "GET /email/:id": async ({ param }) => {
      const message = desk.find(param("id"));
      fitting([message]);
      const mail = await mailOf(desk, message);
      desk.setRead([message], true);
      return respondJson(mail);
    },
    "GET /email/:id/source": async ({ param }) => {
      const { number } = desk.find(param("id"));
      return respond(ReadableStream.from(await desk.open(number)), "text/plain; charset=utf-8");
    },
    "GET /email/:id/attachment/:name": async ({ param }) => {
      const { number } = desk.find(param("id"));
      const { files } = await desk.survey(number);
      const file = files.find((each) => nameOf(each) === param("name"));
      if (file === undefined) throw new HttpError(404, "there is no such attachment");
      const content = contentStream(await desk.open(number), file.part);
      return respondFile(content, file.part.type, nameOf(file));
    },
    "DELETE /email/all": async () => {
      await desk.remove(desk.messages);
      return respondJson(true);
    },
    "DELETE /email/:id": async ({ param }) => {
      await desk.remove([desk.find(param("id"))]);
      return respondJson(true);
    },
  };
  const both = Object.entries(routes).flatMap(([route, handler]) => [
    [route, handler] as const,
    [route.replace(" /", " /api/"), handler] as const,
  ]);
  return Object.fromEntries(both);
}

async function mailOf(desk: Desk, message: ListedMessage): Promise<Record<string, unknown>> {
  const { number, size, envelope } = message;
  const { fields, text, html, files } = await desk.survey(number);
  const summary = await desk.summary(message);
  const headers = headersOf(fields);
  return {
    id: String(number),
    time: summary.Created,
    read: summary.Read,
    subject: summary.Subject,
    from: peopleOf(summary.From === null ? [] : [summary.From]),
    to: peopleOf(summary.To),
    cc: peopleOf(summary.Cc),
    bcc: peopleOf(summary.Bcc),
    calculatedBcc: peopleOf(summary.Bcc),
    date: dateIn(headers.date) ?? summary.Created,
    messageId: summary.MessageID,
    text,
    html: html ?? false,
    headers,
    priority: "normal",
    attachments: files.map((file) => ({
      filename: nameOf(file),
      fileName: nameOf(file),
      generatedFileName: nameOf(file),
      contentType: file.part.type,
      contentDisposition: file.inline ? "inline" : "attachment",
      contentId: file.part.contentId?.trim().replace(/^<(.*)>$/s, "$1"),
    })),
    envelope: {
      from: { address: envelope?.mailFrom ?? "" },
      to: (envelope?.rcptTo ?? []).map((address) => ({ address })),
      host: envelope?.ehlo,
      remoteAddress: envelope?.peer,
    },
    size,
  };
}

type Person = ListedSummary["To"][number];

function peopleOf(people: readonly Person[]): { address: string; name: string }[] {
  return people.map(({ Address, Name }) => ({ address: Address, name: Name }));
}

/** The values by the names in lower case; of a name that stands often the first. */
function headersOf(fields: readonly HeaderField[]): Record<string, string> {
  const named = fields.filter(({ name }) => name !== "").toReversed();
  return Object.fromEntries(
    named.map(({ name, keptValue }) => [name.toLowerCase(), decodeWords(keptValue).text]),
  );
}

function dateIn(text: string | undefined): string | undefined {
  const date = new Date(text ?? NaN);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function nameOf({ id, part }: SurveyedFile): string {
  return part.fileName ?? `attachment-${id}`;
}

/** Whether `from.address` of a mail, or one of several, is a text. */
function has(mail: unknown, path: string, text: string): boolean {
  const ends = path.split(".").reduce<unknown[]>(
    (values, name) => values.flatMap((value) => membersNamed(value, name)),
    [mail],
  );
  return ends.some((value) => String(value) === text);
}

function membersNamed(value: unknown, name: string): unknown[] {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return [];
  return [Reflect.get(value, name)].flat();
}
