import { type Access, mechanismsFor } from "../../inbox/sasl/access.ts";
import type { Door } from "../../inbox/sasl/mechanism.ts";
import type { Credentials } from "../../smtp/security.ts";
import { findMechanism } from "../../smtp/sasl/mechanisms.ts";
import { MECHANISM_NAMES } from "../../smtp/security.ts";
import { assert, assertEquals, assertStringIncludes } from "../std/assert.ts";
import { bytes, drive, type DriveOptions, say } from "./drive.ts";

const USER = "ana";
const SECRET = "s3cret";
const ONE: Door = {
  kind: "users",
  users: [{ user: "eva", secret: "other" }, { user: USER, secret: SECRET }],
};
const EVERYBODY: Door = { kind: "everybody" };

const ACCEPTED = "235 2.7.0 Authentication successful";
const REFUSED = "535 5.7.8 Authentication credentials invalid";

function accessOf(door: Door, settings: Partial<Access> = {}): Access {
  return {
    door,
    mechanisms: mechanismsFor(door, []),
    required: false,
    inClear: true,
    ...settings,
  };
}

function base64(text: string): string {
  return bytes(text).toBase64();
}

/** The replies behind the one to EHLO. */
function repliesTo(text: string, options: DriveOptions): string[] {
  const { replies } = say(`EHLO a\r\n${text}`, options);
  return replies.slice(replies.indexOf("250 HELP") + 1);
}

/** Lets the client of `mua send` authenticate, and gives the last answer. */
async function authenticateBy(
  name: string,
  credentials: Credentials,
  door: Door,
): Promise<string | undefined> {
  const mechanism = findMechanism(name);
  assert(mechanism !== undefined);
  const exchange = mechanism.begin(credentials, { host: "localhost", port: 1025 });
  const access = accessOf(door);
  const lines: string[] = [`AUTH ${name}`];
  for (let challenge = new Uint8Array(0), isFirst = true;; isFirst = false) {
    // The whole dialogue again with one line more: a session has no other memory than what it heard.
    const replies = isFirst
      ? []
      : repliesTo(lines.map((line) => `${line}\r\n`).join(""), { access });
    const last = replies.at(-1);
    if (last !== undefined && !last.startsWith("334")) return last;
    if (last !== undefined) challenge = Uint8Array.fromBase64(last.slice(4));
    const { value: step } = await exchange.next(challenge);
    if (!step) return undefined;
    if (isFirst && step.response === undefined) continue;
    const response = step.response?.toBase64() ?? "";
    if (isFirst) lines[0] = `AUTH ${name} ${response === "" ? "=" : response}`;
    else lines.push(response);
  }
}

for (const name of MECHANISM_NAMES) {
  const kind = findMechanism(name)?.uses ?? "password";
  Deno.test(`the client of mua is let in by ${name} with the right ${kind} alone`, async () => {
    const right = { user: USER, secret: SECRET, kind };
    assertEquals(await authenticateBy(name, right, ONE), ACCEPTED);
    assertEquals(await authenticateBy(name, { ...right, secret: "wrong" }, ONE), REFUSED);
    assertEquals(await authenticateBy(name, { ...right, user: "eva" }, ONE), REFUSED);
  });
}

for (const name of MECHANISM_NAMES.filter((each) => each !== "SCRAM-SHA-256")) {
  const kind = findMechanism(name)?.uses ?? "password";
  Deno.test(`everybody is let in by ${name} where everybody may`, async () => {
    assertEquals(
      await authenticateBy(name, { user: "x", secret: "any", kind }, EVERYBODY),
      ACCEPTED,
    );
  });
}

Deno.test("SCRAM is not offered to everybody: the server could not prove itself", () => {
  assertEquals(mechanismsFor(EVERYBODY, []).some(({ knowsSecret }) => knowsSecret), false);
});

