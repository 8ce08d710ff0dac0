/**
 * Carries a dialogue of the inbox over bytes in memory.
 * @module
 */
import type { Access } from "../../inbox/sasl/access.ts";
import type { Answer, Effect } from "../../inbox/effect.ts";
import { parseFaultRule } from "../../inbox/faults/rule.ts";
import { FaultScript } from "../../inbox/faults/script.ts";
import { withFaults } from "../../inbox/faults/faults.ts";
import { DEFAULT_LIMITS, type Limits } from "../../inbox/limits.ts";
import { formatReply } from "../../inbox/reply.ts";
import { serveSession } from "../../inbox/session.ts";
import type { Tolerance } from "../../inbox/tolerance.ts";
import type { TlsOffer } from "../../inbox/transaction.ts";
import { concatenate } from "../../message/encoding/octets.ts";
import type { EnvelopeRecord } from "../../message/file/envelope_record.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What a dialogue did. */
export interface Driven {
  /** The replies, one line each. */
  readonly replies: string[];
  /** The messages that were kept. */
  readonly stored: { readonly text: string; readonly envelope: EnvelopeRecord }[];
  /** What was shown of what the client said. */
  readonly heard: string[];
  /** The remarks. */
  readonly notes: string[];
  /** What it did, in short. */
  readonly kinds: Effect["kind"][];
  /** What was sent as it is. */
  readonly sent: string[];
  /** How long it waited, in milliseconds. */
  readonly pauses: number[];
  /** Of each reading, whether the time began anew. */
  readonly renewals: boolean[];
}

/** How to carry it. */
export interface DriveOptions {
  /** Limits other than the usual ones. */
  readonly limits?: Partial<Limits>;
  /** What the reading says when all bytes were given. */
  readonly last?: Answer;
  /** Which storing, or the TLS, fails. */
  readonly fails?: Effect["kind"];
  /** When there is TLS. */
  readonly tls?: TlsOffer;
  /** Who may authenticate. */
  readonly access?: Access;
  /** What goes wrong. */
  readonly rules?: readonly string[];
  /** What it takes; mail data before the 354 by default, so that a whole mail can be given at once. */
  readonly tolerance?: Tolerance;
}

/** Bytes of a text; every octet above 127 as UTF-8. */
export function bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Carries the dialogue over chunks; each is overwritten when the next one is read. */
export function drive(chunks: readonly Uint8Array[], options: DriveOptions = {}): Driven {
  const driven: Driven = {
    replies: [],
    stored: [],
    heard: [],
    notes: [],
    kinds: [],
    sent: [],
    pauses: [],
    renewals: [],
  };
  let id = 0;
  const session = serveSession({
    hostName: "inbox.test",
    peer: "[192.0.2.1]",
    peerPort: 50000,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    clock: () => new Date(Date.UTC(2025, 6, 1, 12)),
    newId: () => `id${++id}`,
    tls: options.tls,
    access: options.access,
    tolerance: options.tolerance ?? { earlyData: true },
  });
  const { rules } = options;
  const dialogue = rules === undefined
    ? session
    : withFaults(session, new FaultScript(rules.map(parseFaultRule)));
  const waiting = [...chunks];
  let pieces: Uint8Array[] | undefined;
  let lent: Uint8Array | undefined;
  const answerTo = (effect: Effect): Answer => {
    if (effect.kind === options.fails) return { kind: "failed" };
    switch (effect.kind) {
      case "say":
        driven.replies.push(...formatReply(effect.reply));
        break;
      case "hear":
        driven.heard.push(`${effect.stage} ${effect.text}`);
        break;
      case "note":
        driven.notes.push(effect.text);
        break;
      case "send":
        driven.sent.push(effect.text);
        break;
      case "pause":
        driven.pauses.push(effect.milliseconds);
        break;
      case "read": {
        driven.renewals.push(effect.renew);
        lent?.fill(0);
        lent = waiting.shift()?.slice();
        return lent === undefined
          ? options.last ?? { kind: "ended" }
          : { kind: "octets", octets: lent };
      }
      case "begin":
        pieces = [effect.octets.slice()];
        break;
      case "write":
        if (pieces === undefined) throw new Error("write without begin");
        pieces.push(effect.octets.slice());
        break;
      case "abandon":
        if (pieces === undefined) throw new Error("abandon without begin");
        pieces = undefined;
        break;
      case "commit": {
        if (pieces === undefined) throw new Error("commit without begin");
        const text = decoder.decode(concatenate(pieces));
        pieces = undefined;
        return { kind: "stored", number: driven.stored.push({ text, envelope: effect.envelope }) };
      }
    }
    return { kind: "done" };
  };
  let answer: Answer = { kind: "done" };
  for (let step = dialogue.next(answer); !step.done; step = dialogue.next(answer)) {
    driven.kinds.push(step.value.kind);
    answer = answerTo(step.value);
  }
  return driven;
}

/** Carries the dialogue over one text, whose line ends are written as they are sent. */
export function say(text: string, options?: DriveOptions): Driven {
  return drive([bytes(text)], options);
}
