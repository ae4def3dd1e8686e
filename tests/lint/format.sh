#!/bin/sh
# Every C file is as clang-format would have it.
. "$(dirname "$0")/common.sh"
need clang-format
tree_files '*.c' '*.h' >"$scratch/code"
[ -s "$scratch/code" ] || red "no code found"
xargs clang-format --dry-run -Werror <"$scratch/code" 2>"$scratch/said" || {
  grep 'error:' "$scratch/said" | cut -d: -f1 | sort -u >"$scratch/files"
  while IFS= read -r path; do red "clang-format -i ${path#"$source"/}"; done <"$scratch/files"
  [ -s "$scratch/files" ] || { cat "$scratch/said"; red "clang-format failed"; }
}
finish
