/**
 * What there is to know about a mail beyond what Mailpit's API tells: its links and codes, the dialogue it
 * came in, what is wrong with it, and how it differs from what was sent.
 * @module
 */
import { htmlLinks } from "../../../message/body/html_text.ts";
import { findCodes } from "../../received/codes.ts";
import { linksOfText } from "../../received/links.ts";
import type { Desk } from "../desk/desk.ts";
import { readableText } from "../desk/survey.ts";
import { textOf } from "../desk/summary.ts";
import { readBody } from "../exchange/body.ts";
import { HttpError, respondJson } from "../exchange/respond.ts";
import type { Call, Routes } from "../exchange/router.ts";
import type { Experts, Reader } from "./experts.ts";

/** Octets of a mail that another one is compared with. */
const MAX_COMPARED = 32 * 1024 * 1024;

/** Digits of a code. */
const MAX_DIGITS = 20;

/**
 * What answers requests about a mail.
 *
 * @param desk The desk.
 * @param experts Those who know what it means.
 */
export function aboutRoutes(desk: Desk, experts: Experts): Routes {
  const numberOf = ({ param }: Call): number => desk.find(param("id")).number;
  const readerOf = (call: Call): Reader => {
    const number = numberOf(call);
    return () => desk.open(number);
  };
  const linksOf = async (call: Call): Promise<string[]> => {
    const { text, html = "" } = await desk.survey(numberOf(call));
    return [...new Set([...htmlLinks(html), ...linksOfText(text)])];
  };
  return {
    "GET /api/message/:id/links": async (call) => respondJson(await linksOf(call)),
    "GET /api/message/:id/codes": async (call) => {
      const survey = await desk.survey(numberOf(call));
      const text = `${textOf(survey.fields, "Subject")}\n${readableText(survey)}`;
      return respondJson(findCodes(text, patternOf(call.url.searchParams.get("digits"))));
    },
    "GET /api/message/:id/dialogue": async (call) => {
      const dialogue = desk.dialogue(numberOf(call));
      if (dialogue === undefined) {
        throw new HttpError(404, "the dialogue of this message is not known any more");
      }
      const explained = await experts.explain(dialogue.lines);
      const lines = dialogue.lines.map((line, at) => ({
        ...line,
        time: new Date(line.time).toISOString(),
        explained: explained[at] ?? [],
      }));
      return respondJson({ ...dialogue, lines });
    },
    "GET /api/message/:id/inspection": async (call) => {
      return respondJson(await experts.inspect(readerOf(call)));
    },
    "GET /api/message/:id/findings": async (call) => {
      const { findings, omittedFindings } = await experts.inspect(readerOf(call));
      return respondJson({ findings, omittedFindings });
    },
    "POST /api/message/:id/compare": async (call) => {
      const arrived = readerOf(call);
      const sent = await readBody(call.request, MAX_COMPARED);
      if (sent.length === 0) throw new HttpError(400, "the body must be the mail that was sent");
      const reader: Reader = () => Promise.resolve(ReadableStream.from([sent]));
      return respondJson(await experts.compare(reader, arrived));
    },
    "GET /api/v1/message/:id/link-check": async (call) => {
      const links = await linksOf(call);
      const checked = links.map((link) => {
        const isBroken = !URL.canParse(link);
        return { URL: link, StatusCode: 0, Status: isBroken ? "not a URL" : "not requested" };
      });
      const errors = checked.filter(({ Status }) => Status === "not a URL");
      return respondJson({ Errors: errors.length, Links: checked });
    },
  };
}

/** Never a pattern of the client's own: one can be written that takes for ever. */
function patternOf(digits: string | null): RegExp | undefined {
  if (digits === null || digits === "") return undefined;
  const count = /^\d{1,2}$/.test(digits) ? Number(digits) : 0;
  if (count >= 1 && count <= MAX_DIGITS) return new RegExp(`(?<!\\d)\\d{${count}}(?!\\d)`);
  throw new HttpError(400, `digits must be a number from 1 to ${MAX_DIGITS}`);
}
