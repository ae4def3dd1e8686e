#!/bin/sh
# tests/perf/svm.sh PERF_SVM FOLDER PEERS [ROUNDS [PEER...]]: an RBF grid of 5 folds x 9 settings and the last fit, in turns with scikit-learn
# and libsvm's own programs; then the same by landmarks; then one fit's support vectors and objective beside svm-train's.
#
# PERF_SVM is the program of the target perf_svm. FOLDER holds X.npy (float32), y.npy (uint8) and X.svm (libsvm's text; 6 digits, so the objective
# agrees to that). PEERS is the folder of train_svm_sklearn.py and train_svm_libsvm.sh; peers: sklearn (default), libsvm (a quarter of an hour and
# more at 10,000 rows). One JSON line a run: whole-process seconds, processor seconds, peak memory; then the ratios of the medians of
# processor seconds, since the peers run two processes and machines have other work. Never a test: only figures of one run can be compared.
set -eu
program=$(realpath "$1")
data=$(realpath "$2")
scripts=$(realpath "$3")
rounds=${4:-1}
[ $# -gt 3 ] && shift 4 || shift $#
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/svm.XXXXXX")
trap 'rm -rf "$work"' EXIT
cat "$data"/* >/dev/null # files warm

run() { # run PEER
  case $1 in
  propensity) set -- "$program" "$data" grid 2 ;;
  nystroem) set -- "$program" "$data" nystroem 2 ;;
  sklearn) set -- /usr/bin/python3 "$scripts/train_svm_sklearn.py" "$data" grid ;;
  libsvm) set -- sh "$scripts/train_svm_libsvm.sh" "$data" grid ;;
  esac
  /usr/bin/python3 "$here/whole_process.py" "$@"
}

median() { sort -n "$1" | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

peers=${*:-sklearn}
for _ in $(seq "$rounds"); do
  for peer in propensity $peers nystroem; do
    figures=$(run "$peer")
    printf '%s\n' "$figures" | {
      read -r seconds processor peak
      printf '{"peer": "%s", "job": "svm_grid", "s": %s, "cpu_s": %s, "peak_mb": %s}\n' "$peer" "$seconds" "$processor" "$peak"
      echo "$processor" >>"$work/$peer"
    }
  done
done
for peer in $peers; do
  for ours in propensity nystroem; do
    awk -v peer="$peer" -v name="$ours" -v ours="$(median "$work/$ours")" -v theirs="$(median "$work/$peer")" \
      'BEGIN { printf "{\"job\": \"svm_grid\", \"ours\": \"%s\", \"peer\": \"%s\", \"cpu_ratio\": %.2f}\n", name, peer, theirs / ours }'
  done
done

"$program" "$data" fit 1 0.01
svm-train -c 1 -g 0.01 -m 300 "$data/X.svm" "$work/model" >"$work/out"
awk '/^obj/ { gsub(",", ""); objective = $3; rho = $6 } /^nSV/ { gsub(",", ""); n = $3 }
  END { printf "{\"peer\": \"libsvm\", \"job\": \"svm_fit\", \"support_vectors\": %d, \"rho\": %s, \"objective\": %s}\n", n, rho, objective }' "$work/out"
"$program" "$data" nystroem 2
