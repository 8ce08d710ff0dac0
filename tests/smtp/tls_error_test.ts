import { explainTlsFailure, explainWithCertificate, TlsError } from "../../smtp/tls_error.ts";
import { assertEquals } from "../std/assert.ts";

const SERVER = { role: "server", name: "mx1.dest.test" } as const;

/** What Deno says, the problem, and what we say. */
const TEXTS = [
  [
    "invalid peer certificate: UnknownIssuer",
    "unknown-issuer",
    "the certificate's issuer is unknown",
  ],
  [
    "invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))",
    "self-signed",
    "the certificate is self-signed: an authority's own, not a server's",
  ],
  [
    'invalid peer certificate: certificate not valid for name "mx1.dest.test"; certificate is only valid for DnsName("other.example")',
    "wrong-name",
    "the certificate is for other.example, not for mx1.dest.test",
  ],
  [
    'invalid peer certificate: certificate not valid for name "mx1.dest.test"; certificate is only valid for DnsName("a.example"), DnsName("*.b.example"), IpAddress(127.0.0.1), IpAddress(0::1), DnsName("c.example") or DnsName("d.example")',
    "wrong-name",
    "the certificate is for a.example, *.b.example, 127.0.0.1, ::1 and 2 more, not for mx1.dest.test",
  ],
  [
    'invalid peer certificate: certificate not valid for name "mx1.dest.test"; certificate is not valid for any names (according to its subjectAltName extension)',
    "wrong-name",
    "the certificate is not for mx1.dest.test, nor for any other name",
  ],
  [
    "Invalid hostname: 'mx1 dest'",
    "wrong-name",
    "no certificate can be valid for the name mx1.dest.test",
  ],
  [
    "invalid peer certificate: certificate expired: verification time 1795475918 (UNIX), but certificate is not valid after 1580515200 (214960718 seconds ago)",
    "expired",
    "the certificate expired on 2020-02-01",
  ],
  ["invalid peer certificate: certificate expired", "expired", "the certificate has expired"],
  [
    "invalid peer certificate: certificate not valid yet: verification time 1795475918 (UNIX), but certificate is not valid before 2051222400 (255746482 seconds in future)",
    "not-yet-valid",
    "the certificate is not valid before 2035-01-01",
  ],
  [
    "invalid peer certificate: certificate not valid yet",
    "not-yet-valid",
    "the certificate is not valid yet",
  ],
  [
    "invalid peer certificate: BadSignature",
    "bad-certificate",
    "the certificate is not acceptable: BadSignature",
  ],
  [
    "received fatal alert: HandshakeFailure",
    "alert",
    "the server ended the TLS handshake with the alert handshake_failure",
  ],
  [
    "received fatal alert: UnrecognisedName",
    "alert",
    "the server ended the TLS handshake with the alert unrecognized_name: it does not know the name it was asked for",
  ],
  [
    "received fatal alert: ProtocolVersion",
    "version",
    "the server speaks neither TLS 1.2 nor TLS 1.3",
  ],
  [
    "peer is incompatible: ServerDoesNotSupportTls12Or13",
    "version",
    "the server speaks neither TLS 1.2 nor TLS 1.3",
  ],
  [
    "received corrupt message of type InvalidContentType",
    "not-tls",
    "the server answered with something that is not TLS",
  ],
  [
    "received corrupt message of type InvalidContentType (SSL routines:ssl3_get_record:wrong version number)",
    "not-tls",
    "the server answered with something that is not TLS",
  ],
  [
    "peer misbehaved: SelectedUnofferedCipherSuite",
    "other",
    "the TLS handshake failed: peer misbehaved: SelectedUnofferedCipherSuite",
  ],
] as const;

Deno.test("explainTlsFailure names the problem and puts it into words", () => {
  for (const [text, problem, words] of TEXTS) {
    const error = explainTlsFailure(new Error(text), SERVER);
    assertEquals([error.problem, error.message], [problem, words], text);
    assertEquals([error.kind, error.stage, error.temporary], ["tls", "tls", true], text);
  }
});

Deno.test("explainTlsFailure knows a connection that is gone, whoever reports it", () => {
  const reset = Object.assign(new Error("socket disconnected"), { code: "ECONNRESET" });
  const errors = [
    new Deno.errors.UnexpectedEof("unexpected end of file"),
    new Deno.errors.ConnectionReset("Connection reset by peer (os error 104)"),
    new Deno.errors.BrokenPipe("broken pipe"),
    reset,
  ];
  for (const cause of errors) {
    const { problem, kind, message } = explainTlsFailure(cause, SERVER);
    assertEquals([problem, kind], ["closed", "closed"]);
    assertEquals(message, "the server closed the connection in the TLS handshake");
  }
});

Deno.test("explainTlsFailure says of a client what a client does", () => {
  const client = { role: "client", name: "" } as const;
  const refused = explainTlsFailure(new Error("received fatal alert: UnknownCA"), client);
  assertEquals(
    refused.message,
    "the client ended the TLS handshake with the alert unknown_ca: it does not know the certificate's issuer",
  );
});

Deno.test("a refused certificate is told from a handshake that no client could do", () => {
  const about = (text: string): boolean =>
    explainTlsFailure(new Error(text), SERVER).isAboutCertificate;
  assertEquals(about("invalid peer certificate: UnknownIssuer"), true);
  assertEquals(about("invalid peer certificate: BadSignature"), true);
  assertEquals(about("received fatal alert: HandshakeFailure"), false);
  assertEquals(about("received corrupt message of type InvalidContentType"), false);
});

Deno.test("explainWithCertificate says who signed it, and nothing new about another problem", () => {
  const unknown = new TlsError("unknown-issuer", "the certificate's issuer is unknown");
  const certificate = {
    subject: "CN=mx1.dest.test",
    issuer: "O=Example, CN=example authority",
    names: ["mx1.dest.test"],
    notBefore: new Date(0),
    notAfter: new Date(0),
    selfSigned: false,
  };
  const { problem, message } = explainWithCertificate(unknown, certificate);
  assertEquals(
    [problem, message],
    ["unknown-issuer", "the certificate's issuer is unknown: O=Example, CN=example authority"],
  );
  const own = explainWithCertificate(unknown, { ...certificate, selfSigned: true });
  assertEquals([own.problem, own.message], ["self-signed", "the certificate is self-signed"]);
  const expired = new TlsError("expired", "the certificate has expired");
  assertEquals(explainWithCertificate(expired, certificate), expired);
});
