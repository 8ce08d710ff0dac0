#!/bin/bash
# Installs the real servers and clients that the tests talk to (Debian 12, as root). What is essential to
# Debian, such as util-linux and perl-base, is there.
set -euo pipefail

export DEBIAN_FRONTEND=noninteractive
packages=(
  at
  chromium
  curl
  dbconfig-no-thanks
  dovecot-imapd
  dovecot-lmtpd
  fish
  git
  git-email
  iproute2
  knot
  knot-dnsutils
  libnet-ssleay-perl
  libphp-phpmailer
  libpython3.11-testsuite
  libsasl2-modules
  mandoc
  mlmmj
  microsocks
  mount
  msmtp
  mutt
  opendkim
  opendmarc
  openssl
  php-cli
  phpunit
  postfix
  postfix-policyd-spf-python
  python3
  python3-dkim
  python3-nacl
  python3-pytest
  rspamd
  s-nail
  sasl2-bin
  spamassassin
  swaks
  unbound
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
