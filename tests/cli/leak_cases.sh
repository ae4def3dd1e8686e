#!/bin/sh
# tests/cli/leak_cases.sh PROPENSITY: a column that knows the outcome is named, left out, and kept where asked.
set -u
case $1 in /*) propensity=$1 ;; *) propensity=$PWD/$1 ;; esac
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here" || exit 1
failed=0
fail() {
  echo "FAIL $1"
  failed=1
}
# run NAME STATUS ARGUMENTS...: `out` and `err` are what the program said.
run() {
  name=$1 status=$2
  shift 2
  "$propensity" "$@" >out 2>err </dev/null
  got=$?
  [ "$got" = "$status" ] || fail "$name: exit $got, want $status: $(cat err)"
}
says() { grep -qF -- "$1" err || fail "$name: '$1' is not in: $(cat err)"; }
silent() { ! grep -qF -- "$1" err || fail "$name: '$1' is in: $(cat err)"; }
# json MEMBER: of the one object in `out`, as one line without blanks.
json() { tr -d ' \n' <out | grep -qF -- "$1" || fail "$name: $1 is not in: $(cat out)"; }

# 'Sales note' tells the losers of a competitor, 'Last Touch' a good part, size and region little or nothing.
awk 'BEGIN {
  srand(4)
  print "id,size,region,Sales note,Last Touch,bought"
  for (i = 0; i < 1500; i++) {
    won = rand() < 0.35
    note = won ? "call back" : rand() < 0.6 ? "Lost to EINS" : "call back"
    touch = rand() < (won ? 0.7 : 0.3) ? "mail" : "phone"
    printf "L%d,%d,R%d,%s,%s,%s\n", i, 100 * rand() + 20 * won, 9 * rand(), note, touch, won ? "yes" : "no"
  }
}' >leads.csv
run "import" 0 import --leads leads.csv --id id --outcome bought -o leads.h5

run "left out" 0 features leads.h5 -o v.h5
says "left out: Sales note (it knows the outcome: 'Lost to EINS': "
says "--keep 'Sales note' takes it all the same)"
says "question: Last Touch (by its name it is the latest state"
says "--exclude 'Last Touch' leaves it out)"
says "1500 contact cases, 3 features"
silent "size"
silent "region"
run "inspect" 0 inspect v.h5
grep -qF "left out: Sales note (it knows the outcome: 'Lost to EINS': " out || fail "$name: no leak in $(cat out)"
grep -qF "question: Last Touch (by its name it is the latest state" out || fail "$name: no question in $(cat out)"
run "inspect, in json" 0 inspect v.h5 --json
json '"rows":1500,"leaks":[{"column":"Salesnote","feature":"Salesnote","verdict":"leak","left_out":true,'
json '"features":[{"name":"size","meaning":"size","unit":"value",'
run "train on what is left" 0 train v.h5 -o m.json --json
json '"features":3,'
json '"leaks":[{"column":"Salesnote","feature":"Salesnote","verdict":"leak","left_out":true,'

run "in json" 0 features leads.h5 -o v.csv --json
json '"features":3,'
json '"kind":"values","cases":'
json '"column":"LastTouch","feature":"LastTouch","verdict":"suspect","left_out":false,"kept_as_asked":false,'
head -1 v.csv | grep -qF "Sales note" && fail "$name: the column is in v.csv"

run "kept" 0 features leads.h5 --keep "Sales note" -o v.csv
says "kept as asked: Sales note (it knows the outcome: "
says "4 features"
head -1 v.csv | grep -qF "Sales note" || fail "$name: the column is not in v.csv"

run "excluded" 0 features leads.h5 --exclude "Sales note" --exclude "Last Touch" -o v.csv
silent "knows the outcome"
silent "question"

run "the default plan" 0 features leads.h5 --print-plan
grep -qF "Sales note" out && fail "$name: the column is in the plan"
run "a plan with it" 0 features leads.h5 --keep "Sales note" --print-plan
cp out plan.json
run "a plan of one's own" 0 features leads.h5 --plan plan.json -o v.csv
says "leak: Sales note (it knows the outcome: "
silent "--keep"
says "4 features"

run "train from the history" 0 train leads.h5 -o m1.json --threads 1
says "left out: Sales note (it knows the outcome: "
says "3 features"
run "train, kept" 0 train leads.h5 --keep "Sales note" -o m2.json
says "kept as asked: Sales note (it knows the outcome: "
says "4 features"
# Deals: 'cycle' is what it took to close them; open ones are extracted without it too.
awk 'BEGIN {
  srand(5)
  print "opportunity_id,account_id,created_at,closed_at,outcome,seats,cycle"
  for (i = 0; i < 300; i++) {
    days = 1 + int(80 * rand())
    closed = i < 250 ? sprintf("2024-%02d-%02d", 5 + int(days / 28), 1 + days % 28) : ""
    printf "o%d,a%d,2024-%02d-%02d,%s,%s,%d,%s\n", i, i, 1 + i % 3, 1 + i % 28, closed, \
      closed == "" ? "" : rand() < 0.5 ? "won" : "lost", 90 * rand(), closed == "" ? "" : days + 28 * (4 - i % 3) - i % 28
  }
}' >deals.csv
run "deals" 0 import --opportunities deals.csv -o deals.h5
run "deals that are over" 0 features deals.h5 -o v.h5
says "left out: cycle (it knows the outcome: it goes with the time to the close"
run "open deals" 0 features deals.h5 --open-at-T -o now.csv
says "left out: cycle (it knows the outcome: it goes with the time to the close"
head -1 now.csv | grep -qF "cycle" && fail "$name: the column is in now.csv"
says "50 opportunity cases"
run "the plan of deals" 0 features deals.h5 --print-plan
grep -qF "cycle" out && fail "$name: the column is in the plan"

run "help" 0 features --help
grep -q "know the" out || fail "$name: $(cat out)"
exit $failed
