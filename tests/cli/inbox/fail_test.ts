/** `mua inbox --fail`: what `mua send` makes of each fault, and what is in the store then. */
import { assertEquals, assertStringIncludes } from "../../std/assert.ts";
import { mua, startMua } from "../../support/program.ts";

interface Case {
  readonly rule: string;
  /** What the inbox is given beside the rule. */
  readonly inbox?: readonly string[];
  /** What `mua send` is given beside the mail. */
  readonly send?: readonly string[];
  /** Its exit code. */
  readonly code: number;
  /** Messages in the store; none by default. */
  readonly stored?: number;
  /** What its standard output or standard error says. */
  readonly says: string;
}

const TLS = { inbox: ["--tls=auto"] };
const AUTH = {
  inbox: ["--any-user", "--allow-insecure-auth"],
  send: ["-uana", "--allow-insecure-auth"],
};
const SHORT = { send: ["--timeout=1s"] };

const CASES: readonly Case[] = [
  { rule: "banner=554 5.7.1 not you", code: 69, says: "554 5.7.1 not you" },
  { rule: "banner=stall", ...SHORT, code: 75, says: "within 1 s" },
  { rule: "ehlo=502 5.5.1 too new", code: 0, stored: 1, says: "Stored as message 1" },
  { rule: "ehlo:hide=SIZE,8BITMIME", code: 0, stored: 1, says: "Stored as message 1" },
  { rule: "helo=drop", code: 0, stored: 1, says: "Stored as message 1" },
  { rule: "starttls=454 4.7.0 not now", ...TLS, code: 0, stored: 1, says: "delivered" },
  {
    rule: "starttls=454 4.7.0 not now",
    ...TLS,
    send: ["--tls=require"],
    code: 75,
    says: "454 4.7.0 not now",
  },
  { rule: "tls=drop", ...TLS, send: ["--tls=require"], code: 75, says: "closed" },
  { rule: "tls=garbage", ...TLS, send: ["--tls=require"], code: 75, says: "not TLS" },
  { rule: "ehlo-after-tls=421 4.3.2 bye", ...TLS, code: 75, says: "421 4.3.2 bye" },
  { rule: "auth=454 4.7.0 later", ...AUTH, code: 75, says: "454 4.7.0 later" },
  { rule: "auth:PLAIN=535 5.7.8 no", ...AUTH, code: 0, stored: 1, says: "delivered" },
  { rule: "mail:a@*=550 5.7.1 not from you", code: 69, says: "550 5.7.1 not from you" },
  { rule: "rcpt:*@two.test=550 5.1.1 nobody", code: 67, says: "550 5.1.1 nobody" },
  { rule: "rcpt=drop", code: 75, says: "closed the connection" },
  { rule: "data=451 4.3.0 full", code: 75, says: "451 4.3.0 full" },
  { rule: "data=drop", code: 75, says: "closed the connection" },
  { rule: "dot=554 5.6.0 spam", code: 69, says: "554 5.6.0 spam" },
  { rule: "dot=drop", code: 79, stored: 1, says: "unknown" },
  { rule: "dot=stall", ...SHORT, code: 79, stored: 1, says: "within 1 s" },
  { rule: "dot=half", code: 79, stored: 1, says: "unknown" },
  { rule: "dot=slow 200ms", code: 0, stored: 1, says: "delivered" },
  { rule: "dot=drip 5ms", code: 0, stored: 1, says: "delivered" },
  { rule: "dot=garbage", code: 79, stored: 1, says: "unknown" },
  { rule: "mail=mixed", code: 76, says: "refused" },
  { rule: "mail=longline 1000000", code: 76, says: "refused" },
  { rule: "mail=manylines 100000", code: 76, says: "refused" },
  { rule: "mail=lf", code: 0, stored: 1, says: "delivered" },
  { rule: "mail=control", send: ["-v"], code: 0, stored: 1, says: "Sender ok\\x1b[2J" },
  { rule: "quit=drop", code: 0, stored: 1, says: "delivered" },
  // The whole of so short a message is under way before the connection is closed.
  { rule: "body=drop", code: 79, says: "closed the connection" },
];

for (const { rule, inbox: own = [], send = [], code, stored = 0, says } of CASES) {
  const options = [...own, ...send].join(" ");
  Deno.test({
    name: `--fail '${rule}'${options === "" ? "" : ` (${options})`}: mua send ends with ${code}`,
    sanitizeOps: true,
    sanitizeResources: true,
    fn: async () => {
      const dir = await Deno.makeTempDir();
      try {
        const argv = ["inbox", "-p0", `--dir=${dir}`, `--fail=${rule}`, ...own];
        await using inbox = startMua(argv);
        const [, port] = await inbox.said(/Listening on 127\.0\.0\.1:(\d+)/, "stderr");
        const mail = ["-f", "a@one.test", "-t", "b@two.test", "--body", "Hi", ...send];
        const sent = await mua(["send", ...mail, "--server", `127.0.0.1:${port}`], {
          env: { MUA_PASSWORD: "any" },
        });
        assertEquals(sent.code, code, sent.stdout + sent.stderr);
        assertStringIncludes(sent.stdout + sent.stderr, says);
        inbox.kill("SIGINT");
        const ended = await inbox.end();
        assertEquals(ended.code, 0);
        const messages = stored === 1 ? "1 message" : `${stored} messages`;
        assertStringIncludes(ended.stderr, `Stopped: ${messages} received`);
      } finally {
        await Deno.remove(dir, { recursive: true });
      }
    },
  });
}
