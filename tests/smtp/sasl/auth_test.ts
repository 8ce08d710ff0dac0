import { mayTryNext } from "../../../smtp/delivery/deliver.ts";
import type { SmtpError } from "../../../smtp/error.ts";
import { errorVerdict } from "../../../smtp/ledger.ts";
import { findMechanism } from "../../../smtp/sasl/mechanisms.ts";
import { MECHANISM_NAMES } from "../../../smtp/security.ts";
import { assert, assertEquals, assertStringIncludes } from "../../std/assert.ts";
import { turn } from "../../support/memory_server.ts";
import { ana, AUTH_PLAIN, authDialogue, type AuthSetting } from "./auth_dialogue.ts";
import { ScramServer } from "./scram_server.ts";

const ACCEPT = "235 2.7.0 welcome\r\n";

/** An error as the failure matrix sees it: the result, what it rests on, and whether a next host is asked. */
function judged(error: SmtpError | undefined): string {
  if (error === undefined) return "accepted";
  const { status, reason, stage } = errorVerdict(error);
  return `${status} ${reason} at ${stage}${mayTryNext(error) ? ", next host" : ""}`;
}

const PROTOCOL = "refused protocol at auth";
const REFUSED = "refused authentication at auth";
const LATER = "deferred temporary at auth";
const NEXT_HOST = "deferred temporary at auth, next host";
const NOTHING_SENT = "refused authentication at auth";

for (
  const [row, what, answers, result] of [
    ["F069", "454", ["454 4.7.0 later\r\n"], LATER],
    ["F069", "432", ["432 4.7.12 change it\r\n"], LATER],
    ["F070", "535", ["535 5.7.8 no\r\n"], REFUSED],
    ["F070", "534", ["534 5.7.9 too weak\r\n"], REFUSED],
    ["F070", "538", ["538 5.7.11 TLS first\r\n"], REFUSED],
    ["F070", "504", ["504 5.5.4 what?\r\n"], REFUSED],
    ["F071", "421", ["421 4.3.0 closing\r\n"], NEXT_HOST],
    ["F072", "the end of the connection", ["FIN"], NEXT_HOST],
    ["F073", "a reset", ["RST"], NEXT_HOST],
    ["F074", "silence", ["SILENCE"], NEXT_HOST],
    ["F076", "half a reply", ["235 2.7", "FIN"], NEXT_HOST],
    ["F077", "354", ["354 go\r\n"], PROTOCOL],
    ["F077", "250", ["250 ok\r\n"], PROTOCOL],
    ["F078", "garbage", ["\x00\xff\x16\x03\r\n"], PROTOCOL],
    ["F079", "lines with two codes", ["235-a\r\n535 b\r\n"], PROTOCOL],
    ["F080", "a line without end", [`235 ${"x".repeat(70_000)}`], PROTOCOL],
    ["F081", "lines without end", ["235-x\r\n".repeat(600)], PROTOCOL],
    ["F082", "control characters", ["235 \x1b[2J\x00\x9b\r\n"], "accepted"],
    ["F083", "a bare LF", ["235 ok\n"], "accepted"],
    ["F084", "an answer too many", [`${ACCEPT}250 ok\r\n`], PROTOCOL],
    ["F171", "a challenge in bad base64", ["334 !\r\n"], PROTOCOL],
    ["F171", "a challenge without padding", ["334 YWI\r\n"], PROTOCOL],
    ["F171", "a challenge of two words", ["334 YWI= YWI=\r\n"], PROTOCOL],
    ["F171", "a challenge of two lines", ["334-YWI=\r\n334 YWI=\r\n"], PROTOCOL],
  ] as const
) {
  Deno.test(`${row} AUTH answered with ${what}: ${result}`, async () => {
    const cancel = row === "F171" ? [turn("*\r\n")] : [];
    const script = [turn(AUTH_PLAIN, ...answers), ...cancel];
    const { error } = await authDialogue(script, { chunkSize: 4096 });
    assertEquals(judged(error), result);
  });
}

