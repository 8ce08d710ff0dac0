/**
 * The envelope that a message came with, as its header shows it: who handed it over to the recipient's
 * servers, and for whom (RFC 7208 section 2).
 * @module
 */
import { parseIpAddress } from "../../dns/ip.ts";
import { findField, type HeaderField } from "../../message/header/header.ts";
import { findOwnServers } from "../../message/header/own_server.ts";
import { parseReceived } from "../../message/header/received.ts";

/** Who handed a message over. */
export interface Envelope {
  /** The address of the client; `undefined` if nothing tells it. */
  readonly ip: string | undefined;
  /** MAIL FROM; empty for `<>`, `undefined` if nothing tells it. */
  readonly mailFrom: string | undefined;
  /** The name with which the client greeted. */
  readonly helo: string | undefined;
  /** The line of the Received that tells it, from 1. */
  readonly line: number | undefined;
  /** Who wrote that field. */
  readonly by: string | undefined;
}

/** What is known of an envelope from elsewhere. */
export interface GivenEnvelope {
  /** The address of the client. */
  readonly ip?: string | undefined;
  /** MAIL FROM; empty for `<>`. */
  readonly mailFrom?: string | undefined;
  /** The name with which the client greeted. */
  readonly helo?: string | undefined;
}

/**
 * Finds the envelope: the client in the Received of the recipient's server that the message came to from
 * outside, MAIL FROM in Return-Path.
 *
 * @param fields The header.
 * @param given What is known, which wins.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseHeader } from "../../message/header/header.ts";
 * import { findEnvelope } from "./envelope.ts";
 *
 * const header = "Return-Path: <a@a.example>\n" +
 *   "Received: from mail.a.example (mail.a.example [192.0.2.1]) by mx.b.example; x\n";
 * const envelope = findEnvelope(parseHeader(new TextEncoder().encode(header)).fields, {});
 * assertEquals([envelope.ip, envelope.mailFrom], ["192.0.2.1", "a@a.example"]);
 * assertEquals([envelope.helo, envelope.by], ["mail.a.example", "mx.b.example"]);
 * ```
 */
export function findEnvelope(fields: readonly HeaderField[], given: GivenEnvelope): Envelope {
  const { above } = findOwnServers(fields);
  const field = above === 0 ? undefined : fields[above - 1];
  const received = field === undefined ? undefined : parseReceived(field.value);
  const seen = parseIpAddress(received?.fromAddress ?? "")?.text;
  const path = findField(fields, "return-path")?.value;
  return {
    ip: given.ip ?? seen,
    mailFrom: given.mailFrom ?? (path === undefined ? undefined : pathOf(path)),
    helo: given.helo ?? received?.from,
    line: field?.line,
    by: received?.by,
  };
}

/** `<a@b.example>`, with or without brackets and what stands around them. */
function pathOf(value: string): string {
  return (/<([^<>]*)>/.exec(value)?.[1] ?? value).trim();
}
