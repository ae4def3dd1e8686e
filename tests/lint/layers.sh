#!/bin/sh
# Includes point downward only: base < datasets < features < models < {train, score} < main.c; one wrapper per library.
. "$(dirname "$0")/common.sh"
rules=$source/tests/lint/layers.awk

# Everything that breaks the layers in the tree at $1.
broken_in() {
  (cd "$1" && grep -rnE '^[[:space:]]*#[[:space:]]*include' --include='*.c' --include='*.h' \
    main.c datasets features models train score | awk -f "$rules")
}

broken_in "$source" >"$scratch/found"
while IFS= read -r line; do red "$line"; done <"$scratch/found"

# The rules themselves: each planted include must be red, in a copy of the tree.
mkdir "$scratch/tree"
cp -R main.c datasets features models train score "$scratch/tree"
plant() {
  cp "$scratch/tree/$1" "$scratch/saved"
  printf '#include %s\n' "$2" >>"$scratch/tree/$1"
  broken_in "$scratch/tree" | grep -qF "$1:$(wc -l <"$scratch/tree/$1"):" || red "planted #include $2 in $1 was not found"
  cp "$scratch/saved" "$scratch/tree/$1"
}
plant datasets/base/status.c '"datasets/history.h"'
plant datasets/import.c '"features/plan.h"'
plant features/plan.c '"models/model.h"'
plant models/model.c '"train/trainer.h"'
plant models/model.h '"score/scorer.h"'
plant train/trainer.c '"score/scorer.h"'
plant score/scorer.c '"train/trainer.h"'
plant features/plan.c '"tests/support/test_main.h"'
plant features/plan.c '"plan.h"'
plant models/model_file.c '<cjson/cJSON.h>'
plant datasets/history.c '<hdf5.h>'
plant models/logistic.c '<cblas.h>'
plant train/trainer.c '<libsvm/svm.h>'
plant datasets/source.c '<sqlite3.h>'
plant datasets/source_sqlite.c '<libpq-fe.h>'
plant features/extract.c '<gsl/gsl_rng.h>'
plant train/trainer.c '"datasets/base/command.h"'
plant datasets/domains_link.c '<libpsl.h>'
finish
