#!/bin/sh
# tests/cli/champion_cases.sh PROPENSITY SOURCE: a champion is kept or brought up to date, and the output is always the model to use.
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
# taken NAME ARGUMENTS...
taken() {
  name=$1
  shift
  "$propensity" "$@" >out 2>err </dev/null || fail "$name: exit $?: $(cat err)"
}
says() { grep -qF -- "$2" "$3" || fail "$1: '$2' is not in: $(head -12 "$3")"; }
same() { cmp -s "$2" "$3" || fail "$1: $2 and $3 differ"; }

# leads FIRST LAST TURN: eight a day; size speaks for a win, and from day TURN on against it.
leads() {
  awk -v first="$1" -v last="$2" -v turn="$3" 'BEGIN {
    print "lead_id,date,size,visits,won"
    for (i = first; i < last; i++) {
      day = int(i / 8); s = i % 3; r = i * 7919 % 100; effect = day < turn ? s : 2 - s
      printf "l%d,%s,%s,%d,%d\n", i, strftime("%Y-%m-%d", 1700000000 + day * 86400, 1), s == 0 ? "small" : s == 1 ? "mid" : "large",
        i * 31 % 17, r < 15 + 25 * effect
    }
  }'
}
history() { # history NAME
  taken "import $1" import --leads "$1.csv" --id lead_id --outcome won --date date -o "$1.h5"
}
leads 0 1600 1000 >old.csv
leads 0 1610 1000 >few.csv
leads 0 2400 1000 >calm.csv
leads 0 2400 200 >turned.csv
for h in old few calm turned; do history $h; done
taken "train" train old.h5 --model logistic -o champion.json
cp champion.json before.json

# Too few new outcomes: exit status 0, and the output is the champion.
taken "too few" train few.h5 --champion champion.json -o next.json
says "too few" "champion.json is kept: " err
says "too few" "want 10 of each to learn from" err
same "too few" champion.json next.json

# Nothing has changed, in a report for programs.
taken "calm" train calm.h5 --champion champion.json -o next.json --json
same "calm" champion.json next.json
python3 - <<'P' || fail "calm: JSON"
import json
d = json.load(open("out"))
c = d["champion"]
assert d["kept"] == "champion" and "the challenger's log loss" in d["because"], d
assert c["new_rows"] == 800 and c["gain"] <= c["gain_error"] and 0 < c["cases"] < 800, c
P

# The world has turned: the challenger wins, in place.
taken "turned" train turned.h5 --champion champion.json -o champion.json --predictions unseen.csv
says "turned" "the challenger has won: log loss" err
says "turned" "with 800 new outcomes" err
taken "inspect" inspect champion.json
says "inspect" "brought up     from" out
taken "inspect the JSON" inspect champion.json --json
taken "score" score turned.h5 --model champion.json --reasons 2 -o scores.csv
taken "explain" explain turned.h5 --model champion.json --subject-id l2399
python3 - "$schema" <<'P' || fail "turned: the model"
import json, sys, hashlib
old, new = json.load(open("before.json")), json.load(open("champion.json"))
c = new["evaluation"]["champion"]
assert c["sha256"] == old["content_sha256"] and c["gain"] > c["gain_error"]
assert new["training"]["rows"] == old["training"]["rows"] + c["new_rows"]
assert new["training"]["known_until"] > old["training"]["known_until"]
assert [t["term"] for t in new["encoder"]["terms"]] == [t["term"] for t in old["encoder"]["terms"]]
assert [i["name"] for i in new["provenance"]["inputs"]] == ["turned.h5", "champion.json"], new["provenance"]
lines = open("unseen.csv").read().splitlines()
assert len(lines) == c["cases"] + 1
assert new["evaluation"]["predictions_sha256"] == hashlib.sha256(open("unseen.csv", "rb").read()).hexdigest()
known = json.load(open(sys.argv[1]))["properties"]["evaluation"]["properties"]["champion"]
assert set(known["required"]) <= set(c) <= set(known["properties"]), c
P
# Once learnt, the same outcomes are no news.
cp champion.json updated.json
taken "again" train turned.h5 --champion champion.json -o champion.json
says "again" "0 won and 0 lost cases became known after" err
same "again" updated.json champion.json

# The same of vectors, and on any number of threads.
taken "features" features turned.h5 -o vectors.h5
taken "vectors" train vectors.h5 --champion before.json -o next.json
digest() { "$propensity" inspect --digest "$1"; }
for t in 1 2 3; do
  taken "threads" train turned.h5 --champion before.json --threads $t -o threads.json
  [ "$(digest threads.json)" = "$(digest next.json)" ] || fail "$t threads: another model"
done

# What does not go together.
for option in "--model additive" "--penalty 0.1" "--lambda 1se" "--monotone visits=+" "--repeats 3" "--order random" "--holdout 0.3"; do
  # shellcheck disable=SC2086
  refused "$option" 2 "does not go with --champion" train turned.h5 --champion before.json $option -o x.json
done
for option in "--subject contact" "--outcome won" "--snapshots monthly" "--horizon 30" "--exclude size" "--keep size"; do
  # shellcheck disable=SC2086
  refused "$option" 2 "is said by the champion" train turned.h5 --champion before.json $option -o x.json
done
refused "itself" 2 "--predictions and --champion are the same file" \
  train turned.h5 --champion before.json --predictions before.json -o x.json
taken "other features" features turned.h5 --exclude size -o other.h5
refused "other features" 1 "the model was trained on other features: feature 1 is 'visits' in the vectors and 'size'" \
  train other.h5 --champion before.json -o x.json
cut -d, -f1,3- old.csv >timeless.csv
taken "import timeless" import --leads timeless.csv --id lead_id --outcome won -o timeless.h5
taken "timeless" train timeless.h5 --model logistic -o timeless.json
refused "timeless" 2 "the champion knows no dates" train turned.h5 --champion timeless.json -o x.json
refused "no dates" 1 "have no dates" train timeless.h5 --champion before.json -o x.json
sed 's/"intercept": /"intercept": 0.1e-1, "intercept_was": /; s/, "intercept_was": .*/,/' before.json >edited.json
refused "edited" 1 "propensity model seal edited.json" train turned.h5 --champion edited.json -o x.json
taken "seal" model seal edited.json -o sealed.json
taken "sealed" train turned.h5 --champion sealed.json -o next.json
taken "inspect" inspect next.json
if grep -q "by hand" out; then fail "sealed: figures of the edited model"; fi
[ ! -e x.json ] || fail "a refused run left a file"
exit $failed
