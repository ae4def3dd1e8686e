#!/bin/sh
# tests/perf/append.sh PROPENSITY [FOLDER [N [RUNS]]]: what appending N activities (500,000) costs against copying the history.
#
# FOLDER holds contacts.csv, accounts.csv, activities.csv, opportunities.csv, or history.h5 beside contacts.csv and
# activities.csv; without one a CRM is generated. Each run copies and syncs the history, then appends; one JSON line each, then
# one of the least of both. Never a test: times depend on the machine; other people's work hits the two differently.
set -eu
propensity=$1
work=$(mktemp -d -p "${TMPDIR:-/tmp}")
trap 'rm -rf "$work"' EXIT
crm=${2:-}
n=${3:-500000}
runs=${4:-5}
if [ -z "$crm" ]; then
  crm=$work/crm
  "$propensity" generate --quiet --contacts 300000 --activities 15000000 -o "$crm"
fi
history=$crm/history.h5
if [ ! -e "$history" ]; then
  history=$work/history.h5
  "$propensity" import --quiet --contacts "$crm/contacts.csv" --accounts "$crm/accounts.csv" \
    --activities "$crm/activities.csv" --opportunities "$crm/opportunities.csv" -o "$history"
fi
# Deeds from the middle of the file, each by somebody else.
python3 - "$crm" "$n" >"$work/new.csv" <<'PYTHON'
import os, random, sys
random.seed(1)
folder, n = sys.argv[1], int(sys.argv[2])
with open(folder + "/contacts.csv") as f:
    f.readline()
    people = [line.split(",", 1)[0] for line in f]
with open(folder + "/activities.csv", "rb") as f:
    sys.stdout.write(f.readline().decode())
    f.seek(os.path.getsize(f.name) // 2)
    f.readline()
    for _ in range(n):
        row = f.readline().decode()
        if row:
            sys.stdout.write(random.choice(people) + "," + row.split(",", 1)[1])
PYTHON
python3 - "$propensity" "$history" "$work" "$runs" <<'PYTHON'
import json, os, resource, subprocess, sys, time
propensity, history, work, runs = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
copy, new = work + "/copy.h5", work + "/new.csv"
def seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic() - begun, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
least = [1e9, 1e9]
for run in range(runs):
    if os.path.exists(copy):
        os.unlink(copy)
    copied, _ = seconds(["sh", "-c", 'cp "$0" "$1" && sync "$1"', history, copy])
    appended, cpu = seconds([propensity, "import", "--append", "--activities", new, "--quiet", "-o", copy])
    least = [min(least[0], copied), min(least[1], appended)]
    print(json.dumps({"job": "append", "run": run, "copy_s": round(copied, 3), "append_s": round(appended, 3),
                      "append_cpu_s": round(cpu, 3), "ratio": round(appended / copied, 2)}), flush=True)
print(json.dumps({"job": "append", "bytes": os.path.getsize(history), "copy_s": round(least[0], 3),
                  "append_s": round(least[1], 3), "ratio": round(least[1] / least[0], 2)}))
PYTHON
