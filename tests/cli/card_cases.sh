#!/bin/sh
# tests/cli/card_cases.sh PROPENSITY SOURCE: the card of a model says what the file says, in Markdown and in JSON, and names do nothing in it.
set -u
case $1 in /*) propensity=$1 ;; *) propensity=$PWD/$1 ;; esac
source=$2
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here" || exit 1
failed=0
fail() {
  echo "FAIL $1"
  failed=1
}
# refused NAME STATUS WORDS ARGUMENTS...
refused() {
  name=$1 status=$2 words=$3
  shift 3
  "$propensity" "$@" >out 2>err </dev/null
  got=$?
  [ "$got" = "$status" ] || fail "$name: exit $got, want $status: $(cat err)"
  grep -qF -- "$words" err || fail "$name: '$words' is not in: $(cat err)"
  [ ! -s out ] || fail "$name: printed something"
}
taken() {
  name=$1
  shift
  "$propensity" "$@" >out 2>err </dev/null || fail "$name: exit $?: $(cat err)"
}
says() { grep -qF -- "$1" card.md || fail "'$1' is not on the card: $(cat card.md)"; }

# 'Sales note' tells the losers of a competitor; a column and a level are written to be more than text.
awk 'BEGIN {
  srand(4)
  print "id,size,*big* | <b>,Sales note,bought"
  for (i = 0; i < 1500; i++) {
    won = rand() < 0.35
    note = won ? "call back" : rand() < 0.6 ? "Lost to EINS" : "call back"
    printf "L%d,%d,%s,%s,%s\n", i, 100 * rand() + 40 * won, rand() < (won ? 0.8 : 0.3) ? "[l](http://x.y)" : "`no`", note, won ? "yes" : "no"
  }
}' >leads.csv
taken "import" import --leads leads.csv --id id --outcome bought -o leads.h5
for model in logistic additive; do
  taken "train $model" train leads.h5 --model $model --folds 3 --seed 5 --predictions p.csv -o m.json
  taken "card of $model" inspect m.json --card
  mv out card.md
  taken "again" inspect m.json --card
  cmp -s out card.md || fail "two cards of one file differ"
  says "# Model card: $model, for contact cases"
  says "- cases: 1500, of which"
  says "- left out: Sales note ("
  says "train leads.h5 --model $model --folds 3 --seed 5 --predictions p.csv -o m.json"
  says '\*big\* \| &lt;b&gt;'
  says "The cases had no dates"
  grep -qF -e '<b>' -e '](http:' card.md && fail "$model: markup of the data is on the card"
  taken "json of $model" inspect m.json --card --json
  mv out card.json
  python3 - <<'P' || fail "$model: json"
import csv, json, re
m, card, text = json.load(open("m.json")), json.load(open("card.json")), open("card.md").read()
judged = m["evaluation"]
assert card["format"] == "propensity-card" and card["family"] == m["family"] and card["model_sha256"] == m["content_sha256"]
assert card["card"] == m["card"] and card["training"]["cases"] == m["training"]["rows"]
assert card["evaluation"]["auc"] == judged["metrics"]["auc"]
assert {k: card["provenance"][k] for k in ("command_line", "seed", "inputs")} == {k: m["provenance"][k] for k in ("command_line", "seed", "inputs")}
assert card["predictions_sha256"] == judged["predictions_sha256"] != ""
assert [l["column"] for l in m["card"]["leaks"] if l["left_out"]] == ["Sales note"]
assert m["card"]["first_as_of"] is None and m["card"]["last_as_of"] is None
assert 1 <= len(card["strongest"]) <= 10
# Tenths, from the predictions.
rows = sorted(((float(r["probability"]), int(r["outcome"])) for r in csv.DictReader(open("p.csv"))), key=lambda r: -r[0])
tenths = m["card"]["tenths"]
assert [t["cases"] for t in tenths] == [150] * 10 and sum(t["wins"] for t in tenths) == m["training"]["wins"]
for i, tenth in enumerate(tenths):
    part = rows[150 * i:150 * i + 150]
    assert abs(sum(p for p, _ in part) / 150 - tenth["mean"]) < 1e-12
# What stands in the table is what the file has; a table has as many cells in each line.
for name, key in (("AUC", "auc"), ("log loss", "log_loss"), ("average precision", "average_precision"), ("Brier score", "brier")):
    f = judged["metrics"][key]
    assert "| %s | %.4f | %.4f to %.4f |" % (name, f["mean"], f["low"], f["high"]) in text, name
for table in re.findall(r"(?:^\|.*\n)+", text, re.M):
    assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1, table
assert text.count("\n## ") == 9
P
  python3 - "$source/models/model.schema.json" <<'P' || fail "schema"
import json, sys
try:
    import jsonschema
except ImportError:
    sys.exit(0)
jsonschema.validate(json.load(open("m.json")), json.load(open(sys.argv[1])))
P
done

# An edit is told, and what was noted stays.
sed 's/"intercept": .*/"intercept": 0.25,/' m.json >edited.json
taken "seal" model seal edited.json -o sealed.json
taken "card of an edited model" inspect sealed.json --card
mv out card.md
says "- It was edited by hand after it was judged: all figures are of the model before."
says "- edits by hand on record: 1"
says "- left out: Sales note ("

# A model of before that had no card: it is read, and says what it lacks.
python3 - <<'P'
import json
m = json.load(open("m.json"))
del m["card"]
json.dump(m, open("old.json", "w"), indent=1)
P
taken "seal without a card" model seal old.json -o old_sealed.json
grep -q '"card"' old_sealed.json && fail "a card was made up"
taken "card without facts" inspect old_sealed.json --card
mv out card.md
says "- The file is of a version that noted no period"
taken "score without facts" score leads.h5 --model old_sealed.json -o s.csv

# Dates, and a horizon.
"$propensity" generate --contacts 3000 --activities 60000 --seed 7 -o crm --quiet || exit 1
"$propensity" import --folder crm -o h.h5 --quiet 2>err || fail "import: $(cat err)"
taken "train in time" train h.h5 --subject contact --horizon 90 --order time --folds 2 --model logistic -o t.json
taken "card of it" inspect t.json --card
mv out card.md
says "a deal is made after that moment and won within 90 days."
says "in 2 folds, each judged by what was known before it."
says "- moments of the training cases: monthly"
python3 - <<'P' || fail "dates"
import json
m, text = json.load(open("t.json")), open("card.md").read()
card = m["card"]
assert "" < card["first_as_of"] < card["last_as_of"] <= m["training"]["known_until"]
for words, moment in (("first case as of", card["first_as_of"]), ("last case as of", card["last_as_of"]), ("outcomes known until", m["training"]["known_until"])):
    assert "- %s: %s\n" % (words, moment) in text
P

refused "of vectors" 2 "a card is of a model" inspect h.h5 --card
refused "of a plan" 2 "a card is of a model" inspect "$source/models/examples/weighted.json" --card
refused "two answers" 2 "want one of them" inspect m.json --card --digest
sed 's/"wins": /"wins": 9/' m.json >bad.json
refused "altered" 1 "bad.json" inspect bad.json --card
exit "$failed"