Deno.test("F075 AUTH answered with a reply that drips in: the deadline is of the whole reply", async () => {
  const drip = "235-x\r\n".repeat(30);
  const { error } = await authDialogue([turn(AUTH_PLAIN, drip, "SILENCE")], { chunkSize: 1 });
  assertEquals([error?.kind, judged(error)], ["timeout", NEXT_HOST]);
});

Deno.test("F085 AUTH answered in pieces of one octet is accepted", async () => {
  const { error } = await authDialogue(
    [
      turn("AUTH LOGIN\r\n", "334 VXNlcm5hbWU6\r\n"),
      turn("YW5h\r\n", "334 UGFzc3dvcmQ6\r\n"),
      turn("cGE1NXdvcmQ=\r\n", ACCEPT),
    ],
    { offered: "LOGIN", chunkSize: 1 },
  );
  assertEquals(error, undefined);
});

for (const name of MECHANISM_NAMES) {
  const kind = findMechanism(name)?.uses ?? "password";
  const setting: AuthSetting = { offered: name, credentials: { ...ana, kind } };

  Deno.test(`F172 challenges for ever end ${name} with * within 8 rounds`, async () => {
    let rounds = 0;
    const endless = (line: string) => {
      rounds += 1;
      return line === "*" ? "" : "334 YWI=\r\n";
    };
    const { error, sent } = await authDialogue(endless, setting);
    assertEquals([judged(error), sent.split("\r\n").at(-2)], [PROTOCOL, "*"]);
    assert(rounds <= 8, `${rounds} rounds`);
  });

  Deno.test(`a response of ${name} that does not fit into a line is not sent`, async () => {
    const secret = "x".repeat(20_000);
    const credentials = { user: name === "CRAM-MD5" ? secret : "ana", secret, kind };
    const challenge = (line: string) => line === "*" ? "" : "334 YWI=\r\n";
    const { error, sent } = await authDialogue(challenge, { ...setting, credentials });
    // SCRAM sends neither: what it says does not grow with the password.
    assertEquals(judged(error), name === "SCRAM-SHA-256" ? PROTOCOL : REFUSED);
    assertEquals(sent.split("\r\n").at(-2), "*");
    assert(!sent.includes("eHh4"));
  });
}

for (const offered of ["LOGIN", "CRAM-MD5", "SCRAM-SHA-256"]) {
  Deno.test(`F173 success before ${offered} has said anything is not believed`, async () => {
    const { error } = await authDialogue(() => ACCEPT, { offered });
    assertEquals([judged(error), error?.message.includes(offered)], [PROTOCOL, true]);
  });
}

Deno.test("F173 success before a response that had to wait is not believed", async () => {
  const credentials = { ...ana, secret: "x".repeat(600) };
  const { error } = await authDialogue([turn("AUTH PLAIN\r\n", ACCEPT)], { credentials });
  assertEquals(judged(error), PROTOCOL);
});

Deno.test("F173 success in the middle of LOGIN is not believed", async () => {
  const script = [turn("AUTH LOGIN\r\n", "334 \r\n"), turn("YW5h\r\n", ACCEPT)];
  assertEquals(judged((await authDialogue(script, { offered: "LOGIN" })).error), PROTOCOL);
});

Deno.test("SCRAM-SHA-256 is accepted after the server has proved itself", async () => {
  const server = new ScramServer("pa55word");
  const { error, sent } = await authDialogue(server.answer, { offered: "PLAIN SCRAM-SHA-256" });
  assertEquals(error, undefined);
  assertEquals(sent.split("\r\n").at(-2), "");
});

Deno.test("F173 success before the server of SCRAM-SHA-256 has proved itself is not believed", async () => {
  const server = new ScramServer("pa55word", "early success");
  const { error } = await authDialogue(server.answer, { offered: "SCRAM-SHA-256" });
  assertEquals(judged(error), PROTOCOL);
});

