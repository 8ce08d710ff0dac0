/**
 * F224 to F238: what DNS may say of the domain. Wherever no mail may go, dest.test or its hosts lead to
 * a peer all the same, which must not be connected to.
 * @module
 */
import { assert, assertEquals } from "../std/assert.ts";
import type { Cell } from "./cell.ts";
import { judgeDuration, judgeNoConnection } from "./judge.ts";
import type { Row } from "./row.ts";
import { ADDRESSES, allSessions, LIMIT, type Scene, type Trial } from "./scene.ts";

const [PEER] = ADDRESSES;
/** The domain's own address leads to the peer, so that a fall-back to it is seen. */
const OWN = `dest.test A ${PEER}`;
const MX1 = ["dest.test MX 10 mx1.dest.test", `mx1.dest.test A ${PEER}`];

/** Addresses that RFC 5321 section 5.1 asks to be tried are some; ours are five. */
const MAX_ADDRESSES = 5;
const MANY = 120;

/** One case. */
interface Case extends Partial<Scene> {
  readonly check?: (trial: Trial) => void;
}

/** The cases, by their names in the matrix; each is played on its own. */
const CASES: Readonly<Record<string, readonly Case[]>> = {
  "NXDOMAIN": [{ records: [`other.test A ${PEER}`], check: judgeNoConnection }],
  "NODATA MX, A present": [{ records: [OWN] }],
  "NODATA MX, no A/AAAA": [{ records: ["dest.test TXT here"], check: judgeNoConnection }],
  "SERVFAIL": [unanswered("SERVFAIL")],
  "time-out": [{
    ...unanswered("silence"),
    limit: LIMIT,
    check: (trial) => {
      judgeNoConnection(trial);
      judgeDuration(trial, trial.limit, trial.limit);
    },
  }],
  "REFUSED": [unanswered("REFUSED")],
  "Null MX": [{ records: ["dest.test MX 0 .", OWN], check: judgeNoConnection }],
  "Null MX beside others": [{ records: ["dest.test MX 0 .", ...MX1] }],
  "CNAME loop": [{
    records: ["dest.test CNAME loop.test", "loop.test CNAME dest.test"],
    check: judgeNoConnection,
  }],
  "MX -> CNAME": [{
    records: [
      ...["dest.test MX 10 alias.dest.test", "alias.dest.test CNAME mx1.dest.test"],
      `mx1.dest.test A ${PEER}`,
    ],
  }],
  "MX -> NXDOMAIN only": [{
    records: ["dest.test MX 10 gone.dest.test", OWN],
    check: judgeNoConnection,
  }],
  "MX -> IP literal name": [{
    records: [`dest.test MX 10 ${PEER}`, OWN],
    check: judgeNoConnection,
  }],
  "truncated UDP": [{
    records: [...MX1, ...manyHosts(20, 20)],
    check: ({ asked }) => assert(asked.includes("tcp MX dest.test"), asked.join(", ")),
  }],
  "120 MX": [
    {
      records: manyHosts(1, MANY),
      check: ({ recipients: [recipient] }) => {
        assertEquals(recipient?.attempts.length, MAX_ADDRESSES);
        assertEquals(recipient?.status, "deferred");
      },
    },
    {
      records: [...manyHosts(1, 2), ...MX1, ...manyHosts(20, MANY - 3)],
      check: ({ recipients: [recipient] }) => assertEquals(recipient?.attempts.length, 3),
    },
  ],
  "MX -> 127.0.0.1, ::1, 0.0.0.0, 10/8, 169.254/16, ::ffff:127.0.0.1": [
    ...["A 127.0.0.1", "AAAA ::1", "A 0.0.0.0", "AAAA ::", "A 10.0.0.1", "A 169.254.169.254"],
    "AAAA ::ffff:7f00:1",
  ].map((address) => ({
    records: ["dest.test MX 10 mx1.dest.test", `mx1.dest.test ${address}`],
    addresses: ["127.0.0.1", "::1"],
    peers: [{}, {}],
    allowPrivate: false,
    check: judgeNoConnection,
  })),
};

/** A domain whose MX records nobody tells, although it has some, and an address. */
function unanswered(misbehaviour: "SERVFAIL" | "REFUSED" | "silence"): Case {
  return {
    records: [...MX1, OWN],
    misbehaves: { "MX dest.test": misbehaviour },
    check: judgeNoConnection,
  };
}

/** Hosts of dest.test where nobody listens, from that preference on. */
function manyHosts(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => first + index).flatMap((number) => [
    `dest.test MX ${number} h${number}.dest.test`,
    `h${number}.dest.test A 127.1.0.${number}`,
  ]);
}

/** The cell of a row of DNS; `undefined` for other rows. */
export function dnsCell(row: Row): Cell | undefined {
  const cases = CASES[row.failure];
  if (row.stage !== "DNS" || cases === undefined) return undefined;
  return async ({ play }) => {
    for (const { check, ...scene } of cases) {
      const trial = await play({ peers: [{}], ...scene });
      check?.(trial);
      if (trial.code === 0) assertEquals(allSessions(trial).length, 1, "more than one dialogue");
    }
  };
}
