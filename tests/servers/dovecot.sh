#!/bin/bash
# dovecot.sh start DIR MAIL IPV4 IPV6
# dovecot.sh stop DIR
# A real Dovecot (as root) that shows the maildirs MAIL/USER by IMAP, on both addresses:
#   143   STARTTLS offered     993   TLS on connect
# and takes mail for them by LMTP, on port 24 and on the socket DIR/lmtp.
# Any USER with the password imap-s3cret. Junk is the mailbox for junk (RFC 6154). PKI is the
# directory of pki.sh.
set -euo pipefail
source "$(dirname "$0")/common.sh"

command=${1:?usage: dovecot.sh start DIR MAIL IPV4 IPV6, or stop DIR}
DIR=$(realpath -m "${2:?no directory}")
PKI=${PKI:-$DIR/pki}
CERTIFICATE=$PKI/good

start() {
  MAIL=$(realpath -m "$1") IPV4=$2 IPV6=$3
  [ -s "$PKI/good.pem" ] || "$servers/pki.sh" "$PKI"
  mkdir -p "$DIR/run"
  chmod 755 "$DIR"
  fill "$servers/dovecot/dovecot.conf" > "$DIR/dovecot.conf"
  dovecot -c "$DIR/dovecot.conf" || die "Dovecot did not start: $(cat "$DIR/dovecot.log")"
  until_true 10 accepts "$IPV4" 143 || die "Dovecot did not start: $(cat "$DIR/dovecot.log")"
}

case $command in
  start) start "${@:3}" ;;
  stop) doveadm -c "$DIR/dovecot.conf" stop ;;
  *) die "no such command: $command" ;;
esac
