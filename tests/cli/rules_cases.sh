#!/bin/sh
# rules_cases.sh PROPENSITY ROOT: points with all that a rules file can say, from a CRM of CSV files to scores and reasons.
set -eu
propensity=$1
root=$2
. "$root/tests/cli/checks.sh"
rules=$root/models/examples/worked_examples.json

mkdir crm
cat >crm/contacts.csv <<'END'
contact_id,account_id,title,country,created_at
C1,A1,VP Sales,US,2024-01-01
C2,A2,Buyer,DE,2024-01-01
C3,,,,2025-06-20
C4,A1,"=cmd()",FR,2024-01-01
END
cat >crm/accounts.csv <<'END'
account_id,domain,industry,employees
A1,acme.com,Technology,500
A2,rival.com,Healthcare,80
END
cat >crm/activities.csv <<'END'
contact_id,ts,type,asset,channel
C1,2025-06-29T00:00:00Z,pricing_view,/pricing,web
C1,2025-06-16T00:00:00Z,pricing_view,/pricing,web
C1,2025-05-31T00:00:00Z,email_open,,email
C3,2025-06-29T00:00:00Z,demo_request,,web
C4,2025-06-30T00:00:00Z,pricing_view,/pricing,web
END
score() { # score DAY THREADS MORE...
  day=$1 threads=$2
  shift 2
  "$propensity" score crm --subject contact --as-of "$day" --rules "$rules" --threads "$threads" "$@"
}
check "score" exits 0 score 2025-06-30T00:00:00Z 1 -o one.csv --top 4
check "two are told of, one is excluded" says "1 of them excluded by the rules" err
check "the excluded are not among the best" sh -c '! grep -q "C2" out'
check "two threads" exits 0 score 2025-06-30T00:00:00Z 2 -o two.csv
check "the same bytes" cmp one.csv two.csv
check "points by hand" python3 - <<'END'
import csv
rows = {r["subject_id"]: r for r in csv.DictReader(open("one.csv"))}
one = rows["C1"]
fit = 3 + 2 + 20 + 25                                   # title, country, size, target account
engagement = 4 * 0.5 + 16 * (2 ** (-1 / 14) + 0.5)      # a mail of 30 days, prices seen 1 and 14 days ago
assert abs(float(one["fit_points"]) - fit) < 1e-9, one
assert abs(float(one["engagement_points"]) - engagement) < 1e-9, one
assert abs(float(one["rule_points"]) - fit - engagement) < 1e-9, one
assert (one["grade"], one["stage"], one["route_to"]) == ("A2", "MQL", "marketing"), one
assert one["coaching_note"] == "VP Sales, US: looked at prices 2 times, last 1 days ago at /pricing. | 500 people.", one
two, three, four = rows["C2"], rows["C3"], rows["C4"]
assert (two["excluded"], two["stage"], two["route_to"]) == ("competitor", "none", ""), two
assert (three["fast_track"], three["stage"], three["route_to"]) == ("demo", "SQL", "inside sales"), three
assert (three["route_within_hours"], three["next_question"]) == ("24", "What is your role?"), three
assert four["coaching_note"].startswith("'=cmd()"), four
END
check "explain" exits 0 "$propensity" explain crm --as-of 2025-06-30T00:00:00Z --rules "$rules" --subject-id C1 --json
check "its reasons add up to the points" python3 - <<'END'
import json
e = json.load(open("out"))
assert abs(sum(r["points"] for r in e["reasons"]) - e["rule_points"]) < 1e-9, e
assert e["grade"] == "A2" and e["coaching_note"].endswith("500 people."), e
assert {"target", "title", "pricing"} <= {r["rule"] for r in e["reasons"]}, e
END
check "explain in words" exits 0 "$propensity" explain crm --as-of 2025-06-30T00:00:00Z --rules "$rules" --subject-id C3
check "who follows up" says "follow-up: inside sales, call within 24 hours" out
check "what to ask" says "ask next: What is your role?" out
check "inspect" exits 0 "$propensity" inspect "$rules"
check "all that has points" says "30 days of silence" out
check "quiet contacts" exits 0 score 2025-09-28T00:00:00Z 1 -o later.csv
check "90 days return to zero" python3 - <<'END'
import csv
for r in csv.DictReader(open("later.csv")):
    assert float(r["rule_points"]) == 0, r
END

# ---- check and audit ----
check "nothing odd" exits 0 "$propensity" rules check "$rules"
cat >odd.json <<'END'
{"format": "propensity-rules", "format_version": 1, "name": "odd",
 "groups": [{"id": "g", "combine": "first_match"}],
 "rules": [
  {"id": "a", "points": 10, "event": {"type": "webinar", "max_times": 2}},
  {"id": "b", "points": -5, "event": {"type": "webinar", "max_times": 2}},
  {"id": "c", "points": 5, "event": {"type": "download", "count": "first"}},
  {"id": "d", "points": 5, "event": {"type": "download", "count": "first"}},
  {"id": "e", "points": 7, "group": "g", "when": {"account": "industry", "equals": "Software"}},
  {"id": "f", "points": 9, "group": "g", "when": {"account": "industry", "equals": "Software"}},
  {"id": "h", "points": 0, "when": {"account": "industry", "equals": "Retail"}}],
 "stages": [{"name": "MQL", "points": 39}, {"name": "SQL", "points": 40}, {"name": "hot", "points": 90}],
 "fast_track": [{"id": "x", "stage": "hot", "event": {"type": "demo_request"}}]}
