#!/bin/sh
# segment_cases.sh PROPENSITY ROOT: models of their own for segments, from a table of leads to scores and reasons.
set -eu
propensity=$1
root=$2
. "$root/tests/cli/checks.sh"

# In the south what wins elsewhere loses.
make_leads() { # make_leads SEED SOUTH: SOUTH is -1 or 1
  python3 - "$1" "$2" <<'END'
import math, random, sys
random.seed(int(sys.argv[1]))
print("id,place,size,visits,won")
for i in range(1200):
    place = random.choice(["north", "south", "east" if i % 20 == 0 else "south", ""])
    x, z = random.gauss(0, 1), random.gauss(0, 1)
    slope = 1.5 * (int(sys.argv[2]) if place == "south" else 1)
    p = 1 / (1 + math.exp(-(slope * x + 0.5 * z)))
    print(f"L{i},{place},{x:.4f},{z:.4f},{'yes' if random.random() < p else 'no'}")
END
}
make_leads 1 -1 >turned.csv
make_leads 2 1 >alike.csv
for kind in turned alike; do "$propensity" import --quiet --leads $kind.csv --id id --outcome won -o $kind.h5; done

for family in logistic additive; do
  check "$family: plain" exits 0 "$propensity" train turned.h5 --folds 2 --model $family --json -o plain.json
  cp out plain.out
  check "$family: segments" exits 0 "$propensity" train turned.h5 --folds 2 --model $family --segment place --threads 1 \
    --predictions unseen.csv --json -o $family.json
  check "$family: what was gained" python3 - $family <<'END'
import csv, json, math, sys
plain, own = json.load(open("plain.out")), json.load(open("out"))
levels = {one["level"]: one for one in own["segments"]}
if sys.argv[1] == "logistic": # curves have surfaces for it
    assert levels["south"]["is_taken"] and levels["south"]["gain"] > 2 * levels["south"]["gain_error"], levels
    assert own["cv"]["log_loss"]["mean"] < plain["cv"]["log_loss"]["mean"] - 0.02, (own["cv"], plain["cv"])
assert not levels["east"]["is_tried"], levels
rows = list(csv.DictReader(open("unseen.csv")))
losses = [-math.log(float(r["probability"]) if r["outcome"] == "1" else 1 - float(r["probability"])) for r in rows]
assert abs(sum(losses) / len(losses) - own["cv"]["log_loss"]["mean"]) < 1e-6, "predictions are not those judged"
END
  check "$family: two threads" exits 0 "$propensity" train turned.h5 --quiet --folds 2 --model $family --segment place --threads 2 \
    --predictions unseen2.csv -o two.json
  check "$family: the same predictions" cmp unseen.csv unseen2.csv
done
check "one common effect: one model" sh -c '"$1" train alike.h5 --quiet --folds 2 --model logistic --segment place -o alike.json &&
  ! grep -q "\"segments\"" alike.json' - "$propensity"
check "the file fits its schema" python3 - "$root/models/model.schema.json" <<'END'
import json, sys
try:
    import jsonschema
except ImportError:
    sys.exit(0)
model = json.load(open("logistic.json"))
jsonschema.validate(model, json.load(open(sys.argv[1])))
assert [one["level"] for one in model["segments"]["models"]].count("south") == 1, model["segments"]
END
check "score" exits 0 "$propensity" score turned.h5 --quiet --model logistic.json -o scores.csv
check "score by vectors" exits 0 sh -c '"$1" features turned.h5 --quiet -o v.h5 && "$1" score v.h5 --quiet --model logistic.json -o v.csv' - "$propensity"
check "the same scores" cmp scores.csv v.csv
check "each by its own model" python3 - <<'END'
import csv, json, math
leads = {r["id"]: r for r in csv.DictReader(open("turned.csv"))}
rows = list(csv.DictReader(open("scores.csv")))
for place, sign in (("south", -1), ("north", 1), ("", 1)):
    pairs = [(float(leads[r["subject_id"]]["size"]), float(r["z"])) for r in rows if leads[r["subject_id"]]["place"] == place]
    mean = [sum(p[k] for p in pairs) / len(pairs) for k in (0, 1)]
    slope = sum((x - mean[0]) * (z - mean[1]) for x, z in pairs)
    assert slope * sign > 0, (place, slope)
END
south=$(awk -F, '$2 == "south" { print $1; exit }' turned.csv)
check "explain" exits 0 "$propensity" explain turned.h5 --model logistic.json --subject-id "$south" --json
check "its reasons add up" python3 - <<'END'
import csv, json
e = json.load(open("out"))
assert abs(e["base"] + sum(r["contribution"] for r in e["reasons"]) - e["z"]) < 1e-12, e
z = next(float(r["z"]) for r in csv.DictReader(open("scores.csv")) if r["subject_id"] == e["subject_id"])
assert abs(z - e["z"]) < 1e-6, (z, e["z"])
END
check "explain in words" exits 0 "$propensity" explain turned.h5 --model logistic.json --subject-id "$south"
check "whose start it is" says "the same for everybody of the segment" out
check "inspect" exits 0 "$propensity" inspect logistic.json
check "the table of segments" says "models of their own, by place" out
check "card" exits 0 "$propensity" inspect logistic.json --card
check "the card says so" says "have models of their own" out

check "no such feature" exits 2 "$propensity" train turned.h5 --segment plce -o x.json
check "the nearest" says "did you mean 'place'?" err
check "a number" exits 2 "$propensity" train turned.h5 --segment size -o x.json
check "svm" exits 2 "$propensity" train turned.h5 --model svm --segment place -o x.json
check "a champion" exits 2 "$propensity" train turned.h5 --champion logistic.json --segment place -o x.json
check "a champion with segments" exits 2 "$propensity" train turned.h5 --champion logistic.json -o x.json
check "why" says "models of their own for segments" err
exit $failed
