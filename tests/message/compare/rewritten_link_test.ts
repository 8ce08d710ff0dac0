import { readRewrittenLink } from "../../../message/compare/rewritten_link.ts";
import { textOf } from "../../fuzz/octets.ts";
import { assert, assertEquals } from "../../std/assert.ts";
import fc from "fast-check";

const SAFE = "https://eur01.safelinks.protection.outlook.com/?url=";
const BARRACUDA = "https://linkprotect.cudasvc.com/url?a=";
const V2 = "https://urldefense.proofpoint.com/v2/url?u=";
const V3 = "https://urldefense.com/v3/__";
const BEHIND_V3 = "!!Org!Hash-1_x$";

/** Links as filters write them, and where they lead. */
const LINKS: readonly (readonly [service: RegExp, link: string, target: string])[] = [
  [
    /^Safe Links/,
    `${SAFE}https%3A%2F%2Fx.example%2Fa%3Fb%3Dc%2520d%26e%2Bf%23g&data=05%7C02&reserved=0`,
    "https://x.example/a?b=c%20d&e+f#g",
  ],
  [
    /^URL Defense/,
    `${V2}https-3A__x.example_a-2Db-5Fc-3Fd-3De&d=Dw&c=x&e=`,
    "https://x.example/a-b_c?d=e",
  ],
  [
    /^URL Defense/,
    "https://urldefense.proofpoint.com/v1/url?u=https%3A//x.example/a&k=b",
    "https://x.example/a",
  ],
  [/^URL Defense/, `${V3}https://x.example/a?b=c__;${BEHIND_V3}`, "https://x.example/a?b=c"],
  [/^URL Defense/, `${V3}https://x.example/a*b__;Iw!${BEHIND_V3}`, "https://x.example/a#b"],
  [/^URL Defense/, `${V3}https:/x.example/a__;${BEHIND_V3}`, "https://x.example/a"],
  // Two characters and one, of which the first two are in UTF-8 what ASCII has not.
  [/^URL Defense/, `${V3}https://x.example/**A/*__;w6HDqSM!${BEHIND_V3}`, "https://x.example/áé/#"],
  [
    /^Link Protection/,
    `${BARRACUDA}https%3a%2f%2fx.example%2fa&c=E,1,abc,,&typo=1`,
    "https://x.example/a",
  ],
  [/^Link Protection/, `${BARRACUDA}http://x.example&c=E,1,abc`, "http://x.example"],
  [
    /^Secure Web/,
    "https://secure-web.cisco.com/1abc-_/https%3A%2F%2Fx.example%2Fa",
    "https://x.example/a",
  ],
];

for (const [service, link, target] of LINKS) {
  Deno.test(`readRewrittenLink finds ${target} in ${link}`, () => {
    const found = readRewrittenLink(link);
    assertEquals(found?.target, target);
    assert(service.test(found?.service ?? ""));
  });
}

Deno.test("readRewrittenLink reads a link through two filters", () => {
  const inner = `${V3}https://x.example/a__;${BEHIND_V3}`;
  const found = readRewrittenLink(`${SAFE}${encodeURIComponent(inner)}&data=1`);
  assertEquals(found?.target, "https://x.example/a");
});

Deno.test("readRewrittenLink knows no more than the domain of a link of Mimecast", () => {
  for (const host of ["protect-eu.mimecast.com", "url.uk.m.mimecastprotect.com"]) {
    const found = readRewrittenLink(`https://${host}/s/AbC?domain=x.example`);
    assertEquals([found?.target, found?.domain], [undefined, "x.example"]);
    assertEquals(readRewrittenLink(`https://${host}/s/AbC`)?.domain, undefined);
  }
});

for (
  const link of [
    "https://x.example/?url=https%3A%2F%2Fy.example",
    "https://safelinks.protection.outlook.com.x.example/?url=https%3A%2F%2Fy.example",
    "https://notmimecast.com/s/AbC?domain=x.example",
    `${SAFE.replace("url=", "u=")}https%3A%2F%2Fx.example`,
    `${SAFE}https%3A%2F%2Fx.example%2F%E1`,
    `${V2}https-3A__x.example_-E1&d=x`,
    `${V3}https://x.example/a*b__;${BEHIND_V3}`,
    `${V3}https://x.example/a__;Iw!${BEHIND_V3}`,
    `${V3}https://x.example/a`,
    "www.x.example",
    "",
  ]
) {
  Deno.test(`readRewrittenLink finds no other address in ${link}`, () => {
    assertEquals(readRewrittenLink(link), undefined);
  });
}

Deno.test("readRewrittenLink takes any text", () => {
  const link = textOf(
    SAFE,
    V2,
    V3,
    BARRACUDA,
    "__;",
    "!",
    "**",
    "-",
    "%E1",
    "&d=",
    "https://x.example",
  );
  fc.assert(fc.property(link, (text) => {
    const { target } = readRewrittenLink(text) ?? {};
    assert(target === undefined || typeof target === "string");
  }));
});