END
check "odd things" exits 3 "$propensity" rules check odd.json
check "contradiction, in its line" says "odd.json:5: the rules 'a' (+10) and 'b' (-5) fire together and contradict each other" out
check "counted twice" says "odd.json:7: the rules 'c' and 'd' fire together: the same is counted twice" out
check "never counts" says "odd.json:9: the rule 'f' never counts: 'e' fires whenever it does" out
check "no points" says "odd.json:10: the rule 'h' gives no points" out
check "a stage that is never reached" says "the stage 'SQL' is never reached: it wants 40 points, and all rules together give at most 39" out
check "what a fast track leads to is reached" sh -c '! grep -q "hot" out && ! grep -q "MQL" out'
check "not reviewed" says '"reviewed_on" is missing' out

mkdir made
"$propensity" generate --contacts 1500 --activities 15000 --seed 7 --quiet -o made
industry=$(python3 -c 'import collections, csv; print(collections.Counter(r["industry"] for r in csv.DictReader(open("made/accounts.csv")) if r["industry"]).most_common(1)[0][0])')
cat >one.json <<END
{"format": "propensity-rules", "format_version": 1, "name": "one", "rules": [
 {"id": "industry", "points": 10, "when": {"account": "industry", "equals": "$industry"}},
 {"id": "never", "points": 10, "when": {"account": "industry", "equals": "no such"}},
 {"id": "always", "points": 5, "when": {"not": {"account": "industry", "equals": "no such"}}}]}
END
check "audit" exits 0 "$propensity" rules audit one.json made --json
check "as counted by hand" python3 - "$industry" <<'END'
import csv, json, sys
accounts = {r["account_id"]: r for r in csv.DictReader(open("made/accounts.csv"))}
closed = [r for r in csv.DictReader(open("made/opportunities.csv")) if r["outcome"]]
hit = [r for r in closed if accounts.get(r["account_id"], {"industry": ""})["industry"].lower() == sys.argv[1].lower()]
wins = sum(r["outcome"] == "won" for r in hit)
a = json.load(open("out"))
part, never, always = a["parts"]
assert (a["cases"], part["fired"], part["wins"]) == (len(closed), len(hit), wins), (a, len(closed), len(hit), wins)
others = (sum(r["outcome"] == "won" for r in closed) - wins) / (len(closed) - len(hit))
assert abs(part["lift"]["mean"] - wins / len(hit) / others) < 1e-12, part
assert part["lift"]["low"] <= part["lift"]["mean"] < part["lift"]["high"], part
assert (never["verdict"], always["verdict"]) == ("never fires", "always fires"), a
assert never["data_points"] is None and always["mean_points"] == 5, a
END
check "audit in words" exits 0 "$propensity" rules audit one.json made
check "two threads" sh -c '"$1" rules audit one.json made --threads 2 >two.txt && cmp out two.txt' - "$propensity"
check "rules what?" exits 2 "$propensity" rules chek one.json
check "no outcome" exits 1 "$propensity" rules audit one.json crm

# ---- learn ----
python3 - >leads.csv <<'END'
import math, random
random.seed(4)
print("id,visits,region,won")
for i in range(900):
    visits, region = random.choice([0, 0, 1, 2, 3, 5, 8]), random.choice(["north", "south", "east", ""])
    p = 1 / (1 + math.exp(-(-2 + 0.5 * visits + {"north": 1, "south": -0.7}.get(region, 0))))
    print(f"L{i},{visits},{region},{'yes' if random.random() < p else 'no'}")
END
"$propensity" import --quiet --leads leads.csv --id id --outcome won -o leads.h5
"$propensity" train leads.h5 --quiet --folds 2 --model additive -o curves.json
"$propensity" train leads.h5 --quiet --folds 2 --model logistic -o lines.json
check "learn" exits 0 "$propensity" rules learn curves.json -o learnt.json --json
check "points are the model's" sh -c '"$1" score leads.h5 --quiet --model curves.json --rules learnt.json -o learnt.csv' - "$propensity"
check "but for rounding" python3 - <<'END'
import csv, json
told = json.load(open("out"))
assert told["surfaces_left_out"] == 0 and told["rules"] >= 3, told
rows = list(csv.DictReader(open("learnt.csv")))
apart = [abs(float(r["z"]) - float(r["model_logit"])) for r in rows]
assert max(apart) <= told["rounding_log_odds"] + 1e-6, (max(apart), told)
assert all(float(r["rule_points"]) == round(float(r["rule_points"])) for r in rows), "points are not whole"
assert len({r["rule_points"] for r in rows}) > 10, "points tell nobody apart"
END
check "finer points" exits 0 "$propensity" rules learn curves.json --doubling 200 -o fine.json
check "no curves" exits 2 "$propensity" rules learn lines.json -o x.json
check "what to do" says "train with --model additive" err
exit $failed
