#!/bin/bash
# dns.sh start DIR [RESOLVER_PORT [AUTHORITY_PORT]]
# dns.sh stop DIR
# A name server (knot, 127.0.0.1 port 24553) that serves zones/*.zone, and before it a validating
# resolver (unbound, 127.0.0.1 port 24554), the one to ask. Names that no zone file shows:
#   lame.test      its name server does not serve it: SERVFAIL
#   silent.test    its name server never answers
#   refused.test   the resolver refuses to say
#   _tcp.mxsilent.signed.test   its name server never answers
# RECORDS is a file of more records below test; REFUSED one of names that are like refused.test.
set -euo pipefail
source "$(dirname "$0")/common.sh"

command=${1:?usage: dns.sh start|stop DIR [RESOLVER_PORT [AUTHORITY_PORT]]}
dir=$(realpath -m "${2:?no directory}")
resolver_port=${3:-24554}
authority_port=${4:-24553}
zones=()

# zone NAME [LINE...]  Makes a zone of its file and of further lines.
zone() {
  local name=$1
  shift
  {
    printf '$ORIGIN %s.\n$TTL 60\n' "$name"
    printf '@ %s\n' 'SOA ns.dest.test. hostmaster.dest.test. 1 60 60 60 60' 'NS ns.dest.test.'
    fill "$servers/zones/$name.zone"
    printf '%s\n' "$@"
  } > "$dir/zones/$name.zone"
  zones+=("$name")
}

# Answers that do not fit into a datagram, and more addresses than anybody should try.
large_answers() {
  local i text
  text=$(printf 'x%.0s' {1..200})
  for i in {1..120}; do printf 'hundred MX %d h%d\nh%d A %s\n' "$i" "$i" "$i" "$MX1_4"; done
  for i in {1..40}; do printf 'bigtxt TXT "%s%d"\n' "$text" "$i"; done
  for i in {1..40}; do printf 'many A %s.%d\n' "${DEAD%.*}" $((100 + i)); done
}

write_zones() {
  local TLSA TLSA_CA
  TLSA=$(cat "${PKI:-$dir/pki}/good.tlsa" 2> /dev/null || printf '0%.0s' {1..64})
  TLSA_CA=$(cat "${PKI:-$dir/pki}/ca.tlsa" 2> /dev/null || printf '0%.0s' {1..64})
  zone test "$(cat "${RECORDS:-}" 2> /dev/null)"
  zone dest.test
  zone shop.test
  zone second.test
  zone sink.test
  zone relayed.test
  zone mx.test "$(large_answers)"
  zone signed.test
  zone bogus.test
  zone _tcp.mxfail.signed.test
  zone 2.0.192.in-addr.arpa
}

write_knot_conf() {
  cat <<CONF
server:
  listen: 127.0.0.1@$authority_port
  rundir: $dir/run
  background-workers: 1
  udp-workers: 1
  tcp-workers: 2
database:
  storage: $dir/db
log:
  - target: stdout
    any: warning
policy:
  - id: ecdsa
    algorithm: ecdsap256sha256
template:
  - id: default
    storage: $dir/zones
    file: "%s.zone"
zone:
CONF
  local name
  for name in "${zones[@]}"; do
    echo "  - domain: $name"
    [ "$name" != signed.test ] || printf '    %s\n' 'dnssec-signing: on' 'dnssec-policy: ecdsa'
  done
}

write_unbound_conf() {
  cat <<CONF
server:
  interface: 127.0.0.1@$resolver_port
  access-control: 127.0.0.0/8 allow
  username: ""
  chroot: ""
  directory: "$dir"
  pidfile: ""
  use-syslog: no
  logfile: "$dir/unbound.log"
  num-threads: 1
  do-not-query-localhost: no
  do-ip6: no
  module-config: "validator iterator"
  # A zone of its own below signed.test, unknown to that one, is not taken for a name denied there.
  aggressive-nsec: no
  trust-anchor-file: "$dir/anchor.key"
  trust-anchor: "bogus.test. DS 12345 13 2 $(printf '0%.0s' {1..64})"
  trust-anchor: "_tcp.mxfail.signed.test. DS 12345 13 2 $(printf '0%.0s' {1..64})"
  local-zone: "test." nodefault
  local-zone: "refused.test." refuse
$(sed 's/.*/  local-zone: "&." refuse/' "${REFUSED:-}" 2> /dev/null)
  local-zone: "2.0.192.in-addr.arpa." nodefault
remote-control:
  control-enable: no
stub-zone:
  name: "lame.test"
  stub-addr: 127.0.0.1@$authority_port
stub-zone:
  name: "silent.test"
  stub-addr: $BLACKHOLE
stub-zone:
  name: "_tcp.mxsilent.signed.test"
  stub-addr: $BLACKHOLE
# Nothing leaves the machine: the name server refuses what is not in its zones.
forward-zone:
  name: "."
  forward-addr: 127.0.0.1@$authority_port
CONF
  local name
  for name in "${zones[@]}"; do
    printf 'stub-zone:\n  name: "%s"\n  stub-addr: 127.0.0.1@%s\n' "$name" "$authority_port"
  done
}

# The public key of signed.test, once knot has signed the zone.
anchor() {
  kdig +noall +answer +tcp +timeout=1 +retry=0 @127.0.0.1 -p "$authority_port" DNSKEY signed.test |
    grep -w 257 > "$dir/anchor.key"
}

resolves() {
  kdig +short +tcp +timeout=1 +retry=0 @127.0.0.1 -p "$resolver_port" MX dest.test | grep mx1
}

start() {
  mkdir -p "$dir"/{zones,run,db}
  write_zones
  write_knot_conf > "$dir/knot.conf"
  knotd -c "$dir/knot.conf" > "$dir/knot.log" 2>&1 &
  echo $! > "$dir/knot.pid"
  until_true 10 anchor || die "the name server did not start: $(cat "$dir/knot.log")"
  write_unbound_conf > "$dir/unbound.conf"
  unbound -d -c "$dir/unbound.conf" > "$dir/unbound.out" 2>&1 &
  echo $! > "$dir/unbound.pid"
  until_true 10 resolves || die "the resolver did not start: $(cat "$dir"/unbound.{out,log})"
}

case $command in
  start) start ;;
  stop) kill "$(cat "$dir/knot.pid")" "$(cat "$dir/unbound.pid")" ;;
  *) die "no such command: $command" ;;
esac
