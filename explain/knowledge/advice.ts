/**
 * Advice that helps against many failures, kept here once, so that no explanation words
 * it differently.
 * @module
 */

/** For a code given without its text. */
export const GIVE_WHOLE_LINE = "Give mua explain the whole line: the text after the code says why.";

/** Only for answers that begin with 4: after a 5 waiting does not help. */
export const LATER = "Wait a few minutes and send it again; mail servers retry for several days.";

/** Against greylisting. */
export const LATER_FOR_STRANGERS =
  "Send it again after five to fifteen minutes: it will be accepted.";

/** If the client's own IP address is the reason. */
export const SUBMIT =
  "Send through your provider's server: mua send --server HOST -p 587 -u USER …";

/** If nothing proves that the mail comes from the sender's domain. */
export const OWN_SERVER =
  "Send through a server of the sender's domain: mua send --server HOST -p 587 -u USER …";

/** If the sender's domain does not name the server. */
export const NAME_SERVER =
  "If it is your domain: add the server to its SPF record, which mua domain DOMAIN shows.";

/** If the sending IP address has no name in DNS. */
export const SET_PTR = "If it is your server: ask its hosting provider to set the PTR record. " +
  "To see it: mua domain DOMAIN --ip ADDRESS.";

/** If the recipient does not exist. */
export const CHECK_ADDRESS = "Check the spelling of the address, letter by letter.";

/** If the domain is the reason. */
export const CHECK_DOMAIN = "Check the domain: mua mx DOMAIN.";

/** If a mailbox accepts no mail. */
export const ANOTHER_WAY = "Contact the recipient another way.";

/** If a mailbox is full. */
export const WHEN_THERE_IS_ROOM =
  "Tell the recipient another way, and try again when there is room.";

/** If a message is too large. */
export const SEE_SIZE =
  "See the limit in the SIZE line of the EHLO answer (mua send -v); send a link, or " +
  "several mails.";

/** If mail loops. */
export const BREAK_CIRCLE =
  "See where the domain's mail goes: mua mx DOMAIN. The domain's administrator must " +
  "break the loop.";

/** If something is refused without encryption. */
export const USE_TLS = "Use TLS: mua send --tls require.";

/** If a login fails. */
export const CHECK_USER = "Check the user name: it is usually the whole address.";

/** If a login fails although the password is right. */
export const APP_PASSWORD =
  "With two-step verification: create an app password at the provider, and use that.";

/** If the server must learn the password again (RFC 4954 section 6). */
export const PASSWORD_ONCE =
  "Log in once under TLS with mua send --auth PLAIN, or on the provider's web page; then " +
  "try again.";

/** If an address is not ASCII. */
export const ASCII_ADDRESS = "Use an ASCII address; ask the recipient for one.";

/** If the codes alone say too little. */
export const SEE_DIALOGUE = "See the dialogue: repeat the command as mua send -v.";
