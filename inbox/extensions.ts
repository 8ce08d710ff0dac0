/**
 * The extensions that the inbox offers, and the parameters of MAIL and RCPT that come with them (RFC 5321
 * section 4.1.1.11).
 * @module
 */
import { ENVELOPE_ID_OCTETS, type Limits, ORIGINAL_RECIPIENT_OCTETS } from "./limits.ts";
import type { Parameters } from "./parameters.ts";
import { reply, type ServerReply } from "./reply.ts";

/** What depends on the state of a connection. */
export interface Offer {
  /** What the inbox takes. */
  readonly limits: Limits;
  /** Whether STARTTLS can be had now (RFC 3207 section 4.2: not under TLS). */
  readonly startTls: boolean;
  /** Whether the connection is under TLS. */
  readonly encrypted: boolean;
  /** The mechanisms of AUTH that can be used now. */
  readonly mechanisms: readonly string[];
}

/**
 * The lines of the answer to EHLO behind the name of the server.
 *
 * @param offer What there is.
 * @returns One line an extension.
 */
export function extensionLines(offer: Offer): string[] {
  const { limits, startTls, encrypted, mechanisms } = offer;
  return [
    "PIPELINING",
    `SIZE ${limits.messageOctets}`,
    "8BITMIME",
    "SMTPUTF8",
    "CHUNKING",
    "BINARYMIME",
    "DSN",
    ...(startTls ? ["STARTTLS"] : []),
    // RFC 8689 section 2: the inbox gives no mail to anybody, so that it can promise it.
    ...(encrypted ? ["REQUIRETLS"] : []),
    ...(mechanisms.length === 0 ? [] : [`AUTH ${mechanisms.join(" ")}`]),
    "ENHANCEDSTATUSCODES",
    "HELP",
  ];
}

/** RFC 1870 section 6. */
export const MESSAGE_TOO_LARGE: ServerReply = reply(552, "5.3.4", "Message too large");

/** Whether a value is what a parameter wants. */
type Check = (value: string | undefined) => boolean;

/** What a parameter wants, as a pattern that its value must match, and the same in words. */
type Rule = readonly [check: Check, words: string];

const hasNone: Check = (value) => value === undefined;

function matches(pattern: RegExp): Check {
  return (value) => value !== undefined && pattern.test(value);
}

/** `xtext` (RFC 3461 section 4). */
const XTEXT = "(?:[!-*,-<>-~]|\\+[0-9A-F]{2})";

const CONDITION = "(?:SUCCESS|FAILURE|DELAY)";

const ENVELOPE_ID = matches(new RegExp(`^${XTEXT}+$`));

/** `original-recipient-address` with its type (RFC 3461 section 4.2); RFC 6533 section 3 lets UTF-8 into it. */
const ORIGINAL_RECIPIENT = matches(new RegExp(`^[A-Z0-9-]+;(?:${XTEXT}|[^ -~])+$`, "i"));

const MAIL_RULES: Readonly<Record<string, Rule>> = {
  SIZE: [matches(/^[0-9]{1,20}$/), "SIZE needs a number of octets"],
  BODY: [matches(/^(?:7BIT|8BITMIME|BINARYMIME)$/i), "BODY needs 7BIT, 8BITMIME or BINARYMIME"],
  SMTPUTF8: [hasNone, "SMTPUTF8 takes no value"],
  RET: [matches(/^(?:FULL|HDRS)$/i), "RET needs FULL or HDRS"],
  ENVID: [
    (value) => ENVELOPE_ID(value) && (value ?? "").length <= ENVELOPE_ID_OCTETS,
    `ENVID needs xtext of at most ${ENVELOPE_ID_OCTETS} octets`,
  ],
  REQUIRETLS: [hasNone, "REQUIRETLS takes no value"],
  AUTH: [matches(new RegExp(`^(?:<>|${XTEXT}+)$`)), "AUTH needs xtext or <>"],
};

const RCPT_RULES: Readonly<Record<string, Rule>> = {
  NOTIFY: [
    matches(new RegExp(`^(?:NEVER|${CONDITION}(?:,${CONDITION})*)$`, "i")),
    "NOTIFY needs NEVER or any of SUCCESS,FAILURE,DELAY",
  ],
  ORCPT: [
    (value) => ORIGINAL_RECIPIENT(value) && (value ?? "").length <= ORIGINAL_RECIPIENT_OCTETS,
    `ORCPT needs a type, ";" and xtext, at most ${ORIGINAL_RECIPIENT_OCTETS} octets`,
  ],
};

/**
 * Refuses parameters of MAIL that are wrong or were not offered.
 *
 * @param parameters The parameters.
 * @param offer What was offered; `undefined` to a client that said HELO.
 * @returns The reply, or `undefined` when all can be taken.
 */
export function refuseMailParameters(
  parameters: Parameters,
  offer: Offer | undefined,
): ServerReply | undefined {
  const known = Object.keys(offer === undefined ? {} : MAIL_RULES).filter((keyword) =>
    (keyword !== "REQUIRETLS" || offer?.encrypted) &&
    (keyword !== "AUTH" || (offer?.mechanisms ?? []).length > 0)
  );
  const refusal = refuseParameters(parameters, known, MAIL_RULES);
  if (refusal !== undefined) return refusal;
  const size = Number(parameters.get("SIZE") ?? 0);
  return size > (offer?.limits.messageOctets ?? Infinity) ? MESSAGE_TOO_LARGE : undefined;
}

/**
 * Refuses parameters of RCPT that are wrong or were not offered.
 *
 * @param parameters The parameters.
 * @param extended Whether the client said EHLO, so that they were offered.
 * @returns The reply, or `undefined` when all can be taken.
 */
export function refuseRcptParameters(
  parameters: Parameters,
  extended: boolean,
): ServerReply | undefined {
  return refuseParameters(parameters, extended ? Object.keys(RCPT_RULES) : [], RCPT_RULES);
}

function refuseParameters(
  parameters: Parameters,
  known: readonly string[],
  rules: Readonly<Record<string, Rule>>,
): ServerReply | undefined {
  for (const [keyword, value] of parameters) {
    const rule = known.includes(keyword) ? rules[keyword] : undefined;
    if (rule === undefined) {
      return reply(555, "5.5.4", "A parameter is not recognized or was not offered");
    }
    const [check, words] = rule;
    if (!check(value)) return reply(501, "5.5.4", words);
  }
  return undefined;
}
