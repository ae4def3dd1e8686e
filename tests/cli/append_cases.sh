#!/bin/sh
# tests/cli/append_cases.sh PROPENSITY: a history in parts is the history at once; two appends at a time lose nothing.
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
# digest ARGUMENTS...: of the history that the import makes.
digest() {
  "$propensity" import --json --quiet "$@" -o h.h5 >out 2>err || fail "import $*: exit $?: $(cat err)"
  sed -n 's/.*"digest": "\([0-9a-f]*\)".*/\1/p' out
}
# member KEY TABLE: of out.
member() {
  tr -d ' \n' <out | sed -n "s/.*\"$1\":{[^}]*\"$2\":\([0-9]*\).*/\1/p"
}

"$propensity" generate --contacts 300 --activities 6000 --seed 3 --quiet -o crm || fail "generate"
awk 'NR == 1 || NR % 2 == 0' crm/activities.csv >first.csv
awk 'NR == 1 || NR % 2 == 1' crm/activities.csv >later.csv
whole=$(digest --contacts crm/contacts.csv --accounts crm/accounts.csv --activities crm/activities.csv \
  --opportunities crm/opportunities.csv)

# ---- in parts ----
first=$(digest --contacts crm/contacts.csv --accounts crm/accounts.csv --activities first.csv)
[ "$first" != "$whole" ] || fail "half of the activities are all of them"
[ "$(digest --append --opportunities crm/opportunities.csv --activities later.csv)" = "$whole" ] || fail "in two parts"
[ "$(member added activities)" = 3000 ] || fail "added: $(cat out)"
[ "$(digest --append --activities later.csv)" = "$whole" ] || fail "the same twice"
[ "$(member replaced activities)" = 3000 ] || fail "replaced: $(cat out)"
"$propensity" import --append --activities later.csv -o h.h5 >out 2>err || fail "in words: $(cat err)"
grep -q "0 new, 3000 there before" err || fail "in words: $(cat err)"
"$propensity" inspect h.h5 >out 2>err || fail "inspect: $(cat err)"

# ---- refused ----
# refused NAME STATUS WORDS ARGUMENTS...: h.h5 stays as it is.
refused() {
  name=$1 status=$2 words=$3
  shift 3
  cp h.h5 before.h5
  "$propensity" import --append "$@" -o h.h5 >out 2>err </dev/null
  got=$?
  [ "$got" = "$status" ] || fail "$name: exit $got, want $status: $(cat err)"
  grep -qF -- "$words" err || fail "$name: '$words' is not in: $(cat err)"
  cmp -s h.h5 before.h5 || fail "$name: the history is another"
  [ ! -e .h.h5.tmp ] || fail "$name: a leftover"
}
refused "no files" 2 "nothing to append"
refused "leads to records" 2 "holds the records of a CRM" --leads crm/contacts.csv --id contact_id
refused "no activities" 1 "no column 'ts'" --activities crm/contacts.csv
sed -n '1p;2s/,[^,]*/,yesterday/p' later.csv >bad.csv
refused "a bad date" 1 "bad date 'yesterday'" --activities bad.csv
refused "from itself" 2 "is read by this run too" --contacts h.h5
printf 'x' | dd of=h.h5 bs=1 seek=90000 conv=notrunc 2>/dev/null
refused "a damaged history" 1 "h.h5" --activities later.csv
rm h.h5
"$propensity" import --append --accounts crm/accounts.csv -o h.h5 >out 2>err && fail "a history out of nothing"
[ ! -e h.h5 ] || fail "a history out of nothing is there"

# ---- two at a time ----
# One waits for its input while it holds the lock: the other ends at once, and what the first adds is not lost.
digest --contacts crm/contacts.csv --accounts crm/accounts.csv --activities first.csv >first
mkfifo slow
"$propensity" import --append --activities - -o h.h5 <slow >/dev/null 2>slow.err &
slow=$!
exec 3>slow
cat later.csv >&3
k=0
while [ ! -e .h.h5.tmp ] && [ $k -lt 100 ]; do
  sleep 0.05
  k=$((k + 1))
done
"$propensity" import --append --opportunities crm/opportunities.csv -o h.h5 >out 2>err
got=$?
[ "$got" = 75 ] || fail "a second append: exit $got, want 75: $(cat err)"
grep -q "another run is writing" err || fail "a second append: $(cat err)"
exec 3>&-
wait "$slow" || fail "the first append: $(cat slow.err)"
[ "$(digest --append --opportunities crm/opportunities.csv)" = "$whole" ] || fail "one after the other"

# Several at once, each trying again while another is busy.
digest --contacts crm/contacts.csv --accounts crm/accounts.csv >first
for part in 0 1 2 3; do
  awk -v part=$part 'NR == 1 || NR % 4 == part' crm/activities.csv >part.$part.csv
  (
    for try in $(seq 200); do
      "$propensity" import --append --activities part.$part.csv --quiet -o h.h5 2>busy.$part
      got=$?
      [ "$got" = 75 ] || exit "$got"
      sleep 0.02
    done
    exit 75
  ) &
  parts="${parts:-} $!"
done
for one in $parts; do wait "$one" || fail "one of several: exit $?"; done
[ "$(digest --append --opportunities crm/opportunities.csv)" = "$whole" ] || fail "several at once"
[ "$failed" = 0 ] && echo clean
exit "$failed"
