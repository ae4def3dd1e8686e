#!/bin/sh
# cppcheck over the program's part of the compile database; a suppression stands in the code with its reason, but for
#   variableScope, shadowFunction, constVariable   taste
#   knownConditionTrueFalse                        2.10 misreads `rows = n - i < BLOCK ? n - i : BLOCK`
# clang-tidy looks at the tests as well.
. "$(dirname "$0")/common.sh"
need cppcheck
database=$build/compile_commands.json
[ -f "$database" ] || { echo "skipped: no $database"; exit 77; }
mkdir "$scratch/cache"
cppcheck --project="$database" --enable=warning,style,performance,portability --inline-suppr --error-exitcode=1 \
  --suppress=missingIncludeSystem --suppress=variableScope --suppress=shadowFunction --suppress=constVariable \
  --suppress=knownConditionTrueFalse -i "$source/tests" --cppcheck-build-dir="$scratch/cache" -j 2 -q 2>"$scratch/said" ||
  { cat "$scratch/said"; red "cppcheck found something"; }
finish
