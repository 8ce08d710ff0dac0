/**
 * What `mua inbox show` and `mua inbox wait` tell of a message: all that a test looks for in it.
 * @module
 */
import type { ReceivedMail } from "../../../inbox/mod.ts";
import { Inspector } from "../../../message/inspect/inspection.ts";

/**
 * The content of a message as JSON.
 *
 * @param mail The message.
 * @returns A value for `JSON.stringify`.
 */
export function contentJson(mail: ReceivedMail): Record<string, unknown> {
  const inspector = new Inspector();
  inspector.push(mail.raw);
  const { fields, findings, omittedFindings } = inspector.end(Date.now());
  const { text, html, links, attachments } = mail;
  return {
    header: fields.map(({ field: { name, value } }) => ({ name, value })),
    text,
    html,
    links,
    codes: mail.codes(),
    attachments: attachments.map(({ filename, type, content }) => ({
      filename,
      type,
      size: content.length,
    })),
    findings,
    omittedFindings,
  };
}
