/**
 * Signs the mails of the corpus, and does so wrongly where a test wants it. It shares no code with what
 * verifies them.
 */
import { Buffer } from "node:buffer";
import { createHash, createPrivateKey, sign } from "node:crypto";
import { RSA_2048, type TestKey } from "./keys.ts";

/** How a mail is signed; what is left out is as most signers do it. */
export interface SignOptions {
  readonly domain?: string;
  readonly selector?: string;
  readonly key?: TestKey;
  readonly algorithm?: string;
  readonly form?: string;
  /** The names in h=, with colons. */
  readonly covered?: string;
  /** Tags that are added: `t=1; x=2`. */
  readonly more?: string;
  /** Octets of the body that are covered (l=). */
  readonly length?: number;
  /** Changes the field after it was signed. */
  readonly spoil?: (field: string) => string;
}

/**
 * Puts a signature on top of a mail.
 *
 * @param mail The mail, with CRLF.
 * @param options How.
 */
export function signed(mail: string, options: SignOptions = {}): string {
  const {
    domain = "a.test",
    selector = "s1",
    key = RSA_2048,
    algorithm = "rsa-sha256",
    form = "relaxed/relaxed",
    covered = "From:To:Subject:Date:Message-ID",
    more = "",
    length,
    spoil = (field) => field,
  } = options;
  const end = mail.indexOf("\r\n\r\n");
  const [headerForm, bodyForm = "simple"] = form.split("/");
  const body = bodyIn(bodyForm, mail.slice(end + 4));
  const hash = algorithm.endsWith("sha1") ? "sha1" : "sha256";
  const digest = createHash(hash).update(body.slice(0, length), "latin1").digest("base64");
  const tags = [
    `v=1; a=${algorithm}; c=${form}; d=${domain}; s=${selector}`,
    ...(length === undefined ? [] : [`l=${length}`]),
    ...(more === "" ? [] : [more]),
    `h=${covered}`,
    `bh=${digest}`,
    "b=",
  ];
  const field = `DKIM-Signature: ${tags.join(";\r\n ")}`;
  const lines = [...pick(mail.slice(0, end), covered), field].map((line) =>
    headerForm === "relaxed" ? relaxed(line) : line
  );
  const text = Buffer.from(lines.join("\r\n"), "latin1");
  const secret = createPrivateKey({
    key: Buffer.from(key.secret, "base64"),
    format: "der",
    type: "pkcs8",
  });
  const value = algorithm.startsWith("ed25519")
    ? sign(null, createHash("sha256").update(text).digest(), secret)
    : sign(hash, text, secret);
  return `${spoil(field + value.toString("base64").replace(/.{70}/g, "$&\r\n  "))}\r\n${mail}`;
}

function pick(header: string, covered: string): string[] {
  const fields = header.split(/\r\n(?![ \t])/);
  return covered.split(":").flatMap((name) => {
    const at = fields.findLastIndex((field) =>
      field.toLowerCase().startsWith(`${name.trim().toLowerCase()}:`)
    );
    return at < 0 ? [] : fields.splice(at, 1);
  });
}

function relaxed(field: string): string {
  const [name = "", ...rest] = field.split(":");
  const value = rest.join(":").replaceAll("\r\n", "").replace(/[ \t]+/g, " ").trim();
  return `${name.trim().toLowerCase()}:${value}`;
}

function bodyIn(form: string, body: string): string {
  const text = form === "relaxed"
    ? body.split("\r\n").map((line) => line.replace(/[ \t]+/g, " ").trimEnd()).join("\r\n")
    : body;
  const kept = text.replace(/(?:\r\n)+$/, "");
  return kept === "" ? (form === "relaxed" ? "" : "\r\n") : `${kept}\r\n`;
}
