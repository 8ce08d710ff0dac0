import { assert } from "../std/assert.ts";
import { agrees } from "./output.ts";

Deno.test("output agrees with what is shown when only times, identifiers and ports differ", () => {
  assert(agrees(
    [
      "   0.011 <-  250 2.0.0 Ok: queued as 3D5D0210135",
      "asked 127.0.0.1: 17 ms",
      "   1  2026-11-24 00:24:26     460 B  a@x.example",
      "   0.061  ~> MAIL FROM:<a@x.example> SIZE=260",
      "\tTue, 24 Nov 2026 00:24:26 +0000",
      "Message-ID: <c4bb176a-9341-4e19-9c41-16d223e730a0@ualg.pt>",
      "",
    ],
    "  10.918 <-  250 2.0.0 Ok: queued as 615E120C561F\nasked 127.0.0.1: 3 ms\n" +
      "   1  2027-01-02 10:00:01     459 B  a@x.example\n" +
      "   0.061  ~> MAIL FROM:<a@x.example> SIZE=259\n\tSat, 2 Jan 2027 10:00:01 +0100\n" +
      "Message-ID: <11111111-9341-4e19-9c41-16d223e730a0@ualg.pt>\n\n",
  ));
});

Deno.test("output differs from what is shown when a word, a code or a line differs", () => {
  assert(!agrees(["250 Ok"], "251 Ok\n"));
  assert(!agrees(["delivered  a@x.example"], "refused  a@x.example\n"));
  assert(!agrees(["a", "c"], "a\nb\nc\n"));
  assert(!agrees(["a"], "a\nb\n"));
  assert(!agrees(["a", "b"], "a\n"));
  assert(!agrees(["   1  46 octets"], "   1  47 octets\n"));
});

Deno.test("output agrees when ... stands for any lines, or for the end of one", () => {
  assert(agrees(["...", "b"], "a\na\nb\n"));
  assert(agrees(["a", "..."], "a\n"));
  assert(agrees(["a", "...", "c", "...", "e"], "a\nb\nc\nc\nd\ne\n"));
  assert(agrees(["334 v=..."], "334 v=1 w=2\n"));
  assert(!agrees(["...", "b"], "a\nc\n"));
  assert(!agrees(["a", "...", "c"], "a\nb\n"));
});
