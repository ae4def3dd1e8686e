#!/bin/sh
# tests/perf/load.sh PROPENSITY [FOLDER [ROUNDS]]: CSV files to history, in turns with DuckDB loading the same files into a database file.
#
# FOLDER holds contacts.csv, accounts.csv, activities.csv, opportunities.csv; without one a CRM of 100,000 contacts and 3,000,000 activities is
# generated. One JSON line a run: whole-process seconds, processor seconds, peak memory; at the end the ratio of the medians. Run it where
# `npm install @duckdb/node-api` was said; without it only our own lines are printed. Never a test: only figures of one run can be compared.
set -eu
propensity=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
crm=${2:-}
rounds=${3:-3}
work=$(mktemp -d "${TMPDIR:-/tmp}/load.XXXXXX")
trap 'rm -rf "$work"' EXIT
if [ -z "$crm" ]; then
  crm=$work/crm
  "$propensity" generate --quiet --contacts 100000 --activities 3000000 -o "$crm"
fi
cat "$crm"/*.csv >/dev/null # files warm
peers=propensity
[ -d node_modules/@duckdb/node-api ] && command -v node >/dev/null && peers="propensity duckdb"

run() { # run PEER; freeing the output of the run before is not part of the time
  rm -f "$work/crm.h5" "$work"/crm.duckdb*
  case $1 in
  propensity) set -- import --quiet --threads 2 --contacts "$crm/contacts.csv" --accounts "$crm/accounts.csv" \
    --activities "$crm/activities.csv" --opportunities "$crm/opportunities.csv" -o "$work/crm.h5"
    set -- "$propensity" "$@" ;;
  duckdb) set -- node "$here/load_duckdb.mjs" "$crm" "$work/crm.duckdb" ;;
  esac
  python3 "$here/whole_process.py" "$@"
}

for _ in $(seq "$rounds"); do
  for peer in $peers; do
    figures=$(run "$peer")
    set -- $figures
    printf '{"peer": "%s", "job": "load", "s": %s, "cpu_s": %s, "peak_mb": %s}\n' "$peer" "$1" "$2" "$3"
    echo "$1" >>"$work/$peer"
  done
done
median() { sort -n "$1" | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }
if [ -f "$work/duckdb" ]; then
  awk -v ours="$(median "$work/propensity")" -v theirs="$(median "$work/duckdb")" \
    'BEGIN { printf "{\"job\": \"load\", \"ratio\": %.2f}\n", theirs / ours }'
fi