Deno.test("a server of SCRAM-SHA-256 that does not know the password is an impostor", async () => {
  const server = new ScramServer("pa55word", "wrong signature");
  const { error, sent } = await authDialogue(server.answer, { offered: "SCRAM-SHA-256" });
  assertEquals([judged(error), sent.split("\r\n").at(-2)], [REFUSED, "*"]);
});

Deno.test("SCRAM-SHA-256 refused is not tried again, and nothing weaker is", async () => {
  const server = new ScramServer("another");
  const { error, sent } = await authDialogue(server.answer, {
    offered: "SCRAM-SHA-256 PLAIN LOGIN",
  });
  assertEquals(judged(error), REFUSED);
  assertEquals(sent.match(/AUTH/g)?.length, 1);
});

Deno.test("a response that would make the command too long waits for an empty challenge", async () => {
  const secret = "x".repeat(370);
  const response = btoa(`\0ana\0${secret}`);
  const script = [turn("AUTH PLAIN\r\n", "334 \r\n"), turn(`${response}\r\n`, ACCEPT)];
  assertEquals((await authDialogue(script, { credentials: { ...ana, secret } })).error, undefined);
});

Deno.test("334 may have no text, and not even a space", async () => {
  for (const challenge of ["334 \r\n", "334\r\n"]) {
    const { error } = await authDialogue([
      turn("AUTH LOGIN\r\n", challenge),
      turn("YW5h\r\n", challenge),
      turn("cGE1NXdvcmQ=\r\n", ACCEPT),
    ], { offered: "LOGIN" });
    assertEquals(error, undefined);
  }
});

Deno.test("a refused token of XOAUTH2 is acknowledged with an empty line, and its status told", async () => {
  const { error } = await authDialogue([
    turn("AUTH XOAUTH2 dXNlcj1hbmEBYXV0aD1CZWFyZXIgeWEyOS50b2tlbgEB\r\n", `334 ${STATUS_401}\r\n`),
    turn("\r\n", "535 5.7.8 no\r\n"),
  ], {
    offered: "PLAIN XOAUTH2",
    credentials: { user: "ana", secret: "ya29.token", kind: "token" },
  });
  assertEquals(judged(error), REFUSED);
  assertStringIncludes(error?.message ?? "", "535 5.7.8 no to AUTH XOAUTH2");
  assertStringIncludes(error?.message ?? "", "status 401");
});

const TOKEN_RESPONSE = "dXNlcj1hbmEBYXV0aD1CZWFyZXIgeWEyOS50b2tlbgEB";
const WITH_TOKEN = `AUTH XOAUTH2 ${TOKEN_RESPONSE}\r\n`;

for (
  const [server, answers, result] of [
    ["Gmail accepts", [ACCEPT], "accepted"],
    ["Gmail refuses", ["STATUS", "535-5.7.8 no\r\n535 5.7.8 see support\r\n"], REFUSED],
    ["Outlook refuses at once", ["535 5.7.3 Authentication unsuccessful\r\n"], REFUSED],
    ["Outlook asks for what it has been sent", ["334 \r\n", ACCEPT], "accepted"],
    ["Yandex asks with no text and not even a space", ["334\r\n", ACCEPT], "accepted"],
    ["Yandex asks, and then refuses", ["334 \r\n", "535 5.7.8 authentication failed\r\n"], REFUSED],
    ["a server says why not and accepts all the same", ["STATUS", ACCEPT], PROTOCOL],
    ["a server asks for ever", ["334 \r\n", "334 \r\n", ACCEPT], PROTOCOL],
  ] as const
) {
  Deno.test(`XOAUTH2: ${server}: ${result}`, async () => {
    const script = answers.map((answer, index) => {
      const isAsked = answers[index - 1]?.startsWith("334") && index < 2;
      const said = index === 0 ? WITH_TOKEN : isAsked ? `${TOKEN_RESPONSE}\r\n` : "\r\n";
      return turn(said, answer === "STATUS" ? `334 ${STATUS_401}\r\n` : answer);
    });
    const credentials = { user: "ana", secret: "ya29.token", kind: "token" } as const;
    const { error } = await authDialogue(script, { offered: "XOAUTH2", credentials });
    assertEquals(judged(error), result);
  });
}

