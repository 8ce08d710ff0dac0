import { lookAtDomain } from "../../../message/address/look_alike.ts";
import { assertEquals } from "../../std/assert.ts";

const CASES: readonly (readonly [domain: string, look: ReturnType<typeof lookAtDomain>])[] = [
  ["example.com", { unicode: "example.com" }],
  ["xn--bcher-kva.example", { unicode: "bücher.example" }],
  ["xn--e1afmkfd.example", { unicode: "пример.example" }],
  ["xn--80ak6aa92e.com", { unicode: "аррӏе.com", looksLike: "apple.com" }],
  ["pаypal.com", { unicode: "pаypal.com", mixed: "Latin and Cyrillic", looksLike: "paypal.com" }],
  ["пpимер.example", { unicode: "пpимер.example", mixed: "Latin and Cyrillic" }],
  ["xn--a.example", { unicode: "xn--a.example" }],
  ["", { unicode: "" }],
  ["[192.0.2.1]", { unicode: "[192.0.2.1]" }],
];

for (const [domain, look] of CASES) {
  Deno.test(`lookAtDomain looks at ${JSON.stringify(domain)}`, () => {
    assertEquals(lookAtDomain(domain), look);
  });
}
