#!/bin/sh
# Names: banned functions, path comments, unique file names, file lengths, no notes to self, symbols with our prefix.
. "$(dirname "$0")/common.sh"
tree_files '*.c' '*.h' >"$scratch/code"
grep -v '^tests/' "$scratch/code" >"$scratch/program"
[ -s "$scratch/program" ] || red "no code found"

# banned LIST-OF-FILES 'name|name' EXCEPTION-PATTERN
banned() {
  xargs grep -nHE "(^|[^A-Za-z0-9_.>\"])($2)[[:space:]]*\(" /dev/null <"$1" | grep -vE "$3" >"$scratch/hits"
  while IFS= read -r line; do red "banned function: $line"; done <"$scratch/hits"
}
nothing='^$'
banned "$scratch/code" 'strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atof|strtok|rand|srand|gmtime|mktime|localtime|strptime|popen|alloca' "$nothing"
banned "$scratch/program" 'getenv|setlocale|system' "$nothing"
banned "$scratch/program" 'strtod|strtof' '^datasets/base/(text|number)\.c:'

# One awk for all: a program or two for each of hundreds of files is felt.
tr '\n' '\0' <"$scratch/code" | xargs -0 awk '
  function judge() { if (lines > 800) print path ": " lines " lines, at most 800" }
  FNR == 1 {
    judge()
    path = FILENAME
    seen[path] = 1
    if (index($0, "/* " path ": ") != 1) print path ":1: a file begins with /* " path ": its job in a sentence */"
  }
  { lines = FNR }
  END {
    judge()
    for (i = 1; i < ARGC; i++) if (!(ARGV[i] in seen)) print ARGV[i] ": is empty"
  }' >"$scratch/hits"
while IFS= read -r line; do red "$line"; done <"$scratch/hits"

# commands.h is each module's table of commands.
sed 's|.*/||' "$scratch/code" | grep -vx 'commands\.h' | sort | uniq -d >"$scratch/twice"
while IFS= read -r name; do red "two files are called $name"; done <"$scratch/twice"

# In two halves, so that this line is not one itself.
notes='TO''DO|FIX''ME|X''XX|HA''CK'
tree_files '*.c' '*.h' '*.sh' '*.cmake' '*.txt' '*.md' '*.json' '*.in' | tr '\n' '\0' | xargs -0 grep -nwE "$notes" \
  >"$scratch/hits" /dev/null
while IFS= read -r line; do red "a note to self: $line"; done <"$scratch/hits"

# Compilers and sanitizers add symbols that begin with two underscores.
find "$build" -name 'lib*.a' -not -path '*/tests/*' 2>/dev/null >"$scratch/archives"
[ -s "$scratch/archives" ] || echo "no libraries in $build: symbols not checked"
while IFS= read -r archive; do
  nm -g --defined-only "$archive" 2>/dev/null | awk 'NF == 3 && $3 !~ /^(ptb_|propensity_|__|_dl_relocate)/ {print $3}' |
    sort -u >"$scratch/hits"
  while IFS= read -r symbol; do red "$(basename "$archive"): symbol $symbol lacks our prefix"; done <"$scratch/hits"
done <"$scratch/archives"
finish
