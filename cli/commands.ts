/**
 * The commands of the program. Each is loaded when it is called, so that `mua mx` does not wait for
 * what only `mua send` needs; the paths are literals, so that `deno compile` finds them.
 * @module
 */
import type { Command } from "./command/command.ts";
import type { Example } from "./command/info.ts";

/** A command that is not loaded yet. */
export interface CommandEntry {
  /** The word that calls it. */
  readonly name: string;
  /** The command's own summary, here so that the overview need not load it. */
  readonly summary: string;
  /** The command line that the overview shows. */
  readonly example: Example;
  /** Loads it. */
  load(): Promise<Command>;
}

/** Every command, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    name: "mx",
    summary: "find the mail servers of a domain",
    example: { line: "mua mx gmail.com", what: "find the mail servers of a domain" },
    load: async () => (await import("./mx/mx.ts")).mx,
  },
  {
    name: "send",
    summary: "send a mail",
    example: {
      line: "mua send -f me@x.example -t you@y.example -s Hi --body 'Hi!'",
      what: "send a mail",
    },
    load: async () => (await import("./send/send.ts")).send,
  },
  {
    name: "merge",
    summary: "send one mail for each row of a list",
    example: {
      line: "mua merge invite.txt guests.csv",
      what: "see what would be sent to the rows of a list; --send sends it",
    },
    load: async () => (await import("./merge/merge.ts")).merge,
  },
  {
    name: "sendmail",
    summary: "take a mail from a program, as sendmail does",
    example: { line: "mua sendmail -t <mail.eml", what: "take a mail from a program" },
    load: async () => (await import("./sendmail/sendmail.ts")).sendmail,
  },
  {
    name: "outbox",
    summary: "the mails that wait to be sent",
    example: { line: "mua outbox list", what: "the mails that --queue has kept" },
    load: async () => (await import("./outbox/outbox.ts")).outbox,
  },
  {
    name: "check",
    summary: "send a mail, and see if and how it arrives",
    example: {
      line: "mua check me@x.example --imap imaps://me@mail.x.example",
      what: "send a mail to yourself, and see how it arrives",
    },
    load: async () => (await import("./check/check.ts")).check,
  },
  {
    name: "talk",
    summary: "talk to a mail server by hand",
    example: { line: "mua talk gmail.com", what: "talk to a mail server by hand" },
    load: async () => (await import("./talk/command.ts")).talk,
  },
  {
    name: "inbox",
    summary: "receive mail on this host and show it",
    example: { line: "mua inbox", what: "receive mail on port 1025 of this host" },
    load: async () => (await import("./inbox/inbox.ts")).inbox,
  },
  {
    name: "inspect",
    summary: "look inside a message that arrived",
    example: { line: "mua inspect mail.eml", what: "look inside a message that arrived" },
    load: async () => (await import("./inspect/inspect.ts")).inspect,
  },
  {
    name: "compare",
    summary: "compare what was sent with what arrived",
    example: {
      line: "mua compare sent.eml mua-inbox/0001.eml",
      what: "see what happened to a mail on its way",
    },
    load: async () => (await import("./compare/compare.ts")).compare,
  },
  {
    name: "explain",
    summary: "what a reply, a code, a keyword or a field means",
    example: { line: "mua explain 550 5.7.1", what: "what a reply means, and what to do next" },
    load: async () => (await import("./explain/explain.ts")).explain,
  },
  {
    name: "domain",
    summary: "is a domain fit to send and to receive mail?",
    example: { line: "mua domain example.com", what: "is a domain fit to send and to receive?" },
    load: async () => (await import("./domain/domain.ts")).domain,
  },
  {
    name: "account",
    summary: "the accounts that mail is sent by",
    example: { line: "mua account list", what: "list the accounts that mail is sent by" },
    load: async () => (await import("./account/manage/command.ts")).account,
  },
  {
    name: "completion",
    summary: "print a completion script for a shell",
    example: { line: "mua completion bash", what: "complete commands and options in a shell" },
    load: async () => (await import("./completion/completion.ts")).completionOf(loadAll),
  },
  {
    name: "manual",
    summary: "print the manual page",
    example: { line: "mua manual | man -l -", what: "read the manual page" },
    load: async () => (await import("./manual/manual.ts")).manualOf(loadAll),
  },
  {
    name: "demo",
    summary: "watch one mail being sent, line by line; needs no network",
    example: { line: "mua demo", what: "watch one mail being sent, line by line" },
    load: async () => (await import("./demo/demo.ts")).demo,
  },
];

function loadAll(): Promise<Command[]> {
  return Promise.all(commands.map((entry) => entry.load()));
}
