import type { Value } from "../../../../cli/account/config_text.ts";
import { parseMsmtp } from "../../../../cli/account/msmtp/parse.ts";
import { translate } from "../../../../cli/account/msmtp/translate.ts";
import { assertEquals } from "../../../std/assert.ts";
import { INHERITED, TWO_PROVIDERS } from "./files.ts";

/** What becomes of the accounts of a text. */
function translateText(text: string): [Record<string, Value> | undefined, string[]][] {
  return parseMsmtp(text).accounts.map((each) => {
    const { account, remarks } = translate(each);
    return [
      account && {
        ...Object.fromEntries(account.values),
        ...(account.secret === undefined ? {} : { secret: account.secret }),
      },
      remarks.map(({ line, text }) => `${line}: ${text}`),
    ];
  });
}

Deno.test("server, author, TLS, log-in and authorities are taken over", () => {
  const log = "6: logfile is not supported";
  const ca = "/etc/ssl/certs/ca-certificates.crt";
  assertEquals(translateText(TWO_PROVIDERS).slice(0, 2), [
    [{
      from: "ana@gmail.example",
      server: "smtp.gmail.example:587",
      tls: "require",
      ca,
      user: "ana@gmail.example",
      password_command: 'printf "%s" "ho rse"',
    }, [log]],
    [{
      from: "ana.maria@work.example",
      server: "smtp.work.example:465",
      tls: "on-connect",
      ca,
      user: "ana maria",
      secret: 'se"cret # 1',
    }, [log]],
  ]);
});

Deno.test("what an account inherits counts, and an empty argument takes it back", () => {
  const base = {
    server: "mail.x.example:2525",
    tls: "require",
    ehlo: "laptop.x.example",
    timeout: 20,
    user: "base",
    auth: "LOGIN",
    password_command: "echo secret # 1",
  };
  const { password_command: _, ...list } = base;
  assertEquals(translateText(INHERITED), [
    [base, []],
    [{ ...list, from: "list@x.example", server: "mail.x.example:2525", user: "list" }, []],
    [{
      ...list,
      from: "both@x.example",
      server: "mail.x.example:2525",
      user: "list",
      tls_name: "certificate.x.example",
    }, []],
  ]);
});

Deno.test("without auth nobody logs in, as with msmtp; without tls the port decides", () => {
  assertEquals(translateText("account a\nhost h\nuser x\npassword y\nauth off\n"), [[
    { server: "h:25" },
    ["3: user is not used, because auth is off", "4: password is not used, because auth is off"],
  ]]);
  assertEquals(translateText("account a\nhost ::1\ntls off\nport 26\n"), [
    [{ server: "[::1]:26", tls: "off" }, []],
  ]);
});

Deno.test("what would be another account without something is not taken over, with the line", () => {
  const cases = {
    "account a\nhost h\nsocket /run/x\n":
      '3: account "a" was not imported: unix sockets are not supported',
    "account a\nhost h\nprotocol lmtp\n": '3: account "a" was not imported: only SMTP is supported',
    "account a\nport 25\n": '1: account "a" was not imported: it has no host',
    "account a\nhost h\nport 0\n":
      '3: account "a" was not imported: port must be a number from 1 to 65535',
    "account a\nhost h\ntls yes\n": '3: account "a" was not imported: tls must be on or off',
    "account a\nhost h\ntimeout x\n":
      '3: account "a" was not imported: timeout must be off or a number of seconds',
    "account a\nhost h/x\n":
      '2: account "a" was not imported: host must be a host name; not "h/x": it contains "/"',
  };
  for (const [text, remark] of Object.entries(cases)) {
    assertEquals(translateText(text).map(([account]) => account), [undefined], text);
    const [[, remarks] = []] = translateText(text);
    assertEquals(remarks?.length, 1);
    assertEquals(remarks?.[0]?.slice(0, 40), remark.slice(0, 40), text);
  }
});

Deno.test("what mua does not have is remarked, and what changes nothing is not", () => {
  const [[account, remarks] = []] = translateText(
    "account a\nhost h\ntls_certcheck off\ntls_fingerprint 00:11\nauth gssapi\nfrom *@x.example\n" +
      "tls_trust_file ca.pem\ndomain %H\nset_date_header\nundisclosed_recipients on\nfoo bar\nconstructor x\n" +
      "remove_bcc_headers on\nprotocol smtp\nsyslog off\nlogfile\n",
  );
  assertEquals(account, { server: "h:25" });
  assertEquals(remarks?.map((remark) => remark.split(":")[0]).toSorted(), [
    ...["10", "11", "12", "3", "4", "5", "6", "7", "8", "9"],
  ]);
});

Deno.test("the certificate and the key of the client are taken over", () => {
  const [[account, remarks] = []] = translateText(
    "account a\nhost h\ntls_cert_file ~/cert.pem\ntls_key_file /etc/key.pem\n",
  );
  assertEquals(account, { server: "h:25", cert: "~/cert.pem", key: "/etc/key.pem" });
  assertEquals(remarks, []);
});

Deno.test("the author's name is written so that it is read back", () => {
  const nameOf = (name: string): unknown =>
    translateText(`account a\nhost h\nfrom a@x.example\nfrom_full_name ${name}\n`)[0]?.[0]
      ?.["from"];
  assertEquals(nameOf("Ana Mélo-Sá"), "Ana Mélo-Sá <a@x.example>");
  assertEquals(nameOf('"Ana, "the" Mélo'), '"\\"Ana, \\"the\\" Mélo" <a@x.example>');
});
