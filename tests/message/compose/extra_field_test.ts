import {
  findExtraField,
  parseExtraField,
  refuseLonePost,
  refuseRepeated,
} from "../../../message/compose/extra_field.ts";
import { MessageError } from "../../../message/message.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";

Deno.test("parseExtraField reads a name and a value", () => {
  const fields: Record<string, [string, string]> = {
    "X-Lab: 2": ["X-Lab", "2"],
    "x-lab:2": ["x-lab", "2"],
    "X-Lab:  a: b  ": ["X-Lab", "a: b"],
    "X-Lab:": ["X-Lab", ""],
    "Comments: Olá 🙂": ["Comments", "Olá 🙂"],
    "toString: x": ["toString", "x"],
    "__proto__: x": ["__proto__", "x"],
  };
  for (const [text, [name, value]] of Object.entries(fields)) {
    assertEquals(parseExtraField(text), { name, value });
  }
});

Deno.test("parseExtraField refuses header injection (CVE-2024-6923)", () => {
  const refused: Record<string, string> = {
    "X: a\r\nBcc: eve@x.pt": "CR (U+000D)",
    "X: a\nBcc: eve@x.pt": "LF (U+000A)",
    "X: a\r\n folded": "CR (U+000D)",
    "X\r\nBcc: eve@x.pt": "CR (U+000D)",
    "X: a\0b": "NUL",
    "X: a\tb": "TAB",
    "X: a\x85Bcc: eve@x.pt": "NEL",
    "X: a\u2028Bcc: eve@x.pt": "LINE SEPARATOR",
  };
  for (const [text, reason] of Object.entries(refused)) {
    assertThrows(() => parseExtraField(text), MessageError, reason);
  }
});

Deno.test("parseExtraField refuses what is no field, and names that it may not set", () => {
  const refused: Record<string, string> = {
    "": "not of the form",
    "X-Lab": "not of the form",
    ": x": "not of the form",
    "X Lab: x": "not of the form",
    "X-Lab : x": "not of the form",
    "Assunção: x": "not of the form",
    "Bcc: eve@x.pt": "a blind copy",
    "RESENT-BCC: eve@x.pt": "a blind copy",
    "Content-Type: text/html": "follows from the parts",
    "mime-version: 2.0": "follows from the parts",
    "Content-Transfer-Encoding: 8bit": "follows from the parts",
  };
  for (const [text, reason] of Object.entries(refused)) {
    assertThrows(() => parseExtraField(text), MessageError, reason);
  }
});

Deno.test("refuseRepeated allows once what RFC 5322 3.6 allows once", () => {
  refuseRepeated(
    ["X-Lab: 1", "x-lab: 2", "Subject: a", "Received: x", "Received: y"].map(parseExtraField),
  );
  for (const name of ["Date", "From", "To", "Subject", "Message-ID", "References", "reply-to"]) {
    const twice = [`${name}: a`, `${name.toUpperCase()}: b`].map(parseExtraField);
    assertThrows(() => refuseRepeated(twice), MessageError, "RFC 5322 3.6 allows one");
  }
});

Deno.test("List-Unsubscribe-Post goes only with a List-Unsubscribe of https (RFC 8058 3.1)", () => {
  const post = "List-Unsubscribe-Post: List-Unsubscribe=One-Click";
  const https = "list-unsubscribe: <mailto:u@x.pt>, <https://x.pt/u?id=1>";
  refuseLonePost([post, https].map(parseExtraField));
  refuseLonePost([https].map(parseExtraField));
  const refused = [
    [post],
    [post, "List-Unsubscribe: <mailto:u@x.pt>"],
    [post, "List-Unsubscribe: <http://x.pt/u>"],
    [post, "List-Unsubscribe: https://x.pt/u"],
    ["List-Unsubscribe-Post: yes", https],
  ];
  for (const fields of refused) {
    assertThrows(() => refuseLonePost(fields.map(parseExtraField)), MessageError, "RFC 8058");
  }
});

Deno.test("findExtraField finds the first whatever the case", () => {
  const fields = ["X-Lab: 1", "x-lab: 2"].map(parseExtraField);
  assertEquals(findExtraField(fields, "X-LAB")?.value, "1");
  assertEquals(findExtraField(fields, "Subject"), undefined);
});
