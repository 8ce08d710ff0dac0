/**
 * The fields in which filters against junk write what they found.
 * @module
 */

/** A row: the name as it is written, the title, what it means. */
export const FILTER_FIELDS: readonly (readonly [name: string, title: string, meaning: string])[] = [
  [
    "X-Spam-Status",
    "what SpamAssassin thinks",
    "Yes or No, the score, and the tests that gave it. Trust only the one from your own server.",
  ],
  [
    "X-Spam-Report",
    "the points of each rule of SpamAssassin",
    "Each rule that matched, with the points that it added, and what it looks for.",
  ],
  [
    "X-Spam-Checker-Version",
    "which SpamAssassin looked at the mail",
    'Its version, and after "on" the host that it ran on.',
  ],
  ["X-Spam-Flag", "marked as spam", "YES if the filter considers it spam."],
  [
    "X-Spam-Score",
    "the score of a spam filter",
    "The higher the score, the more it looks like spam.",
  ],
  [
    "X-Spam-Level",
    "the score as stars",
    "One star per point, so that simple rules can count them.",
  ],
  ["X-Spamd-Result", "what rspamd thinks", "The score, and the symbols that gave it."],
  [
    "X-Spamd-Bar",
    "the score of rspamd as signs",
    "A + for each point against the mail, a - for each for it.",
  ],
  [
    "X-Rspamd-Action",
    "what rspamd wants to be done",
    "no action, greylist, add header or rewrite subject (spam), soft reject, or reject.",
  ],
  ["X-Rspamd-Server", "which rspamd looked at the mail", "The host that it ran on."],
  ["X-Rspamd-Queue-Id", "the mail's queue ID, as rspamd saw it", "To find the mail in its log."],
  ["X-Rspamd-Score", "the score of rspamd", "The higher the score, the more it looks like spam."],
  [
    "X-MS-Exchange-Organization-SCL",
    "Exchange's spam level",
    "-1 trusted, 0 to 4 not spam, 5 to 9 spam.",
  ],
  [
    "X-Forefront-Antispam-Report",
    "what Microsoft's filter thinks",
    "CIP is the client's IP address, SCL the spam level, SFV the verdict, CAT the category, CTRY " +
    "the country. Microsoft keeps other values to itself.",
  ],
  [
    "X-Microsoft-Antispam",
    "what Microsoft's filter thinks about bulk mail",
    "BCL is the bulk complaint level, from 0 to 9. Microsoft keeps other values to itself.",
  ],
  [
    "X-Microsoft-Antispam-Mailbox-Delivery",
    "where Microsoft put the mail",
    "dest:I is the inbox, dest:J Junk, dest:C another folder. Other values are not documented.",
  ],
  [
    "X-Proofpoint-Spam-Details",
    "what Proofpoint thinks",
    "The rule that decided, and how likely it is spam, phishing or bulk mail, from 0 to 100. " +
    "Servers that send write it too.",
  ],
  ["X-Mimecast-Spam-Score", "the score of Mimecast", "The higher, the more it looks like spam."],
  [
    "X-Mimecast-Spam-Signature",
    "whether Mimecast knows the text as spam",
    "yes, no, or bulk for bulk mail.",
  ],
  [
    "X-IronPort-Anti-Spam-Filtered",
    "whether Cisco's gateway looked for spam",
    "true or false. What it found stands in a field that only Cisco can read.",
  ],
  [
    "X-Barracuda-Spam-Status",
    "what Barracuda thinks",
    "Yes or No, the score, the levels of this site, and the tests that gave it.",
  ],
];
