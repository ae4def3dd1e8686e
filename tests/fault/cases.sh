# Sourced by fault_loop.sh and kill_loop.sh: the command lines that are tested, and what they need.
#
#   make_inputs PROGRAM        makes the inputs in ./in
#   case_names                 the cases' names, in order
#   case_command NAME          its arguments; it replaces what is in ./out
#   case_outputs NAME          the files it replaces
#   case_status NAME           how it ends when nothing goes wrong: small data may need a person (3)

examples=$(cd "$(dirname "$0")/../../models/examples" && pwd)
people=${PEOPLE:-800}
deeds=${DEEDS:-8000}

make_inputs() {
  mkdir in &&
    cp "$examples/worked_examples.json" in/rules.json &&
    "$1" generate --contacts "$people" --activities "$deeds" --seed 5 --quiet -o in &&
    "$1" import --contacts in/contacts.csv --accounts in/accounts.csv --activities in/activities.csv \
      --opportunities in/opportunities.csv --quiet -o in/history.h5 &&
    awk 'NR == 1 || NR % 3' in/activities.csv >in/first.csv &&
    awk 'NR == 1 || NR % 5 == 1' in/contacts.csv >in/fifth.csv &&
    "$1" import --contacts in/contacts.csv --accounts in/accounts.csv --activities in/first.csv --quiet -o in/first.h5 &&
    "$1" features in/history.h5 --quiet -o in/vectors.h5 &&
    { "$1" train in/vectors.h5 --folds 3 --threads 1 --predictions in/oof.csv --quiet -o in/model.json || [ $? -eq 3 ]; }
}

case_names() {
  echo "generate import append features train train_cv winloss score compare"
}

case_command() {
  case $1 in
  generate) echo "generate --contacts $people --activities $deeds -o out" ;;
  import) echo "import --contacts in/contacts.csv --accounts in/accounts.csv --activities in/activities.csv
    --opportunities in/opportunities.csv --rejects out/rejects.csv -o out/history.h5" ;;
  append) echo "import --append --contacts in/fifth.csv --activities in/activities.csv --opportunities in/opportunities.csv
    --threads 2 --rejects out/rejects.csv -o out/history.h5" ;;
  features) echo "features in/history.h5 -o out/vectors.h5" ;;
  train) echo "train in/vectors.h5 --folds 2 --penalty 10 --threads 2 --predictions out/oof.csv -o out/model.json" ;;
  train_cv) echo "train in/vectors.h5 --folds 3 --threads 2 -o out/model.json" ;;
  winloss) echo "winloss in/vectors.h5 --threads 2 --all -o out/found.csv" ;;
  score) echo "score in/history.h5 --model in/model.json --rules in/rules.json --threads 2 -o out/scores.csv" ;;
  compare) echo "compare in/history.h5 --model in/model.json --predictions in/oof.csv --rules in/rules.json
    -o out/report.html" ;;
  *) echo "no case $1" >&2 && return 1 ;;
  esac
}

case_outputs() {
  case $1 in
  generate) echo "out/accounts.csv out/contacts.csv out/activities.csv out/opportunities.csv out/truth.csv" ;;
  import | append) echo "out/rejects.csv out/history.h5" ;;
  features) echo "out/vectors.h5" ;;
  train) echo "out/oof.csv out/model.json" ;;
  train_cv) echo "out/model.json" ;;
  winloss) echo "out/found.csv" ;;
  score) echo "out/scores.csv" ;;
  compare) echo "out/report.html" ;;
  *) return 1 ;;
  esac
}

case_status() {
  case $1 in
  train*) echo "0 or 3" ;;
  *) echo "0" ;;
  esac
}

# Everything below is done for each of thousands of runs: a program less to start is felt.

# What stands there before, in old.NAME: any text, for a file is replaced whatever it holds; what is appended to is a
# history. From then on $arguments, $outputs and $statuses are the case's.
make_old() {
  arguments=$(case_command "$1") && outputs=$(case_outputs "$1") && statuses=$(case_status "$1") || return 1
  rm -rf out "old.$1" && mkdir out || return 1
  for file in $outputs; do echo "old $file" >"$file" || return 1; done
  [ "$1" != append ] || cp in/first.h5 out/history.h5 || return 1
  cp -R out "old.$1"
}

place_old() {
  rm -rf out && cp -R "old.$1" out
}

# is_old CASE FILE: as place_old left it.
is_old() {
  cmp -s "old.$1/${2#out/}" "$2"
}

# Begins a case: makes what stands before it, and keeps what a clean run makes in new.NAME; how long it took is in
# $took (ms).
make_new() {
  rm -rf "new.$1"
  make_old "$1" && place_old "$1" || return 1
  begun=$(date +%s%3N)
  # shellcheck disable=SC2086 # words on purpose
  "$program" $arguments >said 2>&1
  ended=$?
  took=$(($(date +%s%3N) - begun))
  case "$statuses" in *"$ended"*) ;; *)
    echo "$1: a clean run ended with $ended"
    cat said
    return 1
    ;;
  esac
  cp -R out "new.$1"
}

# Every output of the case is the old or the new one, whole; says which of them in $found (old, new, mixed).
judge_outputs() {
  found=""
  for file in $outputs; do
    if is_old "$1" "$file"; then
      this=old
    elif cmp -s "$file" "new.$1/${file#out/}"; then
      this=new
    else
      echo "$file is neither the old nor the new one"
      return 1
    fi
    [ -z "$found" ] && found=$this
    [ "$found" = "$this" ] || found=mixed
  done
  [ -n "$found" ] || { echo "the case has no outputs"; return 1; }
}

# Sets $left to what is in ./out and is none of the case's outputs.
leftovers() {
  left=""
  for file in out/* out/.[!.]* out/..?*; do
    [ -e "$file" ] || [ -L "$file" ] || continue
    case " $outputs " in *" $file "*) ;; *) left="$left $file" ;; esac
  done
}
