/** The mail of the corpus, and the domains that it comes from. */
import { ED25519, RSA_1024, RSA_2048, RSA_512 } from "./keys.ts";

/** When all mails of the corpus are verified: 24 November 2026, noon. */
export const NOW = Date.UTC(2026, 10, 24, 12);

/** Seconds of that time. */
export const NOW_SECONDS = NOW / 1_000;

/** Fields and body of a mail from Ana, with what a test wants otherwise. */
export function letter(
  { from = "Ana <ana@a.test>", subject = "Dinner", body = BODY, fields = [] as string[] } = {},
): string {
  return [
    `From: ${from}`,
    "To: bob@b.test",
    `Subject: ${subject}`,
    "Date: Tue, 24 Nov 2026 10:00:00 +0000",
    "Message-ID: <1@a.test>",
    ...fields,
    "",
    body,
  ].join("\r\n");
}

export const BODY = "Hi Bob,\r\n\r\nDinner at 8?\r\n\r\nAna\r\n";

/** A mail of two parts. */
export const MULTIPART = {
  fields: ["MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=xx"],
  body: "--xx\r\nContent-Type: text/plain\r\n\r\nHi\r\n--xx--\r\n",
};

/** How a mail arrived at b.test. */
export interface Arrival {
  readonly ip?: string;
  readonly helo?: string;
  readonly mailFrom?: string;
  /** What the server adds on top: Authentication-Results. */
  readonly claims?: readonly string[];
}

/** Puts on top what the server of b.test writes. */
export function arrived(mail: string, arrival: Arrival = {}): string {
  const { ip = "192.0.2.1", helo = "mail.a.test", mailFrom = "ana@a.test", claims = [] } = arrival;
  return [
    `Return-Path: <${mailFrom}>`,
    ...claims,
    `Received: from ${helo} (${helo} [${ip}]) by mx.b.test with ESMTPS id 1`,
    "\tfor <bob@b.test>; Tue, 24 Nov 2026 10:00:02 +0000",
    mail,
  ].join("\r\n");
}

/** The same mail with something else in it, once. */
export function altered(mail: string, before: string, after: string): string {
  const at = mail.lastIndexOf(before);
  if (at < 0) throw new Error(`the mail has no ${JSON.stringify(before)}`);
  return mail.slice(0, at) + after + mail.slice(at + before.length);
}

const KEY = `v=DKIM1; k=rsa; p=${RSA_2048.published}`;

/** What the domains publish. */
export const ZONE = `
; Ana's domain, with many keys
a.test                       TXT v=spf1 ip4:192.0.2.1 a:web.a.test -all
_dmarc.a.test                TXT v=DMARC1; p=reject
web.a.test                   A   192.0.2.80
s1._domainkey.a.test         TXT ${KEY}
ed._domainkey.a.test         TXT v=DKIM1; k=ed25519; p=${ED25519.published}
k1024._domainkey.a.test      TXT v=DKIM1; p=${RSA_1024.published}
k512._domainkey.a.test       TXT v=DKIM1; p=${RSA_512.published}
revoked._domainkey.a.test    TXT v=DKIM1; p=
garbage._domainkey.a.test    TXT v=DKIM1; p=bm8ga2V5
nobase64._domainkey.a.test   TXT v=DKIM1; p=!!
other._domainkey.a.test      TXT v=DKIM1; p=${RSA_1024.published}
test._domainkey.a.test       TXT v=DKIM1; t=y; p=${RSA_2048.published}
strict._domainkey.a.test     TXT v=DKIM1; t=s; p=${RSA_2048.published}
sha1only._domainkey.a.test   TXT v=DKIM1; h=sha1; p=${RSA_2048.published}
notmail._domainkey.a.test    TXT v=DKIM1; s=tlsrpt; p=${RSA_2048.published}
dkim2._domainkey.a.test      TXT v=DKIM2; p=${RSA_2048.published}
unknown._domainkey.a.test    TXT v=DKIM1; k=x448; p=${RSA_2048.published}
two._domainkey.a.test        TXT ${KEY}
two._domainkey.a.test        TXT v=DKIM1; p=${RSA_1024.published}
second._domainkey.a.test     TXT v=DKIM1; p=${RSA_1024.published}
second._domainkey.a.test     TXT v=DKIM1; p=${RSA_2048.published}
alias._domainkey.a.test      CNAME s1._domainkey.a.test
down._domainkey.a.test       SERVFAIL
; domains below and beside
news.a.test                  TXT v=spf1 ip4:192.0.2.2 -all
s1._domainkey.news.a.test    TXT ${KEY}
bulk.test                    TXT v=spf1 ip4:198.51.100.0/24 ~all
s1._domainkey.bulk.test      TXT ${KEY}
list.test                    TXT v=spf1 ip4:203.0.113.7 -all
s1._domainkey.list.test      TXT ${KEY}
; policies
quarantine.test              TXT v=spf1 -all
_dmarc.quarantine.test       TXT v=DMARC1; p=quarantine; sp=reject; adkim=s; aspf=s
s1._domainkey.quarantine.test TXT ${KEY}
sub.quarantine.test          TXT v=spf1 ip4:192.0.2.1 -all
_dmarc.testing.test          TXT v=DMARC1; p=reject; t=y
_dmarc.two.test              TXT v=DMARC1; p=reject
_dmarc.two.test              TXT v=DMARC1; p=none
_dmarc.np.test               TXT v=DMARC1; p=none; np=reject
_dmarc.bad.test              TXT v=DMARC1; p=perhaps
_dmarc.down.test             SERVFAIL
; SPF
soft.test                    TXT v=spf1 ~all
neutral.test                 TXT v=spf1 ?all
nodefault.test               TXT v=spf1 ip4:198.51.100.1
redirect.test                TXT v=spf1 redirect=a.test
include.test                 TXT v=spf1 include:bulk.test include:a.test -all
loop.test                    TXT v=spf1 include:loop.test -all
twospf.test                  TXT v=spf1 -all
twospf.test                  TXT v=spf1 +all
badspf.test                  TXT v=spf1 ipv4:192.0.2.1 -all
void.test                    TXT v=spf1 a:n1.void.test a:n2.void.test a:n3.void.test -all
many.test                    TXT v=spf1 ${
  Array.from({ length: 11 }, (_, index) => `a:h${index}.many.test`).join(" ")
} -all
${Array.from({ length: 11 }, (_, index) => `h${index}.many.test A 198.51.100.9`).join("\n")}
byhost.test                  TXT v=spf1 mx -all
byhost.test                  MX  10 mail.byhost.test
mail.byhost.test             A   192.0.2.1
ptr.test                     TXT v=spf1 ptr -all
1.2.0.192.in-addr.arpa       PTR mail.ptr.test
mail.ptr.test                A   192.0.2.1
macro.test                   TXT v=spf1 exists:%{i}.%{l}.allow.macro.test -all
192.0.2.1.ana.allow.macro.test A 127.0.0.2
six.test                     TXT v=spf1 ip6:2001:db8::/32 -all
spfdown.test                 SERVFAIL
_dmarc.spfdown.test          SERVFAIL
helo.test                    TXT v=spf1 ip4:192.0.2.1 -all
`;
