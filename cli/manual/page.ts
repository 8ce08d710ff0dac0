/**
 * The manual page, in the language of mdoc(7), from the tables of the commands.
 * @module
 */
import type { CommandInfo } from "../command/info.ts";
import type { Option, OptionTable } from "../command/options.ts";

/** What the page says beside the commands. */
interface PageInfo {
  /** The version of the program. */
  readonly version: string;
  /** The date of the page. */
  readonly date: Date;
  /** The options that each command has. */
  readonly common: OptionTable;
}

/** Environment variables that are heard, and what for. */
const VARIABLES: readonly (readonly [name: string, what: string])[] = [
  ["MUA_PASSWORD", "The password or token to send with."],
  ["MUA_IMAP_PASSWORD", "The password or token of the mailbox that mua check looks into."],
  ["MUA_CONFIG", "The configuration file; empty means none."],
  ["EMAIL", "The author, where nothing else names one."],
  ["NETRC", "The file with users and passwords, in place of ~/.netrc."],
  ["ALL_PROXY", "The SOCKS5 proxy to connect through, unless --proxy is given."],
  ["SSL_CERT_FILE", "Certificate authorities to trust besides the system's, unless --ca is given."],
  ["NO_COLOR", "Turns colour off."],
  ["FORCE_COLOR", "Turns colour on."],
  ["MUA_DEBUG", "Shows the stack trace of an internal error."],
];

/** Exit codes and what they mean; those of sysexits. */
const EXIT_CODES: readonly (readonly [code: string, what: string])[] = [
  ["0", "Done; every recipient was delivered."],
  ["1", "The plain no of explain, compare, check, domain and talk --diff."],
  ["2", "The two messages of compare are not the same mail."],
  ["3", "The mail of check arrived in the junk mailbox."],
  ["64", "The command line cannot be understood."],
  ["65", "Input that cannot be used."],
  ["66", "A file or mailbox that is not there."],
  ["67", "A recipient was refused."],
  ["68", "No such host, or the domain takes no mail."],
  ["69", "Refused permanently otherwise."],
  ["70", "An internal error."],
  ["74", "Reading or writing failed half-way."],
  ["75", "Not now: the same may work later."],
  ["76", "The server broke the protocol."],
  ["77", "Authentication failed."],
  ["78", "Something is missing around the program: a permission, a setting."],
  ["79", "Unknown: a server may or may not have taken the message."],
  ["130", "Interrupted."],
];

/**
 * Writes the page.
 *
 * @param commands The commands.
 * @param info What else it says.
 * @returns The text of `mua.1`.
 */
export function manualPage(commands: readonly CommandInfo[], info: PageInfo): string {
  const { version, date, common } = info;
  const month = date.toLocaleDateString("en-US", { month: "long", timeZone: "UTC" });
  return lines([
    `.Dd ${month} ${date.getUTCDate()}, ${date.getUTCFullYear()}`,
    ".Dt MUA 1",
    ".Os",
    ".Sh NAME",
    ".Nm mua",
    ".Nd mail user agent that shows its work",
    ".Sh SYNOPSIS",
    ...commands.flatMap((command) => synopsis([], command)),
    ".Sh DESCRIPTION",
    ".Nm",
    ...prose(
      "finds the mail server of an address, talks SMTP to it, says what happened to every " +
        `recipient, and shows what arrived. This is version ${version}.`,
    ),
    "The commands are:",
    ...commands.flatMap((command) => commandSection([], command)),
    ".Ss Options of every command",
    ...optionList(common),
    ".Sh ENVIRONMENT",
    ...tagList(VARIABLES.map(([name, what]) => [`.It Ev ${name}`, what])),
    ".Sh FILES",
    ".Bl -tag -width Ds",
    ".It Pa ~/.config/mua/config.toml",
    ...prose("The accounts that mail is sent by."),
    ".It Pa ~/.netrc",
    ...prose("Users and passwords by host."),
    ".El",
    ".Sh EXIT STATUS",
    ...tagList(EXIT_CODES.map(([code, what]) => [`.It ${code}`, what])),
    ".Sh STANDARDS",
    "RFC 5321, RFC 5322 and those that each command names.",
  ]);
}

function lines(texts: readonly string[]): string {
  return `${texts.join("\n")}\n`;
}

function tagList(items: readonly (readonly [tag: string, what: string])[]): string[] {
  return [
    ".Bl -tag -width Ds",
    ...items.flatMap(([tag, what]) => [tag, ...prose(what)]),
    ".El",
  ];
}

function synopsis(parents: readonly string[], command: CommandInfo): string[] {
  const path = [...parents, command.name];
  const operands = command.operands.match(/\[[^\]]*\]|\S+/g) ?? [];
  return [
    ".Nm",
    `.Cm ${path.join(" ")}`,
    ".Op Ar option ...",
    ...operands.map((word) => {
      const inner = /^\[(.*)\]$/.exec(word)?.[1];
      return inner === undefined ? `.Ar ${escape(word)}` : `.Op Ar ${escape(inner)}`;
    }),
    ...(command.subcommands ?? []).flatMap((each) => synopsis(path, each)),
  ];
}

function commandSection(parents: readonly string[], command: CommandInfo): string[] {
  const path = [...parents, command.name];
  const { summary, examples, details = [], options, subcommands = [] } = command;
  return [
    `.Ss mua ${path.join(" ")}`,
    ...prose(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`),
    ...details.flatMap((text) => [".Pp", ...prose(text)]),
    ...Object.keys(options).length === 0 ? [] : optionList(options),
    ".Pp",
    examples.length === 1 ? "Example:" : "Examples:",
    ".Bl -tag -width Ds",
    ...examples.flatMap(({ line, what }) => [`.It Li ${quoted(line)}`, ...prose(`${what}.`)]),
    ".El",
    ...subcommands.flatMap((each) => commandSection(path, each)),
  ];
}

function optionList(options: OptionTable): string[] {
  return [
    ".Bl -tag -width Ds",
    ...Object.entries(options).flatMap(([name, option]) => [
      `.It ${optionForms(name, option)}`,
      ...prose(`${option.help.charAt(0).toUpperCase()}${option.help.slice(1)}.`),
    ]),
    ".El",
  ];
}

function optionForms(name: string, option: Option): string {
  const long = option.kind === "flag" && option.default === true ? `no-${name}` : name;
  const value = valueName(option);
  const short = option.short === undefined ? "" : `Fl ${option.short}${value} , `;
  return `${short}Fl -${long}${value}`;
}

function valueName(option: Option): string {
  if (option.kind === "flag") return "";
  const name = option.kind === "choice" ? option.value ?? option.choices.join("|") : option.value;
  return ` Ar ${quoted(name)}`;
}

/** The longest line of the page, which mandoc wants. */
const WIDTH = 78;

/** Text as lines: each sentence begins one, and no line is too long. */
function prose(text: string): string[] {
  const result: string[] = [];
  let line = "";
  for (const word of escape(text.replace(/\.\.$/, ".")).split(/\s+/)) {
    const isFull = line.length + 1 + word.length > WIDTH;
    if (line !== "" && (isFull || /[.!?]$/.test(line))) {
      result.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...result, line].map((each) => /^[.']/.test(each) ? `\\&${each}` : each);
}

function quoted(text: string): string {
  return /[\s"]/.test(text) ? `"${escape(text).replaceAll('"', '""')}"` : escape(text);
}

/** A backslash, and a hyphen that stands for itself. */
function escape(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll(/--/g, "\\-\\-");
}
