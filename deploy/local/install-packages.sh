#!/bin/sh
# Installs operating system packages, quietly when they are already there:
#   sh deploy/local/install-packages.sh redis-server     just these
#   sh deploy/local/install-packages.sh                  everything that the tests need
# Only Debian and Ubuntu are automatic; elsewhere it names what is missing and stops. Services that come
# with a package are not started, and one that runs already is left as it is.
set -eu

# The command that proves a package is there, where it is not the package's own name; compose has two, either will do.
present() {
  case $1 in
    docker-compose) command -v docker-compose >/dev/null 2>&1 || docker compose version >/dev/null 2>&1 ;;
    docker.io) command -v dockerd >/dev/null 2>&1 ;;
    busybox-static) command -v busybox >/dev/null 2>&1 ;;
    fonts-dejavu-core) [ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
  esac
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_install() {
  command -v apt-get >/dev/null 2>&1 || return 1
  [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null
}

# While this file exists, dpkg starts no service. One that the system already has is kept.
policy=/usr/sbin/policy-rc.d
forbid_service_starts() {
  [ -e "$policy" ] && return
  trap 'as_root rm -f "$policy"' EXIT
  trap 'exit 130' INT TERM
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
}

[ $# -gt 0 ] || set -- redis-server caddy openssl docker.io docker-compose docker-registry busybox-static shellcheck \
  chromium fonts-dejavu-core
missing=''
for package in "$@"; do
  present "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

command="apt-get install --no-install-recommends$missing"
if ! can_install; then
  printf 'Missing on this machine:%s\nInstall with: sudo %s\n' "$missing" "$command" >&2
  exit 1
fi
printf 'Installing%s with apt-get\n' "$missing" >&2
forbid_service_starts
as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
# shellcheck disable=SC2086 # a list of package names
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing

for package in "$@"; do
  present "$package" || {
    printf '%s is still missing after its installation\n' "$package" >&2
    exit 1
  }
done
