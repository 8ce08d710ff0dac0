/**
 * From an account of msmtp to one of ours.
 * @module
 */
import { AddressError } from "../../../message/mod.ts";
import { parseMailbox } from "../../../message/address/address.ts";
import { MECHANISM_NAMES } from "../../../smtp/security.ts";
import { parsePort } from "../../command/options.ts";
import { parseHostPort } from "../../route/host_port.ts";
import { UsageError } from "../../terminal/exit.ts";
import type { NewAccount, Value } from "../config_text.ts";
import type { MsmtpAccount, Remark, Setting } from "./parse.ts";

/** An account as far as it could be taken over. */
export interface Translation {
  /** The account; `undefined` where it cannot be used without what could not be understood. */
  readonly account: NewAccount | undefined;
  /** What is not as it was. */
  readonly remarks: readonly Remark[];
}

/** What must hold for an account to be of use. */
class Unusable extends Error {
  /** The number of the line. */
  readonly line: number;

  /** @param line The number of the line. @param message What is wrong with it. */
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

/** Commands that change nothing for us when they have this argument. */
const NEEDLESS: ReadonlyMap<string, string> = new Map(Object.entries({
  add_missing_date_header: "on",
  add_missing_from_header: "on",
  allow_from_override: "on",
  auto_from: "off",
  dsn_notify: "off",
  dsn_return: "off",
  protocol: "smtp",
  remove_bcc_headers: "on",
  set_date_header: "auto",
  set_from_header: "auto",
  set_msgid_header: "auto",
  syslog: "off",
  timeout: "off",
  tls_certcheck: "on",
  undisclosed_recipients: "off",
}));

/** Commands that may be left without an argument, which means `on`. */
const SWITCHES: ReadonlySet<string> = new Set([
  "add_missing_date_header",
  "add_missing_from_header",
  "allow_from_override",
  "auth",
  "auto_from",
  "remove_bcc_headers",
  "set_date_header",
  "set_from_header",
  "set_msgid_header",
  "syslog",
  "tls",
  "tls_certcheck",
  "tls_starttls",
  "undisclosed_recipients",
]);

/** Commands that are read together, below. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  "auth",
  "domain",
  "from",
  "from_full_name",
  "host",
  "password",
  "passwordeval",
  "port",
  "timeout",
  "tls",
  "tls_cert_file",
  "tls_host_override",
  "tls_key_file",
  "tls_starttls",
  "tls_trust_file",
  "user",
]);

/** Why an account without these is another one; it is not taken over without them. */
const ESSENTIAL: ReadonlyMap<string, string> = new Map(Object.entries({
  protocol: "only SMTP is supported",
  socket: "unix sockets are not supported",
}));

/** What msmtp fills in at run time (`%H`), and patterns of addresses. */
const PATTERN = /[%*?[]/;

/**
 * Translates an account.
 *
 * @param account The account of msmtp.
 * @returns The same as an account of ours, and what is not the same.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseMsmtp } from "./parse.ts";
 * import { translate } from "./translate.ts";
 *
 * const { accounts: [work] } = parseMsmtp("account work\nhost mail.x.example\nlogfile ~/log\n");
 * if (work === undefined) throw new Error("no account");
 * const { account, remarks } = translate(work);
 * assertEquals(account?.values.get("server"), "mail.x.example:25");
 * assertEquals(remarks, [{ line: 3, text: "logfile is not supported" }]);
 * ```
 */
export function translate(account: MsmtpAccount): Translation {
  const remarks: Remark[] = [];
  try {
    const read = new Reader(account, remarks);
    return { account: read.account(), remarks };
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    const { line, message } = error;
    const text = `account "${account.name}" was not imported: ${message}`;
    return { account: undefined, remarks: [{ line, text }] };
  }
}

/** Reads the settings of one account. */
class Reader {
  readonly #account: MsmtpAccount;
  readonly #remarks: Remark[];

  constructor(account: MsmtpAccount, remarks: Remark[]) {
    this.#account = account;
    this.#remarks = remarks;
  }

  account(): NewAccount {
    for (const [command, setting] of this.#account.settings) this.#judge(command, setting);
    const values = new Map<string, Value>();
    const keep = (key: string, value: Value | undefined): void => {
      if (value !== undefined) values.set(key, value);
    };
    keep("from", this.#from());
    keep("server", this.#server());
    keep("tls", this.#tls());
    keep("tls_name", this.#text("tls_host_override"));
    keep("ca", this.#file("tls_trust_file"));
    keep("cert", this.#file("tls_cert_file"));
    keep("key", this.#file("tls_key_file"));
    keep("ehlo", this.#plain("domain"));
    keep("timeout", this.#timeout());
    const secret = this.#login(keep);
    return { name: this.#account.name, values, secret };
  }

  /** Names what is not taken over. */
  #judge(command: string, setting: Setting): void {
    const argument = setting.argument ?? (SWITCHES.has(command) ? "on" : undefined);
    // An empty argument takes back what was set before.
    if (argument === undefined || NEEDLESS.get(command) === argument) return;
    const why = ESSENTIAL.get(command);
    if (why !== undefined) throw new Unusable(setting.line, why);
    if (UNDERSTOOD.has(command)) return;
    this.#remark(setting, NOT_TAKEN.get(command) ?? `${command} is not supported`);
  }

  #remark({ line }: Setting, text: string): void {
    this.#remarks.push({ line, text });
  }

  #text(command: string): string | undefined {
    return this.#account.settings.get(command)?.argument;
  }

  #isOn(command: string): boolean | undefined {
    const setting = this.#account.settings.get(command);
    if (setting === undefined) return undefined;
    const { line, argument = "on" } = setting;
    if (argument !== "on" && argument !== "off") {
      throw new Unusable(line, `${command} must be on or off`);
    }
    return argument === "on";
  }

  /** A text in which msmtp would fill in nothing. */
  #plain(command: string): string | undefined {
    const setting = this.#account.settings.get(command);
    if (setting?.argument === undefined) return undefined;
    if (!PATTERN.test(setting.argument)) return setting.argument;
    this.#remark(setting, `${command} is a pattern, which is not supported`);
  }

  #from(): string | undefined {
    const address = this.#plain("from");
    if (address === undefined) return undefined;
    try {
      parseMailbox(address);
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      const line = this.#account.settings.get("from")?.line ?? this.#account.line;
      throw new Unusable(line, error.message);
    }
    const name = this.#plain("from_full_name");
    return name === undefined ? address : `${quoted(name)} <${address}>`;
  }

  #server(): string {
    const { settings, line } = this.#account;
    const host = settings.get("host");
    if (host?.argument === undefined) throw new Unusable(line, "it has no host");
    const port = settings.get("port");
    if (port?.argument !== undefined && parsePort(port.argument) === undefined) {
      throw new Unusable(port.line, "port must be a number from 1 to 65535");
    }
    const isBare = host.argument.includes(":") && !host.argument.startsWith("[");
    const name = isBare ? `[${host.argument}]` : host.argument;
    const server = `${name}:${port?.argument ?? (this.#isTlsOnConnect() ? "465" : "25")}`;
    try {
      parseHostPort(server, "host");
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw new Unusable(host.line, error.message);
    }
    return server;
  }

  #isTlsOnConnect(): boolean {
    return this.#isOn("tls") === true && this.#isOn("tls_starttls") === false;
  }

  /** Where msmtp says nothing, the port decides: that is never less secure. */
  #tls(): string | undefined {
    const isOn = this.#isOn("tls");
    if (isOn === undefined) return undefined;
    if (!isOn) return "off";
    return this.#isTlsOnConnect() ? "on-connect" : "require";
  }

  #file(command: string): string | undefined {
    const setting = this.#account.settings.get(command);
    const path = setting?.argument;
    if (setting === undefined || path === undefined || path === "system") return undefined;
    if (/^(?:\/|~\/|[A-Za-z]:)/.test(path)) return path;
    this.#remark(setting, `${command} depends on the working directory: name the whole path`);
  }

  #timeout(): number | undefined {
    const setting = this.#account.settings.get("timeout");
    if (setting?.argument === undefined || setting.argument === "off") return undefined;
    if (/^[1-9]\d{0,5}$/.test(setting.argument)) return Number(setting.argument);
    throw new Unusable(setting.line, "timeout must be off or a number of seconds");
  }

  /** Who logs in, and with what; without `auth` msmtp does not. */
  #login(keep: (key: string, value: Value | undefined) => void): string | undefined {
    const auth = this.#account.settings.get("auth");
    const method = auth === undefined ? "off" : auth.argument ?? "on";
    if (auth === undefined || method === "off") {
      for (const command of ["user", "password", "passwordeval"]) {
        const setting = this.#account.settings.get(command);
        if (setting?.argument === undefined) continue;
        this.#remark(setting, `${command} is not used, because auth is off`);
      }
      return undefined;
    }
    keep("user", this.#text("user"));
    const mechanism = method.toUpperCase();
    if (MECHANISM_NAMES.includes(mechanism)) keep("auth", mechanism);
    else if (method !== "on") {
      this.#remark(auth, `auth ${method} is not supported: the server's offer decides`);
    }
    const secret = this.#text("password");
    if (secret === undefined) keep("password_command", this.#text("passwordeval"));
    return secret;
  }
}

/** What is lost without some commands, where their name alone does not say it. */
const NOT_TAKEN: ReadonlyMap<string, string> = new Map(Object.entries({
  tls_certcheck:
    "tls_certcheck off is not supported: with a password, the server is always verified",
  tls_fingerprint:
    "tls_fingerprint is not supported: use ca, with the server's certificate authority",
}));

/** A name before an address: as it is where it needs no quotes (RFC 5322 section 3.2.4). */
function quoted(name: string): string {
  return /^[\w '\u0080-\u{10ffff}-]+$/u.test(name) ? name : `"${name.replace(/["\\]/g, "\\$&")}"`;
}
