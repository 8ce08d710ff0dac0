/**
 * The schemas of `docs/schema/`.
 * @module
 */
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/2020";

const DIRECTORY = new URL("../../docs/schema/", import.meta.url);

/** The schemas by the names of their files without `.json`. */
export const schemas: ReadonlyMap<string, Readonly<Record<string, unknown>>> = new Map(
  Array.from(Deno.readDirSync(DIRECTORY), ({ name }) => name)
    .filter((name) => name.endsWith(".json"))
    .map((name) => [
      name.slice(0, -".json".length),
      JSON.parse(Deno.readTextFileSync(new URL(name, DIRECTORY))),
    ]),
);

const ajv = new Ajv2020({
  allErrors: true,
  // Unknown keywords, and keywords that another one leaves without effect, are mistakes.
  strict: true,
  allowUnionTypes: true,
  // A part of a "oneOf" need not repeat the type and the properties of the whole.
  strictTypes: false,
  strictRequired: false,
});
for (const [name, schema] of schemas) ajv.addSchema(schema, `${name}.json`);

/**
 * What is wrong with a value.
 *
 * @param name The name of a schema.
 * @param value The value.
 * @returns A line for each fault; none if the value is as the schema says.
 */
export function faultsOf(name: string, value: unknown): string[] {
  const validate: ValidateFunction | undefined = ajv.getSchema(`${name}.json`);
  if (validate === undefined) throw new Error(`docs/schema/${name}.json is missing`);
  return validate(value) ? [] : (validate.errors ?? []).map(describe);
}

function describe({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath === "" ? "the whole" : instancePath} ${message} ${JSON.stringify(params)}`;
}
