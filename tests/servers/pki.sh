#!/bin/bash
# pki.sh DIR
# Makes a throw-away certificate authority and certificates of servers:
#   ca.pem                 the authority
#   good.pem, good.key     mx1, mx2, mail of dest.test, mx.relayed.test, ta.signed.test, localhost,
#                          127.0.0.1, ::1
#   good.tlsa, ca.tlsa     the data of the TLSA records 3 1 1 of good and 2 1 1 of ca (RFC 6698)
#   policy.pem, policy.key the policy hosts of MTA-STS: mta-sts of NAME.mx.test
#   wrongname, expired, selfsigned (.pem, .key)   what a client must refuse
set -euo pipefail

mkdir -p "${1:?usage: pki.sh DIR}"
cd "$1"

ec=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
names=DNS:mx1.dest.test,DNS:mx2.dest.test,DNS:mail.dest.test,DNS:mx.relayed.test,DNS:ta.signed.test,DNS:localhost,IP:127.0.0.1,IP:::1

# leaf NAME SUBJECT_ALT_NAMES [X509_OPTION...]  A certificate issued by the authority.
leaf() {
  local name=$1 alternatives=$2
  shift 2
  openssl req "${ec[@]}" -subj "/CN=$name" -keyout "$name.key" -out "$name.csr" 2> /dev/null
  printf '%s\n' basicConstraints=CA:FALSE "subjectAltName=$alternatives" \
    extendedKeyUsage=serverAuth > "$name.ext"
  if [ $# -eq 0 ]; then
    openssl x509 -req -in "$name.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 800 \
      -extfile "$name.ext" -out "$name.pem" 2> /dev/null
  else
    openssl ca -batch -config ca.cnf -in "$name.csr" -extfile "$name.ext" -notext \
      -out "$name.pem" "$@" 2> /dev/null
  fi
  cat ca.pem >> "$name.pem"
  rm "$name.csr" "$name.ext"
}

openssl req -x509 "${ec[@]}" -days 3650 -subj '/CN=mua test CA' \
  -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
  -keyout ca.key -out ca.pem 2> /dev/null

# Only "openssl ca" can set the dates of a certificate.
mkdir issued
: > issued/index
echo 01 > issued/serial
cat > ca.cnf <<'CNF'
[ca]
default_ca = throw_away
[throw_away]
certificate = ca.pem
private_key = ca.key
database = issued/index
serial = issued/serial
new_certs_dir = issued
default_md = sha256
policy = any
[any]
commonName = supplied
CNF

leaf good "$names"
leaf policy DNS:mta-sts.enforce.mx.test,DNS:mta-sts.elsewhere.mx.test,DNS:mta-sts.testing.mx.test
leaf wrongname DNS:other.example
leaf expired "$names" -startdate 20200101000000Z -enddate 20200201000000Z
openssl req -x509 "${ec[@]}" -days 800 -subj /CN=selfsigned -addext basicConstraints=CA:FALSE \
  -addext "subjectAltName=$names" -keyout selfsigned.key -out selfsigned.pem 2> /dev/null

for name in good ca; do
  openssl x509 -in "$name.pem" -noout -pubkey | openssl pkey -pubin -outform DER |
    sha256sum | cut -d ' ' -f 1 > "$name.tlsa"
done
