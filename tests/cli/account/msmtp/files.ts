/**
 * Configurations of msmtp as people have them.
 * @module
 */

/** Two providers with common defaults, and a default account. */
export const TWO_PROVIDERS = `# Set default values for all following accounts.
defaults
auth           on
tls            on
tls_trust_file /etc/ssl/certs/ca-certificates.crt
logfile        ~/.msmtp.log

# Gmail
account        gmail
host           smtp.gmail.example
port           587
from           ana@gmail.example
user           ana@gmail.example
passwordeval   "printf "%s" "ho rse""

account        work
tls_starttls   off
host           smtp.work.example
from           ana.maria@work.example
user           "ana maria"
password       "se"cret # 1"

account default : work
`;

/** One account inherits from another, and changes some of it. */
export const INHERITED = `account base
host mail.x.example
port 2525
auth login
user base
passwordeval echo secret # 1
tls
timeout 20
domain laptop.x.example

account list : base
from list@x.example
user
user list
passwordeval

account both : base, list
tls_host_override certificate.x.example
from both@x.example
`;

/** A relay without an account, TLS or log-in. */
export const RELAY = `host localhost
port 25
from root@x.example
syslog LOG_MAIL
aliases /etc/aliases
`;
