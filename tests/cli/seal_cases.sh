#!/bin/sh
# tests/cli/seal_cases.sh PROPENSITY SOURCE: a model edited by hand is refused, sealed again, and scores by what was edited.
set -u
case $1 in /*) propensity=$1 ;; *) propensity=$PWD/$1 ;; esac
schema=$2/models/model.schema.json
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
}
taken() {
  name=$1
  shift
  "$propensity" "$@" >out 2>err </dev/null || fail "$name: exit $?: $(cat err)"
}

# Size decides; two levels of it are edited below.
awk 'BEGIN {
  print "lead_id,size,won"
  for (i = 0; i < 900; i++) {
    s = i % 3
    print "l" i "," (s == 0 ? "small" : s == 1 ? "mid" : "large") "," ((i * 7919 % 100) < 15 + 25 * s ? 1 : 0)
  }
}' >leads.csv
"$propensity" import --leads leads.csv --id lead_id --outcome won -o h.h5 >out 2>err || fail "import: $(cat err)"
"$propensity" train h.h5 --model additive -o model.json >out 2>err || fail "train: $(cat err)"
cp model.json whole.json
taken "score" score h.h5 --model model.json -o before.csv

# edit FROM TO PYTHON: on the model as `m`, the seal left as it was.
edit() {
  python3 -c "import json, sys
m = json.load(open('$1'))
$3
json.dump(m, open('$2', 'w'), indent=1)" || fail "edit"
}
raise="c = [c for c in m['additive']['curves'] if c['feature'] == 'size'][0]
c['values'][c['levels'].index('small')] += 2"
edit model.json edited.json "$raise"
refused "edited" 1 "if the edit was meant: propensity model seal edited.json" score h.h5 --model edited.json -o x.csv
taken "seal" model seal edited.json -o sealed.json
grep -qF "edited by hand" err || fail "seal: says nothing: $(cat err)"
taken "score sealed" score h.h5 --model sealed.json -o after.csv
grep -qF "sealed.json was edited by hand after it was judged" err || fail "score: no warning: $(cat err)"
taken "inspect" inspect sealed.json
grep -qF "by hand after it was judged" out || fail "inspect: no word of the edit"
# Exactly the small ones are scored otherwise.
python3 - <<'P' || fail "scores"
import csv
size = {r["lead_id"]: r["size"] for r in csv.DictReader(open("leads.csv"))}
def read(path):
    rows = list(csv.DictReader(l for l in open(path) if not l.startswith("#")))
    key = "subject_id" if "subject_id" in rows[0] else list(rows[0])[0]
    return {r[key]: float(r["probability"]) for r in rows}
before, after = read("before.csv"), read("after.csv")
assert before.keys() == after.keys() == size.keys()
assert all((after[k] > before[k]) if size[k] == "small" else after[k] == before[k] for k in size)
P
python3 - <<'P' || fail "content"
import hashlib, json, re
raw = open("sealed.json", "rb").read()
m, whole, edited = json.loads(raw), json.load(open("whole.json")), json.load(open("edited.json"))
seal = m.pop("content_sha256")
assert hashlib.sha256(re.sub(rb'[0-9a-f]{64}(?="\n}\n$)', b"0" * 64, raw)).hexdigest() == seal
assert m["evaluation"].pop("is_before_edit") is True
(edit,) = m["provenance"].pop("edited")
assert edit["seal_before"] == whole["content_sha256"] and "model seal edited.json" in edit["command_line"]
edited.pop("content_sha256")
assert m == edited
P
python3 - "$schema" sealed.json whole.json <<'P' || fail "schema"
import json, sys
try:
    import jsonschema
except ImportError:
    sys.exit(0)
schema = json.load(open(sys.argv[1]))
for path in sys.argv[2:]:
    jsonschema.validate(json.load(open(path)), schema)
P
# A second edit, in place: both are on record. Without a seal at all it goes too.
edit sealed.json sealed.json "m['intercept'] += 0.25
del m['content_sha256']"
taken "seal in place" model seal sealed.json
[ "$(grep -c seal_before sealed.json)" = 2 ] || fail "two edits are not on record"
taken "json" model seal edited.json -o again.json --json
grep -qF "\"content_sha256\": \"$(sed -n 's/.*"content_sha256": "\(.*\)"$/\1/p' again.json)\"" out || fail "json: $(cat out)"

refused "whole" 2 "its seal holds" model seal model.json
cmp -s model.json whole.json || fail "a whole model was touched"
refused "verb" 2 "expected model seal" model mend model.json
edit model.json bad.json "m['additive']['curves'][0]['values'][0] = 'high'"
cp bad.json kept.json
refused "no number" 1 "bad.json:" model seal bad.json
cmp -s bad.json kept.json || fail "a refused file was touched"
edit model.json bad.json "m['score_knots'][3] = m['score_knots'][2]"
refused "knots" 1 "want a number above the one before" model seal bad.json
edit model.json bad.json "m['colour'] = 'red'"
refused "unknown" 1 "colour" model seal bad.json
edit model.json bad.json "m['provenance']['edited'] = 7"
refused "edits" 1 "want a list of fewer than 1000 edits" model seal bad.json
head -c 900 model.json >bad.json
refused "cut" 1 "bad.json" model seal bad.json
exit "$failed"
