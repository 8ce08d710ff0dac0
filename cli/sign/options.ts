/**
 * The options by which a mail is signed with DKIM; a command that sends spreads them into its table.
 * @module
 */
import { inGroup, type Values } from "../command/options.ts";
import { UsageError } from "../terminal/exit.ts";

/** Which key signs, and for whom. */
export const signOptions = inGroup("Signature", {
  "dkim-key": {
    kind: "text",
    value: "FILE",
    help: "sign the mail with this private key (DKIM); mua domain key makes one",
  },
  "dkim-selector": {
    kind: "text",
    value: "NAME",
    help: "the name under which the domain publishes the key",
  },
  "dkim-domain": {
    kind: "text",
    value: "DOMAIN",
    help: "the domain that signs, if not that of the author",
  },
});

/** The values of these options. */
export type SignOptions = Values<typeof signOptions>;

/**
 * Whether a mail is to be signed. Only then what signs is worth loading.
 *
 * @param options The options.
 * @throws {UsageError} If options say how, and none says with which key.
 */
export function wantsSignature({ dkimKey, dkimSelector, dkimDomain }: SignOptions): boolean {
  if (dkimKey !== undefined) return true;
  if (dkimSelector === undefined && dkimDomain === undefined) return false;
  throw new UsageError("a signature needs a key: add --dkim-key FILE");
}
