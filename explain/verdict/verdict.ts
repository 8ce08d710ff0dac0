/**
 * Why a message is in Junk, or might be: what the recipient's own servers say of it in its header.
 * @module
 */
import { type ClaimedCheck, readClaimedChecks } from "../../message/header/claimed_check.ts";
import type { HeaderField } from "../../message/header/header.ts";
import { findOwnServers, isSameSite, type OwnServers } from "../../message/header/own_server.ts";
import { type Standing, standingOf } from "../../message/header/own_server.ts";
import { judgeChecks } from "./checks.ts";
import { readGateways } from "./gateways.ts";
import {
  byWeight,
  type Cause,
  type FieldsByName,
  type Judgement,
  type PlacedField,
} from "./judgement.ts";
import { readMicrosoft } from "./microsoft.ts";
import { readRspamd } from "./rspamd.ts";
import { readSpamAssassin } from "./spamassassin.ts";

/** Why a message is taken for junk. */
export interface Junk {
  /** Who says that it is; `undefined` if nobody does. */
  readonly by: string | undefined;
  /** The points that it has there, if any are given. */
  readonly score: number | undefined;
  /** From how many points on it is junk, if that is said. */
  readonly threshold: number | undefined;
  /** What spoke against it, the heaviest first. */
  readonly causes: readonly Cause[];
}

/** What the header says of a message. */
export interface Verdict {
  /** The recipient's own servers, as the header shows them, the last one first. */
  readonly servers: readonly string[];
  /** What each filter and server says; the one that says junk first. */
  readonly judgements: readonly Judgement[];
  /** Whether no server before them had the message: what it did not have when it was sent is their word. */
  readonly direct: boolean;
  /** Fields with such claims that do not count: a server before the recipient's wrote them, or anybody. */
  readonly passedOver: readonly HeaderField[];
}

/** Names of fields in which filters speak. */
const FILTER_FIELD =
  /^(?:x-spam(?:d|-|$)|x-rspamd-|x-forefront-antispam-report$|x-microsoft-antispam(?:-mailbox-delivery)?$|x-ms-exchange-organization-scl$|x-proofpoint-|x-mimecast-|x-ironport-|x-barracuda-)/;

/** Fields that Microsoft's servers rename when they come from outside, so that those left are theirs. */
const MICROSOFT_FIELD =
  /^(?:x-forefront-antispam-report|x-microsoft-antispam(?:-mailbox-delivery)?|x-ms-exchange-organization-scl)$/;

/**
 * Reads what the recipient's own servers say of a message. Of fields that stand where the sender could
 * have put them as well (`open`), a filter's are read only if it has none in a better place.
 *
 * @param fields The header.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseHeader } from "../../message/header/header.ts";
 * import { junkOf, readVerdict } from "./verdict.ts";
 *
 * const header = "X-Spam-Status: Yes, score=7.3 required=5.0 tests=RDNS_NONE\n" +
 *   "Received: from a.example (unknown [192.0.2.1]) by mx.b.example; x\n";
 * const verdict = readVerdict(parseHeader(new TextEncoder().encode(header)).fields);
 * const { by, score, threshold, causes } = junkOf(verdict) ?? {};
 * assertEquals([by, score, threshold, causes?.[0]?.name], ["SpamAssassin", 7.3, 5, "RDNS_NONE"]);
 * ```
 */
export function readVerdict(fields: readonly HeaderField[]): Verdict {
  const servers = findOwnServers(fields);
  const checks = readClaimedChecks(fields);
  const placed = placeFields(fields, servers);
  const own = judgementsOf(byName(placed, "own"), checks, "own");
  const open = judgementsOf(byName(placed, "open"), checks, "open");
  const judgements = [...own, ...open.filter(({ by }) => !own.some((each) => each.by === by))];
  const read = new Set(judgements.map(({ standing }) => standing));
  const unread = [...placed, ...checks].filter(({ standing }) => !read.has(standing));
  const passedOver = new Set(unread.map(({ field }) => field));
  return {
    servers: [...new Set(servers.names)],
    direct: servers.above > 0 && servers.below === fields.length,
    judgements: judgements.sort((one, other) => rankOf(one) - rankOf(other)),
    passedOver: fields.filter((field) => passedOver.has(field)),
  };
}

function placeFields(fields: readonly HeaderField[], servers: OwnServers): PlacedField[] {
  const isMicrosoft = servers.names.some((name) => isSameSite(name, "outlook.com"));
  return fields.flatMap((field, index) => {
    const name = field.name.toLowerCase();
    if (!FILTER_FIELD.test(name)) return [];
    const isRenamed = isMicrosoft && MICROSOFT_FIELD.test(name);
    const standing = isRenamed ? "own" : standingOf(servers, index, hostIn(field));
    return [{ field, standing }];
  });
}

/** Characters of a field in which a host is looked for. */
const MAX_NAMED = 500;

/** The only one of these fields that names a host. */
function hostIn(field: HeaderField): string | undefined {
  if (field.name.toLowerCase() !== "x-spam-checker-version") return undefined;
  return /\bon (\S{1,255})/.exec(field.value.slice(0, MAX_NAMED))?.[1];
}

function byName(placed: readonly PlacedField[], standing: Standing): FieldsByName {
  const fields = new Map<string, PlacedField>();
  for (const each of placed) {
    const name = each.field.name.toLowerCase();
    if (each.standing === standing && !fields.has(name)) fields.set(name, each);
  }
  return fields;
}

function judgementsOf(
  fields: FieldsByName,
  checks: readonly ClaimedCheck[],
  standing: Standing,
): Judgement[] {
  const found = [
    readMicrosoft(fields),
    readSpamAssassin(fields),
    readRspamd(fields),
    ...readGateways(fields),
    judgeChecks(checks.filter((check) => check.standing === standing)),
  ];
  return found.filter((each) => each !== undefined);
}

/** What counts and says junk first, then what says so and may be anybody's, then the others. */
function rankOf({ junk, standing }: Judgement): number {
  return (standing === "own" ? 0 : 2) + (junk === true ? 0 : 1);
}

/**
 * Why a message is taken for junk.
 *
 * @param verdict What its header says.
 * @param place Whether it lies in the junk mailbox, if we have sent it ourselves without such fields and have
 * found it there: then what nobody but its sender could have written instead counts too.
 * @returns Why, or `undefined` if it is not taken for junk.
 */
export function junkOf(
  { judgements, direct }: Verdict,
  place?: { readonly inJunk: boolean },
): Junk | undefined {
  const inJunk = place?.inJunk === true;
  const believesOpen = inJunk || place !== undefined && direct;
  const decided = judgements.find(({ junk, standing }) =>
    junk === true && (standing === "own" || believesOpen)
  );
  if (decided === undefined && !inJunk) return undefined;
  const others = judgements.filter((each) => each !== decided);
  return {
    by: decided?.by,
    score: decided?.score,
    threshold: decided?.threshold,
    causes: [...decided?.causes ?? [], ...byWeight(others.flatMap(({ causes }) => causes))],
  };
}
