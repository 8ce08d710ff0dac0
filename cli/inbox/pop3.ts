/**
 * `--pop3` of `mua inbox`, which is loaded only for it.
 * @module
 */
import type { Access } from "../../inbox/sasl/access.ts";
import type { Limits } from "../../inbox/limits.ts";
import type { LiveStore } from "../../inbox/store/live.ts";
import type { OptionTable } from "../command/options.ts";

/** The option. */
export const pop3Options = {
  pop3: {
    kind: "port",
    zero: true,
    value: "PORT",
    help: "also serve the messages by POP3 on this port, in clear text; 0 picks a free one",
  },
} as const satisfies OptionTable;

/** What the help says of it. */
export const pop3Details: readonly string[] = [
  "With --pop3, programs can fetch and delete messages (RFC 1939). A user whose name is an address " +
  "sees the mail to that address, any other user all of it. The users are those of --user or " +
  "--users; without these, any user and password are accepted.",
];

/** What POP3 needs. */
interface Pop3Setting {
  readonly store: LiveStore;
  readonly access: Access | undefined;
  readonly limits: Limits;
  readonly signal: AbortSignal;
}

/**
 * Serves POP3.
 *
 * @param listener The port.
 * @param setting What it needs.
 * @returns Done when it was stopped.
 */
export async function startPop3(
  listener: Deno.TcpListener,
  { store, access, limits, signal }: Pop3Setting,
): Promise<void> {
  const { servePop3 } = await import("../../inbox/pop3/serve.ts");
  const { judgeNobody } = await import("../../inbox/pop3/session.ts");
  const { judge } = await import("../../inbox/sasl/mechanism.ts");
  const door = access?.door;
  await servePop3(listener, {
    store,
    limits,
    signal,
    judge: door === undefined ? judgeNobody : (user, password) => judge(door, user, password),
  });
}
