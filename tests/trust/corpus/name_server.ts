/** A name server on loopback that knows the domains of the corpus. */
import type { Answer } from "dns-packet";
import {
  respond,
  type Responder,
  type ScriptedNameServer,
  startNameServer,
} from "../../dns/scripted_name_server.ts";
import { ZONE } from "./mail.ts";

const SERVFAIL = 2;
const NXDOMAIN = 3;

/** Starts it; an alias is followed by the resolver that asks. */
export function startCorpusServer(zone: string = ZONE): Promise<ScriptedNameServer> {
  const responder = responderOf(zone);
  return startNameServer({ udp: responder, tcp: responder });
}

function responderOf(zone: string): Responder {
  const records = zone.split("\n").flatMap((line) => {
    const [, name, type, data = ""] = /^([^\s;]+)\s+([A-Z]+)(?:\s+(.*))?$/.exec(line) ?? [];
    return name === undefined || type === undefined ? [] : [{ name, type, data }];
  });
  return (query) => {
    const { name = "", type } = query.questions?.[0] ?? {};
    const own = records.filter((record) => record.name === name.toLowerCase());
    if (own.some((record) => record.type === "SERVFAIL")) return respond({ code: SERVFAIL })(query);
    const exists = records.some((record) =>
      record.name === name.toLowerCase() || record.name.endsWith(`.${name.toLowerCase()}`)
    );
    const answers = own.filter((record) => record.type === type || record.type === "CNAME")
      .flatMap(({ type, data }) => answerOf(name, type, data));
    return respond(exists ? { answers } : { code: NXDOMAIN })(query);
  };
}

function answerOf(name: string, type: string, data: string): Answer[] {
  switch (type) {
    case "TXT":
      // A string of a TXT record holds 255 octets.
      return [{ type, name, data: data.match(/.{1,255}/g) ?? [""] }];
    case "MX": {
      const [preference, exchange = ""] = data.split(" ").filter((word) => word !== "");
      return [{ type, name, data: { preference: Number(preference), exchange } }];
    }
    case "A":
    case "AAAA":
    case "CNAME":
    case "PTR":
      return [{ type, name, data }];
    default:
      return [];
  }
}
