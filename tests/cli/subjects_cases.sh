#!/bin/sh
# tests/cli/subjects_cases.sh PROPENSITY: accounts, customers, moments of every kind, files of moments: from records to
# scores through the program.
set -eu
case $1 in /*) propensity=$1 ;; *) propensity=$PWD/$1 ;; esac
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here"
failed=0
check() { # check NAME CONDITION...
  name=$1
  shift
  if "$@"; then echo "ok   $name"; else echo "FAIL $name"; failed=1; fi
}
exits() { # exits STATUS COMMAND...: runs it, keeps its streams in out and err; a small model may ask for a person
  want=$1
  shift
  got=0
  "$@" >out 2>err </dev/null || got=$?
  [ "$got" = "$want" ] || [ "$want$got" = 03 ] || { echo "  exit $got, want $want: $*"; cat err; return 1; }
}
says() { grep -qF -- "$1" "$2" || { echo "  '$1' is not in $2:"; head -5 "$2"; return 1; }; }
lines() { [ "$(wc -l <"$2")" = "$1" ] || { echo "  $2 has $(wc -l <"$2") lines, want $1"; return 1; }; }

exits 0 "$propensity" generate --contacts 3000 --activities 60000 --seed 3 -o crm
exits 0 "$propensity" import --contacts crm/contacts.csv --accounts crm/accounts.csv \
  --activities crm/activities.csv --opportunities crm/opportunities.csv -o crm.h5
fit="--folds 3 --penalty 1"

# ---- subjects, to the end ----
for subject in account customer; do
  check "$subject: train" exits 0 "$propensity" train crm.h5 --subject $subject $fit --predictions oof.csv -o $subject.json
  check "$subject: the model says so" says "\"subject\": \"$subject\"" $subject.json
  check "$subject: and as of when" says '"snapshots": "monthly"' $subject.json
  check "$subject: score" exits 0 "$propensity" score crm.h5 --model $subject.json -o scores.csv
  check "$subject: a table of them" says ",$subject,A" scores.csv
  id=$(sed -n 2p scores.csv | cut -d, -f1)
  check "$subject: explain" exits 0 "$propensity" explain crm.h5 --model $subject.json --subject-id "$id"
  check "$subject: by name" says "$subject $id as of" out
  check "$subject: compare" exits 0 "$propensity" compare crm.h5 --model $subject.json --predictions oof.csv
  check "$subject: scores nothing else" exits 2 "$propensity" score crm.h5 --model $subject.json --subject contact -o x.csv
  check "$subject: in words" says "trained on $subject cases" err
  check "$subject: vectors" exits 0 "$propensity" features crm.h5 --subject $subject -o v.h5
  check "$subject: vectors train" exits 0 "$propensity" train v.h5 $fit -o again.json
  check "$subject: vectors score" exits 0 "$propensity" score v.h5 --model again.json -o x.csv
done

# ---- moments ----
while read -r subject snapshots; do
  check "$subject, $snapshots" exits 0 "$propensity" features crm.h5 --subject "$subject" --snapshots "$snapshots" \
    --horizon 90 --json -o v.h5
  check "$subject, $snapshots: some" says '"won": ' out
  check "$subject, $snapshots: as said" exits 0 "$propensity" inspect v.h5
done <<'END'
contact created
contact created+24h
contact weekly
contact quarterly
contact first:form_fill
contact event:form_fill
account first:form_fill
account quarterly
customer quarterly
END
while read -r snapshots; do
  check "opportunity, $snapshots" exits 0 "$propensity" train crm.h5 --subject opportunity --snapshots "$snapshots" $fit \
    --predictions oof.csv -o m.json
  check "opportunity, $snapshots: compared as of the same moments" exits 0 "$propensity" compare crm.h5 --model m.json \
    --predictions oof.csv
done <<'END'
created+3d
monthly
first:form_fill
END

# ---- what comes first ----
check "closed by" exits 0 "$propensity" train crm.h5 --subject contact --snapshots created+24h --outcome event:form_fill \
  --closed-by call $fit --predictions oof.csv -o closed.json
check "the model says by what" says '"closed_by": "call"' closed.json
check "closed by: compare" exits 0 "$propensity" compare crm.h5 --model closed.json --predictions oof.csv
check "closed by: score" exits 0 "$propensity" score crm.h5 --model closed.json -o x.csv

# ---- a stage ----
check "a stage" exits 0 "$propensity" train crm.h5 --outcome "stage:Closed Won" $fit --predictions oof.csv -o stage.json
check "the model says which" says '"name": "Closed Won"' stage.json
check "a stage: compare" exits 0 "$propensity" compare crm.h5 --model stage.json --predictions oof.csv
check "a stage: score" exits 0 "$propensity" score crm.h5 --model stage.json -o x.csv

# ---- a file of moments ----
{
  echo "subject_id,as_of,outcome,weight"
  tail -n +2 crm/contacts.csv | cut -d, -f1 | head -400 | awk '{ print $1 ",2024-06-01," (NR % 3 == 0 ? 1 : 0) "," (NR % 2 ? 1 : 0.5) }'
} >pairs.csv
check "a file of moments" exits 0 "$propensity" features crm.h5 --subject contact --snapshots pairs.csv --json -o pairs_vectors.csv
check "its weights" says ",2024-06-01T23:59:59Z,0,0.5," pairs_vectors.csv
check "its outcomes" says ",2024-06-01T23:59:59Z,1,1," pairs_vectors.csv
check "train by it" exits 0 "$propensity" train crm.h5 --subject contact --snapshots pairs.csv $fit -o m.json
echo "C999,2024-13-01,1,1" >>pairs.csv
check "a bad line" exits 1 "$propensity" features crm.h5 --subject contact --snapshots pairs.csv -o x.h5
check "says where" says "pairs.csv:402:as_of: '2024-13-01' is no moment, want YYYY-MM-DD" err
check "and leaves nothing" [ ! -e x.h5 ]

# ---- weights ----
check "weights: subject" exits 0 "$propensity" train crm.h5 --subject contact --weights subject $fit -o m.json
exit $failed
