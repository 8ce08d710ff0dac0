#!/bin/bash
# postfix.sh start DIR NAME IPV4 IPV6 FLAVOUR
# postfix.sh stop DIR
# A real Postfix (as root), named NAME, on both addresses:
#   25    takes mail from anybody, STARTTLS offered
#   587   submission: STARTTLS and AUTH required        465   the same with TLS on connect
# The mail of user, user2, postmaster and jürgen lies in maildirs under DIR/mail; later@ and full@
# are refused; the mail of junk lies in its Junk, as if a filter had put it there; the mail of judged goes
# through SpamAssassin (strict only).
# AUTH: user@dest.test, s3cret. FLAVOUR is strict, plain, relay, judging or sealing: see postfix/*.cf.
# PKI is the directory of pki.sh.
set -euo pipefail
source "$(dirname "$0")/common.sh"

command=${1:?usage: postfix.sh start DIR NAME IPV4 IPV6 FLAVOUR, or stop DIR}
DIR=$(realpath -m "${2:?no directory}")
PKI=${PKI:-$DIR/pki}

configure() {
  local flavour=$1
  mkdir -p "$DIR"/{etc/sasl,log,spool/pid}
  chmod 755 "$DIR"
  install -d -o postfix "$DIR/data"
  install -d -o nobody -g nogroup "$DIR/mail"
  # What "postfix start" would make and check, in three seconds.
  install -d -o postfix -m 700 \
    "$DIR"/spool/{active,bounce,corrupt,defer,deferred,flush,hold,incoming,private,saved,trace}
  install -d -o postfix -g postdrop -m 730 "$DIR/spool/maildrop"
  install -d -o postfix -g postdrop -m 710 "$DIR/spool/public"
  fill "$servers/postfix/main.cf" "$servers/postfix/$flavour.cf" > "$DIR/etc/main.cf"
  # Postfix waits until this file has not changed for a second.
  touch -d '1 minute ago' "$DIR/etc/main.cf"
  fill "$servers/postfix/master.cf" > "$DIR/etc/master.cf"
  [ ! -e "$servers/postfix/$flavour.master.cf" ] ||
    fill "$servers/postfix/$flavour.master.cf" >> "$DIR/etc/master.cf"
  cp "$servers"/postfix/{domains,mailboxes,recipients,judged,judge.sh} "$DIR/etc"
  case $flavour in
    relay) configure_relay ;;
    sealing) configure_sealing ;;
  esac
  cat > "$DIR/etc/sasl/smtpd.conf" <<CONF
pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: $DIR/etc/sasldb2
mech_list: PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-256
CONF
  printf 's3cret' | saslpasswd2 -p -c -f "$DIR/etc/sasldb2" -u dest.test user
  chown postfix "$DIR/etc/sasldb2"
}

configure_relay() {
  fill "$servers/postfix/transport" > "$DIR/etc/transport"
  cp "$servers/postfix/footer.pl" "$DIR/etc"
}

# The list talk@relayed.test, with one subscriber.
configure_sealing() {
  fill "$servers/postfix/sealing.transport" > "$DIR/etc/transport"
  cp "$servers/postfix/sealing.aliases" "$DIR/etc/aliases"
  local list=$DIR/talk
  mkdir -p "$list"/{incoming,queue/discarded,archive,text,subconf,unsubconf,bounce,control,moderation} \
    "$list"/{subscribers.d,digesters.d,nomailsubs.d,requeue}
  echo talk@relayed.test > "$list/control/listaddress"
  echo postmaster@relayed.test > "$list/control/owner"
  echo '[talk]' > "$list/control/prefix"
  echo 'List-Id: <talk.relayed.test>' > "$list/control/customheaders"
  printf '%s\n' '-- ' 'The list talk of relayed.test' > "$list/control/footer"
  echo user@second.test > "$list/subscribers.d/u"
  touch "$list/index" "$list/control/noarchive"
  chown -R nobody "$list"
}

start() {
  NAME=$1 IPV4=$2 IPV6=$3
  [ -s "$PKI/good.pem" ] || "$servers/pki.sh" "$PKI"
  configure "$4"
  /usr/lib/postfix/sbin/master -w -c "$DIR/etc" || die "$NAME did not start: $(cat "$DIR"/log/*)"
  until_true 10 accepts "$IPV4" 25 || die "$NAME did not start: $(cat "$DIR"/log/*)"
}

case $command in
  start) start "${@:3}" ;;
  stop) postfix -c "$DIR/etc" stop ;;
  *) die "no such command: $command" ;;
esac
