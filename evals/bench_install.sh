#!/usr/bin/env bash
# From a fresh clone in an empty folder to a served page: seconds, and megabytes installed.
# Nothing is taken from pip's cache, so the time holds the downloads of this machine's connection.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
home=$(mktemp -d)
server=
stop() {
  if [ -n "$server" ]; then kill -- "-$server" 2>/dev/null || true; fi
  rm -rf "$home"
}
trap stop EXIT

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export PULLQUOTE_DATA="$home/data" PIP_NO_CACHE_DIR=1

# serve NAME: run make chat until its page answers, print the seconds it took, and stop it.
serve() {
  local start=$SECONDS
  set -m
  make -C "$home/clone" chat PORT="$port" >"$home/log" 2>&1 &
  server=$!
  set +m
  until python3 -c "import urllib.request as u; u.urlopen('http://127.0.0.1:$port/', timeout=5)" 2>/dev/null; do
    if ! kill -0 "$server" 2>/dev/null; then cat "$home/log" >&2; exit 1; fi
    if ((SECONDS - start > 900)); then cat "$home/log" >&2; exit 1; fi
    sleep 0.5
  done
  echo "$1: $((SECONDS - start)) s"
  kill -- "-$server"
  wait "$server" 2>/dev/null || true
  server=
}

git clone -q "$root" "$home/clone"
serve "fresh clone to a served page"
echo "installed: $(du -sm "$home/clone/.venv" | cut -f1) MB in $("$home/clone/.venv/bin/python" -m pip list 2>/dev/null | tail -n +3 | wc -l) packages"
echo "cloned: $(du -sm --exclude=.venv "$home/clone" | cut -f1) MB"
serve "the second time"
du -sm "$home/clone/.venv/lib"/python3*/site-packages/* | sort -rn | head -n 12
