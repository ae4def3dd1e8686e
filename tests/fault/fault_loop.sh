#!/bin/sh
# Fails every allocation, write, fsync and rename of the program in turn, once and lastingly.
#
#   fault_loop.sh PROGRAM SHIM.so [SECONDS-PER-CASE] [CASE...]
#
# Each run must end without a signal, with status 1, words on standard error, every output the old or the new one as a
# whole, and no other file; or as a clean run where the fault did not matter. Where there are more points than the time
# allows, every n-th is taken, and the summary says so.
set -u
. "$(dirname "$0")/cases.sh"
program=$(realpath "$1")
shim=$(realpath "$2")
seconds=${3:-30}
[ $# -gt 3 ] && shift 3 || set --
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
make_inputs "$program" >said 2>&1 || { cat said; echo "the inputs could not be made"; exit 1; }
n_red=0

# red CASE WORDS: one finding, with what the program said.
red() {
  echo "RED $1: $2"
  sed 's/^/    /' said | head -5
  n_red=$((n_red + 1))
}

# run_fault CASE CALL K LASTING: one run of the program; its status in $ended.
run_fault() {
  place_old "$1"
  : >mark
  # shellcheck disable=SC2086 # words on purpose
  timeout 60 env FAULT_CALL="$2" FAULT_AT="$3" FAULT_LASTING="$4" FAULT_MARK="$work/mark" LD_PRELOAD="$shim" \
    "$program" $arguments >out.said 2>said
  ended=$?
}

check_fault() {
  name="$1, $2 $3"
  [ "$4" = 0 ] || name="$name and later"
  judge_outputs "$1" >why || { red "$name" "$(cat why)"; return; }
  leftovers
  [ -z "$left" ] || red "$name" "leaves $left"
  if [ "$ended" -eq 1 ]; then
    [ -s said ] || red "$name" "failed without a word"
  else
    case "$statuses" in *"$ended"*) ;; *) red "$name" "ended with $ended" && return ;; esac
    [ "$found" = new ] || red "$name" "ended with $ended, but the outputs are $found"
  fi
}

# Sets $now, in hundredths of a second; for planning only.
read_clock() {
  read -r now _ </proc/uptime
  now=${now%.*}${now#*.}
}

# loop CASE CALL LASTING SECONDS
loop() {
  read_clock
  begun=$now
  run_fault "$1" "$2" 0 0
  read_clock
  took=$((now - begun + 1))
  case "$statuses" in *"$ended"*) ;; *) red "$1, $2" "a run without fault ended with $ended" && return ;; esac
  points=$(cat mark)
  [ "$points" -gt 0 ] || { red "$1, $2" "the shim counted no call"; return; }
  step=$((points * took / ($4 * 100) + 1))
  k=1
  runs=0
  # A handful of points are all taken, whatever the time.
  while [ "$k" -le "$points" ] && { [ "$points" -le 20 ] || [ $((now - begun)) -lt $(($4 * 200)) ]; }; do
    run_fault "$1" "$2" "$k" "$3"
    check_fault "$1" "$2" "$k" "$3"
    runs=$((runs + 1))
    read_clock
    # The first points are all taken: that is where most code is new.
    if [ "$k" -lt 20 ] || [ $((k + step)) -gt "$points" ]; then k=$((k + 1)); else k=$((k + step)); fi
  done
  echo "$1: $2$([ "$3" = 1 ] && echo ' and later'): $runs of $points points"
}

for one in ${*:-$(case_names)}; do
  make_new "$one" || { n_red=$((n_red + 1)); continue; }
  for lasting in 0 1; do
    loop "$one" alloc $lasting $((seconds / 3))
    loop "$one" write $lasting $((seconds / 12 + 1))
    loop "$one" fsync $lasting 1
    loop "$one" rename $lasting 1
  done
done
[ "$n_red" -eq 0 ] || { echo "$n_red findings"; exit 1; }
echo "clean"
