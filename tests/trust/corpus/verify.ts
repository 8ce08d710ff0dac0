/** Verifies mails with the domains of the corpus, without a network. */
import { Buffer } from "node:buffer";
import { Questions } from "../../../dns/questions.ts";
import { answersOf } from "../../../dns/zone.ts";
import { parseHeader } from "../../../message/header/header.ts";
import { Inquiry } from "../../../trust/inquiry.ts";
import type { ReadMessage } from "../../../trust/material.ts";
import {
  type Verification,
  verifyMessage,
  type VerifyOptions,
} from "../../../trust/verification/verify.ts";
import { NOW, ZONE } from "./mail.ts";

/** Verifies a mail of the corpus. */
export async function verify(
  mail: string,
  { zone = ZONE, envelope = {} }: { zone?: string; envelope?: VerifyOptions["envelope"] } = {},
): Promise<Verification> {
  const message = readMessage(new Uint8Array(Buffer.from(mail, "latin1")));
  const inquiry = new Inquiry(new Questions(answersOf(zone), 300));
  return await verifyMessage(message, { inquiry, envelope, now: NOW });
}

/** A mail in memory. */
export function readMessage(octets: Uint8Array): ReadMessage {
  const { fields, size } = parseHeader(octets);
  return {
    fields,
    bodyOffset: size,
    async *open(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(octets);
    },
  };
}
