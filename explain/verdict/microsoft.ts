/**
 * What Microsoft 365, Outlook.com and Exchange write: X-Forefront-Antispam-Report, X-Microsoft-Antispam,
 * X-Microsoft-Antispam-Mailbox-Delivery, X-MS-Exchange-Organization-SCL.
 * @module
 */
import { byWeight, type Cause, type Detail, type FieldsByName } from "./judgement.ts";
import { type Judgement, numberIn, UNKNOWN_VALUE, valueIn } from "./judgement.ts";
import { findMicrosoftValue, SILENT } from "./microsoft_values.ts";

const NAMES = [
  "x-forefront-antispam-report",
  "x-microsoft-antispam-mailbox-delivery",
  "x-ms-exchange-organization-scl",
  "x-microsoft-antispam",
];

/** From this spam confidence level on, a mail goes to Junk. */
const JUNK_LEVEL = 5;
/** The most values of a field that are read. */
const MAX_VALUES = 200;

/** `KEY:value`, as all of these fields have them between semicolons. */
type Values = ReadonlyMap<string, string>;

/**
 * Reads the fields of Microsoft's filter.
 *
 * @param fields The fields of one standing.
 * @returns What they say, or `undefined` if there are none.
 */
export function readMicrosoft(fields: FieldsByName): Judgement | undefined {
  const first = NAMES.flatMap((name) => fields.get(name) ?? [])[0];
  if (first === undefined) return undefined;
  const valueOf = (name: string): string => valueIn(fields, name);
  const report = readValues(valueOf("x-forefront-antispam-report"));
  const bulk = readValues(valueOf("x-microsoft-antispam"));
  const delivery = readValues(valueOf("x-microsoft-antispam-mailbox-delivery"));
  const level = numberIn(report.get("SCL")) ?? numberIn(valueOf("x-ms-exchange-organization-scl"));
  const values = [
    ...(report.has("SCL") || level === undefined ? [] : [["SCL", String(level)] as const]),
    ...report,
    ...[...bulk].filter(([key]) => key === "BCL"),
    ...delivery,
  ];
  const junk = isJunk(report, delivery, level);
  return {
    by: "Microsoft's filter",
    field: first.field,
    standing: first.standing,
    junk,
    verdict: verdictOf(report, junk),
    ...(level === undefined ? {} : { score: level, threshold: JUNK_LEVEL }),
    causes: byWeight(values.flatMap(causeOf)),
    details: values.flatMap(detailOf),
  };
}

/** The first of each key, in upper case, except those of the delivery, which are lower. */
function readValues(field: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const each of field.split(";", MAX_VALUES)) {
    const [, key, value = ""] = /^\s*([A-Za-z]{1,12}):(.{0,300}?)\s*$/s.exec(each) ?? [];
    if (key !== undefined && !values.has(key)) values.set(key, value);
  }
  return values;
}

function isJunk(report: Values, delivery: Values, level: number | undefined): boolean | undefined {
  const destination = delivery.get("dest");
  if (destination === "J") return true;
  const against = [...report].some(([key, value]) => findMicrosoftValue(key, value)?.junk === true);
  if (against || level !== undefined && level >= JUNK_LEVEL) return true;
  return level !== undefined || destination === "I" || report.has("SFV") ? false : undefined;
}

function verdictOf(report: Values, junk: boolean | undefined): string {
  if (junk === undefined) return "no word on whether it is spam";
  if (!junk) return "not spam";
  const category = findMicrosoftValue("CAT", report.get("CAT") ?? "");
  return category?.junk === true && category.name !== undefined ? category.name : "spam";
}

function causeOf([key, value]: readonly [string, string]): Cause[] {
  const known = findMicrosoftValue(key, value);
  if (known?.weight === undefined) return [];
  const { weight, text, next = [] } = known;
  return [{ name: `${key}:${value}`, weight, text, next }];
}

/** Each value in words; what Microsoft keeps to itself, and what is empty, is left out. */
function detailOf([key, value]: readonly [string, string]): Detail[] {
  if (value === "" || SILENT.has(key)) return [];
  return [{ name: `${key}:${value}`, text: findMicrosoftValue(key, value)?.text ?? UNKNOWN_VALUE }];
}
