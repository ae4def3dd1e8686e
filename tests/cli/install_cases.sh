#!/bin/sh
# tests/cli/install_cases.sh PROPENSITY SOURCE_DIR BUILD_DIR: the installed library serves a program of somebody else's.
set -eu
propensity=$1
root=$2
build=$3
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here"
fail() { echo "FAIL $*"; exit 1; }
compile() { cc -std=c17 "$root/tests/cli/consumer.c" -o consumer $(pkg-config --cflags --libs propensity 2>/dev/null) >log 2>&1; }

compile 2>/dev/null && fail "it compiles before anything is installed"
cmake --install "$build" --prefix "$here/there" >/dev/null
PKG_CONFIG_PATH=$(dirname "$(find "$here/there" -name propensity.pc)")
LD_LIBRARY_PATH=$(dirname "$(find "$here/there" -name libpropensity.so)")
export PKG_CONFIG_PATH LD_LIBRARY_PATH
compile || { cat log; fail "the installed library does not compile in"; }
nm -D --defined-only "$LD_LIBRARY_PATH/libpropensity.so" | awk '{ print $3 }' | grep -v '^propensity_' && fail "it exports more than its API"

"$propensity" generate --quiet --contacts 4000 --activities 80000 -o crm
"$propensity" import --quiet --contacts crm/contacts.csv --accounts crm/accounts.csv --activities crm/activities.csv \
  --opportunities crm/opportunities.csv -o crm.h5
"$propensity" train --quiet crm.h5 --penalty 0.1 -o model.json
"$propensity" score --quiet crm.h5 --model model.json -o scores.csv
id=$(sed -n 2p scores.csv | cut -d, -f1)
z=$(python3 -c 'import csv; print(next(csv.DictReader(open("scores.csv")))["z"])')
got=$(./consumer crm.h5 model.json "$id") || fail "the consumer"
[ "$got" = "$z" ] || fail "the library says $got, the program $z"
./consumer crm.h5 model.json nobody 2>said && fail "an unknown subject is scored"
grep -q nobody said || fail "the message lacks the subject"
echo "ok   installed, compiled, scored alike"
