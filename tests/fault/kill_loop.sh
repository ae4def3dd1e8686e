#!/bin/sh
# Kills the program (SIGKILL) at random moments of its run: every output is the old or the new one as a whole, and the
# next run succeeds and leaves nothing over.
#
#   kill_loop.sh PROGRAM [MOMENTS] [CASE...]
set -u
PEOPLE=${PEOPLE:-2000}
DEEDS=${DEEDS:-40000}
. "$(dirname "$0")/cases.sh"
program=$(realpath "$1")
moments=${2:-40}
[ $# -gt 2 ] && shift 2 || set --
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
make_inputs "$program" >said 2>&1 || { cat said; echo "the inputs could not be made"; exit 1; }
n_red=0

red() {
  echo "RED $1"
  n_red=$((n_red + 1))
}

# kill_once CASE SECONDS: the second run over what the first left is the proof that nothing is in the way.
kill_once() {
  place_old "$1"
  # shellcheck disable=SC2086 # words on purpose
  "$program" $arguments >/dev/null 2>&1 &
  victim=$!
  sleep "$2"
  kill -KILL "$victim" 2>/dev/null && killed=$((killed + 1))
  wait "$victim" 2>/dev/null
  judge_outputs "$1" >why || red "$1 killed after $2 s: $(cat why)"
  [ "$found" = old ] || finished=$((finished + 1))
  # Appending once more is one import more in the file's provenance: other bytes.
  [ "$1" != append ] || is_old append out/history.h5 || cp in/first.h5 out/history.h5
  # shellcheck disable=SC2086 # words on purpose
  "$program" $arguments >/dev/null 2>said
  ended=$?
  case "$statuses" in *"$ended"*) ;; *) red "$1 killed after $2 s: the next run ended with $ended: $(cat said)" ;; esac
  judge_outputs "$1" >why || red "$1 after the next run: $(cat why)"
  [ "$found" = new ] || red "$1 after the next run: the outputs are $found"
  leftovers
  [ -z "$left" ] || red "$1 after the next run: left over $left"
}

cases=${*:-$(case_names)}
each=$((moments / $(echo "$cases" | wc -w) + 1))
for one in $cases; do
  make_new "$one" || { n_red=$((n_red + 1)); continue; }
  killed=0
  finished=0
  # Moments from none to a tenth beyond the clean run's time, in a fixed but scattered order.
  awk -v n="$each" -v ms="$took" 'BEGIN { srand(1); for (i = 0; i < n; i++) printf "%.4f\n", rand() * 1.1 * ms / 1000 }' >when
  while IFS= read -r delay; do kill_once "$one" "$delay"; done <when
  echo "$one: $each moments within $took ms, $killed killed, $finished with a new output"
done
[ "$n_red" -eq 0 ] || { echo "$n_red findings"; exit 1; }
echo "clean"