Deno.test("AUTH is offered under TLS, and in clear text only where that is allowed", () => {
  const offersAuth = (options: DriveOptions): boolean =>
    say("EHLO a\r\n", options).replies.some((line) => line.startsWith("250-AUTH "));
  const access = accessOf(ONE, { inClear: false });
  assertEquals(offersAuth({ access }), false);
  assertEquals(offersAuth({ access, tls: "on-connect" }), true);
  assertEquals(offersAuth({ access: accessOf(ONE) }), true);
  assertEquals(offersAuth({}), false);
  assertEquals(repliesTo("AUTH PLAIN\r\n", { access }), ["502 5.5.1 Command not implemented"]);
});

Deno.test("an exchange goes the same way wherever its octets are cut", () => {
  const octets = bytes(
    `EHLO a\r\nAUTH LOGIN\r\n${base64(USER)}\r\n${base64(SECRET)}\r\nAUTH PLAIN\r\nQUIT\r\n`,
  );
  const access = accessOf(ONE);
  const whole = drive([octets], { access });
  assertEquals(whole.replies.slice(-5), [
    "334 VXNlcm5hbWU6",
    "334 UGFzc3dvcmQ6",
    ACCEPTED,
    "503 5.5.1 Already authenticated",
    "221 2.0.0 inbox.test closing the connection",
  ]);
  for (let at = 0; at <= octets.length; at++) {
    const driven = drive([octets.subarray(0, at), octets.subarray(at)], { access });
    assertEquals([driven.replies, driven.heard], [whole.replies, whole.heard], `cut at ${at}`);
  }
});

const ANSWERS: readonly (readonly [text: string, ...replies: string[]])[] = [
  ["AUTH", "501 5.5.4 Syntax: AUTH mechanism"],
  ["AUTH GSSAPI", "504 5.5.4 Mechanism not offered"],
  ["AUTH PLAIN !", "501 5.5.2 Invalid base64"],
  ["AUTH PLAIN YQ", "501 5.5.2 Invalid base64"],
  ["AUTH PLAIN YQ==", "501 5.5.2 PLAIN needs an identity, NUL, a user, NUL and a password"],
  ["AUTH PLAIN =", "501 5.5.2 PLAIN needs an identity, NUL, a user, NUL and a password"],
  ["AUTH CRAM-MD5 YQ==", "501 5.5.4 CRAM-MD5 takes no initial response"],
  ["AUTH PLAIN\r\n*", "334 ", "501 5.7.0 Authentication cancelled"],
  [`AUTH PLAIN\r\n${"x".repeat(12_287)}`, "334 ", "500 5.5.6 Authentication line too long"],
  [`AUTH PLAIN\r\n${"YWFh".repeat(3071)}`, "334 ", ""],
  ["MAIL FROM:<>\r\nAUTH PLAIN", "250 2.1.0 Sender ok", ""],
  [`AUTH PLAIN ${base64(`eva\0${USER}\0${SECRET}`)}`, REFUSED],
  [`AUTH PLAIN ${base64(`${USER}\0${USER}\0${SECRET}`)}`, ACCEPTED],
  ["AUTH SCRAM-SHA-256 " + base64("p=tls-unique,,n=ana,r=x"), ""],
];

for (const [text, ...replies] of ANSWERS) {
  Deno.test(`${JSON.stringify(text.slice(0, 40))} is answered ${replies.at(-1)?.slice(0, 9)}`, () => {
    const given = repliesTo(`${text}\r\n`, { access: accessOf(ONE) });
    assertEquals(given.length, replies.length);
    for (const [index, expected] of replies.entries()) {
      if (expected === "") assert(/^50[13] /.test(given[index] ?? ""), given[index]);
      else assertEquals(given[index], expected);
    }
  });
}

Deno.test("where AUTH is required, no mail comes before it (RFC 4954 section 6)", () => {
  const demand = "530 5.7.0 Authentication required";
  const plain = `AUTH PLAIN ${base64(`\0${USER}\0${SECRET}`)}\r\n`;
  const mail = "MAIL FROM:<> AUTH=<>\r\nRCPT TO:<b@two.test>\r\nDATA\r\n.\r\n";
  const access = accessOf(ONE, { required: true });
  assertEquals(repliesTo(`MAIL FROM:<>\r\nVRFY x\r\nNOOP\r\n`, { access }), [
    demand,
    demand,
    "250 2.0.0 Ok",
  ]);
  const { stored } = say(`EHLO a\r\n${plain}${mail}`, { access });
  assertStringIncludes(stored[0]?.text ?? "", " with ESMTPA id ");
  assertEquals(stored[0]?.envelope.user, USER);
  const secure = say(`EHLO a\r\n${plain}${mail}`, { access, tls: "on-connect" });
  assertStringIncludes(secure.stored[0]?.text ?? "", " with ESMTPSA id ");
  assertEquals(
    repliesTo("MAIL FROM:<>\r\n", { access: accessOf(ONE, { required: true, inClear: false }) }),
    ["530 5.7.0 Must issue a STARTTLS command first"],
  );
});

