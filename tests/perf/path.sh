#!/bin/sh
# tests/perf/path.sh PERF_PATH FOLDER [ROUNDS [PEERS]]: the elastic-net path with ten folds and the ridge grid with ten folds, in turns with R's
# cv.glmnet and scikit-learn's LogisticRegressionCV.
#
# PERF_PATH is the program of perf_path.c (.build/gcc/tests/perf/perf_path); FOLDER holds X.npy (float32) and y.npy (bytes); PEERS is a folder with
# train_lr_glmnet.R and train_lr_sklearn.py, without which only our own lines are printed. One JSON line a run: whole-process seconds, processor
# seconds (of all its processes) and peak memory, then what the program itself says: seconds of the fits alone, losses; at the end the ratios of
# the medians of processor seconds, which a busy machine disturbs least. Never a test: only figures of one run can be compared.
set -eu
ours=$(realpath "$1")
data=$(realpath "$2")
rounds=${3:-3}
peers_folder=${4:-}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/path.XXXXXX")
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-/usr/bin/python3}
cat "$data/X.npy" >/dev/null # file warm

run() { # run JOB PEER
  case $1.$2 in
  lasso.propensity) set -- "$ours" "$data" cv 1 10 2 ;;
  ridge.propensity) set -- "$ours" "$data" ridge 10 2 ;;
  lasso.glmnet) set -- Rscript "$peers_folder/train_lr_glmnet.R" "$data" cv 1 ;;
  ridge.sklearn) set -- "$python" "$peers_folder/train_lr_sklearn.py" "$data" cv newton-cholesky f32 ;;
  esac
  OPENBLAS_NUM_THREADS=1 "$python" "$here/whole_process.py" sh -c '"$@" >"$0"' "$work/said" "$@"
}

median() { sort -n "$1" | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

compare() { # compare JOB PEER
  peers=propensity
  [ -n "$peers_folder" ] && peers="propensity $2"
  for _ in $(seq "$rounds"); do
    for peer in $peers; do
      run "$1" "$peer" >"$work/figures"
      read -r seconds processor peak <"$work/figures"
      printf '{"job": "%s", "peer": "%s", "whole_s": %s, "whole_cpu_s": %s, "peak_mb": %s, "said": %s}\n' "$1" "$peer" "$seconds" "$processor" \
        "$peak" "$(grep '^{' "$work/said")"
      echo "$processor" >>"$work/$1.$peer"
    done
  done
  [ -f "$work/$1.$2" ] || return 0
  awk -v job="$1" -v peer="$2" -v ours="$(median "$work/$1.propensity")" -v theirs="$(median "$work/$1.$2")" \
    'BEGIN { printf "{\"job\": \"%s\", \"peer\": \"%s\", \"processor_ratio\": %.2f}\n", job, peer, theirs / ours }'
}

compare lasso glmnet
compare ridge sklearn
