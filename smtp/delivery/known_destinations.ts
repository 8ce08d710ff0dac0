/**
 * Where mail goes, asked once for many mails.
 * @module
 */
import { type Clock, systemClock } from "../../clock/clock.ts";
import type { Recipient } from "../envelope.ts";
import { type Destination, groupByDomain } from "./destination.ts";
import { findDestinations, type Search } from "./find.ts";

/** Milliseconds after which a search that found nothing for now is made again. */
const RETRY_DELAY = 60_000;

/** What was found, and until when that holds. */
interface Finding {
  readonly destination: Promise<Destination>;
  until: number;
}

/** The destinations of a run: each domain, or the server that is named, is looked up once. */
export class KnownDestinations {
  readonly #search: Search;
  readonly #clock: Clock;
  readonly #findings = new Map<string, Finding>();

  /**
   * @param search How to look.
   * @param clock What it goes by when to look again.
   */
  constructor(search: Search, clock: Clock = systemClock) {
    this.#search = search;
    this.#clock = clock;
  }

  /**
   * The hosts for all recipients; a destination without hosts says why.
   *
   * @param recipients Who gets the mail.
   * @returns The destinations, together holding every recipient once.
   * @throws {Deno.errors.NotCapable} If there is no permission for the resolver.
   */
  async of(recipients: readonly Recipient[]): Promise<readonly Destination[]> {
    const { server } = this.#search;
    const name = server ?? commonDomain(recipients);
    if (name !== undefined) return [{ ...await this.#find(name, recipients), recipients }];
    return await Promise.all(
      Array.from(
        groupByDomain(recipients),
        async ([domain, group]) => ({ ...await this.#find(domain, group), recipients: group }),
      ),
    );
  }

  #find(name: string, recipients: readonly Recipient[]): Promise<Destination> {
    const known = this.#findings.get(name);
    if (known !== undefined && this.#clock.now() < known.until) return known.destination;
    const destination = this.#lookUp(recipients);
    const finding = { destination, until: Infinity };
    this.#findings.set(name, finding);
    destination.then(({ obstacle }) => {
      if (obstacle?.status === "deferred") finding.until = this.#clock.now() + RETRY_DELAY;
    }, () => this.#findings.delete(name));
    return destination;
  }

  async #lookUp(recipients: readonly Recipient[]): Promise<Destination> {
    const [destination] = await findDestinations(recipients, this.#search);
    if (destination === undefined) throw new TypeError("Cannot find a destination for nobody");
    return destination;
  }
}

/** The domain of all of them, if they have one. */
function commonDomain(recipients: readonly Recipient[]): string | undefined {
  const domain = recipients[0]?.domain;
  return recipients.every((recipient) => recipient.domain === domain) ? domain : undefined;
}
