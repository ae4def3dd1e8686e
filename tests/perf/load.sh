#!/bin/sh
# tests/perf/load.sh PROPENSITY [FOLDER [ROUNDS]]: CSV files to history, in turns with DuckDB loading the same files into a database file.
#
# FOLDER holds contacts.csv, accounts.csv, activities.csv, opportunities.csv; without one a CRM of 100,000 contacts and 3,000,000 activities is
# generated. One JSON line a run: whole-process seconds, processor seconds, peak memory; at the end the ratio of the medians. Run it where
# `npm install @duckdb/node-api` was said; without it only our own lines are printed. Never a test: only figures of one run can be compared.
set -eu
propensity=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
rounds=${3:-3}
work=$(mktemp -d "${TMPDIR:-/tmp}/load.XXXXXX")
trap 'rm -rf "$work"' EXIT
. "$here/turns.sh"
crm_or_generated "${2:-}"
cat "$crm"/*.csv >/dev/null # files warm

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

take_turns load "$rounds"
