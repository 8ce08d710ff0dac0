import {
  auth,
  AUTH_CANCEL,
  AUTH_LINE_MAX_OCTETS,
  authResponse,
  authWithResponse,
  checkEnvelope,
  CommandError,
  DATA,
  ehlo,
  encodeCommands,
  helo,
  mail,
  QUIT,
  rcpt,
} from "../../smtp/command.ts";
import { assertEquals, assertThrows } from "../std/assert.ts";

Deno.test("commands have the form of RFC 5321, with no space behind a colon", () => {
  assertEquals(ehlo("mx.example").line, "EHLO mx.example");
  assertEquals(helo("[192.0.2.1]").line, "HELO [192.0.2.1]");
  assertEquals(mail("a@x.example").line, "MAIL FROM:<a@x.example>");
  assertEquals(mail("", ["SIZE=1", "BODY=8BITMIME"]).line, "MAIL FROM:<> SIZE=1 BODY=8BITMIME");
  assertEquals(rcpt('"a b"@x.example').line, 'RCPT TO:<"a b"@x.example>');
});

Deno.test("encodeCommands ends every command with CRLF, in one piece", () => {
  const bytes = encodeCommands([mail("a@x.example"), DATA, QUIT]);
  assertEquals(new TextDecoder().decode(bytes), "MAIL FROM:<a@x.example>\r\nDATA\r\nQUIT\r\n");
});

for (
  const hostile of ["\r", "\n", "\r\n", "\0", "\t", "\x1b", "\x7f", "\x85", "\u2028", "\u2029"]
) {
  Deno.test(`no command is formed with ${JSON.stringify(hostile)}`, () => {
    assertThrows(() => ehlo(`a${hostile}b`), CommandError, "control character");
    assertThrows(() => mail(`a${hostile}@x.example`), CommandError, "control character");
    assertThrows(() => rcpt(`a@x.example>${hostile}DATA`), CommandError, "control character");
    assertThrows(
      () => mail("a@x.example", [`SIZE=1${hostile}`]),
      CommandError,
      "control character",
    );
  });
}

Deno.test("a name to greet with has no space and is not empty", () => {
  assertThrows(() => ehlo(""), CommandError);
  assertThrows(() => ehlo("a b"), CommandError);
});

Deno.test("a path may have 256 octets and no more, counted as UTF-8", () => {
  const longest = `${"a".repeat(64)}@${"b".repeat(254 - 65)}`;
  assertEquals(longest.length, 254);
  mail(longest);
  assertThrows(() => mail(`${longest}b`), CommandError, "256 octets");
  assertThrows(() => rcpt(`${"ü".repeat(120)}@${"b".repeat(14)}`), CommandError, "256 octets");
});

Deno.test("a command line may have 512 octets and no more", () => {
  ehlo("a".repeat(505));
  assertThrows(() => ehlo("a".repeat(506)), CommandError, "512 octets");
});

Deno.test("checkEnvelope refuses a bad EHLO name, sender or recipient before anything is sent", () => {
  const envelope = (reversePath: string, address: string) => ({
    reversePath,
    recipients: [{ address, domain: "x.example" }],
  });
  checkEnvelope(envelope("a@x.example", "b@x.example"), "me");
  assertThrows(() => checkEnvelope(envelope("a\n", "b@x.example"), undefined), CommandError);
  assertThrows(() => checkEnvelope(envelope("a@x.example", "b\r"), undefined), CommandError);
  assertThrows(() => checkEnvelope(envelope("a@x.example", "b"), "me\r\nQUIT"), CommandError);
});

Deno.test("AUTH carries its initial response in base64, and an empty one as =", () => {
  assertEquals(auth("LOGIN"), { stage: "auth", line: "AUTH LOGIN" });
  const response = new TextEncoder().encode("\0ana\0secret");
  assertEquals(authWithResponse("PLAIN", response)?.line, "AUTH PLAIN AGFuYQBzZWNyZXQ=");
  assertEquals(authWithResponse("PLAIN", new Uint8Array()), {
    stage: "auth",
    line: "AUTH PLAIN =",
  });
  assertEquals(AUTH_CANCEL, { stage: "auth", line: "*" });
});

Deno.test("an AUTH line may have 512 octets with its CRLF; a longer response has to wait", () => {
  // "AUTH PLAIN " and CRLF are 13 octets; 499 are left, and base64 comes in fours.
  const longest = authWithResponse("PLAIN", new Uint8Array(372));
  assertEquals(longest?.line.length, 11 + 496);
  assertEquals(authWithResponse("PLAIN", new Uint8Array(373)), undefined);
});

Deno.test("a response line may have 12288 octets and no more; an empty one is an empty line", () => {
  assertEquals(authResponse(new Uint8Array()).line, "");
  assertEquals(authResponse(new Uint8Array(9216)).line.length, AUTH_LINE_MAX_OCTETS);
  assertThrows(() => authResponse(new Uint8Array(9217)), CommandError, "12288 octets");
});

Deno.test("lines that hold a secret name it", () => {
  const secret = new TextEncoder().encode("secret");
  assertEquals(authWithResponse("PLAIN", secret)?.secret, "c2VjcmV0");
  assertEquals(authResponse(secret).secret, "c2VjcmV0");
  assertEquals(auth("PLAIN").secret, undefined);
});
