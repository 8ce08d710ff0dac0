#!/bin/bash
# rspamd.sh start DIR PORT
# A real rspamd on 127.0.0.1:PORT, in the foreground, that judges by its own rules about headers and
# text, asks no name server and no other service, and learns nothing. As root; it runs as _rspamd. Says READY
# when it listens, and ends with its standard input.
set -euo pipefail
source "$(dirname "$0")/common.sh"

command=${1:?usage: rspamd.sh start DIR PORT}
DIR=$(realpath -m "${2:?no directory}")
PORT=${3:?no port}
[ "$command" = start ] || die "no such command: $command"

mkdir -p "$DIR"
chmod 755 "$DIR"
fill "$servers/rspamd/rspamd.conf" > "$DIR/rspamd.conf"
setpriv --pdeathsig KILL rspamd -f -u _rspamd -g _rspamd -c "$DIR/rspamd.conf" \
  < /dev/null > "$DIR/log" 2>&1 &
trap 'kill $! 2> /dev/null; wait' EXIT
until_true 30 accepts 127.0.0.1 "$PORT" || die "rspamd did not start: $(cat "$DIR/log")"
echo READY
cat > /dev/null
