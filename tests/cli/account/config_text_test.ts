import fc from "fast-check";
import { parse } from "@std/toml/parse";
import { addAccounts, type NewAccount } from "../../../cli/account/config_text.ts";
import { assert, assertEquals } from "../../std/assert.ts";

const value = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme-ascii" }),
  fc.constantFrom("", '"', "\\", "'''", '"""', "\x7f", "\u0000", "\u2028", "a\r\nb", "[x]", "# x"),
  fc.nat(),
  fc.boolean(),
  fc.array(fc.string({ unit: "binary" })),
);

const name = fc.oneof(
  fc.stringMatching(/^[\w-]{1,8}$/),
  fc.string({ unit: "binary", minLength: 1 }),
  fc.constantFrom("a.b", "x y", '"', "]", "account", "default"),
)
  // The reader of TOML takes no table of these names.
  .filter((text) => !(text in {}));

const accounts = fc.uniqueArray(
  fc.record({
    name,
    values: fc.dictionary(fc.constantFrom("from", "user", "ca", "ehlo"), value)
      .map((values) => new Map(Object.entries(values))),
    secret: fc.constant(undefined),
  }),
  { selector: ({ name }) => name, maxLength: 4 },
);

function asTable(list: readonly NewAccount[]): Record<string, unknown> {
  return Object.fromEntries(
    list.map(({ name, values }) => [name, Object.fromEntries(values)]),
  );
}

Deno.test("accounts that are written are read back equal, behind those that were there", () => {
  fc.assert(
    fc.property(accounts, accounts, (first, more) => {
      const added = more.filter(({ name }) => first.every((each) => each.name !== name));
      const before = addAccounts("# mine\n", first, first[0]?.name);
      const after = addAccounts(before, added, undefined);
      assert(after.startsWith(before));
      const { account = {}, default: byDefault } = parse(after);
      assertEquals(account, asTable([...first, ...added]));
      assertEquals(byDefault, first[0]?.name);
    }),
    { numRuns: Number(Deno.env.get("MUA_FUZZ_RUNS") ?? 200) },
  );
});

Deno.test("a file that does not end with a line end gets one, and its first key stays at the top", () => {
  const work = { name: "work", values: new Map([["port", 25]]), secret: undefined };
  const text = addAccounts("# mine\n[account.a] # b", [work], "work");
  assertEquals(text, 'default = "work"\n\n# mine\n[account.a] # b\n\n[account.work]\nport = 25\n');
});
