/** What the certificates of a chain forbid, though every signature of it is good. */
import { matchRecord } from "../../../smtp/policy/dane.ts";
import { explicit, implicit, sequence } from "../../../inbox/tls/der.ts";
import { assertEquals } from "../../std/assert.ts";
import {
  alternativeNames,
  authority,
  type Certificate,
  directoryName,
  extension,
  generalName,
  keyUsage,
  nameConstraints,
  purposes,
  signChain,
} from "../signed_chain.ts";

const NAME = "mx.dest.test";
const DOMAIN = 2;
const EMAIL = 1;
const IP = 7;
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
const ANY_PURPOSE = "2.5.29.37.0";
const CERT_SIGN = 0x04;
const CRL_SIGN = 0x02;
const DIGITAL_SIGNATURE = 0x80;
const own = generalName(DOMAIN, NAME);
const ONE = Uint8Array.of(1);
const NO_IP_4 = generalName(IP, Array(8).fill(0));

/** Whether a chain matches the record of usage 2 that names its last certificate. */
async function isMatch(chain: readonly Certificate[]): Promise<boolean> {
  const certificates = await signChain(chain);
  const anchor = certificates.at(-1) ?? new Uint8Array();
  const data = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(anchor)));
  const record = { usage: 2, selector: 0, matchingType: 1, data };
  const shown = { certificates, names: [NAME], time: new Date() };
  return await matchRecord([record], shown) !== undefined;
}

function server(...extensions: readonly Uint8Array[]): Certificate {
  return { name: "server", extensions: [alternativeNames(own), ...extensions] };
}

function issuer(name: string, ...extensions: readonly Uint8Array[]): Certificate {
  return { name, extensions: [authority(), ...extensions] };
}

/** The chain of a server below an authority that is constrained so. */
function constrained(
  permitted: readonly Uint8Array[],
  excluded: readonly Uint8Array[] = [],
  ...names: readonly Uint8Array[]
): Certificate[] {
  const below = { name: "server", extensions: [alternativeNames(own, ...names)] };
  return [below, issuer("ca", nameConstraints(permitted, excluded))];
}

