#!/bin/sh
# Every header compiles alone and twice as C17; the public one also as C++.
. "$(dirname "$0")/common.sh"
compiler=${CC:-cc}
need "$compiler"
check_flags=$(pkg-config --cflags check 2>/dev/null)
hdf5_flags=$(pkg-config --cflags hdf5-serial 2>/dev/null)
pq_flags=$(pkg-config --cflags libpq 2>/dev/null)
strict="-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Werror"
tree_files '*.h' >"$scratch/headers"
while IFS= read -r header; do
  printf '#include "%s"\n#include "%s"\nextern int more_than_macros;\n' "$header" "$header" >"$scratch/alone.c"
  # shellcheck disable=SC2086 # lists of flags
  "$compiler" -std=c17 -D_POSIX_C_SOURCE=200809L -DH5_USE_110_API -I"$source" $check_flags $hdf5_flags $pq_flags $strict \
    -fsyntax-only "$scratch/alone.c" 2>"$scratch/said" || { cat "$scratch/said"; red "$header does not compile alone"; }
done <"$scratch/headers"
if command -v g++ >/dev/null 2>&1; then
  printf '#include "score/propensity.h"\nint main() { return 0; }\n' >"$scratch/alone.cc"
  g++ -std=c++11 -I"$source" -Wall -Wextra -Wpedantic -Werror -fsyntax-only "$scratch/alone.cc" ||
    red "score/propensity.h does not compile as C++"
fi
[ -s "$scratch/headers" ] || red "no headers found"
finish
