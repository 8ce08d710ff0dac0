#!/bin/sh
# judge.sh MAILDIR
# SpamAssassin judges the mail on standard input, without the network, and it is put into Junk or the inbox.
set -eu
mkdir -p "$1/tmp" "$1/new" "$1/cur" "$1/.Junk/tmp" "$1/.Junk/new" "$1/.Junk/cur"
name=$(date +%s.%N).$$.judge
spamassassin --local --nocreate-prefs --cf 'report_safe 0' > "$1/tmp/$name"
folder=$1
if grep -q '^X-Spam-Flag: YES' "$1/tmp/$name"; then folder=$1/.Junk; fi
mv "$1/tmp/$name" "$folder/new/$name"
