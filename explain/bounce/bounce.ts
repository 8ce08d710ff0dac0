/**
 * What is known of a mail that came back.
 * @module
 */
import type { Moment } from "../knowledge/moment.ts";
import type { Reason } from "./reason/reason.ts";

/** What became of one recipient. */
export interface Bounce {
  /** The address; words of the server where it names none. */
  readonly recipient: string;
  /** Whether the server has given up; one that still tries says so with a delay. */
  readonly action: "failed" | "delayed";
  /** Whether another try is of no use. */
  readonly permanent: boolean;
  /** The enhanced code (RFC 3463). */
  readonly status: string | undefined;
  /** The three digits. */
  readonly reply: number | undefined;
  /** Why. */
  readonly reason: Reason;
  /** The server's words. */
  readonly words: string;
  /** Who said them. */
  readonly saidBy: string | undefined;
  /** What they answered. */
  readonly command: Moment | undefined;
  /** The Message-ID of the mail, with its angle brackets. */
  readonly originalMessageId: string | undefined;
  /** When the reporting server got the mail, in its words. */
  readonly arrivalDate: string | undefined;
  /** When it was last tried, in its words. */
  readonly lastAttempt: string | undefined;
}

/** The mail that came back, as far as it is there. */
export interface ReturnedMail {
  readonly messageId: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly subject: string | undefined;
  readonly date: string | undefined;
}

/** What a message says about another mail. */
export interface Returned {
  /** What it is. */
  readonly kind: Kind;
  /** What became of each recipient; empty where nothing failed and nothing is delayed. */
  readonly bounces: readonly Bounce[];
  /** What a report or an automatic answer says. */
  readonly report: Report | undefined;
  /** The mail that it is about. */
  readonly mail: ReturnedMail;
}

/**
 * What a message says about another mail:
 * - `failure`: it came back;
 * - `delay`: it is not there yet, and the server still tries;
 * - `success`: it was delivered, relayed or expanded;
 * - `abuse-report`: somebody complained about it (RFC 5965);
 * - `automatic-reply`: its recipient's program answered (RFC 3834).
 */
export type Kind = "failure" | "delay" | "success" | "abuse-report" | "automatic-reply";

/** What a report or an automatic answer says. */
export interface Report {
  /** `abuse`, `auth-failure`, `opt-out` and others (RFC 5965 section 3.1). */
  readonly feedbackType?: string | undefined;
  /** Who complained, or who is away. */
  readonly by?: string | undefined;
  /** Whom the mail was for. */
  readonly recipient?: string | undefined;
  /** Until when somebody is away, in the words of the answer. */
  readonly until?: string | undefined;
  /** The actions of a success, by the addresses. */
  readonly delivered?: readonly string[] | undefined;
}
