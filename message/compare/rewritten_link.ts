/**
 * Links that a filter has led through its own server, and where they led before. The makers keep the
 * old address in the new one; only Mimecast keeps it to itself, and shows no more than its domain.
 * @module
 */

/** A link that leads through a filter. */
interface RewrittenLink {
  /** The name of the filter, for a person. */
  readonly service: string;
  /** Where it led before; `undefined` where the link does not tell. */
  readonly target?: string;
  /** The domain that it led to, where the link tells no more. */
  readonly domain?: string;
}

/** What is known of the links of one filter. */
interface Rewriter {
  readonly service: string;
  /** The host that its links lead to. */
  readonly host: RegExp;
  readonly read: (link: URL) => Omit<RewrittenLink, "service"> | undefined;
}

const REWRITERS: readonly Rewriter[] = [
  {
    service: "Safe Links (Microsoft)",
    host: /\.safelinks\.protection\.(?:outlook\.com|office365\.us)$/,
    read: ({ search }) => targetIn(parameter(search, "url")),
  },
  {
    service: "URL Defense (Proofpoint)",
    host: /^urldefense\.(?:proofpoint\.com|com|us)$/,
    read: readUrlDefense,
  },
  {
    service: "Link Protection (Barracuda)",
    host: /^linkprotect\.cudasvc\.com$/,
    read: ({ search }) => targetIn(parameter(search, "a")),
  },
  {
    service: "URL Protect (Mimecast)",
    host: /^protect(?:-[a-z]+)?\.mimecast\.com$|\.mimecastprotect\.com$/,
    read: ({ search }) => {
      const domain = parameter(search, "domain");
      return domain === undefined ? {} : { domain };
    },
  },
  {
    service: "Secure Web (Cisco)",
    host: /^secure-web\.cisco\.com$/,
    read: ({ pathname }) => targetIn(/^\/[^/]+\/(https?(?::|%3a).+)$/i.exec(pathname)?.[1]),
  },
];

/** How often a link may lead through a filter: one filter after the other. */
const MAX_DEPTH = 5;

/**
 * Tells where a link led before a filter wrote it anew.
 *
 * @param link The link, as an absolute URL.
 * @returns The filter and the address, through all filters that it leads through; `undefined` of any
 * other link.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readRewrittenLink } from "./rewritten_link.ts";
 *
 * const link = "https://urldefense.com/v3/__https://x.example/a*b__;Iw!!Org!Hash$";
 * assertEquals(readRewrittenLink(link)?.target, "https://x.example/a#b");
 * ```
 */
export function readRewrittenLink(link: string): RewrittenLink | undefined {
  let found: RewrittenLink | undefined;
  let next: string | undefined = link;
  for (let depth = 0; depth < MAX_DEPTH && next !== undefined; depth++) {
    const read = readOnce(next);
    if (read === undefined) break;
    found = read;
    next = read.target;
  }
  return found;
}

function readOnce(link: string): RewrittenLink | undefined {
  if (!URL.canParse(link)) return undefined;
  const url = new URL(link);
  const rewriter = REWRITERS.find(({ host }) => host.test(url.hostname));
  const read = rewriter?.read(url);
  return rewriter === undefined || read === undefined
    ? undefined
    : { service: rewriter.service, ...read };
}

function targetIn(encoded: string | undefined): { readonly target: string } | undefined {
  const target = encoded === undefined ? undefined : decodePercent(encoded);
  return target === undefined ? undefined : { target };
}

/** The value of a parameter as it stands: in these, a plus is a plus. */
function parameter(search: string, name: string): string | undefined {
  const parameters = search.slice(1).split("&");
  return parameters.find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1);
}

function decodePercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function readUrlDefense({ href, pathname, search }: URL): { readonly target: string } | undefined {
  const encoded = parameter(search, "u");
  if (pathname.startsWith("/v1/")) return targetIn(encoded);
  if (pathname.startsWith("/v2/")) {
    return targetIn(encoded?.replaceAll("-", "%").replaceAll("_", "/"));
  }
  const [, text, characters] = /\/v3\/__(.+?)__;([\w=-]*)!/.exec(href) ?? [];
  if (text === undefined || characters === undefined) return undefined;
  const target = putBack(text.replace(/^([a-z]+:\/)(?=[^/])/i, "$1/"), characters);
  return target === undefined ? undefined : { target };
}

/** What stands behind two asterisks is how many characters were taken out there: 2 for the first. */
const COUNTS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Puts the characters back for which version 3 has written asterisks. */
function putBack(text: string, base64: string): string | undefined {
  const characters = decodeBase64(base64);
  let next = 0;
  const whole = text.replace(/\*(?:\*([\w-]))?/g, (_, count?: string) => {
    const length = count === undefined ? 1 : COUNTS.indexOf(count) + 2;
    next += length;
    return characters.slice(next - length, next).join("");
  });
  return next === characters.length ? whole : undefined;
}

function decodeBase64(text: string): string[] {
  try {
    const octets = Uint8Array.fromBase64(text, { alphabet: "base64url" });
    return Array.from(new TextDecoder().decode(octets));
  } catch {
    return [];
  }
}
