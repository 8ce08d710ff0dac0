/**
 * Where in a message the 8-bit octets are, and whether they can be encoded.
 * @module
 */
import type { Entity } from "../body/entity.ts";
import type { EntityPiece } from "../body/entity_reader.ts";
import { findField } from "../header/header.ts";
import { MessageError } from "../message.ts";
import { hasEightBit } from "../encoding/octets.ts";
import { Utf8Check } from "../encoding/utf8.ts";

/** Looks for 8-bit octets in the pieces of a message, and refuses those that cannot be encoded. */
export class EightBitSearch {
  readonly #holders = new Set<number>();
  readonly #utf8 = new Set<number>();
  #entity: Entity | undefined;
  #check: Utf8Check | undefined;

  /** The numbers of the entities whose body holds 8-bit octets, and of all that these are in. */
  get holders(): ReadonlySet<number> {
    return this.#holders;
  }

  /** Of those without a Content-Type: the numbers of those whose body is UTF-8. */
  get utf8(): ReadonlySet<number> {
    return this.#utf8;
  }

  /**
   * Takes the next piece.
   *
   * @throws {MessageError} When it holds 8-bit octets that cannot be encoded.
   */
  take(piece: EntityPiece): void {
    switch (piece.kind) {
      case "header":
        this.#takeHeader(piece.entity);
        break;
      case "content":
        this.#takeContent(piece.octets);
        break;
      case "end":
        this.#endBody();
        break;
      case "frame":
        if (hasEightBit(piece.octets)) throw refuse("8-bit octets stand outside of its parts");
    }
  }

  #takeHeader(entity: Entity): void {
    if (entity.fields.some(({ raw }) => hasEightBit(raw))) {
      throw refuse(`the header of ${nameOf(entity)} holds 8-bit octets`);
    }
    this.#entity = entity;
    const isDeclared = findField(entity.fields, "content-type") !== undefined;
    this.#check = isDeclared ? undefined : new Utf8Check();
  }

  #takeContent(octets: Uint8Array): void {
    this.#check?.push(octets);
    if (this.#entity !== undefined && hasEightBit(octets)) this.#add(this.#entity);
  }

  #endBody(): void {
    const isUtf8 = this.#check?.end() ?? false;
    if (this.#entity !== undefined && isUtf8) this.#utf8.add(this.#entity.index);
  }

  #add(entity: Entity): void {
    const { index, ancestors, body } = entity;
    if (body.kind === "opaque") throw refuse(`${nameOf(entity)} ${body.reason}`);
    for (const each of [...ancestors, index]) this.#holders.add(each);
  }
}

function nameOf({ index }: Entity): string {
  return index === 0 ? "it" : `its part ${index}`;
}

function refuse(reason: string): MessageError {
  return new MessageError(`Cannot re-encode the message in 7 bits: ${reason}`);
}
