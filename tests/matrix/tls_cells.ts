/**
 * F204 to F223: everything that can be wrong with TLS, where it is required and where it is not.
 * @module
 */
import { type Fault, fin, onceHeard, sayAndStay, stall } from "../hostile/fault.ts";
import type { PeerPlan } from "../hostile/peer.ts";
import { assert, assertEquals } from "../std/assert.ts";
import type { Pki } from "../support/pki.ts";
import { fatalAlert, tls10Hello } from "../support/tls_server.ts";
import type { Cell } from "./cell.ts";
import type { Row } from "./row.ts";
import { allSessions, LIMIT, type Theatre } from "./scene.ts";

/** The alert `handshake_failure` (RFC 8446 section 6). */
const HANDSHAKE_FAILURE = 40;

/** What the server shows for a certificate, by the failures of the matrix. */
const CERTIFICATES: Readonly<Record<string, (pki: Pki) => Pki["good"]>> = {
  "untrusted CA": (pki) => pki.unknownIssuer,
  "expired": (pki) => pki.expired,
  "wrong name": (pki) => pki.wrongName,
  "self-signed": (pki) => pki.selfSigned,
};

/** What it does in place of the handshake. */
const HANDSHAKES: Readonly<Record<string, Fault>> = {
  "server alert": onceHeard(sayAndStay(fatalAlert(HANDSHAKE_FAILURE))),
  "plain text instead of TLS": onceHeard(sayAndStay("250 hello\r\n")),
  "close in handshake": fin,
  "stall in handshake": stall,
  "TLS 1.0 only": onceHeard(sayAndStay(tls10Hello())),
};

const OFFERS = ["PIPELINING", "STARTTLS"];

/** The cell of a row of TLS; `undefined` for other rows. */
export function tlsCell(row: Row): Cell | undefined {
  if (row.stage !== "TLS") return undefined;
  const isRequired = row.variant === "tls=required";
  return async ({ theatre, play }) => {
    const plan = planOf(row.failure, theatre.pki);
    const trial = await play({
      peers: [plan, plan],
      args: ["--tls", isRequired ? "require" : "auto", "--ca", theatre.authority],
      ...(row.failure === "stall in handshake" ? { limit: LIMIT } : {}),
    });
    const encrypted = !isRequired && row.failure in CERTIFICATES;
    for (const { tls, status } of trial.recipients) {
      assertEquals(tls?.verified, false);
      if (status === "delivered") assertEquals(tls?.encrypted, encrypted);
    }
    if (!isRequired) return await checkAuth(theatre, plan);
    for (const { lines } of allSessions(trial)) {
      const inClear = lines.filter(({ encrypted }) => !encrypted).map(({ text }) => text);
      const isAllowed = inClear.every((text) => /^(?:EHLO client\.test|STARTTLS|QUIT)$/.test(text));
      assert(isAllowed, `sent in clear text: ${inClear.join(", ")}`);
    }
  };
}

/** No secret goes to a server that has not proved who it is. */
async function checkAuth(theatre: Theatre, plan: PeerPlan): Promise<void> {
  const login = ["-u", "me", "--password-file", theatre.passwordFile];
  const trial = await theatre.play({
    peers: [{ ...plan, offersUnderTls: ["AUTH PLAIN"] }],
    by: "server",
    args: ["--tls", "auto", "--ca", theatre.authority, ...login],
    limit: LIMIT,
  });
  assert(trial.recipients.every(({ status }) => status !== "delivered"), trial.stdout);
  for (const { verbs } of allSessions(trial)) assert(!verbs.includes("AUTH"), verbs.join(", "));
}

function planOf(failure: string, pki: Pki): PeerPlan {
  const certificate = CERTIFICATES[failure];
  if (certificate !== undefined) return { offers: OFFERS, certificate: certificate(pki) };
  const handshake = HANDSHAKES[failure];
  return handshake === undefined ? {} : { offers: OFFERS, faults: { TLS: handshake } };
}
