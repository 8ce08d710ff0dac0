/**
 * F239 to F246: connections that do not come about, or end at once.
 * @module
 */
import { abort } from "../hostile/fault.ts";
import { assert, assertEquals } from "../std/assert.ts";
import type { Cell } from "./cell.ts";
import { judgeDuration, judgeNoConnection } from "./judge.ts";
import type { Row } from "./row.ts";
import { ADDRESSES, LIMIT, type Scene, type Trial } from "./scene.ts";

const [PEER] = ADDRESSES;
/** Nobody listens there. */
const DEAD = "127.0.0.4";
/** The broadcast address of the loopback network: TCP has no route there. */
const UNREACHABLE = "127.255.255.255";
/** What a dead address of one family may cost where the other family is alive, in milliseconds. */
const FAMILY_MILLISECONDS = 2000;

/** One case. */
interface Case extends Scene {
  readonly check?: (trial: Trial) => void;
}

/** The cases, by their names in the matrix; each is played on its own. */
const CASES: Readonly<Record<string, readonly Case[]>> = {
  "refused": [{ peers: [], records: hosts(DEAD), check: checkReasons(/connection refused/) }],
  "time-out": [{
    peers: ["deaf"],
    limit: LIMIT,
    check: (trial) => {
      checkReasons(/within 400 ms/)(trial);
      judgeDuration(trial, trial.limit, trial.limit);
    },
  }],
  "unreachable": [{
    peers: [],
    records: hosts(UNREACHABLE),
    check: checkReasons(/unreachable/),
  }],
  "IPv6 dead, IPv4 alive": [twoFamilies(["deaf", {}]), twoFamilies([{}], [PEER])],
  "MX1 dead, MX2 alive": [{ peers: [{}], records: hosts(DEAD, PEER) }],
  "all dead": [{
    peers: ["deaf"],
    records: hosts(DEAD, PEER, UNREACHABLE),
    limit: LIMIT,
    check: checkReasons(/refused/, /within 400 ms/, /unreachable/),
  }],
  "RST after accept": [{
    peers: [{ faults: { connect: abort }, resets: true }],
    check: checkReasons(/the connection was lost/),
  }],
  // A client has no address of its own to compare with, but the mail would come back to this machine.
  "MX host is ourselves": [{
    peers: [{}],
    addresses: ["127.0.0.1"],
    records: ["dest.test MX 10 client.test", "client.test A 127.0.0.1"],
    allowPrivate: false,
    check: judgeNoConnection,
  }],
};

/** Hosts of dest.test at these addresses, in this order. */
function hosts(...addresses: readonly string[]): string[] {
  return addresses.flatMap((address, index) => [
    `dest.test MX ${index} mx${index}.dest.test`,
    `mx${index}.dest.test A ${address}`,
  ]);
}

/** A host with an address of each family, at ::1 and at the peer's. */
function twoFamilies(peers: Scene["peers"], addresses: readonly string[] = ["::1", PEER]): Case {
  return {
    peers,
    addresses,
    records: ["dest.test MX 10 mx1.dest.test", "mx1.dest.test AAAA ::1", `mx1.dest.test A ${PEER}`],
    check: (trial) => judgeDuration(trial, 0, FAMILY_MILLISECONDS),
  };
}

/** Fails unless each host was tried, and the reason is told why it did not get the mail. */
function checkReasons(...reasons: readonly RegExp[]): (trial: Trial) => void {
  return ({ recipients }) => {
    for (const { attempts } of recipients) {
      assertEquals(attempts.length, reasons.length);
      reasons.forEach((reason, index) => {
        const error = attempts[index]?.error ?? "";
        assert(reason.test(error), `"${error}" is not ${reason}`);
      });
    }
  };
}

/** The cell of a row of connections; `undefined` for other rows. */
export function connectCell(row: Row): Cell | undefined {
  const cases = CASES[row.failure];
  if (row.stage !== "connect" || cases === undefined) return undefined;
  return async ({ play }) => {
    for (const { check, ...scene } of cases) {
      const trial = await play(scene);
      check?.(trial);
    }
  };
}