Deno.test("who had authenticated is forgotten with TLS", () => {
  const access = accessOf(ONE, { required: true });
  const plain = `AUTH PLAIN ${base64(`\0${USER}\0${SECRET}`)}\r\n`;
  const { replies } = drive(
    [bytes(`EHLO a\r\n${plain}STARTTLS\r\n`), bytes("EHLO a\r\nMAIL FROM:<>\r\n")],
    { access, tls: "auto" },
  );
  assertEquals(replies.at(-1), "530 5.7.0 Authentication required");
});

Deno.test("nothing of a secret is shown, however it comes", () => {
  const secret = base64(`\0${USER}\0${SECRET}`);
  const access = accessOf(ONE);
  for (
    const text of [
      `AUTH PLAIN ${secret}\r\n`,
      `auth  plain  ${secret}\r\n`,
      ` AUTH PLAIN ${secret}\r\n`,
      `AUTH PLAIN ${secret}\n`,
      `AUTH PLAIN ${secret}\0\r\n`,
      `AUTH PLAIN\r\n${secret}\r\n`,
      `AUTH PLAIN\r\n${secret}\n`,
      `AUTH GSSAPI\r\n${secret}\r\n`,
      `AUTH LOGIN ${secret}\r\n${secret}\r\n${secret}\r\n`,
      `AUTH LOGIN\n${secret}\n${secret}\n`,
      `AUTH LOGIN\0\r\n${secret}\r\n${secret}\r\n`,
      `AUTH LOGIN\xff\r\nwhat\r\n${secret}\r\n`,
      `AUTH ${"x".repeat(13_000)}\r\n${secret}\r\n`,
      `AUTH\tPLAIN\t${secret}\r\n`,
      `AUTH=PLAIN ${secret}\r\n`,
      `AUTH ${secret}\r\n`,
      `AUTHPLAIN ${secret}\r\n`,
      `\0AUTH LOGIN\r\n${secret}\r\n`,
      `a1 AUTHENTICATE PLAIN\r\n${secret}\r\n`,
      `a1 LOGIN ana ${secret}\r\n`,
      `USER ana\r\nPASS ${secret}\r\n`,
      `Authorization: Basic ${secret}\r\n`,
      `STARTTLS now\r\nAUTH PLAIN\r\n*\r\n${secret}\r\n`,
    ]
  ) {
    for (
      const options of [{ access }, {}, { rules: ["banner=554 no"] }, { rules: ["auth=454 later"] }]
    ) {
      const { heard, notes, replies } = say(`EHLO a\r\n${text}`, options);
      const shown = [...heard, ...notes, ...replies].join("\n");
      assertEquals(shown.split("\n").filter((line) => line.includes(secret)), [], text);
    }
  }
  assertEquals(say("AUTH PLAIN =\r\n").heard, ["auth AUTH PLAIN ********"]);
});

Deno.test("behind AUTH the next command is shown again, and anything once a client was let in", () => {
  const access = accessOf(ONE);
  const { heard } = say("EHLO a\r\nAUTH LOGIN\n???\nNOOP\n???\r\n", { access });
  const hidden = ["ehlo EHLO a", "auth AUTH LOGIN", "other ********", "other NOOP", "other ???"];
  assertEquals(heard, hidden);
  const plain = `AUTH PLAIN ${base64(`\0${USER}\0${SECRET}`)}\r\n???\r\n`;
  assertEquals(say(`EHLO a\r\n${plain}`, { access }).heard.at(-1), "other ???");
});
