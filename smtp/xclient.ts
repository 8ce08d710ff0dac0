/**
 * XCLIENT, by which a test tells a server of Postfix to take this client for another one.
 * @module
 */
import { CommandError, ehlo, lhlo, xclient } from "./command.ts";
import { expectPositive, greetSecurely } from "./dialogue.ts";
import { SmtpError } from "./error.ts";
import { type Extensions, parseExtensions } from "./extensions.ts";
import { xtext } from "./parameters.ts";

/** One thing that is told of the client. */
export interface XclientAttribute {
  /** Its name in upper case, such as ADDR. */
  readonly name: string;
  /** Its value. */
  readonly value: string;
}

/**
 * Reads `NAME=VALUE`.
 *
 * @param text The text.
 * @returns The attribute.
 * @throws {CommandError} If it is none, or its value is not printable ASCII.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseXclient } from "./xclient.ts";
 * assertEquals(parseXclient("addr=192.0.2.1"), { name: "ADDR", value: "192.0.2.1" });
 * ```
 */
export function parseXclient(text: string): XclientAttribute {
  const [, name, value] = /^([A-Za-z][A-Za-z0-9-]*)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new CommandError(`XCLIENT takes NAME=VALUE, such as ADDR=192.0.2.1; not "${text}"`);
  }
  xtext(value);
  return { name: name.toUpperCase(), value };
}

/**
 * Greets as another client: after EHLO and TLS by XCLIENT, which the server answers as if the connection
 * were new, and then EHLO again.
 *
 * @param attributes What is told of the client.
 * @returns What greets; it throws {@linkcode SmtpError} where the server does not offer that.
 */
export function greetAs(attributes: readonly XclientAttribute[]): typeof greetSecurely {
  return async (conversation, name, mode, greeting) => {
    const offered = await greetSecurely(conversation, name, mode, greeting);
    refuseUnknown(offered, attributes);
    const pairs = attributes.map((each) => `${each.name}=${xtext(each.value)}`);
    await conversation.send([xclient(pairs)]);
    await expectPositive(conversation, "ehlo");
    await conversation.send([greeting === "LHLO" ? lhlo(name) : ehlo(name)]);
    const extensions = parseExtensions(await expectPositive(conversation, "ehlo"));
    return { ...extensions, lmtp: offered.lmtp };
  };
}

function refuseUnknown({ keywords }: Extensions, attributes: readonly XclientAttribute[]): void {
  const known = keywords.get("XCLIENT")?.map((name) => name.toUpperCase());
  if (known === undefined) throw refusal("the server does not offer XCLIENT to this client");
  const unknown = attributes.find(({ name }) => !known.includes(name));
  if (unknown === undefined) return;
  throw refusal(`the server's XCLIENT knows no ${unknown.name}, but ${known.join(", ")}`);
}

function refusal(text: string): SmtpError {
  return new SmtpError(text, { kind: "policy", stage: "ehlo" });
}
