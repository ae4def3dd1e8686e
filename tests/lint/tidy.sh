#!/bin/sh
# clang-tidy over every file of the compile database; the checks are in .clang-tidy.
. "$(dirname "$0")/common.sh"
need clang-tidy
database=$build/compile_commands.json
[ -f "$database" ] || { echo "skipped: no $database"; exit 77; }
sed -n 's/^ *"file": "\(.*\)",\{0,1\}$/\1/p' "$database" | grep -v '/tests/fault/' | sort -u >"$scratch/files"
[ -s "$scratch/files" ] || red "no files in $database"
xargs -P 2 -n 4 clang-tidy -p "$build" --quiet <"$scratch/files" >"$scratch/said" 2>/dev/null ||
  { cat "$scratch/said"; red "clang-tidy found something"; }
finish
