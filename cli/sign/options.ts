/**
 * The options by which a mail is signed with DKIM; a command that sends spreads them into its table.
 * @module
 */
import { inGroup, type Values } from "../command/options.ts";

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
