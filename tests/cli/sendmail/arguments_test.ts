import { assertEquals, assertThrows } from "@std/assert";
import { readSendmailArguments } from "../../../cli/sendmail/arguments.ts";
import { UsageError } from "../../../cli/terminal/exit.ts";

/** What differs from a call without arguments. */
function read(...argv: string[]): Record<string, unknown> {
  const empty: Record<string, unknown> = { ...readSendmailArguments([]) };
  const given = readSendmailArguments(argv, (name) => name === "server");
  return Object.fromEntries(
    Object.entries(given).filter(([name, value]) =>
      JSON.stringify(value) !== JSON.stringify(empty[name])
    ),
  );
}

const calls: readonly (readonly [argv: string, expected: Record<string, unknown>])[] = [
  ["-t", { fromHeader: true }],
  ["-ti", { fromHeader: true, dotEnds: false }],
  ["-t -oi", { fromHeader: true, dotEnds: false }],
  ["-i -- -a@x.example", { dotEnds: false, recipients: ["-a@x.example"] }],
  ["-fa@x.example b@y.example", { sender: "a@x.example", recipients: ["b@y.example"] }],
  ["-f a@x.example b@y.example", { sender: "a@x.example", recipients: ["b@y.example"] }],
  ["-r a@x.example b", { sender: "a@x.example", recipients: ["b"] }],
  ["-f <> b", { sender: "", recipients: ["b"] }],
  ["-FCronDaemon -i -B8BITMIME -oem root", {
    fullName: "CronDaemon",
    dotEnds: false,
    recipients: ["root"],
  }],
  ["-odb -oem -om -oo -G -m -n -U b", { recipients: ["b"] }],
  ["-B 8BITMIME -C /etc/sm.cf -h 3 -L tag -X log -O DeliveryMode=b b", { recipients: ["b"] }],
  ["-O IgnoreDots=True b", { dotEnds: false, recipients: ["b"] }],
  ["-N success,failure -R hdrs -V id1 b", {
    notify: "success,failure",
    returned: "hdrs",
    envelopeId: "id1",
    recipients: ["b"],
  }],
  ["-bm -v b", { verbose: true, recipients: ["b"] }],
  ["-bp", { mode: "p" }],
  ["-q", { runsQueue: true }],
  ["-q30m", { runsQueue: true }],
  ["-d0.1 b", { recipients: ["b"] }],
  ["--server h:25 --json b", { long: ["--server", "h:25", "--json"], recipients: ["b"] }],
  ["--server=h:25 b", { long: ["--server=h:25"], recipients: ["b"] }],
];

for (const [argv, expected] of calls) {
  Deno.test(`sendmail's arguments are read: ${argv}`, () => {
    assertEquals(read(...argv.split(" ")), expected);
  });
}

const faults: readonly (readonly [argv: string, message: string])[] = [
  ["-f", "-f needs a value"],
  ["-Z", "unknown option -Z"],
  ["-R some", '-R must be full or hdrs; not "some"'],
  ["-bd", "-bd asks for a daemon, which mua sendmail does not offer"],
  ["-bz", "unknown mode -bz"],
];

for (const [argv, message] of faults) {
  Deno.test(`sendmail's arguments are refused: ${argv}`, () => {
    assertThrows(() => read(...argv.split(" ")), UsageError, message);
  });
}
