#!/bin/sh
# tests/perf/features.sh PROPENSITY [FOLDER [ROUNDS]]: 80 features a contact, from a history, in turns with one SQL statement of DuckDB from the CSV files.
#
# FOLDER holds contacts.csv, accounts.csv, activities.csv, opportunities.csv; without one a CRM of 100,000 contacts and 3,000,000 activities is
# generated. Outputs lie in memory (/dev/shm). One JSON line a run: whole-process seconds, processor seconds, peak memory; then the ratio of the
# medians, and with python3-pandas whether all values are the same. Run it where `npm install @duckdb/node-api` was said; without it
# only our own lines are printed. Never a test: only figures of one run can be compared.
set -eu
propensity=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
crm=${2:-}
rounds=${3:-3}
work=$(mktemp -d "${TMPDIR:-/tmp}/features.XXXXXX")
fast=$(mktemp -d /dev/shm/features.XXXXXX)
trap 'rm -rf "$work" "$fast"' EXIT
as_of=2025-06-30T00:00:00Z
if [ -z "$crm" ]; then
  crm=$work/crm
  "$propensity" generate --quiet --contacts 100000 --activities 3000000 -o "$crm"
fi
"$propensity" import --quiet --contacts "$crm/contacts.csv" --accounts "$crm/accounts.csv" \
  --activities "$crm/activities.csv" --opportunities "$crm/opportunities.csv" -o "$work/crm.h5"
cat "$crm"/*.csv "$work/crm.h5" >/dev/null # files warm
peers=propensity
[ -d node_modules/@duckdb/node-api ] && command -v node >/dev/null && peers="propensity duckdb"

run() { # run PEER; freeing the output of the run before is not part of the time
  rm -f "$fast/$1".*
  case $1 in
  propensity) set -- "$propensity" features "$work/crm.h5" --quiet --threads 2 --plan "$here/peers80.json" --subject contact \
    --as-of "$as_of" -o "$fast/propensity.h5" ;;
  duckdb) set -- node "$here/features_duckdb.mjs" "$crm" "$here/peers80.json" "$fast/duckdb.csv" "$as_of" ;;
  esac
  python3 "$here/whole_process.py" "$@"
}

for _ in $(seq "$rounds"); do
  for peer in $peers; do
    figures=$(run "$peer")
    set -- $figures
    printf '{"peer": "%s", "job": "features", "s": %s, "cpu_s": %s, "peak_mb": %s}\n' "$peer" "$1" "$2" "$3"
    echo "$1" >>"$work/$peer"
  done
done
median() { sort -n "$1" | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }
[ -f "$work/duckdb" ] || exit 0
awk -v ours="$(median "$work/propensity")" -v theirs="$(median "$work/duckdb")" \
  'BEGIN { printf "{\"job\": \"features\", \"ratio\": %.2f}\n", theirs / ours }'
"$propensity" features "$work/crm.h5" --quiet --plan "$here/peers80.json" --subject contact --as-of "$as_of" -o "$fast/propensity.csv"
python3 "$here/same_values.py" "$fast/propensity.csv" "$fast/duckdb.csv"
