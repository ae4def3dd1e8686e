#!/bin/sh
# tests/perf/liblinear.sh BUILD [ADULT.csv]: is our objective at C = 1 LIBLINEAR's own, to 1e-7 of it?
#
# BUILD is a build folder with the programs of this folder (.build/gcc). The problem is binary as LIBSVM's a9a: numbers by fifths, a column a level;
# of ADULT.csv (UCI's census data under one header line, the outcome last) or of 32,561 made rows of such columns. liblinear-train (Debian's
# liblinear-tools) runs its primal solver, without bias and with the column of ones that -B 1 adds; ours fits each row and its mirror image, so that the free
# intercept is 0 and the objective is the same. Both objectives are computed from the coefficients in double. One JSON line each; fails where they
# differ by more.
set -eu
program=$(realpath "$1")/tests/perf/perf_l2
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d "${TMPDIR:-/tmp}/liblinear.XXXXXX")
trap 'rm -rf "$work"' EXIT
for bias in -1 1; do
  "$python" "$here/liblinear_problem.py" "$work" "$bias" "${2:-}"
  liblinear-train -q -s 0 -c 1 -e 1e-10 -B "$bias" "$work/train" "$work/model"
  COEF=$work/coef "$program" "$work" 1 1e-13 2 mirror >"$work/said"
  "$python" "$here/liblinear_judge.py" "$work" "$bias" 1e-7
done
