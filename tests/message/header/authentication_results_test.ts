import { parseAuthenticationResults } from "../../../message/header/authentication_results.ts";
import { assertEquals } from "../../std/assert.ts";

/** The results in short: `spf=pass smtp.mailfrom=a (comment)`. */
function outline(value: string): string[] {
  const { server, instance, results, broken } = parseAuthenticationResults(value);
  const head = [
    server,
    ...(instance === undefined ? [] : [`i=${instance}`]),
    ...(broken ? ["broken"] : []),
  ];
  return [
    head.join(" "),
    ...results.map(({ method, result, reason, properties, comments }) =>
      [
        `${method}=${result}`,
        ...(reason === undefined ? [] : [`reason=${reason}`]),
        ...[...properties].map(([name, each]) => `${name}=${each}`),
        ...comments.map((comment) => `(${comment})`),
      ].join(" ")
    ),
  ];
}

const CASES: readonly (readonly [name: string, value: string, outline: string[]])[] = [
  ["nothing checked", "a.example; none", ["a.example"]],
  ["a version", "a.example 1; spf=pass", ["a.example", "spf=pass"]],
  [
    "what Gmail writes",
    "mx.google.com; dkim=pass header.i=@b.example header.b=ab/cd=; spf=pass (google.com: ok) smtp.mailfrom=x@b.example; dmarc=FAIL (p=NONE dis=NONE) header.from=b.example",
    [
      "mx.google.com",
      "dkim=pass header.i=@b.example header.b=ab/cd=",
      "spf=pass smtp.mailfrom=x@b.example (google.com: ok)",
      "dmarc=fail header.from=b.example (p=NONE dis=NONE)",
    ],
  ],
  [
    "what Exchange Online writes, which does not name itself",
    "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=b.example; dkim=none;compauth=pass reason=100",
    [
      " broken",
      "spf=pass smtp.mailfrom=b.example (sender IP is 192.0.2.1)",
      "dkim=none",
      "compauth=pass reason=100",
    ],
  ],
  ["a set of ARC", "i=2; a.example; arc=pass", ["a.example i=2", "arc=pass"]],
  ["a reason in quotes, and versions", 'a; dkim/1 = fail reason="bad; sig" header.d=b', [
    "a",
    "dkim=fail reason=bad; sig header.d=b",
  ]],
  ["what cannot be read", "a; hello; spf=pass", ["a broken", "spf=pass"]],
  ["nothing at all", "", [" broken"]],
];

for (const [name, value, expected] of CASES) {
  Deno.test(`parseAuthenticationResults reads ${name}`, () => {
    assertEquals(outline(value), expected);
  });
}
