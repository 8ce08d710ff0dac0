/**
 * The two mechanisms that carry a bearer token (RFC 6750): OAUTHBEARER (RFC 7628), and XOAUTH2, which
 * came before it and is in no RFC but with the large providers.
 * @module
 */
import { Mask } from "../connection/mask.ts";
import { type Exchange, SaslError, type Service, utf8 } from "./mechanism.ts";
import type { Credentials } from "../security.ts";
import { saslName } from "./name.ts";

/** The separator of key-value pairs (RFC 7628 section 3.1). */
const SEPARATOR = "\x01";

/** The form of a token (RFC 6750 section 2.1). */
const TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;

/**
 * An exchange of OAUTHBEARER (RFC 7628 section 3.1). A server that refuses says why in a challenge, which
 * is answered with a lone separator (section 3.2.3).
 *
 * @param credentials User and token.
 * @param service The server, which the client names too.
 * @returns The exchange.
 */
export function* oauthBearer(credentials: Credentials, service: Service): Exchange {
  const header = `n,a=${saslName(credentials.user)},`;
  const pairs = [`host=${service.host}`, `port=${service.port}`, authorization(credentials)];
  yield* present([header, ...pairs], SEPARATOR, credentials);
}

/**
 * An exchange of XOAUTH2. A server that refuses says why in a challenge, which is answered with
 * nothing.
 *
 * @param credentials User and token.
 * @returns The exchange.
 */
export function* xoauth2(credentials: Credentials): Exchange {
  const user = `user=${credentials.user}`;
  if (user.includes(SEPARATOR)) {
    throw new SaslError("auth", "XOAUTH2 cannot carry a user with a control character");
  }
  yield* present([user, authorization(credentials)], "", credentials);
}

function authorization({ secret }: Credentials): string {
  if (!TOKEN.test(secret)) throw new SaslError("auth", "the secret is not a bearer token");
  return `auth=Bearer ${secret}`;
}

/**
 * Presents the token. By an empty challenge a server asks for it that has not taken the initial response
 * (RFC 4954 section 4); any other challenge is a refusal, behind which no success can come (RFC 7628
 * section 3.2.3).
 */
function* present(
  parts: readonly string[],
  acknowledgement: string,
  credentials: Credentials,
): Exchange {
  const response = utf8([...parts, SEPARATOR].join(SEPARATOR));
  const asked = yield { response, complete: true };
  const challenge = asked.length > 0 ? asked : yield { response, complete: true };
  const mask = new Mask();
  mask.keep(credentials);
  const problem = problemOf(mask.concealText(new TextDecoder().decode(challenge)));
  yield { response: utf8(acknowledgement), complete: false, problem };
}

/** What a refusal says: JSON with a `status` (RFC 7628 section 3.2.2), if it keeps to that. */
function problemOf(refusal: string): string {
  const status = /"status"\s*:\s*"?([\w.-]{1,64})/.exec(refusal)?.[1] ?? "unknown";
  return `the token has the status ${status}`;
}
