import { assertEquals, assertStringIncludes } from "../../std/assert.ts";
import { runMua } from "../../support/run_mua.ts";

Deno.test("demo --trust shows what breaks when a mail is altered, forwarded, listed and forged", async () => {
  const { code, stdout, stderr } = await runMua(["demo", "--trust"]);
  assertEquals([code, stderr], [0, ""]);
  const verdicts = [...stdout.matchAll(/^ {2}(SPF|DKIM|DMARC) {2,4}(pass|fail) /gm)]
    .map(([, method, result]) => `${method} ${result}`);
  assertEquals(verdicts, [
    ...["SPF pass", "DKIM pass", "DMARC pass"],
    ...["SPF pass", "DKIM fail", "DMARC pass"],
    ...["SPF fail", "DKIM pass", "DMARC pass"],
    ...["SPF pass", "DKIM fail", "DMARC fail"],
    ...["SPF pass", "DKIM pass", "DMARC fail"],
  ]);
  const words = stdout.replace(/\s+/g, " ");
  assertStringIncludes(words, 'it is valid without the last 2 lines, from "--" on');
  assertStringIncludes(words, "ualg.pt asks the receiver to refuse such mail (reject).");
});