const chains:
  readonly (readonly [allowed: boolean, what: string, chain: readonly Certificate[]])[] = [
    [true, "nothing forbids", [server(), issuer("ca")]],
    [true, "three intermediates", [server(), issuer("a"), issuer("b"), issuer("c"), issuer("ca")]],

    [false, "the authority says nothing of being one", [server(), { name: "ca", extensions: [] }]],
    [false, "no authority may be below, and one is", [
      server(),
      issuer("a"),
      { name: "ca", extensions: [authority(0)] },
    ]],
    [true, "no authority may be below, and none is", [server(), {
      name: "ca",
      extensions: [authority(0)],
    }]],
    [true, "one authority may be below, and one is", [
      server(),
      issuer("a"),
      { name: "ca", extensions: [authority(1)] },
    ]],
    [true, "an authority that renews its key is no step", [
      server(),
      issuer("ca"),
      { name: "ca", extensions: [authority(0)] },
    ]],
    [false, "an intermediate allows no other below it", [
      server(),
      issuer("a"),
      { name: "b", extensions: [authority(0)] },
      issuer("ca"),
    ]],

    [false, "the key of the authority signs no certificates", [
      server(),
      issuer("ca", keyUsage(CRL_SIGN)),
    ]],
    [true, "the key of the authority signs them", [server(), issuer("ca", keyUsage(CERT_SIGN))]],
    [false, "the key of the server signs certificates only", [
      server(keyUsage(CERT_SIGN)),
      issuer("ca"),
    ]],
    [true, "the key of the server signs handshakes", [
      server(keyUsage(DIGITAL_SIGNATURE)),
      issuer("ca"),
    ]],

    [false, "the server's certificate is for clients", [
      server(purposes(CLIENT_AUTH)),
      issuer("ca"),
    ]],
    [true, "it is for both", [server(purposes(CLIENT_AUTH, SERVER_AUTH)), issuer("ca")]],
    [true, "it is for anything", [server(purposes(ANY_PURPOSE)), issuer("ca")]],
    [false, "an intermediate is for clients", [
      server(),
      issuer("a", purposes(CLIENT_AUTH)),
      issuer("ca"),
    ]],
    [false, "the authority is for clients", [server(), issuer("ca", purposes(CLIENT_AUTH))]],

    [true, "the domain is permitted", constrained([generalName(DOMAIN, "DEST.test")])],
    [true, "all domains are permitted", constrained([generalName(DOMAIN, "")])],
    [true, "subdomains are permitted", constrained([generalName(DOMAIN, ".dest.test")])],
    [false, "another domain is permitted", constrained([generalName(DOMAIN, "other.test")])],
    [false, "a domain that ends alike is permitted", constrained([generalName(DOMAIN, "st.test")])],
    [false, "the domain is excluded", constrained([], [generalName(DOMAIN, "dest.test")])],
    [true, "another domain is excluded", constrained([], [generalName(DOMAIN, "est.test")])],
    [
      false,
      "another name of the server is not permitted",
      constrained([generalName(DOMAIN, "dest.test")], [], generalName(DOMAIN, "mx.other.test")),
    ],
    [
      false,
      "a wildcard stands for an excluded name",
      constrained([], [generalName(DOMAIN, "a.other.test")], generalName(DOMAIN, "*.other.test")),
    ],
    [false, "an intermediate may not sign for the domain", [
      server(),
      issuer("a", nameConstraints([generalName(DOMAIN, "other.test")])),
      issuer("ca"),
    ]],
    [false, "an authority above it may not", [
      server(),
      issuer("a"),
      issuer("ca", nameConstraints([generalName(DOMAIN, "other.test")])),
    ]],
    [true, "addresses are excluded, and there are none", constrained([], [NO_IP_4])],
    [false, "addresses are excluded", constrained([], [NO_IP_4], generalName(IP, [192, 0, 2, 1]))],
    [
      true,
      "the address is permitted",
      constrained(
        [generalName(IP, [192, 0, 2, 0, 255, 255, 255, 0])],
        [],
        generalName(IP, [192, 0, 2, 1]),
      ),
    ],
    [
      false,
      "another network is permitted",
      constrained(
        [generalName(IP, [192, 0, 3, 0, 255, 255, 255, 0])],
        [],
        generalName(IP, [192, 0, 2, 1]),
      ),
    ],
    [true, "the subject is permitted", constrained([directoryName("server")])],
    [false, "another subject is permitted", constrained([directoryName("SERVER")])],
    [
      false,
      "a subject is excluded, and nobody can tell which",
      constrained([], [directoryName("x")]),
    ],
    [
      true,
      "mailboxes are constrained, and there are none",
      constrained([generalName(EMAIL, "x.test")]),
    ],
    [
      false,
      "mailboxes are constrained, and there is one",
      constrained([generalName(EMAIL, "x.test")], [], generalName(EMAIL, "a@x.test")),
    ],
    [false, "a constraint has a distance", [
      server(),
      issuer("ca", extension("2.5.29.30", sequence(explicit(0, sequence(own, implicit(0, ONE)))))),
    ]],

    [false, "a critical extension is unknown", [
      server(extension("1.2.3.4", sequence())),
      issuer("ca"),
    ]],
    [true, "an unknown extension is not critical", [
      server(extension("1.2.3.4", sequence(), false)),
      issuer("ca"),
    ]],
    [false, "an extension stands twice", [
      server(purposes(SERVER_AUTH), purposes(SERVER_AUTH)),
      issuer("ca"),
    ]],
    [false, "a policy is demanded", [server(), issuer("ca", extension("2.5.29.36", sequence()))]],
    [true, "policies are named", [server(), issuer("ca", extension("2.5.29.32", sequence()))]],
    [false, "an extension cannot be read", [
      server(),
      issuer("ca", extension("2.5.29.15", sequence())),
    ]],
  ];

for (const [allowed, what, chain] of chains) {
  Deno.test(`usage 2 ${allowed ? "takes" : "refuses"} a chain in which ${what}`, async () => {
    assertEquals(await isMatch(chain), allowed);
  });
}
