#!/bin/sh
# tests/perf/l2.sh BUILD [FOLDER [ROUNDS [C]]]: one ridge logistic fit, by us with two threads, by scikit-learn's solvers and by LIBLINEAR.
#
# BUILD is a build folder with the programs of this folder (.build/gcc); FOLDER holds X.npy (float32) and y.npy (bytes); without one 1,000,000 rows of
# 100 columns are made (ROWS and COLUMNS in the environment change that). One JSON line a run: seconds and processor seconds of the fit alone,
# data in memory in the peer's own form; then one a peer: the objective's distance to the best of all, the largest entry of its gradient (both of
# the sum over rows, in double), medians, and how many times ours they are, for our loosest tolerance that comes as near as 1e-9 of the
# optimum. Only peers that do so too are to be compared. Never a test: only figures of one run can be compared.
set -eu
programs=$(realpath "$1")/tests/perf
rounds=${3:-1}
c=${4:-1}
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d "${TMPDIR:-/tmp}/l2.XXXXXX")
trap 'rm -rf "$work"' EXIT
data=${2:-}
if [ -z "$data" ]; then
  data=$work
  "$python" "$here/l2_matrix.py" "$data" "${ROWS:-1000000}" "${COLUMNS:-100}"
fi
cat "$data/X.npy" >/dev/null # file warm

run() { # run PLACE COMMAND...
  place=$1
  shift
  COEF="$work/$place.coef" "$@" | tee -a "$work/$place.runs"
}

for _ in $(seq "$rounds"); do
  for tolerance in 1e-5 1e-6 1e-9; do
    run "ours.$tolerance" "$programs/perf_l2" "$data" "$c" "$tolerance" 2
  done
  for peer in newton-cholesky.f32.1e-3 newton-cholesky.f32.1e-4 newton-cholesky.f64.1e-4 lbfgs.f32.1e-5 lbfgs.f64.1e-5; do
    tolerance=${peer##*.}
    kind=${peer%.*}
    run "$peer" "$python" "$here/l2_sklearn.py" "$data" "$c" "$tolerance" "${kind%.*}" "${kind#*.}"
  done
  [ -x "$programs/perf_liblinear" ] || continue
  for epsilon in 1e-2 1e-4; do
    run "liblinear.$epsilon" "$programs/perf_liblinear" "$data" "$c" "$epsilon" 0
  done
done
"$python" "$here/l2_judge.py" "$data" "$c" "$work"
