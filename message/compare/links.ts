/**
 * The links of a text as they were before a filter led them through its own server, so that two texts
 * can be compared.
 * @module
 */
import { readRewrittenLink } from "./rewritten_link.ts";

/** In HTML a link ends at a quote. */
const LINK = /(?:https?:\/\/|\bwww\.)[^\s<>"]+/gi;
const BRACKETED_LINK = new RegExp(`<?${LINK.source}>?`, "gi");

/** A link of a text. */
interface Link {
  /** Where it leads, without the filters; `undefined` where they do not tell. */
  readonly address?: string;
  /** The filter that it leads through. */
  readonly service?: string;
  /** The domain that it leads to, where the filter tells no more. */
  readonly domain?: string;
}

/**
 * Writes each link of a text as it was before.
 *
 * @param text The text.
 * @param isHtml Whether it is HTML. In other text blanks and angle brackets around a link are made
 * alike: the filters put such in.
 * @param sent The addresses of the text that was sent, in their order: what a link does not tell is
 * looked for among them.
 */
export function withOriginalLinks(
  text: string,
  isHtml: boolean,
  sent: readonly string[] = [],
): string {
  let next = 0;
  const originalOf = (found: string): string => {
    const { address, domain } = readLink(found);
    const expected = sent[next];
    const isExpected = expected !== undefined &&
      (address === undefined
        ? domain === undefined || domain === domainOf(expected)
        : address === expected);
    if (isExpected) next++;
    return address ?? (isExpected ? expected : found);
  };
  if (isHtml) return text.replace(LINK, originalOf);
  return text.replace(BRACKETED_LINK, (match) => {
    const [link, behind] = splitPunctuation(match.replace(/[<>]/g, ""));
    return ` ${originalOf(link)} ${behind}`;
  }).replace(/[ \t]+/g, " ");
}

/**
 * The addresses that the links of a text lead to, in their order.
 *
 * @param text The text.
 * @param isHtml Whether it is HTML.
 */
export function addressesIn(text: string, isHtml: boolean): string[] {
  return (text.match(LINK) ?? []).flatMap((match) => {
    const { address } = readLink(isHtml ? match : splitPunctuation(match)[0]);
    return address === undefined ? [] : [address];
  });
}

/** The filters that links of a text lead through. */
interface LinkServices {
  /** Their names, each once. */
  readonly names: readonly string[];
  /** Whether all the links tell the address that they lead to. */
  readonly areOpen: boolean;
}

/**
 * Looks for filters that links of a text lead through.
 *
 * @param text The text, HTML or not.
 */
export function linkServicesIn(text: string): LinkServices {
  const links = (text.match(LINK) ?? []).map(readLink).filter(({ service }) => service);
  return {
    names: Array.from(new Set(links.map(({ service = "" }) => service))),
    areOpen: links.every(({ address }) => address !== undefined),
  };
}

/** What ends a sentence is none of a link. */
function splitPunctuation(text: string): [link: string, behind: string] {
  let end = text.length;
  while (end > 0 && ".,;:!?)]}'".includes(text.charAt(end - 1))) end--;
  return [text.slice(0, end), text.slice(end)];
}

/** Reads a link; in HTML an ampersand has a name. */
function readLink(text: string): Link {
  const link = text.replace(/^www\./i, "http://$&").replace(/&(?:amp|#38);/gi, "&");
  const { service, target, domain } = readRewrittenLink(link) ?? { target: link };
  const address = target !== undefined && URL.canParse(target) ? new URL(target).href : target;
  return {
    ...service === undefined ? {} : { service },
    ...address === undefined ? {} : { address },
    ...domain === undefined ? {} : { domain: withoutWww(domain) },
  };
}

function domainOf(address: string): string {
  return URL.canParse(address) ? withoutWww(new URL(address).hostname) : "";
}

/** Mimecast leaves it out. */
function withoutWww(domain: string): string {
  return domain.toLowerCase().replace(/^www\./, "");
}
