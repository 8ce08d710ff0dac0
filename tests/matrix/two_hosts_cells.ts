/**
 * F247 to F282: the first of two hosts fails and the second is healthy. The two together never hold
 * more than one copy.
 * @module
 */
import {
  answer,
  type Fault,
  fin,
  onceHeard,
  type PeerStage,
  sayAndFinish,
  sayAndStay,
} from "../hostile/fault.ts";
import type { PeerPlan } from "../hostile/peer.ts";
import { assert } from "../std/assert.ts";
import type { Cell } from "./cell.ts";
import type { Row } from "./row.ts";
import { allMessages } from "./scene.ts";

/** Stages whose failure takes the place of the dialogue: an answer there is the last word. */
const LAST_WORDS: ReadonlySet<string> = new Set(["connect", "TLS", "body"]);
const SECURE: ReadonlySet<string> = new Set(["STARTTLS", "TLS", "EHLO-after-TLS"]);

const STAGES: readonly PeerStage[] = [
  ...["connect", "banner", "EHLO", "STARTTLS", "TLS", "EHLO-after-TLS", "MAIL", "RCPT"] as const,
  ...["DATA", "body", "end-of-data", "QUIT"] as const,
];

/** The cell of a row of two hosts; `undefined` for other rows. */
export function twoHostsCell(row: Row): Cell | undefined {
  const [, failure, where] = /^(4xx|5xx|close) at (.+)$/.exec(row.failure) ?? [];
  const stage = STAGES.find((name) => name === where);
  if (row.stage !== "two-MX" || failure === undefined || stage === undefined) return undefined;
  return async ({ theatre, play }) => {
    const isSecure = SECURE.has(stage);
    const healthy: PeerPlan = isSecure
      ? { certificate: theatre.pki.good, offers: ["PIPELINING", "STARTTLS"] }
      : {};
    const failing = { ...healthy, faults: { [stage]: faultOf(failure, stage) } };
    const trial = await play({
      peers: [failing, healthy],
      longMessage: stage === "body",
      args: isSecure ? ["--tls", "require", "--ca", theatre.authority] : [],
    });
    assert(allMessages(trial).length <= 1, "two copies are out");
  };
}

function faultOf(failure: string, stage: PeerStage): Fault {
  if (failure === "close") return fin;
  const text = failure === "4xx" ? "451 4.3.0 not now" : "550 5.0.0 never";
  if (stage === "connect") return sayAndFinish(text);
  return LAST_WORDS.has(stage) ? onceHeard(sayAndStay(`${text}\r\n`)) : answer(text);
}
