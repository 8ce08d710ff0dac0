/**
 * Row: the mail exchanger of a domain.
 * @module
 */
import { type DemoZone, startNameServer } from "../../../cli/demo/dns.ts";
import { type Bench, plan } from "../bench.ts";
import { timeProcess } from "../process.ts";
import { contestant, installed, muaForms } from "../programs.ts";
import { race, type Run } from "../race.ts";
import type { Comparison } from "../report.ts";

const ROUNDS = 15;
const HOSTNAME = "127.0.0.1";
const ZONE: DemoZone = {
  domain: "dest.test",
  exchanger: "mx1.dest.test",
  address: "192.31.196.25",
};

/** The MX of a domain and its address. */
export async function mx(bench: Bench): Promise<readonly Comparison[]> {
  const title = "The MX of a domain, whole process, from a name server on loopback";
  const nameServer = await startNameServer(HOSTNAME, ZONE);
  try {
    const { domain, exchanger } = ZONE;
    const port = String(nameServer.port);
    const mua = ["mx", "-4", domain, `@${HOSTNAME}:${port}`];
    const dig = [`@${HOSTNAME}`, "-p", port, domain, "MX", exchanger, "A"];
    const nslookup = [`-port=${port}`, "-type=MX", domain, HOSTNAME];
    const measure = (args: readonly string[]) => async (argv: readonly string[]): Promise<Run> => {
      const run = await timeProcess([...argv, ...args], { signal: bench.signal });
      if (!run.stdout.includes(exchanger)) throw new Error(`no ${exchanger} in the answer`);
      return run;
    };
    const subjects = [
      ...muaForms().map(({ name, program }) => contestant(name, program, measure(mua))),
      contestant("dig", installed("dig"), measure(dig)),
      contestant("kdig", installed("kdig"), measure(dig)),
      contestant("nslookup", installed("nslookup"), measure(nslookup), "asks for the MX alone"),
    ];
    const results = await race(subjects, plan(bench, ROUNDS), bench.signal);
    return [{ title, remarks: ["Two questions: MX, and A of the exchanger."], results }];
  } finally {
    await nameServer.close();
  }
}
