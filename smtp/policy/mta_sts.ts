/**
 * MTA-STS: what a domain demands of the hosts that take its mail, and of TLS with them (RFC 8461). It
 * decides by texts alone.
 * @module
 */

/** KiB that a policy may have: RFC 8461 section 3.3 suggests 64. */
export const MAX_POLICY_KIB = 64;

/** The longest time in seconds that a policy may be kept: a year (RFC 8461 section 3.2). */
const MAX_AGE = 31_557_600;

/** A policy of a domain. */
export interface MtaStsDocument {
  /** Whether the policy is law, is only tried out, or says that there is none. */
  readonly mode: "enforce" | "testing" | "none";
  /** The hosts that may take mail: names, the leftmost label of which may be `*`. */
  readonly hosts: readonly string[];
  /** How long the policy may be kept, in seconds. */
  readonly maxAge: number;
}

/** A policy that cannot be used. The message is a clause whose subject is the policy. */
export class MtaStsError extends Error {
  /** The name of the error. */
  override readonly name = "MtaStsError";
  /** Whether nobody could say what the policy is, so that there may be one all the same. */
  readonly isUnheard: boolean;

  /** @param options Besides the cause, whether nobody could say what the policy is. */
  constructor(message: string, options: ErrorOptions & { readonly isUnheard?: boolean } = {}) {
    super(message, options);
    this.isUnheard = options.isUnheard ?? false;
  }
}

/**
 * The identifier of the policy that TXT records announce (RFC 8461 section 3.1).
 *
 * @param texts The records of `_mta-sts.DOMAIN`.
 * @returns The `id=` of the one record that does; `undefined` where none or more than one does.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { announcedId } from "./mta_sts.ts";
 *
 * assertEquals(announcedId(["v=STSv1; id=20160831085700Z;"]), "20160831085700Z");
 * ```
 */
export function announcedId(texts: readonly string[]): string | undefined {
  const [record, another] = texts.filter((text) => /^v=STSv1[ \t]*;/.test(text));
  return record === undefined || another !== undefined ? undefined : ANNOUNCEMENT.exec(record)?.[1];
}

/** `id` may stand among fields of the future (RFC 8461 section 3.1). */
const ANNOUNCEMENT = /^v=STSv1[ \t]*;(?:.*;)?[ \t]*id=([A-Za-z0-9]{1,32})[ \t]*(?:;|$)/;

/**
 * Reads a policy (RFC 8461 section 3.2). Of a field that stands there twice the first counts, unknown
 * ones are passed over.
 *
 * @param text The policy; its lines end with LF or CRLF.
 * @returns The policy.
 * @throws {MtaStsError} If it is none that can be used.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parsePolicy } from "./mta_sts.ts";
 *
 * const policy = parsePolicy("version: STSv1\nmode: enforce\nmx: *.example.com\nmax_age: 86400\n");
 * assertEquals(policy, { mode: "enforce", hosts: ["*.example.com"], maxAge: 86_400 });
 * ```
 */
export function parsePolicy(text: string): MtaStsDocument {
  const fields = Map.groupBy(text.split(/\r?\n/).flatMap(readField), ([name]) => name);
  const value = (name: string): string | undefined => fields.get(name)?.[0]?.[1];
  if (value("version") !== "STSv1") throw new MtaStsError("is not of version STSv1");
  const mode = MODES.find((each) => each === value("mode"));
  if (mode === undefined) throw new MtaStsError("has no known mode");
  const age = value("max_age") ?? "";
  if (!/^[0-9]{1,10}$/.test(age)) throw new MtaStsError("has no max_age");
  const hosts = (fields.get("mx") ?? []).map(([, host]) => host.toLowerCase());
  if (!hosts.every((host) => HOST.test(host))) {
    throw new MtaStsError("has an mx that is not a name");
  }
  if (hosts.length === 0 && mode !== "none") throw new MtaStsError("names no mx");
  return { mode, hosts, maxAge: Math.min(Number(age), MAX_AGE) };
}

const MODES = ["enforce", "testing", "none"] as const;

/** A name of A-labels; only its leftmost label may be a wildcard. */
const HOST = /^(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.?$/;

function readField(line: string): [name: string, value: string][] {
  const [, name, value] = /^([A-Za-z0-9][A-Za-z0-9_.-]*)[ \t]*:[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
  return name === undefined || value === undefined ? [] : [[name, value]];
}
