/** The schemas of what `--json` prints: they describe each member in a line, and allow nothing else. */
import { Ajv2020 } from "ajv/2020";
import type { Command } from "../../cli/command/command.ts";
import { commands } from "../../cli/commands.ts";
import { assert, assertEquals } from "../std/assert.ts";
import { checkPrinted } from "../support/printed_json.ts";
import { faultsOf, schemas } from "../support/schema.ts";

/** A line that says what a member is. */
const DESCRIPTION = /^[A-Z].{3,130}\.$/;

/** What such a line says of a member that may be missing. */
const MAY_BE_ABSENT = /\babsent\b/;

/** What stands nowhere: no text, number or list, and an object with a member that none has. */
const STRANGER = { "no such member": [1] };

/** Members whose own members are named by a message, and by no schema. */
const NAMED_BY_MESSAGES = /\/(?:parameters|properties)$/;

type Members = Readonly<Record<string, unknown>>;

/** A member that a schema describes. */
interface Described {
  readonly name: string;
  readonly description: string;
  readonly isRequired: boolean;
}

const optional = new Set(
  [...schemas].flatMap(([name, schema]) => describedIn(name, schema))
    .filter(({ isRequired }) => !isRequired).map(({ name }) => name),
);

for (const [name, schema] of schemas) {
  const described = describedIn(name, schema);
  Deno.test(`docs/schema/${name}.json says of each member in a line what it is, and whether it may be absent`, () => {
    assert(new Ajv2020().validateSchema(schema));
    const bad = described.filter(({ description, isRequired }) =>
      !DESCRIPTION.test(description) || isRequired === MAY_BE_ABSENT.test(description)
    );
    assertEquals(bad, []);
  });

  for (const [index, example] of listOf(schema.examples).entries()) {
    Deno.test(`docs/schema/${name}.json allows its example ${index + 1}, but no other member, type or gap`, () => {
      assertEquals(faultsOf(name, example), []);
      const allowed = changesOf(example, "")
        .filter(({ removed }) => removed === undefined || !optional.has(removed))
        .filter(({ value }) => faultsOf(name, value).length === 0);
      assertEquals(allowed.map(({ what }) => what), []);
    });
  }
}

Deno.test("each command with --json has a schema, which wants the version and has examples", async () => {
  const loaded = await Promise.all(commands.map(({ load }) => load()));
  const printing = loaded.flatMap((command) => printersOf(command));
  assert(printing.length >= 9);
  for (const name of printing) {
    const { properties, required, examples } = schemas.get(name) ?? {};
    assertEquals(membersOf(membersOf(properties).version).const, 1, name);
    assert(listOf(required).includes("version"), name);
    assert(listOf(examples).length > 0, name);
  }
});

Deno.test("what is printed with --json and not as the schema says fails the test that printed it", async () => {
  const good = '{"version":1,"kind":null,"bounces":[],"explanations":[],"exitCode":0}\n';
  await checkPrinted(["explain", "--json", "x"], good);
  await checkPrinted(["explain", "x"], "not JSON\n");
  await checkPrinted(["explain", "--", "--json"], "not JSON\n");
  await checkPrinted(
    ["inbox", "list", "--json"],
    '{"version":1,"number":1,"file":"f","size":0}\n{"ver',
  );
  const wrong: [argv: string[], stdout: string][] = [
    [["explain", "--json"], good.replace('"version":1,', "")],
    [["explain", "--json"], good.replace(":0", ":4")],
    [["--color", "never", "explain", "x", "--json"], `${good}hello\n`],
    [["inbox", "show", "--json"], '{"version":1,"number":1,"file":"f","size":0}\n'],
    [["inbox", "--json"], '{"version":1,"event":"parent-ended","why":1}\n'],
  ];
  for (const [argv, stdout] of wrong) {
    const failed = await checkPrinted(argv, stdout).then(() => false, () => true);
    assert(failed, `${argv.join(" ")}: ${stdout}`);
  }
});

/** The command and its subcommands, as their schemas are called, as far as they have `--json`. */
function printersOf({ name, options, subcommands = [] }: Command): string[] {
  const others = subcommands.flatMap(printersOf).map((other) => `${name}-${other}`);
  return [...("json" in options ? [name] : []), ...others];
}

/** All members that a schema describes; one that another branch has described already has no words here. */
function describedIn(file: string, schema: unknown): Described[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { properties, required, examples: _, ...others } = membersOf(schema);
  const own = Object.entries(membersOf(properties))
    .filter(([, property]) => !isNarrowed(property))
    .map(([name, property]) => ({
      name,
      description: `${descriptionOf(file, property)}`,
      isRequired: listOf(required).includes(name),
    }));
  const inner = [...Object.values(others), ...Object.values(membersOf(properties))];
  return [...own, ...inner.flatMap((each) => describedIn(file, each))];
}

/** Whether a property only narrows one that is described elsewhere. */
function isNarrowed(property: unknown): boolean {
  if (typeof property === "boolean") return true;
  return Object.keys(membersOf(property)).every((keyword) => ["const", "enum"].includes(keyword));
}

function descriptionOf(file: string, property: unknown): unknown {
  const { description, $ref } = membersOf(property);
  if (description !== undefined || typeof $ref !== "string") return description;
  const [path = "", pointer = ""] = $ref.split("#");
  const name = path === "" ? file : path.replace(".json", "");
  const target = pointer.split("/").slice(1)
    .reduce((node: unknown, key) => membersOf(node)[key], schemas.get(name));
  return descriptionOf(name, target);
}

/** A value with one change somewhere. */
interface Change {
  readonly what: string;
  readonly value: unknown;
  /** The member that is missing, if that is the change. */
  readonly removed?: string;
}

/** A value with each of its members removed, with a strange one in each object, and each value replaced. */
function changesOf(value: unknown, path: string): Change[] {
  const replaced = { what: `${path}: replaced`, value: STRANGER };
  if (Array.isArray(value)) {
    const inner = value.flatMap((item, index) =>
      changesOf(item, `${path}/${index}`).map((change) => ({
        ...change,
        value: value.with(index, change.value),
      }))
    );
    return [replaced, ...inner];
  }
  if (typeof value !== "object" || value === null) return [replaced];
  const members = membersOf(value);
  const inner = Object.entries(members).flatMap(([name, member]) => {
    const { [name]: _, ...without } = members;
    const removed = { what: `${path}: without ${name}`, value: without, removed: name };
    return [
      ...(NAMED_BY_MESSAGES.test(path) ? [] : [removed]),
      ...changesOf(member, `${path}/${name}`).map((change) => ({
        ...change,
        value: { ...members, [name]: change.value },
      })),
    ];
  });
  return [replaced, { what: `${path}: more`, value: { ...members, ...STRANGER } }, ...inner];
}

function membersOf(value: unknown): Members {
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value))
    : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
