#!/bin/sh
# tests/cli/repeats_cases.sh PROPENSITY SOURCE: cross-validation repeated: the figures are those of the predictions file, what was there
# before stays, and what can't be repeated is refused.
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
# refused NAME WORDS ARGUMENTS...
refused() {
  name=$1 words=$2
  shift 2
  "$propensity" train h.h5 "$@" -o refused.json >out 2>err </dev/null
  got=$?
  [ "$got" = 2 ] || fail "$name: exit $got: $(cat err)"
  grep -qF -- "$words" err || fail "$name: '$words' is not in: $(cat err)"
  [ ! -e refused.json ] || fail "$name: wrote a model"
}
taken() {
  name=$1
  shift
  "$propensity" "$@" >out 2>err </dev/null || fail "$name: exit $?: $(cat err)"
}

"$propensity" generate --contacts 3000 --activities 60000 --seed 7 -o crm --quiet || exit 1
"$propensity" import --folder crm -o h.h5 --quiet 2>err || fail "import: $(cat err)"
for threads in 1 2 3; do
  taken "train on $threads" train h.h5 --folds 3 --repeats 4 --model logistic --threads $threads --predictions p.csv -o m.json --json
  mv out summary.json
  sed '/"provenance"/,$d' m.json >content
  [ $threads = 1 ] && cp p.csv first.csv && cp content first
  cmp -s p.csv first.csv || fail "predictions differ on $threads threads"
  cmp -s content first || fail "model differs on $threads threads"
done
taken "once" train h.h5 --folds 3 --repeats 1 --model logistic --predictions p1.csv -o m1.json
taken "as ever" train h.h5 --folds 3 --model logistic --predictions p0.csv -o m0.json
cmp -s p1.csv p0.csv || fail "--repeats 1 is not the default"
head -n "$(wc -l <p1.csv)" p.csv | cmp -s - p1.csv || fail "the first repeat is not what one is"
grep -q '"repeats"' m1.json && fail "a single repeat is told in the model"
taken "summary" train h.h5 --folds 3 --repeats 2 --model logistic -o m2.json
grep -q "judged 2 times with other folds: the standard deviation" err out || fail "the spread is not told"
taken "inspect" inspect m2.json
grep -q "judged 2 times with other folds: the standard deviation" out || fail "inspect does not tell the spread"

# Recomputed from the file alone.
python3 - <<'P' || fail "figures"
import csv, json, math
from collections import defaultdict
model, alone = json.load(open("m.json")), json.load(open("m1.json"))
judged, summary = model["evaluation"], json.load(open("summary.json"))["cv"]
once = alone["evaluation"]["metrics"]
assert judged["repeats"] == summary["repeats"] == 4 and judged["folds"] == summary["folds"] == 3
assert judged["repeat_sd"] == summary["repeat_sd"]
rows = [(r["subject_id"], int(r["fold"]), int(r["outcome"]), float(r["probability"])) for r in csv.DictReader(open("p.csv"))]
n = judged["metrics"]["cases"]
assert len(rows) == 4 * n and n == once["cases"]
assert {f for _, f, _, _ in rows} == set(range(12))
by_fold = defaultdict(list)
for row in rows:
    by_fold[row[1]].append(row)
def area(fold):
    wins, losses = [[p for _, _, y, p in fold if y == won] for won in (1, 0)]
    return sum((w > l) + (w == l) / 2 for w in wins for l in losses) / len(wins) / len(losses)
def loss(rows):
    return -sum(math.log(p if y else 1 - p) for _, _, y, p in rows) / len(rows)
def sd(values):
    mean = sum(values) / len(values)
    return math.sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1))
areas = [area(by_fold[f]) for f in range(12)]
metrics = judged["metrics"]
assert abs(sum(areas) / 12 - metrics["auc"]["mean"]) < 1e-12
assert abs(loss(rows) - metrics["log_loss"]["mean"]) < 1e-12
assert abs(sum((p - y) ** 2 for _, _, y, p in rows) / len(rows) - metrics["brier"]["mean"]) < 1e-12
assert abs(sd([sum(areas[3 * r:3 * r + 3]) / 3 for r in range(4)]) - judged["repeat_sd"]["auc"]) < 1e-12
assert abs(sd([loss(rows[r * n:r * n + n]) for r in range(4)]) - judged["repeat_sd"]["log_loss"]) < 1e-12
for key, figure in metrics.items():
    if isinstance(figure, dict) and figure["low"] is not None:
        assert figure["high"] - figure["low"] > 0.8 * (once[key]["high"] - once[key]["low"]), key
assert {k: model[k] for k in ("encoder", "intercept", "calibration")} == {k: alone[k] for k in ("encoder", "intercept", "calibration")}
P
python3 - "$source/models/model.schema.json" m.json m1.json <<'P' || fail "schema"
import json, sys
try:
    import jsonschema
except ImportError:
    sys.exit(0)
schema = json.load(open(sys.argv[1]))
for path in sys.argv[2:]:
    jsonschema.validate(json.load(open(path)), schema)
P

# The first repeat alone is compared: one prediction of one model a case.
taken "compare" compare h.h5 --model m.json --predictions p.csv --json -o c.html
mv out many.json
taken "compare one" compare h.h5 --model m1.json --predictions p1.csv --json -o c1.html
python3 - many.json out <<'P' || fail "compare"
import json, sys
many, one = [json.load(open(p)) for p in sys.argv[1:]]
assert many["first_of_repeats"] == 4 and "first_of_repeats" not in one
assert many["predictive"] == one["predictive"] and many["cases"] == one["cases"]
P
grep -q "in the first of 4 repeats" c.html || fail "the report does not say which repeat"
taken "score" score h.h5 --model m.json -o s.csv

refused "time" "nothing to repeat" --repeats 3 --order time
refused "holdout" "--repeats is of folds" --repeats 3 --holdout 0.3
refused "none" "--repeats" --repeats 0
refused "many" "--repeats" --repeats 21
refused "half" "--repeats" --repeats 1.5
# A file that says something else is refused.
for wrong in '"repeats": 1,' '"repeats": 21,' '"repeats": 2.5,' '"repeats": "4",'; do
  sed "s/\"repeats\": 4,/$wrong/" m.json >bad.json
  "$propensity" model seal bad.json >out 2>err && fail "taken: $wrong"
  grep -q 'repeats' err || fail "not named: $wrong: $(cat err)"
done
sed 's/"repeats": 4,/"repeats": 3,/' m.json >bad.json
"$propensity" score h.h5 --model bad.json -o s.csv 2>err && fail "an altered number of repeats is taken"
exit "$failed"
