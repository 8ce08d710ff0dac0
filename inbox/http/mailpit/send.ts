/**
 * Mail that comes by Mailpit's API in place of SMTP.
 * @module
 */
import { formatTrace } from "../../trace.ts";
import type { MessageStore } from "../../store/store.ts";
import { AddressError, type AttachedFile, MessageError, writeMail } from "../../../message/mod.ts";
import type { JsonMembers } from "../../../message/file/json_members.ts";
import { membersOf, readJson } from "../exchange/body.ts";
import { HttpError, respondJson } from "../exchange/respond.ts";
import type { Routes } from "../exchange/router.ts";

/** What stands in the trace for the name of this host and for its client. */
const HOST_NAME = "localhost";

/** Where mail goes. */
type Intake = Pick<MessageStore, "create">;

/**
 * What answers requests to take a mail.
 *
 * @param store Where mail goes.
 * @param limit The octets of a request at most.
 */
export function sendRoutes(store: Intake, limit: number): Routes {
  return {
    "POST /api/v1/send": async ({ request }) => {
      try {
        return respondJson({ ID: String(await take(store, await readJson(request, limit))) });
      } catch (error) {
        if (error instanceof HttpError) return respondJson({ Error: error.message }, error.status);
        if (error instanceof AddressError || error instanceof MessageError) {
          return respondJson({ Error: error.message }, 400);
        }
        throw error;
      }
    },
  };
}

async function take(store: Intake, body: unknown): Promise<number> {
  const members = membersOf(body);
  const { envelope, message } = await writeMail({
    from: readAddress(membersOf(members.get("From"))),
    to: readAddresses(members, "To"),
    cc: readAddresses(members, "Cc"),
    bcc: isGiven(members, "Bcc") ? members.texts("Bcc") : [],
    subject: textOr(members, "Subject", ""),
    text: textOr(members, "Text", ""),
    ...(textOr(members, "HTML", "") === "" ? {} : { html: members.text("HTML") }),
    attachments: listOf(members, "Attachments").map(readFile),
    headers: readFields(members),
  });
  const recipients = envelope.recipients.map(({ address }) => address);
  const time = new Date();
  const trace = formatTrace({
    reversePath: envelope.reversePath,
    recipients,
    clientName: HOST_NAME,
    peer: "[127.0.0.1]",
    hostName: HOST_NAME,
    protocol: "HTTP",
    id: crypto.randomUUID().replaceAll("-", ""),
    time,
  });
  const writer = await store.create();
  try {
    await writer.write(new TextEncoder().encode(trace));
    for await (const octets of message.open()) await writer.write(octets);
    const { number } = await writer.commit({
      version: 1,
      mailFrom: envelope.reversePath,
      rcptTo: recipients,
      time: time.toISOString(),
    });
    return number;
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

function isGiven(members: JsonMembers, name: string): boolean {
  return members.has(name) && members.get(name) !== null;
}

function textOr(members: JsonMembers, name: string, other: string): string {
  return isGiven(members, name) ? members.text(name) : other;
}

function listOf(members: JsonMembers, name: string): readonly unknown[] {
  return isGiven(members, name) ? members.list(name) : [];
}

function readAddresses(members: JsonMembers, name: string): string[] {
  return listOf(members, name).map((item) => readAddress(membersOf(item)));
}

/** As a header has it: a name can hold anything, and is quoted. */
function readAddress(members: JsonMembers): string {
  const name = textOr(members, "Name", "").replace(/["\\]/g, "\\$&");
  const address = members.text("Email");
  return name === "" ? address : `"${name}" <${address}>`;
}

function readFile(item: unknown): AttachedFile {
  const members = membersOf(item);
  if (textOr(members, "ContentID", "") !== "") {
    throw new HttpError(501, "files with a ContentID are not supported; send such a mail by SMTP");
  }
  try {
    return {
      filename: members.text("Filename"),
      content: Uint8Array.fromBase64(members.text("Content")),
    };
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new HttpError(400, "the body: Content is not base64");
  }
}

function readFields(members: JsonMembers): string[] {
  const headers = isGiven(members, "Headers") ? membersOf(members.get("Headers")) : undefined;
  const names = Object.keys(Object(members.get("Headers") ?? {}));
  const replyTo = readAddresses(members, "ReplyTo");
  return [
    ...names.map((name) => `${name}: ${headers?.text(name)}`),
    ...(replyTo.length === 0 ? [] : [`Reply-To: ${replyTo.join(", ")}`]),
  ];
}
