import {
  type ContentType,
  parseContentType,
  parseTransferEncoding,
} from "../../../message/header/content_type.ts";
import { assertEquals } from "../../std/assert.ts";

function brief(contentType: ContentType | undefined): string | undefined {
  if (contentType === undefined) return undefined;
  const { type, subtype, parameters } = contentType;
  return [`${type}/${subtype}`, ...Array.from(parameters, ([name, value]) => `${name}=<${value}>`)]
    .join(" ");
}

const READABLE: Readonly<Record<string, string>> = {
  "text/plain": "text/plain",
  "TEXT/Plain; CharSet=UTF-8": "text/plain charset=<UTF-8>",
  "text / plain ; charset = utf-8 ": "text/plain charset=<utf-8>",
  "text/plain;charset=utf-8;format=flowed": "text/plain charset=<utf-8> format=<flowed>",
  "text/plain;": "text/plain",
  "text/plain; ; charset=x;": "text/plain charset=<x>",
  'multipart/mixed; boundary="a; b=\\"c\\""': 'multipart/mixed boundary=<a; b="c">',
  "multipart/mixed; boundary=----=_Part_1_2.3": "multipart/mixed boundary=<----=_Part_1_2.3>",
  'multipart/mixed; boundary=""': "multipart/mixed boundary=<>",
  '(a) text/(b (c\\) ")) plain; (d; e=f) charset=(g)utf-8': "text/plain charset=<utf-8>",
  'text/plain; name="(no comment)"': "text/plain name=<(no comment)>",
  "a/b; filename*0=x; filename*1=y": "a/b filename*0=<x> filename*1=<y>",
};

Deno.test("parseContentType reads types and parameters", () => {
  for (const [value, expected] of Object.entries(READABLE)) {
    assertEquals(brief(parseContentType(value)), expected, value);
  }
});

Deno.test("parseContentType does not guess what readers would not agree on", () => {
  const unreadable = [
    "",
    "text",
    "/plain",
    "text/",
    "text/plain charset=x",
    "text/plain; charset",
    "text/plain; charset=",
    'text/plain; charset="x',
    'text/plain; charset="x" y',
    "text/plain; a=b c",
    "text/plain (",
    "text/plain )",
    "multipart/mixed; boundary=a; Boundary=b",
    "text/plain, text/html",
  ];
  for (const value of unreadable) assertEquals(parseContentType(value), undefined, value);
});

Deno.test("parseContentType and its like take time that grows with the length", () => {
  const started = performance.now();
  for (const unit of ["(", '"', "\\", ";", "; ", " ", "a/", "a=", ";a=b", '";', "a/b;\t"]) {
    parseContentType(`a/b;${unit.repeat(100_000)}`);
    parseContentType(unit.repeat(100_000));
    parseTransferEncoding(unit.repeat(100_000));
  }
  // A second where the machine is busy; minutes, if it grew with the square.
  assertEquals(performance.now() - started < 20_000, true);
});

Deno.test("parseTransferEncoding drops case, blanks and comments", () => {
  assertEquals(parseTransferEncoding(" Quoted-Printable (RFC 2045) "), "quoted-printable");
  assertEquals(parseTransferEncoding("x-uuencode"), "x-uuencode");
  assertEquals(parseTransferEncoding("8bit ("), "");
});
