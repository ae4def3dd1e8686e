#!/bin/sh
# tests/cli/family_cases.sh PROPENSITY SOURCE_DIR: models of every family, penalty and calibration from training to explained scores, on some
# fifty features.
set -eu
propensity=$1
root=$2
. "$root/tests/cli/checks.sh"
fits_schema() { # fits_schema MODEL...
  python3 - "$root/models/model.schema.json" "$@" <<'END'
import json, sys
try:
    import jsonschema
except ImportError:
    sys.exit(0)
schema = json.load(open(sys.argv[1]))
for path in sys.argv[2:]:
    jsonschema.validate(json.load(open(path)), schema)
END
}

check "generate" exits 0 "$propensity" generate --contacts 3000 --activities 60000 --seed 3 -o crm
check "import" exits 0 "$propensity" import --folder crm -o crm.h5
"$propensity" features crm.h5 --print-plan >plan.json 2>err
python3 -c '
import json; p = json.load(open("plan.json"))
p["features"] = [f for i, f in enumerate(p["features"]) if i % 4 == 0 or f["name"] == "n_page_view_90"]
json.dump(p, open("plan.json", "w"))'
check "features" exits 0 "$propensity" features crm.h5 --plan plan.json -o vectors.h5
check "train a logistic model" exits 0 "$propensity" train vectors.h5 --model logistic --folds 2 -o model1.json
check "score by it" exits 0 "$propensity" score crm.h5 --model model1.json -o scores1.csv
subject=$(sed -n 2p scores1.csv | cut -d, -f1)

# ---- an additive model ----
check "train the family that inner folds choose" exits 0 "$propensity" train vectors.h5 --folds 2 -o best.json --json
check "says what was tried" python3 -c '
import json; r, m = json.load(open("out")), json.load(open("best.json"))
tried = m["evaluation"]["families"]
assert [t["family"] for t in tried] == ["logistic", "additive"] and r["families"] == tried
assert m["family"] == tried[tried[1]["gain"] > tried[1]["gain_error"]]["family"]'
check "train an additive model" exits 0 "$propensity" train vectors.h5 --model additive --folds 2 --threads 1 --predictions additive.csv -o additive.json
check "says how its curves go" says "curves, " err
check "train it on 2 threads" exits 0 "$propensity" train vectors.h5 --model additive --folds 2 --threads 2 -o additive2.json --json
check "same additive model on 1 and 2 threads" python3 -c '
import json; a, b = (json.load(open(f)) for f in ("additive.json", "additive2.json"))
assert a["additive"] == b["additive"] and a["intercept"] == b["intercept"] and a["family"] == "additive"'
check "it fits the schema" fits_schema additive.json model1.json
check "score by it" exits 0 "$propensity" score crm.h5 --model additive.json -o additive_scores.csv
check "columns of reasons add up to z" python3 -c '
import csv
from decimal import Decimal
for r in csv.DictReader(open("additive_scores.csv")):
    parts = [r["base_z"], r["other_z"]] + [r["reason_%d_z" % k] for k in range(1, 6)]
    assert sum(Decimal(x) for x in parts if x) == Decimal(r["z"]), r'
check "explain by it" exits 0 "$propensity" explain crm.h5 --model additive.json --subject-id "$subject" --json
check "all reasons add up" python3 -c '
import json; e = json.load(open("out")); s = e["base"] + sum(r["contribution"] for r in e["reasons"])
assert abs(s - e["z"]) < 1e-9, (s, e["z"])'
check "inspect it" exits 0 "$propensity" inspect additive.json
check "inspect shows curves" says "surfaces (log-odds)" out
check "train with a count that never hurts" exits 0 "$propensity" train vectors.h5 --folds 2 --monotone n_page_view_90=+ -o monotone.json
check "the family is additive, the curve never falls" python3 -c '
import json, sys; m = json.load(open("monotone.json")); assert m["family"] == "additive"
c = [c for c in m["additive"]["curves"] if c["feature"] == sys.argv[1]][0]
assert c["monotone"] == 1 and sorted(c["values"][:-1]) == c["values"][:-1], c' n_page_view_90
check "inspect it" exits 0 "$propensity" inspect monotone.json
check "inspect says so" says "(never falls)" out
check "train a lasso" exits 0 "$propensity" train vectors.h5 --folds 2 --penalty lasso --lambda 1se --json -o lasso.json
check "few terms, no standard errors" python3 -c '
import json; r, m = json.load(open("out")), json.load(open("lasso.json"))
assert 0 < r["terms_kept"] < r["terms"] and m["evaluation"]["penalty"] == {"kind": "lasso", "alpha": 1}
assert sum(t["coefficient"] != 0 for t in m["encoder"]["terms"]) == r["terms_kept"] and "errors_by" not in m["training"]'
check "inspect a lasso" exits 0 "$propensity" inspect lasso.json
check "inspect says what it kept" says "terms kept (log-odds)" out
check "score by a lasso" exits 0 "$propensity" score crm.h5 --model lasso.json -o lasso_scores.csv
check "no additive model without penalty" exits 2 "$propensity" train vectors.h5 --model additive --penalty none -o none.json

# ---- a support vector machine ----
check "train a support vector machine" exits 0 "$propensity" train vectors.h5 --model svm --folds 2 --threads 1 --predictions svm.csv -o svm.json
check "says what it is" says "rbf kernel, C " err
check "train it on 2 threads" exits 0 "$propensity" train vectors.h5 --model svm --folds 2 --threads 2 --predictions svm2.csv -o svm2.json --json
check "same unseen predictions on 1 and 2 threads" cmp svm.csv svm2.csv
check "same machine on 1 and 2 threads" [ "$("$propensity" inspect --digest svm.json)" = "$("$propensity" inspect --digest svm2.json)" ]
check "it fits the schema" fits_schema svm.json
check "score by it" exits 0 "$propensity" score crm.h5 --model svm.json -o svm_scores.csv
check "columns of reasons add up to z" python3 -c '
import csv
from decimal import Decimal
for r in csv.DictReader(open("svm_scores.csv")):
    parts = [r["base_z"], r["other_z"]] + [r["reason_%d_z" % k] for k in range(1, 6)]
    assert sum(Decimal(x) for x in parts if x) == Decimal(r["z"]), r'
check "explain by it" exits 0 "$propensity" explain crm.h5 --model svm.json --subject-id "$subject" --json
check "its reasons add up" python3 -c '
import json; e = json.load(open("out")); s = e["base"] + sum(r["contribution"] for r in e["reasons"])
assert len(e["reasons"]) > 5 and abs(s - e["z"]) < 1e-9, (s, e["z"])'
check "inspect it" exits 0 "$propensity" inspect svm.json
check "inspect shows the machine" says "support vectors" out

for kind in beta isotonic; do
  check "calibrated by $kind" exits 0 "$propensity" train vectors.h5 --model logistic --folds 2 --calibrate $kind -o $kind.json
  check "the file says $kind" says "\"kind\": \"$kind\"" $kind.json
  check "explain by $kind" exits 0 "$propensity" explain crm.h5 --model $kind.json --subject-id "$subject" --json
  check "the bend is the last reason, and all add up" python3 -c '
import json, sys; e = json.load(open("out")); s = e["base"] + sum(r["contribution"] for r in e["reasons"])
assert abs(s - e["z"]) < 1e-9, (s, e["z"])
assert [r.get("calibration") for r in e["reasons"]] == [None] * (len(e["reasons"]) - 1) + [sys.argv[1]]' $kind
done
exit $failed
