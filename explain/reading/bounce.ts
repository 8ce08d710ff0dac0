/**
 * The machine's part of a bounce: a group of fields for each recipient (RFC 3464 section 2.3).
 * @module
 */
import { explainAnswer, parseAnswer } from "./answer.ts";
import type { Explanation, Point } from "../knowledge/knowledge.ts";

const FIELD =
  /^(Final-Recipient|Original-Recipient|Action|Status|Remote-MTA|Diagnostic-Code)[ \t]*:[ \t]*(.*)$/i;

/** What the actions mean (RFC 3464 section 2.3.3). */
export const ACTIONS: Readonly<Record<string, string>> = {
  failed: "The mail was given up for this recipient; nothing more is tried.",
  delayed:
    "The mail is not there yet, and the server goes on trying by itself. Do not send it again.",
  delivered: "The mail was put into the mailbox.",
  relayed: "The mail went on to a server that sends no such reports; more will not be heard.",
  expanded: "The mail went to the members of a list.",
};

/** The fields of a recipient, by their names in lower case. */
type Group = ReadonlyMap<string, string>;

/**
 * Whether a text has such fields.
 *
 * @param lines The text.
 */
export function isBounce(lines: readonly string[]): boolean {
  const names = lines.flatMap((line) => FIELD.exec(line)?.[1]?.toLowerCase() ?? []);
  return names.includes("status") || names.includes("diagnostic-code");
}

/**
 * Explains what happened to each recipient of a bounce.
 *
 * @param lines The text; what is not of the report is passed over.
 */
export function explainBounce(lines: readonly string[]): Explanation[] {
  return groups(lines).flatMap(explainGroup);
}

function groups(lines: readonly string[]): Group[] {
  const found: Map<string, string>[] = [];
  let group = new Map<string, string>();
  let name: string | undefined;
  for (const line of lines) {
    const [, field, value = ""] = FIELD.exec(line) ?? [];
    const continued = name === undefined ? undefined : group.get(name);
    if (field !== undefined) {
      name = field.toLowerCase();
      if (group.has(name)) found.push(group = new Map());
      group.set(name, value.trim());
    } else if (/^[ \t]/.test(line) && name !== undefined && continued !== undefined) {
      group.set(name, `${continued} ${line.trim()}`);
    } else {
      name = undefined;
      if (line.trim() === "") group = new Map();
    }
    if (group.size > 0 && found.at(-1) !== group) found.push(group);
  }
  return found;
}

function explainGroup(group: Group): Explanation[] {
  const status = group.get("status");
  const diagnostic = group.get("diagnostic-code");
  // `smtp; 550 …`: the words before the semicolon say whose words follow (section 2.3.6).
  const words = (diagnostic ?? "").replace(/^[^;]{0,40};\s*/, "");
  const [, enhanced] = /^([245]\.\d{1,3}\.\d{1,3})/.exec(status ?? "") ?? [];
  if (diagnostic === undefined && enhanced === undefined) return [];
  const answer = parseAnswer(words);
  const joined = {
    code: answer?.code,
    enhanced: answer?.enhanced ?? enhanced,
    text: answer?.text ?? words,
  };
  const seen = diagnostic === undefined ? `Status: ${status}` : `Diagnostic-Code: ${diagnostic}`;
  const { next, points, ...explanation } = explainAnswer(joined, seen);
  const isDelayed = group.get("action")?.toLowerCase() === "delayed";
  return [{
    ...explanation,
    points: [...whoAndWhat(group), ...points],
    next: isDelayed ? ["Wait: another report comes if the server gives up."] : next,
  }];
}

function whoAndWhat(group: Group): Point[] {
  const recipient = value(group, "final-recipient") ?? value(group, "original-recipient");
  const remote = value(group, "remote-mta");
  const action = group.get("action")?.toLowerCase();
  const meaning = action !== undefined && Object.hasOwn(ACTIONS, action)
    ? ACTIONS[action]
    : undefined;
  return [
    ...(recipient === undefined ? [] : [{ about: "For", text: recipient }]),
    ...(remote === undefined ? [] : [{ about: "Said by", text: remote }]),
    ...(meaning === undefined || action === undefined ? [] : [{ about: action, text: meaning }]),
  ];
}

/** What stands behind the type: `rfc822; ana@x.example`. */
function value(group: Group, name: string): string | undefined {
  return group.get(name)?.replace(/^[^;]{0,40};\s*/, "");
}
