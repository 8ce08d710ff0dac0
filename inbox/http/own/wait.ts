/**
 * `GET /api/wait`: answers when a mail is there, so that a test need not ask again and again.
 * @module
 */
import type { MailCriteria } from "../../received/criteria.ts";
import { NoMailError } from "../../received/no_mail.ts";
import { parseUserPattern, PatternError } from "../../received/user_pattern.ts";
import { waitForMail } from "../../received/wait.ts";
import type { LiveStore } from "../../store/live.ts";
import type { Desk } from "../desk/desk.ts";
import { HttpError, respondJson } from "../exchange/respond.ts";
import type { Call, Routes } from "../exchange/router.ts";

/** Milliseconds to wait where nobody says how long, and at most. */
const DEFAULT_TIMEOUT = 10_000;
const MAX_TIMEOUT = 600_000;

/** Those who wait at a time. */
const MAX_WAITING = 1_000;

/** Mails that are named to one who waited in vain. */
const NAMED_MAILS = 20;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/** What a mail is waited for by. */
const PATTERNS = ["to", "from", "subject"] as const;

/**
 * What answers requests to wait.
 *
 * @param desk The desk.
 * @param store The store behind it.
 */
export function waitRoutes(desk: Desk, store: LiveStore): Routes {
  let waiting = 0;
  return {
    "GET /api/wait": async (call) => {
      if (waiting >= MAX_WAITING) throw new HttpError(503, "too many clients are waiting");
      waiting++;
      try {
        return await wait(desk, store, call);
      } finally {
        waiting--;
      }
    },
  };
}

async function wait(desk: Desk, store: LiveStore, { url, request }: Call): Promise<Response> {
  const signal = AbortSignal.any([request.signal, desk.ended]);
  const criteria = readCriteria(url.searchParams);
  const timeout = readTimeout(url.searchParams.get("timeout"));
  try {
    const found = await waitForMail(store, criteria, { timeout, first: "newest", signal });
    return respondJson(await desk.summary(found));
  } catch (error) {
    if (signal.aborted) return respondJson({ error: "the inbox has stopped", came: [] }, 408);
    if (!(error instanceof NoMailError)) throw error;
    const others = error.came.slice(-NAMED_MAILS).toReversed().map((number) => store.get(number));
    const came = await desk.summaries(others.filter((message) => message !== undefined));
    return respondJson({ error: error.message, came }, 408);
  }
}

function readCriteria(given: URLSearchParams): MailCriteria {
  const named = PATTERNS.map((name) => [name, given.get(name)?.trim() ?? ""] as const);
  try {
    const patterns = named.filter(([, text]) => text !== "")
      .map(([name, text]) => [name, parseUserPattern(text)] as const);
    return { ...Object.fromEntries(patterns), ...readSince(given.get("since")) };
  } catch (error) {
    if (error instanceof PatternError) throw new HttpError(400, error.message);
    throw error;
  }
}

/** The number of a mail, a time of RFC 3339, or `now`: the client's clock may be another. */
function readSince(text: string | null): Pick<MailCriteria, "since"> {
  if (text === null || text === "") return {};
  if (/^\d{1,9}$/.test(text)) return { since: Number(text) };
  const since = text === "now" ? new Date() : new Date(text);
  if (!Number.isNaN(since.getTime())) return { since };
  throw new HttpError(400, "since is not the ID of a message, a time of RFC 3339, or now");
}

function readTimeout(text: string | null): number {
  if (text === null || text === "") return DEFAULT_TIMEOUT;
  const [, number, unit = "s"] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m)?$/.exec(text) ?? [];
  const milliseconds = Number(number) * (UNITS[unit] ?? NaN);
  if (Number.isNaN(milliseconds)) {
    throw new HttpError(400, "timeout must be a time such as 500ms, 10s or 1m");
  }
  return Math.min(milliseconds, MAX_TIMEOUT);
}
