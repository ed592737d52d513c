#!/usr/bin/env bash
# Follows the README, and the pages that lead to production, to the letter in a fresh clone: every command of their blocks without
# a language is run as it stands.
#   build/follow-readme.sh [DIRECTORY]     an empty one; by default a new one that is removed in the end
# Left out are ./workflow test, which is the other half of CI, those that need a FILE or HOST of the reader's own, and docker. The
# reader's own database (Host=...) is that of ./workflow up here.
# A server (./workflow up) runs until the commands behind it are through. Takes as long as demo, torture and bench together.
set -euo pipefail

root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly limit=1800
readonly pages=(README.md docs/deployment.md docs/upgrading.md docs/capacity.md)
directory=${1:-}
server=''

clean_up() {
  stop_server
  if [[ -z ${1:-} ]]; then rm -rf "$directory"; fi
}

stop_server() {
  [[ -n $server ]] || return 0
  kill -TERM "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  server=''
}

# Lines of the blocks; a text in quotes may go over several, which then are one command, each ended by NUL.
commands() {
  awk -v quote="'" '
    /^ *```/ { if (fenced) fenced = inside = 0; else { fenced = 1; inside = ($0 ~ /^ *```$/) } next }
    inside {
      if (command == "") sub(/^ +/, "")
      command = command == "" ? $0 : command "\n" $0
      if (gsub(quote, quote, command) % 2 == 0) { if (command ~ /[^ ]/) printf "%s%c", command, 0; command = "" }
    }' "$1"
}

start_server() { # command
  bash -c "exec env $1" &
  server=$!
  until (exec 3<>/dev/tcp/127.0.0.1/5080) 2>/dev/null; do
    kill -0 "$server" || { printf 'It ended: %s\n' "$1" >&2; exit 1; }
    sleep 0.5
  done
}

# The database of the server, which is started if none runs, in place of the reader's own.
with_database() { # command
  [[ -n $server ]] || start_server './workflow up'
  local own
  own=$(sed -n 's/.*"connectionString":"\([^"]*\)".*/\1/p' .data/embedded.json)
  [[ -n $own ]] || { printf 'No connection in .data/embedded.json\n' >&2; exit 1; }
  command=${1/Host=...;Database=workflow;Username=workflow/$own}
}

given=$directory
if [[ -z $directory ]]; then directory=$(mktemp -d); fi
trap 'clean_up "$given"' EXIT
git clone --quiet "$root" "$directory/workflow"
cd "$directory/workflow"

count=0
database=0
while IFS= read -r -d '' command; do
  command=${command%%  #*}
  case $command in
    *./workflow\ test* | *FILE* | *HOST*) continue ;;
    *./workflow*Host=...*)
      printf '== %s\n' "$command" >&2
      with_database "$command"
      timeout "$limit" bash -c "$command" </dev/null || { printf 'FAILED (%s): %s\n' "$?" "$command" >&2; exit 1; }
      database=$((database + 1))
      ;;
    *...*) continue ;;
    *./workflow\ up*)
      printf '== %s\n' "$command" >&2
      stop_server
      start_server "$command"
      ;;
    *./workflow* | curl*)
      printf '== %s\n' "$command" >&2
      if [[ $command == *./workflow* ]]; then stop_server; fi
      if [[ $command == curl* ]]; then command+=' --fail-with-body'; fi
      timeout "$limit" bash -c "$command" </dev/null || { printf 'FAILED (%s): %s\n' "$?" "$command" >&2; exit 1; }
      ;;
    *) continue ;;
  esac
  count=$((count + 1))
done < <(for page in "${pages[@]}"; do commands "$page"; done)
printf '%s commands of %s work.\n' "$count" "${pages[*]}"
((count >= 12 && database >= 3))
