#!/usr/bin/env bash
# Compiles one assembly to machine code, once, however many projects want it at the same time.
set -euo pipefail

compiler=$1 source=$2 target=$3 response=$4

[[ -x $compiler ]] || chmod +x "$compiler"
mkdir -p "$(dirname "$target")"
exec 9>"$target.lock"
flock 9
[[ ! -f $target ]] || exit 0
"$compiler" "$source" -o "$target.new" "@$response" >"$target.log" 2>&1 || { tail -n 20 "$target.log" >&2; exit 1; }
mv "$target.new" "$target"
