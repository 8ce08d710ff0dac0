# shellcheck shell=bash
# Sourced by the other scripts of this folder.

servers=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

die() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# until_true SECONDS COMMAND...  Runs the command until it succeeds; fails when the time is over.
until_true() {
  local end=$((SECONDS + $1))
  shift
  until "$@" > /dev/null 2>&1; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.02
  done
}

# accepts ADDRESS PORT  Succeeds when something listens there.
accepts() {
  (exec 3<> "/dev/tcp/$1/$2")
}

# The addresses of the test hosts, IPv4 and IPv6. In the world (world.sh) these are others; a
# server on loopback has nothing else. BLACKHOLE and UNREACHABLE exist only in the world.
: "${MX1_4:=127.0.0.1}" "${MX1_6:=::1}" "${MX2_4:=127.0.0.1}" "${MX2_6:=::1}" "${SINK:=127.0.0.1}"
: "${RELAY_4:=127.0.0.1}" "${RELAY_6:=::1}" "${POLICIES:=127.0.0.1}" "${DEAD:=127.0.0.1}" "${BLACKHOLE:=127.0.0.1}" "${UNREACHABLE:=127.0.0.1}"

# fill TEMPLATE...  Prints the files with each @NAME@ replaced by the variable NAME.
fill() {
  local template text='' name
  for template; do text+=$(< "$template")$'\n'; done
  while [[ $text =~ @([A-Z][A-Z0-9_]*)@ ]]; do
    name=${BASH_REMATCH[1]}
    text=${text//"@$name@"/"${!name?the template needs $name}"}
  done
  printf '%s' "$text"
}
