#!/bin/sh
# tests/perf/journey.sh PROPENSITY [FOLDER [CONTACTS [ACTIVITIES]]]: the stages' own seconds, one JSON line each.
#
# FOLDER holds contacts.csv, accounts.csv, activities.csv, opportunities.csv; without one a CRM is generated (100,000 contacts
# and 3,000,000 activities unless said). Never a test: times depend on the machine; compare them within one run.
set -eu
propensity=$1
plan=$(cd "$(dirname "$0")" && pwd)/peers80.json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
crm=${2:-}
if [ -z "$crm" ]; then
  crm=$work/crm
  "$propensity" generate --quiet --contacts "${3:-100000}" --activities "${4:-3000000}" -o "$crm"
fi
cat "$crm"/*.csv >/dev/null # files warm
stage() { # stage JOB COMMAND...
  job=$1
  shift
  "$propensity" "$@" --json --quiet |
    python3 -c 'import json, sys; print(json.dumps({"peer": "propensity", "job": sys.argv[1], "s": round(json.load(sys.stdin)["seconds"], 3)}))' "$job"
}
stage "load" import --contacts "$crm/contacts.csv" --accounts "$crm/accounts.csv" --activities "$crm/activities.csv" \
  --opportunities "$crm/opportunities.csv" -o "$work/crm.h5"
stage "features" features "$work/crm.h5" --plan "$plan" --subject contact --as-of latest -o "$work/contacts.h5"
stage "training set" features "$work/crm.h5" --plan "$plan" --snapshots created -o "$work/training.h5"
stage "train" train "$work/training.h5" -o "$work/model.json"
stage "score" score "$work/crm.h5" --model "$work/model.json" --reasons 0 -o "$work/scores.csv"
