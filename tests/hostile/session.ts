/**
 * The dialogue of a hostile peer with one client: that of an honest server, but for the faults.
 * @module
 */
import type { TlsUpgrader } from "../../inbox/serve/tls.ts";
import { SmtpError } from "../../smtp/error.ts";
import type { Channel, Line } from "./channel.ts";
import { type Fate, fateOf, type Faults, type PeerStage } from "./fault.ts";

/** What a dialogue works with. */
export interface SessionPlan {
  readonly faults: Faults;
  readonly offers: readonly string[];
  readonly offersUnderTls: readonly string[];
  readonly upgrader: TlsUpgrader | undefined;
  readonly signal: AbortSignal;
}

/** A message that the peer has got whole, up to the final dot. */
export interface WholeMessage {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came: dots stuffed, with the final dot. */
  readonly data: Uint8Array;
  /** What the peer has said of it: yes, no, or nothing that can be understood. */
  answer: "accepted" | "refused" | "open";
}

/** How a connection ends when the client goes, in a way or another. */
const ENDS = [
  Deno.errors.BadResource,
  Deno.errors.BrokenPipe,
  Deno.errors.ConnectionAborted,
  Deno.errors.ConnectionReset,
  Deno.errors.Interrupted,
  Deno.errors.NotConnected,
  Deno.errors.UnexpectedEof,
  // The handshake that the client has broken off.
  SmtpError,
] as const;

/** One dialogue, and what is kept of it. */
export class PeerSession {
  readonly #plan: SessionPlan;
  readonly #turns = new Map<PeerStage, number>();
  #from: string | undefined;
  #to: string[] = [];
  /** The connection. */
  readonly channel: Channel;
  /** The messages that came whole. */
  readonly messages: WholeMessage[] = [];
  /** Whether the client has sent a command before the one before it was answered. */
  pipelined = false;
  /** When the first fault began, on the clock of `performance.now`. */
  faultAt: number | undefined;
  /** When the client was gone. */
  goneAt: number | undefined;

  /** @param channel The connection. @param plan How to behave. */
  constructor(channel: Channel, plan: SessionPlan) {
    this.channel = channel;
    this.#plan = plan;
  }

  /** The lines of the client that are commands or responses to a challenge, in order. */
  get lines(): readonly Line[] {
    return this.channel.lines;
  }

  /** The first words of the lines, in upper case. */
  get verbs(): readonly string[] {
    return this.lines.map(({ text }) => text.replace(/[ :].*/, "").toUpperCase());
  }

  /** Holds the dialogue to its end. */
  async run(): Promise<void> {
    try {
      await this.#talk();
    } catch (error) {
      if (!ENDS.some((end) => error instanceof end)) throw error;
    } finally {
      this.goneAt = performance.now();
      this.channel.close();
    }
  }

  async #talk(): Promise<void> {
    if (this.#plan.faults.connect && await this.#act("connect", "") === "over") return;
    if (await this.#act("banner", "220 peer.test ESMTP\r\n") === "over") return;
    for (;;) {
      const line = await this.channel.line();
      if (line === undefined) return;
      if (this.channel.unread) this.pipelined = true;
      if (await this.#command(line) === "over") return;
    }
  }

  async #command(line: string): Promise<Fate> {
    const [verb = ""] = line.split(" ", 1);
    switch (verb.toUpperCase()) {
      case "EHLO":
        return await this.#ehlo();
      case "HELO":
        return await this.#act("HELO", "250 peer.test\r\n");
      case "STARTTLS":
        return await this.#startTls();
      case "AUTH":
        return await this.#act("AUTH", "235 2.7.0 welcome\r\n");
      case "MAIL":
        return await this.#mail(line);
      case "RCPT":
        return await this.#rcpt(line);
      case "DATA":
        return await this.#data();
      case "RSET":
        this.#from = undefined;
        return await this.#act("RSET", "250 2.0.0 reset\r\n");
      case "QUIT":
        await this.#act("QUIT", "221 2.0.0 bye\r\n");
        return "over";
      default:
        return await this.#act(undefined, "500 5.5.2 what?\r\n");
    }
  }

  async #ehlo(): Promise<Fate> {
    const { encrypted } = this.channel;
    const { offers, offersUnderTls } = this.#plan;
    const lines = ["peer.test", ...(encrypted ? offersUnderTls : offers)];
    const reply = lines.map((text, index) =>
      `250${index < lines.length - 1 ? "-" : " "}${text}\r\n`
    );
    return await this.#act(encrypted ? "EHLO-after-TLS" : "EHLO", reply.join(""));
  }

  async #startTls(): Promise<Fate> {
    const fate = await this.#act("STARTTLS", "220 2.0.0 go ahead\r\n");
    const { faults, upgrader, signal } = this.#plan;
    if (fate !== "taken" || (upgrader === undefined && faults.TLS === undefined)) return fate;
    if (faults.TLS !== undefined) return await this.#act("TLS", "");
    if (upgrader !== undefined) await this.channel.secure(upgrader, signal);
    return fate;
  }

  async #mail(line: string): Promise<Fate> {
    this.#turns.delete("RCPT");
    this.#to = [];
    const fate = await this.#act("MAIL", "250 2.1.0 ok\r\n");
    this.#from = fate === "taken" ? pathOf(line) : undefined;
    return fate;
  }

  async #rcpt(line: string): Promise<Fate> {
    const isDue = this.#from !== undefined;
    const fate = await this.#act("RCPT", isDue ? "250 2.1.5 ok\r\n" : "503 5.5.1 no sender\r\n");
    if (fate === "taken") this.#to.push(pathOf(line));
    return fate;
  }

  async #data(): Promise<Fate> {
    const isDue = this.#from !== undefined && this.#to.length > 0;
    const honest = isDue ? "354 go ahead\r\n" : "554 5.5.1 nobody to send it to\r\n";
    const fate = await this.#act("DATA", honest);
    if (fate !== "taken") return fate;
    if (this.#plan.faults.body && await this.#act("body", "") === "over") return "over";
    return await this.#message();
  }

  async #message(): Promise<Fate> {
    const data = await this.channel.message();
    if (data === undefined) return "over";
    const message: WholeMessage = { from: this.#from ?? "", to: this.#to, data, answer: "open" };
    this.messages.push(message);
    const isDue = this.#to.length > 0;
    const honest = isDue ? "250 2.0.0 taken\r\n" : "554 5.5.1 nobody to give it to\r\n";
    const fate = await this.#act("end-of-data", honest);
    if (fate !== "over") message.answer = fate === "taken" ? "accepted" : "refused";
    this.#from = undefined;
    return fate;
  }

  async #act(stage: PeerStage | undefined, reply: string): Promise<Fate> {
    const fault = stage && this.#plan.faults[stage];
    if (stage === undefined || fault === undefined) {
      await this.channel.say(reply);
      return fateOf(reply);
    }
    const turn = this.#turns.get(stage) ?? 0;
    this.#turns.set(stage, turn + 1);
    this.faultAt ??= performance.now();
    return await fault({ channel: this.channel, reply, turn });
  }
}

/** The path of MAIL FROM and RCPT TO, without its angle brackets. */
function pathOf(line: string): string {
  return /:<(.*?)>(?: |$)/.exec(line)?.[1] ?? "";
}
