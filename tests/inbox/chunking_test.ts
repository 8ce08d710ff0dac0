import { assertEquals } from "../std/assert.ts";
import { bytes, drive, type Driven, say } from "./drive.ts";

const ENVELOPE = "EHLO a\r\nMAIL FROM:<a@one.test>\r\nRCPT TO:<b@two.test>\r\n";

/** The stored messages without their trace. */
function contents({ stored }: Driven): string[] {
  return stored.map(({ text }) => text.slice(text.indexOf("+0000\r\n") + 7));
}

Deno.test("a message in chunks is stored octet for octet, wherever its octets are cut", () => {
  const octets = bytes(
    `${ENVELOPE}BDAT 9\r\n..\r\n.\r\n\r\nBDAT 0\r\nBDAT 4 last\r\na\nb.QUIT\r\n`,
  );
  const whole = drive([octets]);
  assertEquals(contents(whole), ["..\r\n.\r\n\r\na\nb."]);
  assertEquals(whole.replies.slice(-5), [
    "250 2.1.5 Recipient ok",
    "250 2.0.0 9 octets received",
    "250 2.0.0 0 octets received",
    "250 2.0.0 Stored as message 1",
    "221 2.0.0 inbox.test closing the connection",
  ]);
  for (let at = 0; at <= octets.length; at++) {
    const driven = drive([octets.subarray(0, at), octets.subarray(at)]);
    assertEquals([driven.replies, driven.stored], [whole.replies, whole.stored], `cut at ${at}`);
  }
});

Deno.test("one octet is no octets", () => {
  const { replies } = say(`${ENVELOPE}BDAT 1\r\nx`);
  assertEquals(replies.at(-1), "250 2.0.0 1 octet received");
});

Deno.test("a chunk that is not wanted is passed over, and never taken for commands", () => {
  const { replies, stored } = say("EHLO a\r\nBDAT 12 LAST\r\nRSET\r\nQUIT\r\nNOOP\r\n");
  assertEquals(replies.slice(-2), ["503 5.5.1 Send MAIL first", "250 2.0.0 Ok"]);
  assertEquals(stored, []);
  const nobody = say("EHLO a\r\nMAIL FROM:<>\r\nBDAT 6\r\nQUIT\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n");
  assertEquals(nobody.replies.slice(-3), [
    "554 5.5.1 No valid recipients",
    "503 5.5.1 Send MAIL first",
    "250 2.0.0 Ok",
  ]);
});

Deno.test("BDAT without a size that can be read ends the connection", () => {
  for (const argument of ["", "x", "-1", "1 FIRST", "9999999999999999"]) {
    const { replies } = say(`${ENVELOPE}BDAT ${argument}\r\nQUIT\r\n`);
    assertEquals(replies.at(-1), "501 5.5.4 Syntax: BDAT size [LAST]", argument);
  }
});

Deno.test("BDAT that is refused as a line ends the connection, for its chunk would be read as commands", () => {
  const chunk = "RSET\r\n";
  assertEquals(say(`${ENVELOPE}BDAT 6 LAST\n${chunk}`).replies.at(-1)?.slice(0, 3), "500");
  const { replies } = say(`BDAT 6 LAST\r\n${chunk}`, { rules: ["banner=554 no"] });
  assertEquals(replies.map((line) => line.slice(0, 3)), ["554", "503"]);
});

Deno.test("between chunks neither DATA nor RCPT is taken, and RSET forgets them", () => {
  const { replies, kinds, stored } = say(
    `${ENVELOPE}BDAT 2\r\nHiDATA\r\nRCPT TO:<c@two.test>\r\nRSET\r\nDATA\r\n`,
  );
  assertEquals(replies.slice(-4), [
    "503 5.5.1 The message is being sent in chunks: DATA cannot be mixed with BDAT",
    "503 5.5.1 The message is already being sent",
    "250 2.0.0 Ok",
    "503 5.5.1 Send MAIL first",
  ]);
  assertEquals([kinds.filter((kind) => kind === "abandon").length, stored], [1, []]);
});

Deno.test("a client that goes between two chunks, or in one, leaves nothing", () => {
  for (const rest of ["", "BDAT 9\r\nhalf"]) {
    const { kinds, stored } = say(`${ENVELOPE}BDAT 2\r\nHi${rest}`);
    assertEquals([kinds.filter((kind) => kind === "abandon").length, stored], [1, []], rest);
  }
});

Deno.test("chunks over the limit are refused, and so is all that follows of them", () => {
  const { replies, stored } = say(
    `${ENVELOPE}BDAT 6\r\n12345\nBDAT 6\r\n12345\nBDAT 2 LAST\r\n1\nNOOP\r\n`,
    { limits: { messageOctets: 10 } },
  );
  assertEquals(replies.slice(-4), [
    "250 2.0.0 6 octets received",
    "552 5.3.4 Message too large",
    "503 5.5.1 Send MAIL first",
    "250 2.0.0 Ok",
  ]);
  assertEquals(stored, []);
});

Deno.test("BINARYMIME wants BDAT and not DATA (RFC 3030 section 3)", () => {
  const envelope = ENVELOPE.replace("one.test>", "one.test> BODY=BINARYMIME");
  const driven = say(`${envelope}DATA\r\nBDAT 3 LAST\r\n\n\0\r`);
  assertEquals(driven.replies.slice(-2), [
    "503 5.5.1 BINARYMIME needs BDAT, not DATA",
    "250 2.0.0 Stored as message 1",
  ]);
  assertEquals(contents(driven), ["\n\0\r"]);
});

Deno.test("the envelope keeps the parameters of MAIL and RCPT", () => {
  const { stored } = say(
    "EHLO a\r\nMAIL FROM:<> RET=hdrs ENVID=x1\r\nRCPT TO:<b@two.test> NOTIFY=NEVER\r\n" +
      "RCPT TO:<c@two.test>\r\nDATA\r\n.\r\n",
  );
  assertEquals(stored[0]?.envelope.mailParameters, ["RET=hdrs", "ENVID=x1"]);
  assertEquals(stored[0]?.envelope.rcptParameters, [["NOTIFY=NEVER"], []]);
});