Deno.test("a token that is too long for the command is what 334 asks for, with text or without", async () => {
  const secret = "t".repeat(1500);
  const response = btoa(`user=ana\x01auth=Bearer ${secret}\x01\x01`);
  for (const challenge of ["334 \r\n", "334\r\n"]) {
    const script = [turn("AUTH XOAUTH2\r\n", challenge), turn(`${response}\r\n`, ACCEPT)];
    const credentials = { user: "ana", secret, kind: "token" } as const;
    const { error } = await authDialogue(script, { offered: "XOAUTH2", credentials });
    assertEquals(judged(error), "accepted");
  }
});

/** `{"status":"401","schemes":"bearer"}` */
const STATUS_401 = "eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIn0=";

Deno.test("nothing is sent without verified TLS, unless that is allowed", async () => {
  const { error } = await authDialogue([], { options: { verifiedTls: false } });
  assertEquals([error?.kind, judged(error)], ["policy", NOTHING_SENT]);
  const allowed = { verifiedTls: false, allowInsecure: true };
  assertEquals((await authDialogue(() => ACCEPT, { options: allowed })).error, undefined);
});

for (
  const [offered, mechanism, message] of [
    ["", undefined, "the server does not offer AUTH"],
    [
      "GSSAPI NTLM",
      undefined,
      "cannot authenticate with a password: the server offers GSSAPI, NTLM",
    ],
    ["XOAUTH2", undefined, "cannot authenticate with a password: the server offers XOAUTH2"],
    [
      "PLAIN LOGIN",
      "cram-md5",
      "cannot authenticate with CRAM-MD5: the server offers PLAIN, LOGIN",
    ],
  ] as const
) {
  Deno.test(`nothing is sent to a server that offers "${offered}": ${message}`, async () => {
    const { error } = await authDialogue([], { offered, options: { mechanism } });
    assertEquals([error?.kind, error?.message], ["policy", message]);
  });
}

Deno.test("nothing is sent of credentials that the mechanism cannot carry", async () => {
  const { error } = await authDialogue([], { credentials: { ...ana, secret: "a\0b" } });
  assertEquals(judged(error), REFUSED);
});

Deno.test("a refusal is told with the server's words and what they mean", async () => {
  const { error } = await authDialogue([turn(AUTH_PLAIN, "535-5.7.8 no\r\n535 5.7.8 way\r\n")]);
  assertEquals(
    error?.message,
    "the server does not accept these credentials: 535 5.7.8 no way to AUTH PLAIN",
  );
});

/** The forms in which a secret could be shown. */
function formsOf(secret: string): string[] {
  const octets = new TextEncoder().encode(secret);
  // Within base64, three forms: the secret may begin at each of three places in a group.
  const inner = ["", "x", "xx"].map((pad) => btoa(pad + secret).slice(pad.length && 4, -4));
  return [secret, octets.toHex(), ...inner];
}

for (const offered of MECHANISM_NAMES) {
  Deno.test(`no event or error of ${offered} shows the secret, even if the server repeats it`, async () => {
    const kind = findMechanism(offered)?.uses ?? "password";
    const credentials = { user: "ana", secret: "correcthorsebatterystaple", kind };
    const parrot = (line: string) => line.startsWith("AUTH") ? "334 YWI=\r\n" : `535 ${line}?\r\n`;
    for (const answer of [parrot, (line: string) => `500 "${line}"?\r\n`]) {
      const { error, events, sent } = await authDialogue(answer, { offered, credentials });
      const shown = JSON.stringify([events, error?.message, error?.reply]);
      const [line = ""] = sent.split("\r\n");
      assertEquals(events[0]?.text, line.replace(/^(AUTH \S+) .*/, "$1 ********"));
      for (const form of formsOf(credentials.secret)) assert(!shown.includes(form), form);
    }
  });
}
