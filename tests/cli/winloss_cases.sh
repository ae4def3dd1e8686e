#!/bin/sh
# tests/cli/winloss_cases.sh PROPENSITY SOURCE_DIR: what is known to set won apart is found, chance finds nothing, leaks are left
# out; tables, JSON and CSV; every refusal.
set -u
case $1 in /*) propensity=$1 ;; *) propensity=$PWD/$1 ;; esac
root=$(cd "$2" && pwd)
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
prints() { grep -qF -- "$1" out || fail "$name: '$1' is not in: $(cat out)"; }
lacks() { ! grep -qF -- "$1" "$2" || fail "$name: '$1' is in: $(cat "$2")"; }
json() { tr -d ' \n' <out | grep -qF -- "$1" || fail "$name: $1 is not in: $(head -c 2000 out)"; }

# Leads whose truth is known: 'north' is won three times as often, visits help, coin and noise have nothing to do with it; 'Sales
# note' knows the outcome, 'Last Touch' is asked about.
awk 'BEGIN {
  srand(11)
  print "id,region,visits,coin,noise,Sales note,Last Touch,bought"
  for (i = 0; i < 4000; i++) {
    region = rand() < 0.25 ? "north" : rand() < 0.5 ? "south" : "west"
    visits = int(4 * rand() * rand() * 2)
    won = rand() < (region == "north" ? 0.36 : 0.12) * (visits > 0 ? 1.2 : 0.9)
    note = won ? "call back" : rand() < 0.6 ? "Lost to EINS" : "call back"
    touch = rand() < (won ? 0.7 : 0.3) ? "mail" : "phone"
    printf "L%d,%s,%d,%s,%d,%s,%s,%s\n", i, region, visits, rand() < 0.5 ? "head" : "tail", 1000 * rand(), note, touch,
      won ? "yes" : "no"
  }
}' >leads.csv
run "import" 0 import --leads leads.csv --id id --outcome bought -o leads.h5
run "leads" 0 winloss leads.h5 -o leads_found.csv
says "left out: Sales note (it knows the outcome: "
lacks "Sales note" out
lacks "Sales note" leads_found.csv
prints "region: north"
prints "Last Touch: mail (known beforehand?)"
prints "That something goes with winning does not say that doing more of it wins."
lacks "The journey" out
[ "$(sed -n 3p leads_found.csv | cut -d, -f3,5,6)" = "region,north,won" ] || fail "$name: north is not second to the touch: $(cat leads_found.csv)"
awk -F, '$3 == "region" && $5 == "north" && $19 < 3 && $20 > 3 { ok = 1 } END { exit !ok }' leads_found.csv ||
  fail "$name: the interval of north lacks the truth: $(cat leads_found.csv)"
grep -E "^,person,(coin|noise)," leads_found.csv && fail "$name: chance is found"
# The counts are those of the table.
want=$(awk -F, '$2 == "north" { n++; w += $8 == "yes" } END { print n "," w }' leads.csv)
[ "$(awk -F, '$3 == "region" && $5 == "north" { print $7 "," $8 }' leads_found.csv)" = "$want" ] || fail "$name: north is not $want"

run "in json" 0 winloss leads.h5 --json
json '"format":"propensity-winloss"'
json '"groups":4000,"weighted":false,"intra_class_correlation":0,'
json '"journey":null,'
json '"leaks":[{"column":"Salesnote","feature":"Salesnote","verdict":"leak","left_out":true,'
json '"feature":"region","meaning":"region","value":"north","side":"won",'
json '"asked_about":true}'
lacks '"coin"' out
if python3 -c 'import jsonschema' 2>/dev/null; then
  python3 -c '
import json, jsonschema, sys
jsonschema.validate(json.load(open("out")), json.load(open(sys.argv[1])))' "$root/train/winloss.schema.json" || fail "$name: not as the schema has it"
fi
run "all" 0 winloss leads.h5 --all -o all.csv
prints "coin: "
prints "noise: "
grep -q "^,person,coin," all.csv || fail "$name: no coin in all.csv"
run "keep the leak" 0 winloss leads.h5 --keep "Sales note"
prints "Sales note: "
run "exclude the region" 0 winloss leads.h5 --exclude region
lacks "region" out
run "one line each" 0 winloss leads.h5 --top 1
[ "$(grep -c " to .*: " out)" -le 2 ] || fail "$name: $(cat out)"
run "quiet" 0 winloss leads.h5 --quiet
[ ! -s err ] || fail "$name: $(cat err)"
prints "region: north"

# The generated CRM: who asks for a demo and can sign buys, free mail does not.
"$propensity" generate --contacts 6000 --activities 120000 --seed 3 --quiet -o crm
run "a folder" 0 winloss crm --threads 1 --json -o folder.csv
cp out folder.json
run "import the folder" 0 import --folder crm -o crm.h5
run "features of it" 0 features crm.h5 -o vectors.h5
for threads in 1 2 3; do
  run "vectors, $threads threads" 0 winloss vectors.h5 --threads $threads -o found.csv
  cmp -s found.csv folder.csv || fail "$name: not what the folder gives"
  cp out text.$threads
  cmp -s text.1 text.$threads || fail "$name: not what one thread gives"
done
# found FEATURE VALUE SIDE: with q below 0.01
found() {
  awk -F, -v feature="$1" -v value="$2" -v side="$3" \
    '$1 == "" && $3 == feature && $5 == value && $6 == side && $(NF - 2) < 0.01 { ok = 1 } END { exit !ok }' found.csv ||
    fail "$name: no $1: $2 ($3)"
}
found n_demo_request_90 any won
found email_free yes lost
name="the journey"
prints "The journey: cases that came to a step, or farther"
grep -q "^  demo  .*%" out || fail "$name: $(cat out)"
grep -q "^demo,actions," found.csv || grep -q "^reading,actions," found.csv || fail "$name: no actions at its steps"
grep -E "^(reading|product|proof|pricing|demo),(person|company|journey|deals)," found.csv && fail "$name: not an action"
python3 -c '
import csv
lines = list(csv.reader(open("found.csv")))
assert len(lines) > 50 and {len(line) for line in lines} == {26}
' || fail "$name: lines of found.csv differ in length"
cp folder.json out
json '"journey":{"feature":"journey_step","tests":'
prints '"left_out": ['
run "contacts by subject weights" 0 winloss crm.h5 --subject contact --weights subject --snapshots quarterly --json
json '"weighted":true,'
cat >config.json <<'END'
{"top": 1, "all": true, "exclude": ["region"], "o": "configured.csv"}
END
run "configured" 0 winloss leads.h5 --config config.json
[ -s configured.csv ] || fail "$name: no configured.csv"
lacks ",region," configured.csv

# Chance alone.
awk 'BEGIN { srand(2); print "id,a,b,c,bought"; for (i = 0; i < 2000; i++) printf "L%d,%d,k%d,%.3f,%s\n", i, 9 * rand(), 6 * rand(), rand(), rand() < 0.3 ? "yes" : "no" }' >chance.csv
run "import chance" 0 import --leads chance.csv --id id --outcome bought -o chance.h5
run "chance" 0 winloss chance.h5
prints "; 0 set won and lost apart"
[ "$(grep -c "nothing that chance would not show as well" out)" = 2 ] || fail "$name: $(cat out)"

# Refusals; no file is left.
refused() { # refused NAME STATUS WORDS ARGUMENTS...
  words=$3
  said_name=$1 said_status=$2
  shift 3
  run "$said_name" "$said_status" "$@"
  says "$words"
  [ ! -e x.csv ] || fail "$name: left x.csv"
}
refused "no input" 2 "too few operands" winloss
refused "no such file" 1 "nowhere.h5" winloss nowhere.h5 -o x.csv
refused "options of a history with vectors" 2 "--subject goes with a history" winloss vectors.h5 --subject contact -o x.csv
refused "no lines" 2 "--top" winloss leads.h5 --top 0 -o x.csv
refused "standard output twice" 2 "-o goes to a file" winloss leads.h5 -o -
refused "over its own input" 2 "is read by this run too" winloss vectors.h5 -o vectors.h5
refused "a folder that is not there" 1 "no/x.csv" winloss leads.h5 -o no/x.csv
refused "unknown option" 2 "--top" winloss leads.h5 --topp 3
awk 'BEGIN { print "opportunity_id,account_id,created_at,closed_at,outcome,seats"
  for (i = 0; i < 60; i++) printf "o%d,a%d,2024-01-%02d,2024-05-%02d,lost,%d\n", i, i, 1 + i % 28, 1 + i % 28, i % 7 }' >deals.csv
run "import lost deals" 0 import --opportunities deals.csv -o deals.h5
refused "nothing won" 1 "all 60 cases are lost: a comparison needs both" winloss deals.h5 -o x.csv
awk -F, 'NR == 1 || $8 == "no" || ++n < 9' leads.csv >few.csv
run "import few won" 0 import --leads few.csv --id id --outcome bought -o few.h5
refused "few won" 3 "8 won and" winloss few.h5 -o x.csv
says "are too few for a comparison; want at least 10 of each"
awk -F, 'NR == 1 || $8 == "no" || ++n < 30' leads.csv >some.csv
run "import some won" 0 import --leads some.csv --id id --outcome bought -o some.h5
run "some won" 0 winloss some.h5
says "only 29 won"
head -c 3000 vectors.h5 >cut.h5
refused "a cut file" 1 "cut.h5" winloss cut.h5 -o x.csv
printf '{}' >plan.json
refused "no HDF5" 1 "plan.json" winloss plan.json -o x.csv
"$propensity" winloss leads.h5 >/dev/full 2>err
[ $? = 1 ] || fail "full disk: exit $?: $(cat err)"
[ -z "$(find . -name '.*.tmp*')" ] || fail "left $(find . -name '.*.tmp*')"
exit $failed
