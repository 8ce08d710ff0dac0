/**
 * What to do next, where the same helps against many failures: said once, so that no explanation says
 * it twice in other words.
 * @module
 */

/** With a code whose text is not there. */
export const GIVE_WHOLE_LINE =
  "Give the whole line to mua explain: the text behind the code says why.";

/** Only where the answer begins with 4: after a 5 waiting does not help. */
export const LATER = "Wait some minutes and send the same again; mail servers do so for some days.";

/** Against greylisting. */
export const LATER_FOR_STRANGERS =
  "Send the same again after five to fifteen minutes: it will be taken.";

/** Where the client's own address is the reason. */
export const SUBMIT =
  "Send through your provider's server: mua send --server HOST -p 587 -u USER …";

/** Where nothing proves that the mail comes from the sender's domain. */
export const OWN_SERVER =
  "Send through a server of the sender's domain: mua send --server HOST -p 587 -u USER …";

/** Where the address that one sends from has no name. */
export const SET_PTR = "For a server of your own: have its provider set the PTR record.";

/** Where the recipient is not known. */
export const CHECK_ADDRESS = "Check the spelling of the address, letter by letter.";

/** Where the domain is the reason. */
export const CHECK_DOMAIN = "Check the domain: mua mx DOMAIN.";

/** Where a mailbox takes no mail. */
export const ANOTHER_WAY = "Reach the recipient by another way.";

/** Where a mailbox is full. */
export const WHEN_THERE_IS_ROOM =
  "Tell the recipient by another way, and try again when there is room.";

/** Where a message is too large. */
export const SEE_SIZE =
  "See the limit in the line SIZE of EHLO (mua send -v); send a link, or several mails.";

/** Where mail goes in a circle. */
export const BREAK_CIRCLE =
  "See where the domain's mail goes: mua mx DOMAIN; its administrator must break the circle.";

/** Where something is refused in clear text. */
export const USE_TLS = "Use TLS: mua send --tls require.";

/** Where a log-in fails. */
export const CHECK_USER = "Check the user name: mostly it is the whole address.";

/** Where a log-in fails although the password is right. */
export const APP_PASSWORD =
  "With two-step log-in: make an app password at the provider, and give that.";

/** Where the server must learn the password anew (RFC 4954 section 6). */
export const PASSWORD_ONCE =
  "Authenticate once under TLS by mua send --auth PLAIN, or by the provider's web page; then try again.";

/** Where something is not ASCII. */
export const ASCII_ADDRESS = "Use an address in ASCII; ask the recipient for one.";

/** Where the codes alone say too little. */
export const SEE_DIALOGUE = "See the dialogue: the same command with mua send -v.";
