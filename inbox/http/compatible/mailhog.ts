/**
 * What MailHog's API has beyond what it shares with Mailpit's: mails as they came, not decoded.
 * @module
 */
import { PartReader, type PartStart } from "../../../message/body/part_reader.ts";
import type { Part } from "../../../message/body/part.ts";
import { concatenate } from "../../../message/encoding/octets.ts";
import { FindingList } from "../../../message/finding.ts";
import type { HeaderField } from "../../../message/header/header.ts";
import type { Desk } from "../desk/desk.ts";
import { numberIn } from "../exchange/query.ts";
import { HttpError, respond, respondJson } from "../exchange/respond.ts";
import type { Routes } from "../exchange/router.ts";
import { headersOf } from "../mailpit/message.ts";
import type { ListedMessage } from "../../store/index.ts";
import { fitting } from "./page.ts";

/** Mails of an answer, where nobody says how many, and at most. */
const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 250;

/** Where a search looks, by its kind. */
const PLACES = { from: "from", to: "to", containing: "anywhere" } as const;

/** A mail, or a part of one. */
interface Content {
  readonly Headers: Readonly<Record<string, readonly string[]>>;
  readonly Body: string;
  readonly Size: number;
  readonly MIME: null;
}

/**
 * What answers requests as MailHog does.
 *
 * @param desk The desk.
 */
export function mailhogRoutes(desk: Desk): Routes {
  const answer = async (url: URL, found: readonly ListedMessage[]): Promise<Response> => {
    const start = numberIn(url, "start", 0);
    const limit = Math.min(numberIn(url, "limit", DEFAULT_LIMIT), MAX_LIMIT);
    const items: unknown[] = [];
    for (const message of fitting(found.slice(start, start + limit))) {
      items.push(await itemOf(desk, message));
    }
    return respondJson({ total: found.length, count: items.length, start, items });
  };
  return {
    "GET /api/v2/messages": ({ url }) => answer(url, desk.messages.toReversed()),
    "GET /api/v2/search": async ({ url }) => {
      const kind = Object.entries(PLACES).find(([kind]) => kind === url.searchParams.get("kind"));
      if (kind === undefined) throw new HttpError(400, "kind must be from, to or containing");
      const text = (url.searchParams.get("query") ?? "").toLowerCase();
      const wanted = { kind: "text", place: kind[1], text } as const;
      return await answer(url, await desk.search([{ wanted, negated: false }]));
    },
    "GET /api/v1/messages/:id": async ({ param }) => {
      const [message] = fitting([desk.find(param("id"))]);
      return respondJson(message && await itemOf(desk, message));
    },
    "DELETE /api/v1/messages/:id": async ({ param }) => {
      await desk.remove([desk.find(param("id"))]);
      // Its client takes all that is there for JSON.
      return respond(null, "text/plain");
    },
  };
}

async function itemOf(desk: Desk, { number, envelope }: ListedMessage): Promise<unknown> {
  const raw = concatenate(await Array.fromAsync(await desk.open(number)));
  const [whole, ...parts] = partsOf(raw);
  const recipients = envelope?.rcptTo ?? [];
  return {
    ID: String(number),
    From: pathOf(envelope?.mailFrom ?? ""),
    To: recipients.map(pathOf),
    Content: whole,
    Created: envelope?.time ?? new Date(0).toISOString(),
    MIME: parts.length === 0 ? null : { Parts: parts },
    Raw: {
      From: envelope?.mailFrom ?? "",
      To: recipients,
      Data: new TextDecoder().decode(raw),
      Helo: envelope?.ehlo ?? "",
    },
  };
}

function pathOf(path: string): Record<string, unknown> {
  const at = path.lastIndexOf("@");
  const [Mailbox, Domain] = at === -1 ? [path, ""] : [path.slice(0, at), path.slice(at + 1)];
  return { Relays: null, Mailbox, Domain, Params: "" };
}

/** The mail, and all its parts that hold no others: MailHog nests them, and its clients look one level deep. */
function partsOf(raw: Uint8Array): Content[] {
  const headers: (readonly HeaderField[])[] = [];
  const parts: Part[] = [];
  const reader = new PartReader({
    begin: ({ index }: PartStart, fields) => {
      headers[index] = fields;
    },
    content: () => {},
    end: (part) => {
      parts[part.index] = part;
    },
  }, new FindingList());
  reader.push(raw);
  reader.end();
  return parts.filter(({ index, kind }) => index === 0 || kind !== "multipart")
    .map(({ index, body: { offset, size } }) => ({
      Headers: headersOf(headers[index] ?? []),
      Body: new TextDecoder().decode(raw.subarray(offset, offset + size)),
      Size: size,
      MIME: null,
    }));
}
