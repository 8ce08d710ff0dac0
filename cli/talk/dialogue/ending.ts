/**
 * How a dialogue ended, and the exit code of that: a script can go by it.
 * @module
 */
import type { SmtpErrorKind } from "../../../smtp/error.ts";
import { type Reply, severity } from "../../../smtp/reply.ts";
import { Exit, type ExitCode } from "../../terminal/exit.ts";

/** How a dialogue ended. */
export type Ending =
  /** With QUIT, or with the end of the input. */
  | { readonly kind: "left" }
  /** The input ended within a message: the connection was dropped, and nothing is delivered. */
  | { readonly kind: "unfinished" }
  /** The connection failed; `inDot` when a message had left whole and had no answer. */
  | { readonly kind: "failed"; readonly failure: SmtpErrorKind; readonly inDot: boolean };

const FAILURES: Partial<Record<SmtpErrorKind, ExitCode>> = {
  protocol: Exit.protocol,
  permission: Exit.configuration,
  message: Exit.io,
  interrupted: Exit.interrupted,
};

/**
 * The exit code: that of a failure, or else of the last answer before QUIT.
 *
 * @param ending How the dialogue ended.
 * @param last The last answer to anything but QUIT; `undefined` if there was none.
 * @returns 0 for 2yz and 3yz, 75 for 4yz, 69 for 5yz.
 */
export function exitCodeOfTalk(ending: Ending, last: Reply | undefined): ExitCode {
  if (ending.kind === "unfinished") return Exit.badInput;
  if (ending.kind === "failed") {
    return ending.inDot ? Exit.unknown : FAILURES[ending.failure] ?? Exit.temporary;
  }
  switch (last === undefined ? "positive" : severity(last)) {
    case "transient":
      return Exit.temporary;
    case "permanent":
      return Exit.refused;
    default:
      return Exit.ok;
  }
}
