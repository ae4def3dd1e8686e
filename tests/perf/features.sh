#!/bin/sh
# tests/perf/features.sh PROPENSITY [FOLDER [ROUNDS]]: 80 features a contact, from a history and at once from the folder of CSV files, in turns with
# one SQL statement of DuckDB from the CSV files.
#
# FOLDER holds contacts.csv, accounts.csv, activities.csv, opportunities.csv; without one a CRM of 100,000 contacts and 3,000,000 activities is
# generated. Outputs lie in memory (/dev/shm). One JSON line a run: whole-process seconds, processor seconds, peak memory; then the ratio of the
# medians of each, and with python3-pandas whether all values are the same. Run it where `npm install @duckdb/node-api` was said; without it
# only our own lines are printed. Never a test: only figures of one run can be compared.
set -eu
propensity=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
rounds=${3:-3}
work=$(mktemp -d "${TMPDIR:-/tmp}/features.XXXXXX")
fast=$(mktemp -d /dev/shm/features.XXXXXX)
trap 'rm -rf "$work" "$fast"' EXIT
as_of=2025-06-30T00:00:00Z
. "$here/turns.sh"
crm_or_generated "${2:-}"
"$propensity" import --quiet --contacts "$crm/contacts.csv" --accounts "$crm/accounts.csv" \
  --activities "$crm/activities.csv" --opportunities "$crm/opportunities.csv" -o "$work/crm.h5"
cat "$crm"/*.csv "$work/crm.h5" >/dev/null # files warm

peers=$(echo "$peers" | sed 's/propensity/propensity folder/')
run() { # run PEER; freeing the output of the run before is not part of the time
  rm -f "$fast/$1".*
  case $1 in
  propensity) set -- "$propensity" features "$work/crm.h5" --quiet --threads 2 --plan "$here/peers80.json" --subject contact \
    --as-of "$as_of" -o "$fast/propensity.h5" ;;
  folder) set -- "$propensity" features "$crm" --quiet --threads 2 --plan "$here/peers80.json" --subject contact \
    --as-of "$as_of" -o "$fast/folder.h5" ;;
  duckdb) set -- node "$here/features_duckdb.mjs" "$crm" "$here/peers80.json" "$fast/duckdb.csv" "$as_of" ;;
  esac
  python3 "$here/whole_process.py" "$@"
}

take_turns features "$rounds"
[ -f "$work/duckdb" ] || exit 0
"$propensity" features "$work/crm.h5" --quiet --plan "$here/peers80.json" --subject contact --as-of "$as_of" -o "$fast/propensity.csv"
python3 "$here/same_values.py" "$fast/propensity.csv" "$fast/duckdb.csv"
