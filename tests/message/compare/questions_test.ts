import type { Question } from "../../../message/compare/questions.ts";
import type { EnvelopeRecord } from "../../../message/file/envelope_record.ts";
import { assertEquals } from "../../std/assert.ts";
import { compareTexts, envelopeOf } from "./comparing.ts";

const SENT = "From: alberto@ualg.pt\r\nTo: ana@gmail.com\r\nSubject: =?utf-8?q?Ol=C3=A1?=\r\n" +
  "Date: Tue, 24 Nov 2026 00:00:00 +0000\r\nMessage-ID: <1@ualg.pt>\r\n\r\nHi\r\n";

async function ask(received: string, envelope?: EnvelopeRecord): Promise<string[]> {
  const { questions } = await compareTexts(SENT, received, envelope);
  return questions.map(show);
}

function show({ about, stood, value, answer, places }: Question): string {
  const where = places.map(({ field, by, value }) => `${field}${by ? ` of ${by}` : ""}=${value}`);
  return [about, `${stood}:`, value, answer, ...where].join(" ");
}

Deno.test("answerQuestions follows the envelope and the fields of the lab", async () => {
  const trace = "Return-Path: <alberto@UALG.pt>\r\nDelivered-To: ana@gmail.com\r\n" +
    "Received: from ualg.pt by mx.gmail.com for <ana@gmail.com>; Tue, 24 Nov 2026 00:00:01 +0000\r\n";
  const envelope = envelopeOf("alberto@ualg.pt", "ana@gmail.com", "bob@gmail.com");
  assertEquals(await ask(trace + SENT.replace("Subject: ", "Subject: [x] "), envelope), [
    "MAIL FROM envelope: <alberto@ualg.pt> moved Return-Path=<alberto@UALG.pt>",
    "RCPT TO envelope: <ana@gmail.com> moved Delivered-To=ana@gmail.com " +
    "Received of mx.gmail.com=<ana@gmail.com>",
    "RCPT TO envelope: <bob@gmail.com> dropped",
    "From header: alberto@ualg.pt unchanged From=alberto@ualg.pt",
    "To header: ana@gmail.com unchanged To=ana@gmail.com",
    "Cc header:  absent",
    "Bcc envelope: <bob@gmail.com> dropped",
    "Subject header: Olá altered Subject=[x] Olá",
    "Date header: Tue, 24 Nov 2026 00:00:00 +0000 unchanged Date=Tue, 24 Nov 2026 00:00:00 +0000",
    "Message-ID header: <1@ualg.pt> unchanged Message-ID=<1@ualg.pt>",
  ]);
});

Deno.test("answerQuestions says what of the envelope is gone, and what a forwarder replaced", async () => {
  const [gone] = await ask(SENT, envelopeOf("alberto@ualg.pt", "ana@gmail.com"));
  assertEquals(gone, "MAIL FROM envelope: <alberto@ualg.pt> dropped");
  const [replaced] = await ask(
    `Return-Path: <list@x.pt>\r\n${SENT}`,
    envelopeOf("alberto@ualg.pt"),
  );
  assertEquals(replaced, "MAIL FROM envelope: <alberto@ualg.pt> altered Return-Path=<list@x.pt>");
  const [empty] = await ask(`Return-Path: <>\r\n${SENT}`, envelopeOf("", "ana@gmail.com"));
  assertEquals(empty, "MAIL FROM envelope: <> moved Return-Path=<>");
});

Deno.test("answerQuestions asks nothing of an envelope that was not kept", async () => {
  const questions = await ask(SENT);
  assertEquals(questions.length, 7);
  assertEquals(questions[0], "From header: alberto@ualg.pt unchanged From=alberto@ualg.pt");
});

Deno.test("answerQuestions says which field was added and which taken away", async () => {
  const questions = await ask(
    SENT.replace("To: ana@gmail.com\r\n", "").replace("Subject", "Cc: x@y.pt\r\nSubject"),
  );
  assertEquals(questions.slice(1, 3), [
    "To header: ana@gmail.com removed",
    "Cc header:  added Cc=x@y.pt",
  ]);
});

Deno.test("answerQuestions follows the field that was sent, not one of its name that was added", async () => {
  const questions = await ask(`Subject: other\r\nTo: eve@x.pt\r\n${SENT}`);
  assertEquals(questions[1], "To header: ana@gmail.com unchanged To=ana@gmail.com");
  assertEquals(questions[4], "Subject header: Olá unchanged Subject=Olá");
});

Deno.test("answerQuestions tells of a Bcc that stood in the header, and of one that never was", async () => {
  const sent = SENT.replace("Subject", "Bcc: bob@gmail.com\r\nSubject");
  const { questions } = await compareTexts(sent, SENT, envelopeOf("a@x.pt", "ana@gmail.com"));
  assertEquals(questions.map(show)[5], "Bcc header: bob@gmail.com removed");
  assertEquals((await ask(SENT))[3], "Bcc header:  absent");
});
