/** Properties of what reads bounces: any octets can be read, and what is found is whole. */
import { returnedJson, returnedLines } from "../../cli/explain/bounce.ts";
import { render } from "../../cli/terminal/style.ts";
import { readReturned } from "../../explain/bounce/read.ts";
import { REASONS } from "../../explain/bounce/reason/reason.ts";
import { assert } from "../std/assert.ts";
import fc from "fast-check";
import { octetsOf } from "./octets.ts";
import { RUNS } from "./runs.ts";

const BOUNCE = octetsOf(
  "From: MAILER-DAEMON@x.example\n",
  "Subject: failure notice\r\n",
  "Content-Type: multipart/report; boundary=b\n",
  "Content-Type: message/delivery-status\n",
  "Content-Type: message/rfc822\n",
  "\n",
  "\r\n\r\n",
  "--b\n",
  "--b--\n",
  " --b\n",
  "Final-Recipient: rfc822; a@x.example\n",
  "Action: failed\n",
  "Status: 5.1.1 (",
  "Diagnostic-Code: smtp; 550-5.1.1 ",
  "\n    550 5.1.1 ",
  "<a@x.example>: host mx[192.0.2.1] said: 550 ",
  "   ----- Transcript of session follows -----\n",
  ">>> DATA\n<<< 550 no\n",
  "<a@x.example>... User unknown\n",
  "--- Below this line is a copy of the message.\n",
  "Message-ID: <1@x.example>\n",
  '{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"a@x"}]}}',
  "\x1b[2J",
);

Deno.test("any octets can be read as a bounce, and nothing in what is said steers a terminal", () => {
  fc.assert(
    fc.property(BOUNCE, (octets) => {
      const returned = readReturned(octets);
      if (returned === undefined) return;
      for (const { recipient, reason, permanent, action } of returned.bounces) {
        assert(recipient !== "");
        assert(Object.hasOwn(REASONS, reason));
        assert(!(permanent && action === "delayed"));
      }
      assert(!render(returnedLines(returned), false).includes("\x1b"));
      JSON.stringify(returnedJson(returned));
    }),
    RUNS,
  );
});
