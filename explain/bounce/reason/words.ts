/**
 * The words of servers, and the reason each of them names. The order matters: what says more comes first.
 * @module
 */
import type { Reason } from "./reason.ts";

/** Characters of a text that are looked at. */
const MAX_SEARCHED = 3000;

/** What names no reason: addresses, and the paths of links. */
const NAMES =
  /<[^<>\s]*@[^<>\s]*>|\b[\w.+=-]{1,64}@[\w.-]{1,253}|(https?:\/\/[\w.-]{1,253})[^\s)>]*/g;

type Words = readonly (readonly [Reason, RegExp])[];

/** Words that say more than the codes beside them. */
const STRONG: Words = [
  [
    "virusdetected",
    /\b(?:virus(?:es)?|malware|trojan|worm)\b.{0,40}(?:detect|found|reject|infect|block)|(?:detected|contain(?:s|ed|ing)?|infected|found|carr(?:y|ies)).{0,30}\b(?:virus(?:es)?|malware|worm|trojan)\b|\bvirus\b.{0,10}\(/i,
  ],
  [
    "policyviolation",
    /content presents a potential|potential(?:ly)? (?:security|dangerous|unsafe)/i,
  ],
  [
    "contenterror",
    /(?:duplicate|multiple|missing|malformed|invalid|improper|broken) (?:header|mime|from header|\S{0,30}-signature)/i,
  ],
  ["userunknown", /recipient address rejected: access denied/i],
  ["toomanyconn", /throttl|frequency limit/i],
  ["suppressed", /suppression list|\bsuppress(?:ed|ion)\b/i],
  ["hostunknown", /account or domain may not exist/i],
  ["notcompliantrfc", /multiple (?:addresses|from) .{0,20}(?:from|header)/i],
  [
    "mailboxfull",
    /(?:mail ?box|mail ?folder|mail ?dir|inbox|account|user|recipient|storage|disk|mailbox size|quota|mail storage|address)\b.{0,60}(?:\bis (?:almost |currently )?full|\bfull\b|over (?:the |its |their )?(?:quota|limit|disk)|overquota|exceed(?:s|ed|ing)?.{0,40}(?:quota|limit|size|storage|space|allot)|out of (?:disk |storage )?(?:space|quota)|quota exceed|has exceeded|too many messages|exhausted|overdrawn|exceeds? its|would exceed)|over ?quota|quota (?:exceeded|full|violation|is exceeded)|(?:exceed(?:s|ed)?|over|exceeding) .{0,40}(?:disk |storage |mailbox |mail |space )?quota|(?:number of messages|mailbox size|storage|disk space).{0,40}exceed|(?:insufficient|not enough|no) (?:disk |storage |mailbox )?space (?:for (?:user|recipient)|in .{0,20}mailbox|to deliver)|too much mail data|\bmail ?box(?:es)? (?:is |are )?(?:full|exceeded)|maildir delivery failed: (?:user|domain)|boite du destinataire pleine|teamsquota|inactive.{0,20}storage space|(?:not (?:enough|sufficient)|no|insufficient|does not have enough) (?:disk |storage |free )?space|space has been used|exceeded storage allocation|disc quota|(?:disk|mail|storage|space) quota|reached .{0,15}quota|quota .{0,20}exceed|espacio en casilla|full mail ?box|exceeding receiving limits/i,
  ],
  [
    "mesgtoobig",
    /(?:message|mail|e-?mail|attachment|header|content|size|body)\b.{0,60}(?:too (?:big|large)|exceed(?:s|ed|ing)? .{0,30}(?:max|size|limit|allowed|permitted)|larger than|bigger than|size limit|over .{0,10}limit|size exceed)|(?:size limit|maximum (?:message )?size|max(?:imum)? size|message length).{0,30}(?:exceed|limit)|exceed(?:s|ed|ing)? .{0,40}(?:message |mail |maximum |fixed |allowed )size|message size violat|(?:too|very) (?:big|large) (?:message|mail|attachment)|\bsize limit\b|max message size|line limit exceeded|taille limite|too large for this recipient/i,
  ],
  [
    "hasmoved",
    /no longer (?:on server|(?:at|with|in) this (?:address|server|site|organi[sz]ation|company)|works? )|(?:has|have) (?:moved|been (?:replaced|changed) (?:by|to))|new (?:e-?mail )?address (?:is|of)|address (?:has )?changed to|forwarding address|not our user/i,
  ],
  [
    "requireptr",
    /\b(?:PTR|rDNS|reverse[- ](?:DNS|name|address|lookup|mapping|host|record|resolution|client))\b|(?:cannot|can't|couldn't|can not|could not|unable to|fail(?:ed|ure)? (?:to|in)|doesn't|does not|no|without|lack|missing|invalid|not|valid) .{0,30}(?:resolve|find|reverse) .{0,30}(?:your|client|connecting|sending|the) ?(?:host ?name|IP|address|ip address|domain name|reverse)|client host ?name|cannot find your (?:reverse )?host|unverif[iy]+able sending|(?:fix|check|configure) (?:your )?(?:reverse|rdns)|domain name for your .{0,20}(?:not found|mismatch)|no (?:valid )?host ?name for|IP (?:address )?(?:has no|without|does not (?:have|resolve))|unresolvable (?:host|ip)|ip name (?:lookup|is possibly) f(?:ailed|orged)|hostname .{0,40}(?:mismatch|doesn't match)|does not have a (?:valid )?(?:reverse|dns)|forward[- ]confirmed|access from ip address .{0,40}without reverse/i,
  ],
  [
    "authfailure",
    /\b(?:SPF|DMARC|DKIM|ARC|sender[- ]?id|sender policy framework|domain ?keys?)\b|unauthenticated (?:e-?mail|mail|message)|not pass(?:ed)? (?:the )?authentication|(?:mail|message|sender|e-?mail).{0,30}(?:unauthenticated|fail(?:s|ed)? .{0,10}authentication|authentication (?:fail|check|result))|does not pass .{0,10}verification|could not be authenticated|not authori[sz]ed to send using|spoof/i,
  ],
  [
    "badreputation",
    /(?:low|bad|poor|weak|negative|your|ip|domain|sender|network|due to|of)\b.{0,30}\breputation\b|reputation (?:is|too|score|of)|user complaints|TSS04/i,
  ],
  [
    "toomanyconn",
    /too many (?:\w+ )?(?:connections?|recipients?|messages?|e-?mails?|mails?|sessions?|errors?|requests?|concurrent|simultaneous|invalid|smtp|bad|unknown|hops? per)|too (?:fast|often|frequent)|throttl|(?:rate|frequency|connection|message|sending|hourly|daily|receiving) (?:rate |frequency )?(?:limit|limited|exceed|control|quota)|(?:exceed|over|reach|above|exceeding)(?:s|ed|ing)? .{0,50}(?:connections?|rate|recipients|per (?:hour|minute|day|second|connection|session)|messages|frequency|sending limit|daily)|(?:number|amount|volume|count) of (?:\w+ )?(?:connections|messages|e-?mails?|recipients|mails).{0,40}(?:exceed|limit|too|high)|concurrent connection|slow down|unusual rate|rate that|max(?:imum)? (?:number of )?(?:connections|rcpt|recipients)|receiving mail (?:too quickly|at a rate)|sends? too (?:much|many)|try again later, closing|high volume|unexpected volume|rcpt limit|slower|trop de connexions|too many users|limit (?:of|on) (?:messages|recipients|connections)/i,
  ],
  [
    "policyviolation",
    /header error|host network not allowed|not accepting mail with (?:attachments|embedded)|(?:email|mail|message)s? (?:was |is )?(?:not accepted|rejected|refused|blocked) (?:for|due to|because of|by) .{0,30}polic|blocked by policy(?!.{0,10}spam)|denied by (?:the )?policy|administrative policy|local policy|policy (?:violation|reasons)(?!.{0,10}unsolicited)|captcha/i,
  ],
  [
    "rejected",
    /\bbatv\b|backscatter|sender ?(?:filter|is spammer|not pre|domain is empty|verification error|verify)|valid-address-filter|(?:spam|bad|invalid|unknown|empty|null|unroutable|unverified|unresolvable) (?:outbound |envelope )?sender|sender address|returned mail not accepted|verified submitters|non-?members?\b|members-only|(?:is )?not subscribed to this (?:group|list)|email address (?:is not verified|has been blacklisted)|(?:records|domain) .{0,15}for (?:the )?sender|fully qualified .{0,40}sender|unsigned dsn|registered gateway user|invalid domain, see|not allowed to send mail(?!.{0,20}from)/i,
  ],
  [
    "blocked",
    /open (?:relay|proxy)|no access from|(?:your )?access to (?:submit|this mail)|access this mail server|submit messages to this|(?:access|mail) from (?:ip|your|\d[\d.]{6,14})\b.{0,30}(?:block|refus|reject|den(?:y|ied))|(?:ip|ip address|sending ip|sender ip|ips)\b.{0,25}(?:block|lock|ban|profile|check failed|rejected|has been)|blocked using|(?:banned|blocked|bad|blacklisted|listed|invalid|forbidden by your|dynamic\S*) (?:sending )?ip\b|not accepting connections|confirm this mail server|currently sending spam|refused by blacklist|not (?:allowed|permitted) to connect|sending mta .{0,40}(?:passed|valid)|no matches to nameserver|too many unwanted messages/i,
  ],
  [
    "suspend",
    /(?:account|mail ?box|user|recipient|address|domain|customer|e-?mail)\b.{0,60}(?:disabled?|suspend|inactive|locked|frozen|deactivated|blocked by (?:the )?admin|expired|deleted temporarily|unavailable due to|temporarily blocked|is closed|cancel|discontinued|administratively|terminated|inactivated|not active|no longer active|has been (?:closed|deleted|removed))|(?:disabled|suspended|inactive|frozen|locked|deactivated|expired|closed|discontinued) (?:e-?mail )?(?:account|mail ?box|user|recipient|address|customer)|invalid\/inactive user|ne (?:consulte|peut) plus|ha expirado|archiv(?:ed|ee|ée)|address no longer accepts mail|^[45][\d .#-]{2,14}(?:has been )?suspended|sender has exceeded|\bvdelivermail: account is locked/i,
  ],
  [
    "securityerror",
    /executable files|authentication turned on|insufficient security|unauthenticated senders|authori[sz]ation required|identification invalide|(?:authentication|authorization|login|log in|credentials) (?:is |are )?(?:required|needed|necessary)|(?:turn on|enable|use|requires?) (?:smtp )?auth|please (?:authenticate|log ?in)|without (?:smtp )?authentication|must (?:log ?in|authenticate|check for)|pop ?before/i,
  ],
  [
    "norelaying",
    /\brelay(?:ing|ed|s)?\b.{0,40}(?:denied|not (?:permitted|allowed|enabled|supported|authorized)|prohibit|refus|reject|block|operation|disabled|forbidden|required)|(?:not|n't|no|den(?:y|ied)|cannot|unable to|refus\w*|open|unauthori[sz]ed|will not|won't|do not|don't|prohibit\w*|blocked|insecure|illegal|permit\w*|forbidden|reject\w*) .{0,30}\brelay(?:ing|ed|s)?\b|rcpthosts|not (?:a )?(?:local|gateway)|not allowed to (?:send|relay) (?:mail )?(?:through|via|to) this|we do not (?:accept|handle|relay) mail for|domain isn't in my list|that domain isn't allowed|non-?local|this system is not configured to relay|user not local|not (?:hosted|handled) here/i,
  ],
  [
    "spamdetected",
    /(?:\bspam\b|\bUBE\b|\bUCE\b|\bjunk\b|\bbulk\b|unsolicited|spammy|spam-like|phish|\bSPAM[A-Z]*\b).{0,60}(?:detect|reject|refus|score|content|identif|classif|mail|block|filter|discard|suspect|like|bounce|message|deny|den(?:ied)|policy|threshold|probab)|(?:reject|refus|score|content|identif|classif|block|look|consider|detect|flag|mark|appear|suspect|seem|resembl|categori|believ|contain|determin|report|recogni|likely|tagg|due to|because|deemed|as|is|anti)\w*\b.{0,60}(?:\bspam\b|\bUBE\b|\bUCE\b|\bjunk\b|unsolicited|phish|bulk e?mail)|message content rejected|content (?:was )?rejected|rejected (?:due to|by|for|because of) (?:the |its )?content|content filter|suspicious (?:content|message)|(?:message|mail) .{0,40}(?:high|over|exceed)\w* .{0,20}score|\bspamassassin\b|^[45]\d\d[ -]+\W*(?:\d\.\d\.\d )?(?:probable )?spam\b|black ?listed (?:url|uri|link)|\b(?:uri|sur)bl\b|drbl\.|recurrent pattern|spamprofiler|mail content denied|unacceptable content|rejecting content|bulk\W?advertising|accept spam|spam check|message filtered\. |\bbogofilter|\bbayes/i,
  ],
  [
    "rejected",
    /purported responsible|(?:sender|from|return|originat\w*|reverse|envelope[- ]from|mail from|from:) ?(?:address|domain|path|host|e-?mail|mail|user|'s|header|ip)*\b.{0,60}(?:reject|refus|block|den(?:y|ied)|not (?:allowed|accept|exist|found|permit|valid|authori|verif|known)|invalid|unknown|does ?n[o']t exist|could ?n[o']t be|unverif|fail|illegal|bad|banned|black|must|unresolv|required|missing|restrict|barred|does not resolve)|(?:reject|refus|block|den(?:y|ied)|invalid|unknown|bad|unverif\w*|cannot verify|could not verify|verify|verification|illegal|unacceptable|don't like|unable to verify|domain of)\w*\b.{0,40}\b(?:sender|return address|originator|from address|envelope from|mail from|source address|sender's)|(?:not|n't) (?:a )?member|not (?:allowed|authori[sz]ed|permitted) to (?:post|send|mail|e-?mail|submit)|only .{0,30}(?:members|subscribers|authenticated|internal)|non-?subscriber|nonmember|sending to\/from an address|you(?:'re| are) (?:not (?:allowed|permitted|authori)|sending this from)|(?:group|list) .{0,80}(?:not exist|may not|don't have permission|no permission|not have permission)|permission to post|restricted to|moderat|google groups|empty envelope sender|bounces? (?:are|is) not accepted|null sender|authenticat\w* (?:users|senders) only|address that has been black/i,
  ],
  [
    "blocked",
    /\b(?:[rd]nsbl|rbl|black ?list\w*|block ?list\w*|spamhaus|spamcop|sorbs|barracuda(?:central)?|cbl\.|abuseat|uceprotect|zen\.|deny ?list|access list|barred|banned)\b|(?:your|client|sending|this|source|connecting|the|remote|sender) ?(?:host|ip|ip address|server|network|isp|mail server|mta|smtp server|system|connection|machine|client|provider)\b.{0,60}(?:block|reject|refus|den(?:y|ied)|ban|not (?:allowed|permitted|accepted|welcome|authori)|prohibit|listed|forbidden|untrusted|restrict|unwelcome|suspicious|abus)|client host .{0,200}(?:blocked|rejected|denied)|\bblocked (?:by|for|using|-|due|from|at|see|until|because|on)|(?:connection|connections|connect|access|session|mail|message|email|service) (?:from .{0,40} |was |were |is |has been |have been |are |temporarily )*(?:refus|block|den(?:ied)|dropped|reject|prohibited|not allowed)\w*.{0,40}(?:\bfrom\b|your|ip|host|address|server|network|connection|see|until|abus)|(?:dynamic|residential|dial-?up|dhcp|generic|home|consumer|botnet|end-?user)\b.{0,30}(?:ip|address|host|range|pool|hosts|client|addresses|user)|use (?:the |your )?(?:smtp|mail|isp|provider).{0,30}(?:server|relay|smtp|isp)|(?:ip|host|server|address) .{0,40}(?:on|in) (?:our|a|the|my) .{0,20}(?:list|block|black)|\bhelo\b.{0,40}(?:reject|invalid|not|bad|access|refus)|access denied\b.{0,30}(?:ip|host|your)|not accepting (?:connections|mail) from|from your (?:ip|host|server|network)|bad (?:helo|ehlo|host)|connection (?:refused|rejected|dropped) by (?:policy|remote|server|peer policy)|unusual activity|you (?:are|were) (?:not allowed|blocked|banned|listed)|go away|\bip (?:check|address) failed|service refuse|extreme bad|mail from .{0,40} refused|refused - see|cannot send e-?mail to yourself|messages from .{0,60}weren't sent|(?:connection|connected) (?:was )?(?:dropped|reset) by (?:remote|peer)(?= host|$)/i,
  ],
  [
    "mailererror",
    /pipe to \||command (?:failed|died|output|line usage)|exit(?:ed)? (?:with )?(?:status|code)|exit \d|procmail|maildrop|mailer (?:error|exit)|(?:local|unknown) mailer|x-unix; ?\d|\bchild process|delivery agent|process (?:died|crashed)|program (?:failed|died)|permission denied.{0,20}\/|"\||unknown status|returned exit/i,
  ],
  [
    "notaccept",
    /null ?mx|no mx (?:or|found|record|for|host)|does ?n[o']t (?:receive|accept|have|handle) (?:any )?(?:e-?mail|mail|messages?)|(?:couldn't|could not|can't|cannot|unable to) find (?:a |any )?(?:mail exchanger|mx)|(?:not|no longer) accept(?:ing|s)? (?:any )?(?:e-?mail|mail|messages|smtp)|(?:host|server|domain|system|machine|name) .{0,40}(?:does not|doesn't|never|do not) accept|no mail service|mail (?:receiving|is) disabled|mx (?:points|record|is|records) (?:to|is|are) .{0,20}(?:invalid|localhost|illegal|loopback)|does not accept mail|indicated no smtp|no host exists|smtp protocol returned a permanent|smtp protocol (?:returned|diagnostic) .{0,20}not accept/i,
  ],
  [
    "networkerror",
    /(?:mail|routing|message|mail forwarding) loop|loop(?:s|ed|ing)? (?:back|detected|found)|loops? back to (?:my|it)self|too many (?:hops|received)|(?:hop|received) ?count|maximum hop|host(?: name)? (?:not found|unknown),? (?:but )?try again|(?:name ?server|name service|dns|mx lookup|domain lookup|lookup|resolver)\b.{0,60}(?:time-?out|timed out|try again|servfail|failure|temporar|problem|unavail|soft)|(?:temporar\w*|transient) .{0,30}(?:dns|name|lookup|resol)|malformed.{0,20}(?:name ?server|dns)|(?:wasn't|was not|not|un) ?able to establish an smtp connection|network (?:is )?(?:error|unreachable|problem|down)|no route to host|routing (?:error|problem|failure)|relay loop|all relevant mx records point to non|lost connection|broken pipe|connection (?:was )?(?:lost|reset|dropped|closed|broken|aborted|died)|(?:could not|cannot|unable to) route|unrouteable mail domain.{0,20}try|forwarding loop|resolve route|message looping|could not connect and send/i,
  ],
  [
    "hostunknown",
    /(?:host|domain|domain name|hostname|host name|dns name|site|mail domain)\b.{0,60}(?:not found|unknown|does ?n[o']t exist|could ?n[o']t be found|not be (?:resolved|found|located)|cannot be (?:resolved|found)|no such|not (?:exist|valid|resolv|registered)|invalid|unresolvable|nxdomain|non-?existent|undefined|unrout|illegal|misspell|can ?n[o']t be)|(?:unknown|invalid|bad|no such|non-?existent|illegal|unresolvable|unrouteable|unroutable|unreachable|unregistered|nonexistent) (?:mail |destination |recipient |remote )?(?:host|domain|system|site|address domain|hostname|destination)|nxdomain|domain (?:is )?(?:not|un) ?reachable|bad destination (?:system|host|domain|mailbox system)|unrouteable|unroutable|couldn't find (?:any )?host|host .{0,10}not (?:known|exist)|no such (?:domain|host)|(?:couldn't|could not|can't|cannot) (?:find|resolve) (?:the |a |any )?(?:host|domain|server|address)|server for the domain .{0,40}not (?:be )?found|(?:domain|host) must exist|host unreachable|service not known|responded with code nxdomain|domain .{0,80}(?:couldn't|could not) be found/i,
  ],
  [
    "filtered",
    /(?:recipient|user|destination|address|account|mailbox)\b.{0,60}(?:filter|not accept\w* (?:mail|messages|e-?mail)? ?(?:from|at this|over)|only accept|refus\w* (?:mail|message|e-?mail|to accept)|has (?:blocked|rejected|restricted|declined)|does not (?:accept|wish|want)|inactivity|is not currently|restricted|opt(?:ed)? out|reject(?:s|ed) (?:mail|your)|delivery restriction)|message (?:was |has been )?filtered|rejected by a remote mail server|recipient preferences|extended inactivity|recipient.{0,10}(?:verify|challenge)|due to (?:user|recipient) (?:setting|preference|filter|request)|because the recipient|restricted sms|notauthorized|protected by|user reject|refuse to receive|blocked by the recipient|due to user rules|bounced address|rejected by (?:the )?(?:recipient|user|addressee)|(?:blocked|refused) by (?:the )?(?:recipient|user|addressee)|msexch:msexchangemta/i,
  ],
  [
    "userunknown",
    /(?:user|mail ?box|recipient|account|address|addressee|e-?mail|username|mail ?drop|person|name|local ?part|subscriber|customer|userid|alias|e-?mail address|mailbox name|destinataire|destinatario|usuario|utilisateur|empf[aä]nger|benutzer|adresse?)s?\b.{0,60}(?:unknown|not (?:found|exist|known|valid|recogni[sz]ed|listed|present|registered|available|here|on this|local|in)|does ?n[o']t exist|do(?:es)? not exist|doesn't (?:have|exist)|no longer|could ?n[o']t be (?:found|delivered)|couldn't be found|invalid|unavailable|non-?existent|undeliverable|no such|isn't (?:valid|known|here)|was ?n[o']t found|cannot be found|not a (?:valid|known)|unrouteable|inconnue?s?|invalide|desconocid|no existe|n'existe|unbekannt|misspelled|is unknown|incorrect|illegal|inexistente|nicht)|(?:unknown|no such|invalid|bad|non-?existent|no valid|nonexistent|unrecogni[sz]ed|illegal|undefined|no|wrong|not a known|incorrect|unable to find|unavailable|undeliverable) (?:or (?:illegal|invalid|unknown|inactive|ambiguous) )?(?:local |final |delivery |e-?mail |mail |virtual |destination |recipient'?s? |remote )*(?:user|users|mail ?box|recipients?|account|addresse?e?s?|alias|local ?part|person|username|userid|login|subscriber|name|delivery userid|inbox|customer)\b|user unknown|not our customer|no mailbox (?:here|by)|not (?:a )?(?:known|valid|listed|found) (?:user|mailbox|recipient|here|in)|(?:not|n't) (?:listed|found) in .{0,30}(?:directory|address book|name & address)|recipnotfound|recipientnotfound|(?:this|that) (?:address|user|e-?mail) (?:no longer|is not|isn't|doesn't)|no one (?:here )?by that name|nobody (?:here )?(?:by|with) that|address not found|bad destination mailbox|we have no|unknown local|wasn't found at the destination|can't be found|couldn't find .{0,40}(?:user|recipient|address|account)|ExRecipient|x400|adresse d'?au moins|numéro|not exist at|there is no (?:such|account|one)|mailbox is unavailable|\bno such user|\bnot known\b|isn't (?:in|listed)|can't accept user|find any mailbox|not an active|nessun utente|no existe|recipient (?:is )?not (?:accepted|ok|local)|bad ?rcptto|envelope recipient|missing home|verify failed for|user's email name|not a registered|inconnu/i,
  ],
  [
    "contenterror",
    /(?:attachment|executable|file(?:name)? (?:type|extension)|mime|charset|character set|encod|header|8-?bit|bare (?:lf|cr)|line (?:too long|length)|multipart|content[- ]type|macro|zip|\.exe)\b.{0,60}(?:not (?:allowed|accept|permit|support)|reject|prohibit|block|invalid|bad|malform|duplicate|illegal|missing|forbidden|too|unsupport|violat|refus)|(?:duplicate|invalid|malformed|missing|improper|bad|illegal|multiple|too many|unsupported|broken) .{0,30}(?:header|mime|attachment|content|encoding|from field|message format)|media error|transaction failed.{0,30}(?:header|unknown header)|because its content|message format|conversion (?:failed|not|required)/i,
  ],
  [
    "notcompliantrfc",
    /\brfc[- ]?\d{3,4}\b|not (?:rfc|standards?)[- ]?complian|non-?compliant|violat\w* .{0,20}(?:rfc|standard|smtp protocol)|does not (?:comply|conform)/i,
  ],
  [
    "policyviolation",
    /\bpolic(?:y|ies)\b|prohibited|security (?:issue|reasons?|threat|risk)|violat(?:es?|ed|ion|ing)|you have .{0,40}(?:message|rule)|disclaimer|not (?:allowed|permitted) by|against .{0,20}rule|terms of service|denied by|rejected by (?:rule|admin|header|the (?:server|system|filter|recipient's))|header error|transport rule|administrator .{0,20}(?:reject|block)|compliance|legal/i,
  ],
  [
    "failedstarttls",
    /(?:must issue|requires?|required|need)\w* .{0,20}(?:starttls|tls|encrypt)|(?:starttls|\btls\b|\bssl\b|certificate).{0,40}(?:fail|not (?:available|offered|support)|error|required|mismatch|untrusted|invalid|handshake)/i,
  ],
  [
    "systemfull",
    /(?:disk|file ?system|spool|system|server|queue|device|partition|insufficient system|mail system)\b.{0,30}(?:full|out of|no space|insufficient|storage|exhausted)|no space left|insufficient (?:system|disk|storage)|mail system full|out of (?:disk|memory)/i,
  ],
  [
    "expired",
    /(?:message|mail|envelope|delivery|queue|retry|it|time)\b.{0,40}(?:expired?|time-?out|timed out|too long|exceeded.{0,20}time|gave up|giving up after)|(?:could|can) ?not be delivered for (?:more than )?\d|(?:retry|delivery) time.{0,30}(?:exceeded|expired)|in the queue too long|been in (?:the )?(?:queue|mail ?queue)|queue (?:for )?too long|(?:connection|connect|session|operation|conversation|timeout|dns|read|write|response|host)\b.{0,30}(?:timed? ?-?out|refused|unreachable)|timed? ?out|(?:not|un) ?(?:able to )?(?:connect|reach(?:able|ed)?)|has been delayed|did(?:n't| not) accept our requests to connect|message .{0,20}delayed|unable to deliver .{0,20}(?:after|in|for|within) \d|host (?:is )?(?:not reachable|down|unreachable)|no longer than|server (?:is )?(?:not (?:respond|reachable)|unreachable|busy)|all hosts .{0,60}fail|could not connect|cannot connect|unable to connect|failed to connect|retries|permanent failure .{0,10}days|retried for|will be retried|not yet (?:been )?delivered|try later,|deferred|resources temporarily unavailable|could ?n[o']t deliver for|giving up|not responding|not delivered within|did not respond|failing for a long|not been collected|failed to deliver to domain|delivery attempts will continue|find a gateway|retry timeout|failed \d+ attempts/i,
  ],
];

/** Words that servers use for many things: the codes beside them say more. */
const WEAK: Words = [
  [
    "systemerror",
    /(?:internal|local|system|server|configuration|software|service|unexpected|i\/o|database|ldap|lookup|mail server|fatal|general|processing)\b.{0,30}(?:error|failure|fault|problem|misconfig|trouble|fail)|insufficient permission|misconfigur|service (?:currently |temporarily )?(?:not |un)available|unable to contact|\bldap\b|loop back warning|resources? .{0,10}(?:un)?available|(?:can't|cannot|could not|unable to) (?:load|create|open|write|lock|access|read)|temporary (?:local )?problem|interrupted|server too busy|out of resources|config error|aliasing.{0,20}loop|undefined mail delivery mode|error in processing|unable to (?:complete|process|verify)/i,
  ],
  [
    "syntaxerror",
    /syntax|command (?:not|un) ?(?:recogni[sz]ed|implemented|known)|improper (?:sequence|use)|bad sequence|out of sequence|parameters? .{0,20}not implemented|unrecogni[sz]ed (?:command|parameter)|invalid (?:parameter|command)/i,
  ],
  [
    "securityerror",
    /access (?:is )?den(?:ied)|not authori[sz]ed|authentication (?:failed|failure|error)|unauthori[sz]ed|permission denied|security (?:error|violation|check|failure)|not permitted|insecure|forbidden|credential|verification (?:fail|error)|account not subscribed/i,
  ],
  [
    "userunknown",
    /recipient (?:address )?(?:was )?(?:rejected|refused|denied)|(?:rejected|refused|invalid) (?:the )?(?:recipient|address)|^[45][\d .#-]{2,14}address rejected|<>[: .]{0,6}(?:has been )?(?:rejected|refused|denied)|mailbox (?:is )?unavailable|does not like recipient/i,
  ],
  [
    "rejected",
    /^[45]\d\d.{0,12}(?:rejected|refused|denied|administrative prohibition)/i,
  ],
];

/**
 * The reason that the words of a server name, where they say more than its codes.
 *
 * @param words The words, on one line.
 */
export function strongReasonOfWords(words: string): Reason | undefined {
  return reasonIn(STRONG, words);
}

/**
 * The reason that the words of a server name, where its codes say nothing.
 *
 * @param words The words, on one line.
 */
export function weakReasonOfWords(words: string): Reason | undefined {
  return reasonIn(WEAK, words);
}

/** No pattern reaches from one sentence into the next. */
function reasonIn(table: Words, words: string): Reason | undefined {
  const searched = words.slice(0, MAX_SEARCHED)
    .replace(NAMES, (_whole, link: string | undefined) => link ?? "<>")
    .replace(/(?<=[a-z)\]"'>])[.;] +(?=[A-Z])/g, "\n");
  return table.find(([, pattern]) => pattern.test(searched))?.[0];
}
