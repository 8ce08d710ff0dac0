import { assertEquals, assertStringIncludes } from "../std/assert.ts";
import { bytes, drive, say } from "./drive.ts";

const READY = "220 2.0.0 Ready to start TLS";
const MAIL = "MAIL FROM:<a@one.test>\r\nRCPT TO:<b@two.test>\r\nDATA\r\nHi\r\n.\r\n";

Deno.test("STARTTLS is offered in clear text, and under TLS no more, but REQUIRETLS is", () => {
  const { replies } = drive([bytes("EHLO a\r\nSTARTTLS\r\n"), bytes("EHLO a\r\nSTARTTLS\r\n")], {
    tls: "auto",
  });
  const ready = replies.indexOf(READY);
  assertEquals(replies.slice(0, ready).includes("250-STARTTLS"), true);
  assertEquals(replies.slice(0, ready).includes("250-REQUIRETLS"), false);
  assertEquals(replies.slice(ready).includes("250-STARTTLS"), false);
  assertEquals(replies.slice(ready).includes("250-REQUIRETLS"), true);
  assertEquals(replies.at(-1), "502 5.5.1 Command not implemented");
});

Deno.test("what was said before TLS is forgotten (RFC 3207 section 4.2)", () => {
  const before = "EHLO a\r\nMAIL FROM:<a@one.test>\r\nRCPT TO:<b@two.test>\r\nSTARTTLS\r\n";
  const { replies } = drive([bytes(before), bytes("MAIL FROM:<>\r\n"), bytes("DATA\r\n")], {
    tls: "auto",
  });
  assertEquals(replies.slice(-3), [
    READY,
    "503 5.5.1 Send EHLO or HELO first",
    "503 5.5.1 Send MAIL first",
  ]);
});

Deno.test("commands in clear text behind STARTTLS end the connection (CVE-2011-0411)", () => {
  const { replies, kinds, stored } = say(`EHLO a\r\nSTARTTLS\r\nEHLO b\r\n${MAIL}`, {
    tls: "auto",
  });
  assertEquals(replies.at(-1), "554 5.7.0 Nothing may follow STARTTLS before TLS: closing");
  assertEquals([kinds.includes("secure"), stored], [false, []]);
});

Deno.test("STARTTLS has no parameters and comes behind EHLO", () => {
  assertEquals(
    say("STARTTLS\r\n", { tls: "auto" }).replies.at(-1),
    "503 5.5.1 Send EHLO first",
  );
  assertEquals(
    say("EHLO a\r\nSTARTTLS now\r\n", { tls: "auto" }).replies.at(-1),
    "501 5.5.4 STARTTLS takes no parameters",
  );
});

Deno.test("a handshake that fails ends the session", () => {
  const { replies } = drive([bytes("EHLO a\r\nSTARTTLS\r\n"), bytes("NOOP\r\n")], {
    tls: "auto",
    fails: "secure",
  });
  assertEquals(replies.at(-1), READY);
});

Deno.test("TLS on connect comes before the greeting, or there is none", () => {
  const { kinds, replies } = say("EHLO a\r\n", { tls: "on-connect" });
  assertEquals(kinds.slice(0, 2), ["ask", "secure"]);
  assertEquals(replies.includes("250-STARTTLS"), false);
  assertEquals(say("", { tls: "on-connect", fails: "secure" }).replies, []);
});

Deno.test("where TLS is required, nothing of a mail is taken without it (RFC 3207 section 4)", () => {
  const demand = "530 5.7.0 Must issue a STARTTLS command first";
  const { replies } = drive(
    [bytes("EHLO a\r\nMAIL FROM:<>\r\nVRFY a\r\nNOOP\r\nSTARTTLS\r\n"), bytes(`EHLO a\r\n${MAIL}`)],
    { tls: "require" },
  );
  const ready = replies.indexOf(READY);
  assertEquals(replies.slice(ready - 3, ready), [demand, demand, "250 2.0.0 Ok"]);
  assertEquals(replies.at(-1), "250 2.0.0 Stored as message 1");
});

Deno.test("a mail under TLS says so in its trace and its envelope (RFC 3848)", () => {
  const [mail] = say(`EHLO a\r\n${MAIL}`, { tls: "on-connect" }).stored;
  assertStringIncludes(mail?.text ?? "", " with ESMTPS id ");
  assertEquals(mail?.envelope.encrypted, true);
  const [utf8] = say(`EHLO a\r\n${MAIL.replace(">", "> SMTPUTF8")}`, { tls: "on-connect" }).stored;
  assertStringIncludes(utf8?.text ?? "", " with UTF8SMTPS id ");
});
