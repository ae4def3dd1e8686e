#!/bin/sh
# tests/cli/journey_cases.sh PROPENSITY SOURCE_DIR: the main job from records to explained scores, through the program.
set -eu
propensity=$1
root=$2
. "$root/tests/cli/checks.sh"

check "generate" exits 0 "$propensity" generate --contacts 3000 --activities 60000 --seed 3 -o crm
check "import" exits 0 "$propensity" import --contacts crm/contacts.csv --accounts crm/accounts.csv \
  --activities crm/activities.csv --opportunities crm/opportunities.csv -o crm.h5
check "features" exits 0 "$propensity" features crm.h5 -o vectors.h5
check "import a folder" exits 0 "$propensity" import --folder crm -o folder.h5
check "a folder's history is that of its files" [ "$("$propensity" inspect --digest folder.h5)" = "$("$propensity" inspect --digest crm.h5)" ]
for t in 1 2; do
  check "features of a folder, $t threads" exits 0 "$propensity" features crm --threads $t -o at_once.h5
  check "features of a folder are those of its history" [ "$("$propensity" inspect --digest at_once.h5)" = "$("$propensity" inspect --digest vectors.h5)" ]
done
# With a plan only what it looks at is read. Rich records have the rarer columns too, activities of one moment that differ in one
# field each, and values that can't be taken.
mkdir -p rich
cp crm/*.csv rich
awk -F, -v OFS=, 'NR == 1 {print $0, "topic", "value", "duration_s"; next}
  {print $0, "t" NR % 3, NR % 7 / 10, NR % 11}
  NR % 5 == 0 {print $1, $2, $3, "/pricing/" NR % 4, $5, "t" NR % 2, NR % 9 / 10, ""
    print $1, $2, $3, $4, "paid", "", 1e9, 3
    print $1, $2, "call", $4, $5, "t1", NR % 500 ? 0.1 : "much", 7}' crm/activities.csv >rich/activities.csv
check "import rich records" exits 0 "$propensity" import --folder rich -o rich.h5
plan() { # plan NAME FEATURE: with a count of each type that the generator makes much of
  echo '{"format": "propensity-plan", "format_version": 1, "sets": [{"name": "prices", "asset": ["/pric*", "*1*"]},
    {"name": "paid", "channel": ["paid"], "type": ["page_view"]}, {"name": "calls", "type": ["call"]}], "features": [
    {"name": "n", "kind": "count", "of": "contact", "type": "page_view", "window_days": 90},
    {"name": "opens", "kind": "count", "of": "account", "type": "email_open"}'"${2:+, $2}"']}' >"plan_$1.json"
}
f() { echo "{\"name\": \"f\", \"of\": \"$1\", \"kind\": $2}"; }
plan type ""
plan type_set "$(f contact '"decayed_count", "half_life_days": 30, "set": "calls"')"
plan asset "$(f account '"count", "asset": "/pricing/1"')"
plan asset_set "$(f contact '"days_since_last", "set": "prices"')"
plan furthest "$(f contact '"furthest", "sets": ["calls", "prices"]')"
plan distinct "$(f contact '"distinct", "field": "asset"')"
plan channel "$(f contact '"count", "channel": "paid"')"
plan channel_set "$(f colleagues '"count", "set": "paid"')"
plan credit "$(f contact '"channel_credit", "channel": "paid", "scheme": "linear"')"
plan top "$(f contact '"top", "field": "channel"')"
plan topic "$(f contact '"count", "topic": "t1"')"
plan top_topic "$(f contact '"top", "field": "topic"')"
plan sum "$(f contact '"sum", "measure": "value", "type": "page_view"')"
plan mean "$(f account '"mean", "measure": "duration_s"')"
for records in crm rich; do
  for plan in plan_*.json; do
    check "features of $records by $plan" exits 0 "$propensity" features $records.h5 --plan $plan --subject contact --as-of latest -o v.h5
    check "features of the folder $records by $plan" exits 0 "$propensity" features $records --plan $plan --subject contact --as-of latest -o w.h5
    check "features of the folder $records by $plan are those of its history" \
      [ "$("$propensity" inspect --digest w.h5)" = "$("$propensity" inspect --digest v.h5)" ]
  done
done
check "no output in the folder that is read" exits 2 "$propensity" features crm -o crm/vectors.csv
check "which is said" says "-o crm/vectors.csv" err
mkdir -p none bad
check "a folder without tables" exits 1 "$propensity" features none -o at_once.csv
check "says which it wants" says "none: no contacts.csv, activities.csv or opportunities.csv" err
cp crm/contacts.csv bad && { head -200 crm/opportunities.csv; echo "O9,A0,C0,never,,won,,"; } >bad/opportunities.csv
check "a folder with a bad row" exits 0 "$propensity" features bad --subject contact --as-of latest -o at_once.csv
check "tells of it" says "bad: " err
check "a folder and files" exits 2 "$propensity" import --folder crm --contacts crm/contacts.csv -o folder.h5
check "two folders" exits 2 "$propensity" import --folder crm --hubspot crm -o folder.h5
check "features as CSV" exits 0 "$propensity" features crm.h5 -o vectors.csv
check "CSV names its columns" says "subject_id,account_id,as_of,outcome,weight," vectors.csv
for t in 1 2 3; do
  check "train, $t threads" exits 0 "$propensity" train vectors.h5 --model logistic --threads $t --predictions oof$t.csv -o model$t.json --json
  check "score, $t threads" exits 0 "$propensity" score crm.h5 --threads $t --model model$t.json \
    --rules "$root/models/examples/weighted.json" -o scores$t.csv
done
check "same predictions on 1 and 2 threads" cmp oof1.csv oof2.csv
check "same predictions on 1 and 3 threads" cmp oof1.csv oof3.csv
digest() { "$propensity" inspect --digest "$1"; }
check "same model on 1 and 2 threads" [ "$(digest model1.json)" = "$(digest model2.json)" ]
check "same model on 1 and 3 threads" [ "$(digest model1.json)" = "$(digest model3.json)" ]
# The last two columns are hashes of files, which hold the command line.
strip() { sed 's/,[0-9a-f]*,[0-9a-f]*$//' "$1"; }
strip scores1.csv >s1; strip scores2.csv >s2; strip scores3.csv >s3
check "same scores on 1 and 2 threads" cmp s1 s2
check "same scores on 1 and 3 threads" cmp s1 s3
check "features of types alone" exits 0 "$propensity" features crm.h5 --plan plan_type.json -o typed.h5
"$propensity" train typed.h5 --folds 2 -o typed.json >out 2>err || check "train on types alone" [ $? = 3 ] # perhaps no better than chance
for model in model1 typed; do
  check "score by $model" exits 0 "$propensity" score crm.h5 --model $model.json -o scores.csv
  check "score a folder by $model" exits 0 "$propensity" score crm --model $model.json -o at_once.csv
  strip scores.csv >s1; strip at_once.csv >s2
  check "scores of a folder by $model are those of its history" cmp s1 s2
done
check "scores have rows" [ "$(wc -l <scores1.csv)" -gt 10 ]

subject=$(sed -n 2p scores1.csv | cut -d, -f1)
check "explain one" exits 0 "$propensity" explain crm.h5 --model model1.json --rules "$root/models/examples/weighted.json" \
  --subject-id "$subject" --json
z_file=$(python3 -c 'import csv; print(next(csv.DictReader(open("scores1.csv")))["z"])')
z_alone=$(python3 -c 'import json; print("%.6f" % json.load(open("out"))["z"])')
check "alone as in the whole database ($z_file)" [ "$z_file" = "$z_alone" ]
check "reasons add up" python3 -c '
import json; e = json.load(open("out")); s = e["base"] + sum(r["contribution"] for r in e["reasons"])
assert abs(s - e["z"]) < 1e-9, (s, e["z"])'

check "printed reasons add up" exits 0 "$propensity" explain crm.h5 --model model1.json --subject-id "$subject" --reasons 7
check "to the last digit" python3 -c '
from decimal import Decimal
lines = [l.split()[0] for l in open("out") if l.startswith("   ") or l.startswith("  +") or l.startswith("  -")]
v = [Decimal(x) for x in lines if x[0] in "+-" and x[1:2].isdigit()]
assert len(v) == 10 and sum(v[:-1]) == v[-1], v'
check "columns of reasons add up to z" python3 -c '
import csv
from decimal import Decimal
for r in csv.DictReader(open("scores1.csv")):
    parts = [r["base_z"], r["other_z"]] + [r["reason_%d_z" % k] for k in range(1, 6)]
    assert sum(Decimal(x) for x in parts if x) == Decimal(r["z"]), r'
check "one thing on standard output" exits 2 "$propensity" score crm.h5 --model model1.json --top 3 -o -
check "not JSON and scores" exits 2 "$propensity" score crm.h5 --model model1.json --json -o -

check "compare" exits 0 "$propensity" compare crm.h5 --model model1.json --rules "$root/models/examples/weighted.json" \
  --predictions oof1.csv --truth crm/truth.csv -o report.html --json
check "compare judges all three" python3 -c '
import json; c = json.load(open("out"))
for part in ("predictive", "rules", "blend"): assert 0.4 < c[part]["auc"]["mean"] < 1, part'
check "compare refuses cases the model has seen" exits 2 "$propensity" compare crm.h5 --model model1.json
check "report is one page" says "<!doctype html>" report.html

check "score vectors" exits 0 "$propensity" score vectors.h5 --model model1.json -o from_vectors.csv
check "score with rules alone" exits 0 "$propensity" score crm.h5 --rules "$root/models/examples/b2b_software.json" -o rules.csv
check "score to standard output" exits 0 "$propensity" score crm.h5 --model model1.json --quiet -o -
check "standard output is the table" says "subject_id,object_type" out
check "a full disk is an error" sh -c "! '$propensity' score crm.h5 --model model1.json -o - >/dev/full 2>err"
check "and says so" says "No space left" err
for f in crm.h5 vectors.h5 model1.json "$root/models/examples/weighted.json"; do
  check "inspect $(basename "$f")" exits 0 "$propensity" inspect "$f"
done

"$propensity" features crm.h5 --print-plan >plan.json 2>err
for f in vectors.h5 model1.json plan.json; do
  check "inspect $f lists features" exits 0 "$propensity" inspect "$f"
  check "in words" grep -qE '^  n_page_view_30 +page_view activities in the last 30 days +activities +30 days ' out
  check "and sets" grep -qE '^  pricing +asset \*pric\*' out
  check "inspect $f --json" exits 0 "$propensity" inspect "$f" --json
  check "says of each feature what the table says" python3 -c '
import json, sys
o = json.load(open("out")); f = {x["name"]: x for x in o["features"]}
n = f["n_page_view_30"]; t = f["title_department"]
assert len(f) == len(json.load(open("plan.json"))["features"]) and n["window_days"] == 30, n
assert n["unit"] == "activities" and n["missing_where"] == "the case names no contact", n
assert n["meaning"] + " " in o["text"], n
assert n.get("kind") == (None if "plan" in sys.argv[1] else "number"), n
assert t.get("kind") == (None if "plan" in sys.argv[1] else "category"), t
if "vectors" in sys.argv[1]:
    assert n["rows_with_value"] == o["rows"] > t["rows_with_value"] > 0 and t["levels"] > 1 and o["leaks"] == [], (n, t)' "$f"
done

{ printf '\n\t  '; cat plan.json; } >blanks.json
check "inspect of JSON behind blanks" exits 0 "$propensity" inspect blanks.json
check "contacts: features" exits 0 "$propensity" features crm.h5 --subject contact --snapshots monthly -o contacts.h5
check "contacts: train" exits 0 "$propensity" train contacts.h5 --model logistic --folds 2 -o contacts.json
check "contacts: score" exits 0 "$propensity" score crm.h5 --model contacts.json --top 3 -o contact_scores.csv
check "a model for contacts scores nothing else" exits 2 "$propensity" score crm.h5 --model contacts.json --subject opportunity -o x.csv

check "unknown option" exits 2 "$propensity" train vectors.h5 --fold 3 -o m.json
check "suggests the nearest" says "--folds" err
check "designed but not built is refused" exits 2 "$propensity" train vectors.h5 --blend 0.5 -o m.json
check "not built: database" exits 2 "$propensity" score crm.h5 --model model1.json -o sqlite:s.db#scores
check "unknown command" exits 2 "$propensity" trian
check "suggests the command" says "train" err
for command in import features train winloss score compare explain generate inspect version; do
  check "help of $command" exits 0 "$propensity" $command --help
  check "help of $command fits a screen" [ "$(wc -l <out)" -le 48 ]
  check "help of $command fits 80 columns" [ "$(wc -L <out)" -le 80 ]
done

# A damaged file is refused, and nothing is left behind.
damage() { # damage FILE OFFSET: flips one bit
  cp "$1" damaged
  python3 -c '
import sys; n = int(sys.argv[1]); b = bytearray(open("damaged", "rb").read()); b[n % len(b)] ^= 4; open("damaged", "wb").write(b)' "$2"
}
for f in crm.h5 vectors.h5; do
  damage $f 123456
  check "one flipped bit in $f is refused" exits 1 "$propensity" inspect damaged
  head -c 70000 $f >damaged
  check "a cut $f is refused" exits 1 "$propensity" inspect damaged
done
damage model1.json 999
check "one flipped bit in a model is refused" exits 1 "$propensity" score crm.h5 --model damaged -o never.csv
check "nothing half-written" [ ! -e never.csv ]
check "no leftovers" [ -z "$(find . -name '.*.tmp*')" ]
exit $failed
