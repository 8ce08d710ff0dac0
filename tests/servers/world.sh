#!/bin/bash
# unshare --net --mount --pid --fork --kill-child world.sh DIR
# A small Internet in network, mount and process namespaces of its own: a resolver on port 53 that
# the system asks, mail servers on port 25 of addresses that look global, among them the relay of
# relayed.test, a hop before mx1, and the IMAP server mail.dest.test, which shows the maildirs of mx1.
# Files in DIR furnish it: records, refused (dns.sh), and judges/key.pem, with which mx2 is one that checks mail,
# and the relay a forwarder and list that seal it (judges.sh).
# Prints READY, then waits for the end of its standard input; then all its processes and DIR are gone.
#
# The addresses are of AS112 (RFC 7534, RFC 7535): global, but no mail server of anybody is there,
# and in this namespace they lead nowhere else.
set -euo pipefail
source "$(dirname "$0")/common.sh"

dir=$(realpath -m "${1:?usage: world.sh DIR}")
[ $$ -eq 1 ] || die 'not the first process of a process namespace; see unshare in this file'

export MX1_4=192.31.196.25 MX1_6=2001:4:112::25
export MX2_4=192.31.196.26 MX2_6=2001:4:112::26
export RELAY_4=192.31.196.28 RELAY_6=2001:4:112::28
export POLICIES=192.31.196.1 SINK=192.31.196.27 DEAD=192.31.196.9
export BLACKHOLE=192.175.48.66 UNREACHABLE=192.175.48.77
export PKI=$dir/pki RECORDS=$dir/records REFUSED=$dir/refused

network() {
  ip -batch - <<BATCH
link set lo up
addr add 192.31.196.1/24 dev lo
addr add $MX1_4/32 dev lo
addr add $MX2_4/32 dev lo
addr add $RELAY_4/32 dev lo
addr add $MX1_6/128 dev lo nodad
addr add $MX2_6/128 dev lo nodad
addr add $RELAY_6/128 dev lo nodad
# What is sent to BLACKHOLE goes into a cable that nobody is at the other end of.
link add hole0 type veth peer name hole1
link set hole0 up
link set hole1 up
route add $BLACKHOLE/32 dev hole0
neigh add $BLACKHOLE lladdr 02:00:00:00:00:01 dev hole0 nud permanent
route add unreachable $UNREACHABLE/32
BATCH
}

# system FILE LINE...  Puts a file over one of the system's, seen only in this mount namespace.
system() {
  local file=$1 cover
  cover=$dir/${file##*/}
  shift
  printf '%s\n' "$@" > "$cover"
  mount --bind "$cover" "$file"
}

names() {
  system /etc/resolv.conf 'nameserver 127.0.0.1'
  system /etc/hosts '127.0.0.1 localhost' '::1 localhost'
  system /etc/nsswitch.conf 'passwd: files' 'group: files' 'hosts: files dns'
}

# Postfix's own test server: takes all mail of sink.test, and ends its EHLO with "250 " and no text.
sink() {
  mkdir -p "$dir/sink"
  chown postfix "$dir/sink"
  smtp-sink -u postfix -R "$dir/sink" -d '%M.' -h mx.sink.test "$SINK:25" 100 > "$dir/sink.log" 2>&1 &
  until_true 10 accepts "$SINK" 25 || die "smtp-sink did not start: $(cat "$dir/sink.log")"
}

all() {
  "$servers/pki.sh" "$PKI"
  local starts=() start mx2=plain relay=relay
  if [ -d "$dir/judges" ]; then
    mx2=judging relay=sealing
    "$servers/judges.sh" start "$dir/judges" & starts+=($!)
  fi
  "$servers/dns.sh" start "$dir/dns" 53 5300 & starts+=($!)
  "$servers/postfix.sh" start "$dir/mx1" mx1.dest.test "$MX1_4" "$MX1_6" strict & starts+=($!)
  "$servers/postfix.sh" start "$dir/mx2" mx2.dest.test "$MX2_4" "$MX2_6" "$mx2" & starts+=($!)
  "$servers/postfix.sh" start "$dir/relay" mx.relayed.test "$RELAY_4" "$RELAY_6" "$relay" & starts+=($!)
  "$servers/dovecot.sh" start "$dir/dovecot" "$dir/mx1/mail" "$MX1_4" "$MX1_6" & starts+=($!)
  sink
  for start in "${starts[@]}"; do wait "$start"; done
}

end() {
  disown -a
  kill -KILL -1 2> /dev/null || true
  cd /
  umount /etc/resolv.conf /etc/hosts /etc/nsswitch.conf 2> /dev/null || true
  rm -rf "$dir"
}
trap end EXIT

mkdir -p "$dir"
chmod 755 "$dir"
network
names
all
echo READY
cat > /dev/null || true
