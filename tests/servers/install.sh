#!/bin/bash
# Installs the real servers and clients that the tests talk to (Debian 12, as root). What is essential to
# Debian, such as util-linux and perl-base, is there.
set -euo pipefail

export DEBIAN_FRONTEND=noninteractive
packages=(
  chromium
  curl
  dovecot-imapd
  fish
  git
  git-email
  iproute2
  knot
  knot-dnsutils
  libnet-ssleay-perl
  libpython3.11-testsuite
  libsasl2-modules
  mandoc
  mount
  msmtp
  mutt
  opendkim
  openssl
  php-cli
  postfix
  python3
  python3-dkim
  python3-nacl
  rspamd
  s-nail
  sasl2-bin
  spamassassin
  swaks
  unbound
  curl dovecot-imapd iproute2 knot knot-dnsutils libnet-ssleay-perl libpython3.11-testsuite
  libsasl2-modules mount msmtp opendkim openssl postfix python3 python3-dkim python3-nacl rspamd
  sasl2-bin spamassassin swaks unbound
  libsasl2-modules mount msmtp opendkim openssl postfix python3 rspamd sasl2-bin spamassassin swaks unbound
  chromium curl dovecot-imapd iproute2 knot knot-dnsutils libnet-ssleay-perl libpython3.11-testsuite
  libsasl2-modules mount msmtp openssl postfix python3 python3-pytest sasl2-bin swaks unbound
  libsasl2-modules mount msmtp openssl postfix python3 sasl2-bin swaks unbound
  zsh
)

# Debian starts a service as soon as it is installed; the tests start their own instances.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' > "$policy"
  chmod 755 "$policy"
fi

apt-get update -qq
apt-get install -qq -y --no-install-recommends "${packages[@]}"
