import { qualifiedName } from "../../../cli/route/ehlo_name.ts";
import { assertEquals } from "../../std/assert.ts";

Deno.test("a host greets with its name only where that means something to others", () => {
  assertEquals(qualifiedName("Mail.Ualg.pt"), "mail.ualg.pt");
  const meaningless = ["localhost", "alberto", "alberto.local", "pc.home.arpa", "pc.lan"];
  for (const name of [...meaningless, "", "a_b.ualg.pt", "mail.ualg.pt\r\nQUIT", "a b.pt"]) {
    assertEquals(qualifiedName(name), undefined, name);
  }
});
