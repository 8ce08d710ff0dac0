#!/bin/bash
# judges.sh start DIR
# What checks the mail of mx2, in the foreground of nobody: OpenDKIM (port 8891) and OpenDMARC (8893); and what
# seals and signs the mail of the relay: rspamd (11332), as list.test, with DIR/key.pem. As root.
set -euo pipefail
source "$(dirname "$0")/common.sh"

command=${1:?usage: judges.sh start DIR}
DIR=$(realpath -m "${2:?no directory}")
[ "$command" = start ] || die "no such command: $command"

chmod 755 "$DIR"
chown _rspamd "$DIR/key.pem"
chmod 600 "$DIR/key.pem"
# The public suffixes of this Internet.
echo test > "$DIR/suffixes"
for file in opendkim opendmarc policyd-spf resolver rspamd; do
  fill "$servers/judges/$file.conf" > "$DIR/$file.conf"
done
opendkim -x "$DIR/opendkim.conf" > "$DIR/opendkim.log" 2>&1 &
opendmarc -c "$DIR/opendmarc.conf" > "$DIR/opendmarc.log" 2>&1 &
rspamd -f -u _rspamd -g _rspamd -c "$DIR/rspamd.conf" < /dev/null > "$DIR/rspamd.log" 2>&1 &
for port in 8891 8893 11332; do
  until_true 30 accepts 127.0.0.1 "$port" || die "nothing listens on port $port: $(cat "$DIR"/*.log)"
done
