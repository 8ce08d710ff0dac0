import { ReceivedMail } from "../../../inbox/received/mail.ts";
import { findCodes } from "../../../inbox/received/codes.ts";
import { linksOfText } from "../../../inbox/received/links.ts";
import { writeMail } from "../../../message/mod.ts";
import { concatenate } from "../../../message/encoding/octets.ts";
import { assert, assertEquals } from "../../std/assert.ts";

async function received(
  mail: { text?: string; html?: string; subject?: string },
): Promise<ReceivedMail> {
  const { message } = await writeMail({ from: "a@x.example", to: "b@y.example", ...mail });
  return new ReceivedMail(concatenate(await Array.fromAsync(message.open())));
}

Deno.test("the links of a mail are those of its HTML, then those of its text, each once", async () => {
  const mail = await received({
    text: "Go to https://x.example/confirm?a=1&b=2 or https://x.example/help.",
    html: '<a href="https://x.example/confirm?a=1&amp;b=2">here</a> <a href="#top">top</a>' +
      '<a href=" mailto:ana@x.example ">us</a> <!-- <a href="https://no.example/">no</a> -->',
  });
  assertEquals(mail.links, [
    "https://x.example/confirm?a=1&b=2",
    "mailto:ana@x.example",
    "https://x.example/help",
  ]);
});

Deno.test("the codes of a mail are those of its subject, then those of its text or else of its HTML", async () => {
  const text = await received({ subject: "4711 is it", text: "or 123456", html: "<b>999999</b>" });
  assertEquals(text.codes(), ["4711", "123456"]);
  const html = await received({ subject: "Welcome", html: "<p>Code: <b>999&#57;99</b></p>" });
  assertEquals(html.codes(), ["999999"]);
});

Deno.test("a number that is part of a date, a time, a link, an amount or a name is no code", () => {
  const text =
    "29.11.2026 2026-11-29 12:3000 https://x.example/4711?c=123456 +351289800100 €1234 " +
    "$ 5555 1,2345 12345.67 v12345 12345abc 123 123456789";
  assertEquals(findCodes(text), []);
  assertEquals(findCodes("(778899), *4711*: 0815."), ["778899", "4711", "0815"]);
});

Deno.test("a pattern finds what it matches, or its first group, whatever its flags", () => {
  assertEquals(findCodes("A1 b2 A1", /[ab]\d/i), ["A1", "b2"]);
  assertEquals(findCodes("code A1, code B2", /code (..)/gy), ["A1"]);
  assertEquals(findCodes("none", /x*/), []);
});

Deno.test("links and codes of a text that was made to be slow are found in time", () => {
  const began = performance.now();
  linksOfText(`https://x/${")".repeat(200_000)}`);
  linksOfText(`https://x/${".)".repeat(100_000)}`);
  linksOfText("https://".repeat(50_000));
  findCodes("1234".repeat(50_000) + "a");
  assert(performance.now() - began < 5000);
});
