#!/bin/sh
# tests/cli/refusal_cases.sh PROPENSITY SOURCE_DIR: after the import, every bad input and every refusal has its exit
# status and its words, and leaves nothing behind.
set -u
case $1 in /*) propensity=$1 ;; *) propensity=$PWD/$1 ;; esac
root=$(cd "$2" && pwd)
here=$(mktemp -d)
chmod 711 "$here"
mounted=
trap '[ -z "$mounted" ] || umount "$here/small"; rm -rf "$here"' EXIT
cd "$here" || exit 1
failed=0
fail() {
  echo "FAIL $1"
  failed=1
}
: >out
: >err
files() { find . ! -path './small*' | sort; }
run() { # run COMMAND...: keeps its status in got, its streams in out and err
  got=0
  "$@" >out 2>err </dev/null || got=$?
}
judge() { # judge NAME STATUS WORDS
  [ "$got" = "$2" ] || fail "$1: exit $got, want $2: $(head -5 err)"
  grep -qF -- "$3" err || fail "$1: '$3' is not in: $(head -5 err)"
}
says() { grep -qF -- "$2" err || fail "$1: '$2' is not in: $(head -5 err)"; }

# refused NAME STATUS WORDS ARGUMENTS...: exit status, words in the message; the folder is as before.
refused() {
  name=$1 status=$2 words=$3
  shift 3
  files >"$here.before"
  run "$propensity" "$@"
  judge "$name" "$status" "$words"
  [ ! -s out ] || fail "$name: wrote to standard output: $(head -3 out)"
  files | cmp -s - "$here.before" || fail "$name: left $(files | comm -13 "$here.before" - | tr '\n' ' ')"
  rm -f "$here.before"
}
# made NAME STATUS WORDS FILE ARGUMENTS...: exit status, words, the file is there and no temporary.
made() {
  name=$1 status=$2 words=$3 file=$4
  shift 4
  rm -f "$file"
  run "$propensity" "$@"
  judge "$name" "$status" "$words"
  [ -s "$file" ] || fail "$name: no $file"
  [ -z "$(find . -name '.*.tmp*')" ] || fail "$name: left $(find . -name '.*.tmp*')"
}
ready() { # ready COMMAND...: what the cases need; a small model may ask for a person
  run "$propensity" "$@"
  [ "$got" = 0 ] || [ "$got" = 3 ] || fail "preparing: exit $got of $*: $(cat err)"
}

# leads FILE ROWS EXPRESSION: a flat table; the outcome `won` is a C-like expression of the row i, the columns
# visits and pages, and chance: a number of 0 to 99 that is in no column.
leads() {
  awk -v rows="$2" '
    function next_number() { state = (state * 16807) % 2147483647; return state }
    BEGIN {
      state = 7
      print "id,visits,pages,same,knows,won"
      for (i = 1; i <= rows; i++) {
        visits = next_number() % 20; pages = next_number() % 10; chance = next_number() % 100
        won = ('"$3"') ? 1 : 0
        print i "," visits "," pages ",1," 100 * won + visits "," won
      }
    }' >"$1"
}
flat() { # flat NAME ROWS EXPRESSION: NAME.csv and NAME.h5
  leads "$1.csv" "$2" "$3"
  ready import --leads "$1.csv" --id id --outcome won -o "$1.h5"
}

ready generate --contacts 1000 --activities 15000 --seed 3 -o crm
ready import --contacts crm/contacts.csv --accounts crm/accounts.csv --activities crm/activities.csv \
  --opportunities crm/opportunities.csv -o crm.h5
ready features crm.h5 -o crm_vectors.h5
ready train crm_vectors.h5 --folds 3 --penalty 10 --predictions oof.csv -o crm.json
ready train crm_vectors.h5 --folds 4 --penalty 10 --predictions other_oof.csv -o other.json
flat fair 600 'chance < 4 * visits'
ready train fair.h5 --exclude knows --folds 3 --penalty 1 -o fair.json
ready features fair.h5 --exclude knows -o fair_vectors.h5
cp "$root/models/examples/weighted.json" rules.json

# ---- unknown and missing arguments ----
refused "features: a misspelt option" 2 "unknown option '--exlude'; did you mean '--exclude'?" \
  features crm.h5 --exlude x -o x.h5
refused "train: a misspelt option" 2 "unknown option '--penality'; did you mean '--penalty'?" \
  train crm.h5 --penality 1 -o x.json
refused "score: a misspelt option" 2 "unknown option '--modle'; did you mean '--model'?" \
  score crm.h5 --modle crm.json -o x.csv
refused "compare: a misspelt option" 2 "unknown option '--predictons'; did you mean '--predictions'?" \
  compare crm.h5 --predictons oof.csv -o x.html
refused "explain: a misspelt option" 2 "unknown option '--subject-di'; did you mean '--subject-id'?" \
  explain crm.h5 --subject-di C1
refused "inspect: a misspelt option" 2 "unknown option '--digset'; did you mean '--digest'?" inspect crm.h5 --digset
refused "generate: a misspelt option" 2 "unknown option '--contact'; did you mean '--contacts'?" \
  generate --contact 500 -o x
for command in features train score compare explain inspect; do
  refused "$command: no file" 2 "usage: propensity $command" $command
done
refused "features: no -o" 2 "-o FILE is missing" features crm.h5
refused "train: no -o" 2 "want -o MODEL.json" train crm.h5
refused "score: no -o" 2 "-o SCORES.csv is missing" score crm.h5 --model crm.json
refused "explain: no --subject-id" 2 "--subject-id ID is missing" explain crm.h5 --model crm.json
refused "generate: no -o" 2 "no -o DIRECTORY" generate
refused "compare: a report of no known kind" 2 "expected a name that ends in .html or .json" \
  compare crm.h5 --model crm.json --predictions oof.csv -o x.pdf
refused "generate: too few contacts" 2 "option '--contacts' wants a whole number" generate --contacts 5 -o x
refused "generate: fewer activities than contacts" 2 "activities is 200, expected 1000 (contacts)" \
  generate --contacts 1000 --activities 200 -o x
refused "train: one fold" 2 "option '--folds' wants a whole number between 2 and 50, got '1'" \
  train crm.h5 --folds 1 -o x.json
refused "train: two ways of judging" 2 "--folds and --holdout" train crm.h5 --folds 3 --holdout 0.3 -o x.json
refused "train: a holdout of everything" 2 "--holdout: '1.5'; want a share between 0 and 1" \
  train crm.h5 --holdout 1.5 -o x.json
refused "train: one file for two outputs" 2 "the same file: x.json" train crm.h5 --predictions x.json -o x.json

# ---- designed, not in this version ----
refused "--model of no kind" 2 "--model: 'tree'; want best, logistic, additive or svm" train crm.h5 --model tree -o x.json
refused "--kernel without svm" 2 "--kernel goes with --model svm alone" train crm.h5 --kernel rbf -o x.json
refused "--kernel of no kind" 2 "--kernel: 'poly'; want rbf or linear" train crm.h5 --model svm --kernel poly -o x.json
refused "--model svm with a penalty" 2 "a penalty of 0.1 for an SVM" train crm.h5 --model svm --penalty 0.1 -o x.json
refused "--model svm with case weights" 2 "an SVM takes no case weights" \
  train crm.h5 --subject contact --snapshots monthly --weights subject --model svm -o x.json
refused "--penalty laso" 2 "--penalty: 'laso'; want cv, ridge, lasso, elastic, none or a ridge strength" train crm.h5 --penalty laso -o x.json
refused "--penalty -1" 2 "--penalty: -1; want a ridge strength of 0 or more" train crm.h5 --penalty -1 -o x.json
refused "--monotone of an SVM" 2 "--monotone goes with --model additive" train crm.h5 --model svm --monotone events_total=+ -o x.json
refused "a lasso of an SVM" 2 "--penalty lasso goes with --model logistic" train crm.h5 --model svm --penalty lasso -o x.json
refused "--penalty inf" 2 "--penalty: 'inf'" train crm.h5 --penalty inf -o x.json
refused "--alpha without elastic" 2 "--alpha 0.3 goes with --penalty elastic" train crm.h5 --penalty lasso --alpha 0.3 -o x.json
refused "--lambda 2se" 2 "--lambda: '2se'; want min or 1se" train crm.h5 --lambda 2se -o x.json
refused "--lambda of a given penalty" 2 "--lambda 1se chooses a penalty, but --penalty 0.1 gives it" train crm.h5 --penalty 0.1 --lambda 1se -o x.json
refused "a lasso of curves" 2 "--penalty lasso goes with --model logistic" train crm.h5 --model additive --penalty lasso -o x.json
refused "--monotone of terms" 2 "--monotone goes with --model additive" train crm.h5 --model logistic --monotone events_total=+ -o x.json
refused "--monotone with a lasso" 2 "--monotone goes with --model additive" train crm.h5 --penalty lasso --monotone events_total=+ -o x.json
refused "--monotone without a sign" 2 "want FEATURE=+ (never falls) or FEATURE=- (never rises)" train crm_vectors.h5 --monotone events_total -o x.json
refused "--monotone of no feature" 2 "--monotone: no feature is named 'nothing'" train crm_vectors.h5 --monotone nothing=+ -o x.json
refused "--calibrate guess" 2 "--calibrate: 'guess'; want auto, platt, beta, isotonic or none" \
  train crm.h5 --calibrate guess -o x.json
refused "--sample-losses few" 2 "--sample-losses: 'few'; want auto, none or a whole number from 100 on" \
  train crm.h5 --sample-losses few -o x.json
refused "--sample-losses 99" 2 "--sample-losses: '99'" train crm.h5 --sample-losses 99 -o x.json
refused "--sample-losses of an svm" 2 "which a support vector machine does not take" \
  train fair_vectors.h5 --model svm --sample-losses 100 -o x.json
refused "--blend" 2 "option '--blend' is not available in this version" train crm.h5 --blend stacked -o x.json
for command in features train; do
  refused "$command --snapshots of no kind" 2 "'daily', want created, created+24h, weekly" \
    $command crm.h5 --snapshots daily -o x.h5
  refused "$command --snapshots created+1y" 2 "want created+ a whole number and m, h, d or w" \
    $command crm.h5 --snapshots created+1y -o x.h5
  refused "$command --snapshots of nowhere" 1 "nowhere.csv" $command crm.h5 --snapshots nowhere.csv -o x.h5
  refused "$command --outcome of a stage" 2 "stage:Demo: no opportunity was ever in that stage" \
    $command crm.h5 --outcome stage:Demo -o x.h5
  refused "$command --outcome of no kind" 2 "want won, event:TYPE[,TYPE], stage:NAME[,NAME] or column:NAME" \
    $command crm.h5 --outcome lost -o x.h5
  refused "$command --subject of no kind" 2 "'lead', want contact, opportunity, account or customer" \
    $command crm.h5 --subject lead -o x.h5
  refused "$command --closed-by of a deal" 2 "--closed-by goes with --outcome event:TYPE" \
    $command crm.h5 --closed-by unsubscribe -o x.h5
  refused "$command --weights" 2 "--weights: 'none', want case or subject" $command crm.h5 --weights none -o x.h5
done
refused "score --ledger" 2 "the score ledger is not in this version" \
  score crm.h5 --model crm.json --ledger l.db -o x.csv
refused "score --since" 2 "incremental runs are not in this version" score crm.h5 --model crm.json --since 1 -o x.csv
refused "compare --costs" 2 "not in this version" compare crm.h5 --model crm.json --costs c.json -o x.html
for target in sqlite:x.db#scores postgresql://host/x postgres://host/x; do
  refused "score to $target" 2 "-o $target: writing scores to a database is not in this version" \
    score crm.h5 --model crm.json -o $target
done
for target in x.h5 x.hdf5; do
  refused "score to HDF5" 2 "-o $target: scores as HDF5 are not in this version" score crm.h5 --model crm.json -o $target
done

# ---- columns and plans ----
refused "features --exclude" 2 "--exclude: no record has a column 'industri' (did you mean 'industry'?)" \
  features crm.h5 --exclude industri -o x.h5
refused "train --exclude" 2 "--exclude: no record has a column 'industri' (did you mean 'industry'?)" \
  train crm.h5 --exclude industri -o x.json
refused "features --keep" 2 "--keep: no record has a column 'stagee' (did you mean 'stage'?)" \
  features crm.h5 --keep stagee -o x.h5
refused "--plan and --exclude" 2 "with --plan edit the plan's file" \
  features crm.h5 --plan plan.json --exclude title -o x.h5
plan() { # plan FILE FEATURE: a plan of one feature, in line 3
  printf '{"format": "propensity-plan", "format_version": 1, "features": [\n\n%s\n]}\n' "$2" >"$1"
}
plan plan.json '{"name": "kind", "kind": "attribute", "of": "account", "column": "industri"}'
refused "plan: no such column" 1 "feature 'kind': the history's accounts have no column 'industri' (did you mean 'industry'?)" \
  features crm.h5 --plan plan.json -o x.h5
plan plan.json '{"name": "opens", "kind": "count", "of": "contact", "window_dayz": 30}'
refused "plan: a misspelt key" 1 "plan.json:3:" features crm.h5 --plan plan.json -o x.h5
says "plan: a misspelt key" "window_days"
refused "inspect of that plan" 1 "plan.json:3:" inspect plan.json
plan plan.json '{"name": "opens", "kind": "cuont", "of": "contact", "window_days": 30}'
refused "plan: a misspelt kind" 1 "plan.json:3:" features crm.h5 --plan plan.json -o x.csv
says "plan: a misspelt kind" "count"
plan plan.json '{"name": "opens", "kind": "count", "of": "contact", "window_days": "x"}'
refused "plan: a text for a number" 1 "plan.json:3:" features crm.h5 --plan plan.json -o x.h5
plan plan.json '{"name": "opens", "kind": "count" "of": "contact"}'
refused "plan: a comma is missing" 1 "plan.json:3:" features crm.h5 --plan plan.json -o x.h5
refused "plan: no such file" 1 "none.json" features crm.h5 --plan none.json -o x.h5
refused "plan: other JSON" 1 "rules.json:" features crm.h5 --plan rules.json -o x.h5
plan plan.json '{"name": "opens", "kind": "count", "of": "contact", "window_days": 30}'
refused "plan: time where there is none" 1 "feature 'opens' needs time, and the history has no dates" \
  features fair.h5 --plan plan.json -o x.h5

# ---- what can be learnt ----
flat won 100 '1'
refused "train: all won" 1 "all 100 cases are won: a model needs both won and lost cases" train won.h5 -o x.json
flat lost 100 '0'
refused "train: all lost" 1 "all 100 cases are lost: a model needs both won and lost cases" train lost.h5 -o x.json
flat nine 200 'i <= 9'
refused "train: 9 won" 3 "9 won and 191 lost cases are too few for a model; want at least 10 of each" \
  train nine.h5 --exclude knows --predictions x.csv -o x.json
flat ten 200 'i % 20 == 1'
made "train: 10 won" 3 "only 10 won and 190 lost cases to learn from" \
  x.json train ten.h5 --exclude knows --penalty 1 --folds 3 -o x.json
flat many 300 'i <= 39'
made "train: 39 won" 3 "x.json was written, but a person should look first" x.json \
  train many.h5 --exclude knows --penalty 1 --folds 3 -o x.json
says "train: 39 won" "only 39 won and 261 lost cases"
says "train: 39 won" "to trust the model: 1 more won"
made "train: enough, and a constant column is left out" 0 "left out: same (constant)" x.json \
  train fair.h5 --exclude knows --penalty 1 --folds 3 -o x.json
ready features fair.h5 --exclude knows --keep same -o constant.h5
made "train: a constant column" 0 "warning: 1 feature is (nearly) constant and without part: same" x.json \
  train constant.h5 --penalty 1 --folds 3 -o x.json
plan plan.json '{"name": "same", "kind": "attribute", "of": "contact", "column": "same"}'
ready features fair.h5 --plan plan.json -o constant.h5
rm -f x.json
refused "train: nothing but constant columns" 1 "none of 1 features varies among the 600 training cases" \
  train constant.h5 -o x.json
made "train: a column knows the outcome" 3 "feature 'knows' alone tells won from lost (AUC 1.000)" x.json \
  train fair.h5 --keep knows --folds 3 -o x.json
says "train: a column knows the outcome" "--exclude it"
rm -f x.json
refused "train: separable without penalty" 1 "the classes are separated perfectly by the columns" \
  train fair.h5 --keep knows --penalty none --folds 3 -o x.json
flat parted 400 'visits + 2 * pages > 19'
made "train: two columns part won from lost" 3 "something may know the outcome" x.json \
  train parted.h5 --exclude knows --penalty 0.001 --folds 3 -o x.json
says "train: two columns part won from lost" "separable data, or a leak"
flat chance 600 'chance < 30'
made "train: no better than chance" 3 "no better than chance: AUC" \
  x.json train chance.h5 --exclude knows --folds 3 -o x.json
run "$propensity" train chance.h5 --exclude knows --folds 3 --json --quiet -o x.json
[ "$got" = 3 ] || fail "train: no better than chance, quietly: exit $got"
grep -q '"enough": *{' out || fail "train: --json does not say how many cases are enough"
made "train: a sample of the losses" 0 "weighted to stand for all, were learnt from" x.json \
  train fair.h5 --exclude knows --penalty 1 --folds 3 --sample-losses 150 -o x.json
rm -f x.json
sed 's/,won$/,gone/; 1!s/,[01]$/,/' fair.csv >open.csv
ready import --leads open.csv --id id -o open.h5
refused "train: no outcomes" 1 "import it with --outcome COLUMN" train open.h5 -o x.json
refused "train: more folds than wins" 1 "can't make 20 folds" train ten.h5 --exclude knows --folds 20 -o x.json
refused "train: weights of vectors" 2 "--weights goes with a history; crm_vectors.h5 holds vectors" \
  train crm_vectors.h5 --weights subject -o x.json
refused "train: cases of vectors" 2 "--subject goes with a history; crm_vectors.h5 holds vectors" \
  train crm_vectors.h5 --subject contact -o x.json
refused "train: columns of vectors" 2 "--exclude goes with a history" train crm_vectors.h5 --exclude title -o x.json
refused "features: no such event" 2 "event:dmeo: no activity of that type in the history" \
  features crm.h5 --outcome event:dmeo -o x.h5

# ---- time where there is none ----
for option in "--as-of 2025-01-01" "--from 2025-01-01" "--to 2025-01-01"; do
  # shellcheck disable=SC2086 # two words
  refused "timeless: features $option" 2 "no dates" features fair.h5 --exclude knows $option -o x.h5
done
for command in features train; do
  refused "$command: a horizon of deals" 2 "an opportunity's own outcome has no horizon" \
    "$command" crm.h5 --horizon 30 -o x.h5
  refused "$command: a horizon of a column" 2 "a column's outcome has no horizon" "$command" fair.h5 --horizon 30 -o x.h5
  refused "$command: too long a horizon" 2 "between 0.01 and 36525" "$command" crm.h5 --horizon 36526 -o x.h5
done
refused "timeless: snapshots" 2 "as of their own date, and no other" features fair.h5 --snapshots monthly -o x.h5
refused "timeless: score" 2 "no dates" score fair.h5 --model fair.json --as-of 2025-01-01 -o x.csv
refused "timeless: explain" 2 "no dates" explain fair.h5 --model fair.json --subject-id 1 --as-of 2025-01-01
refused "timeless: compare" 2 "no dates" compare fair.h5 --model fair.json --from 2025-01-01 -o x.html
refused "timeless: folds in time" 1 "need dated cases" train fair.h5 --order time -o x.json
refused "timeless: the latest as holdout" 1 "need dated cases" train fair.h5 --holdout 0.3 -o x.json
refused "timeless: opportunities" 2 "its rows are contacts" features fair.h5 --subject opportunity -o x.h5
refused "score: no moment" 2 "--as-of soon: expected a moment" score crm.h5 --model crm.json --as-of soon -o x.csv
refused "features: no moment" 2 "'2025-02-30' is no moment" features crm.h5 --from 2025-02-30 -o x.h5
refused "features: the wrong way round" 2 "--from 2025-01-01 is not before --to 2024-01-01" \
  features crm.h5 --from 2025-01-01 --to 2024-01-01 -o x.h5
ready train crm.h5 --holdout 2025-02-08 --penalty 1 --predictions day.csv -o x.json
ready train crm.h5 --holdout 2025-02-08T00:00:00Z --penalty 1 --predictions second.csv -o x.json
cmp -s day.csv second.csv || fail "train: a date as --holdout is not the begin of its day"
rm -f x.json day.csv second.csv
refused "features: before everything" 2 "the first record is of" features crm.h5 --as-of 1990-01-01 -o x.h5

# ---- a model and what it meets ----
refused "score: by nothing" 2 "nothing to score by" score crm.h5 -o x.csv
refused "score: vectors by nothing" 2 "nothing to score by" score crm_vectors.h5 -o x.csv
refused "explain: by nothing" 2 "nothing to score by" explain crm.h5 --subject-id O00000001
refused "compare: nothing" 2 "nothing to score by" compare crm.h5 -o x.html
refused "score: vectors by rules" 2 "need the history" score crm_vectors.h5 --model crm.json --rules rules.json -o x.csv
refused "score: the wrong kind" 2 "the model was trained on opportunity cases and scores nothing else" \
  score crm.h5 --model crm.json --subject contact -o x.csv
refused "score: no kind" 2 "--subject contacts: expected contact, opportunity, account or customer" \
  score crm.h5 --model crm.json --subject contacts -o x.csv
refused "explain: unknown id" 2 "no opportunity has the id 'O9'" explain crm.h5 --model crm.json --subject-id O9
ready features crm.h5 --exclude industry -o other_vectors.h5
refused "score: vectors of another plan" 1 "the model was trained on other features: feature" \
  score other_vectors.h5 --model crm.json -o x.csv
plan plan.json '{"name": "deeds", "kind": "count", "of": "contact", "window_days": 30}'
ready features crm.h5 --plan plan.json -o month.h5
ready train month.h5 --folds 3 --penalty 1 -o month.json
plan plan.json '{"name": "deeds", "kind": "count", "of": "contact", "window_days": 365}'
ready features crm.h5 --plan plan.json -o year.h5
refused "score: one name, another window" 1 "the model was trained on other features: feature 1" \
  score year.h5 --model month.json -o x.csv
refused "score: flat vectors by a model of deals" 1 "the model was trained on other features" \
  score fair_vectors.h5 --model crm.json -o x.csv
cut -d, -f1,2,6 fair.csv >narrow.csv
ready import --leads narrow.csv --id id --outcome won -o narrow.h5
refused "score: a column is missing" 1 "no column 'pages'" score narrow.h5 --model fair.json -o x.csv
sed '1!s/,\([0-9]*\),/,v\1,/' fair.csv >words.csv
ready import --leads words.csv --id id --outcome won -o words.h5
refused "score: a column of another type" 1 "feature 'visits' is a category here, but the model was trained on a number" \
  score words.h5 --model fair.json -o x.csv
says "score: a column of another type" "--like"
refused "import --like: no number in a column of numbers" 1 "visits" \
  import --leads words.csv --id id --like fair.json --max-rejects 0 -o x.h5
ready features words.h5 --exclude knows -o words_vectors.h5
refused "score: vectors with a column of another type" 1 "'visits'" score words_vectors.h5 --model fair.json -o x.csv
refused "score: a flat table by a model of deals" 1 "needs time, and the history has no dates" score fair.h5 --model crm.json -o x.csv
refused "features: no history" 1 "'propensity-vectors' file" features crm_vectors.h5 -o x.h5
refused "score: rules for a model" 1 "rules.json:" score crm.h5 --model rules.json -o x.csv
refused "score: a model for rules" 1 "crm.json:" score crm.h5 --rules crm.json -o x.csv
refused "train: neither vectors nor a history" 1 "rules.json is none of this program's HDF5 files" \
  train rules.json -o x.json
refused "inspect: none of ours" 1 "crm/contacts.csv" inspect crm/contacts.csv
printf '{"a": 1}\n' >a.json
refused "inspect: other JSON" 1 "a.json: JSON without a \"format\" member" inspect a.json
: >nothing
mkdir void
for command in features train score compare explain inspect; do
  case $command in
  features) rest="-o x.h5" ;;
  train) rest="-o x.json" ;;
  score) rest="--model crm.json -o x.csv" ;;
  compare) rest="--model crm.json -o x.html" ;;
  explain) rest="--model crm.json --subject-id 1" ;;
  inspect) rest= ;;
  esac
  # shellcheck disable=SC2086 # words on purpose
  {
    refused "$command: no such file" 1 "none.h5" $command none.h5 $rest
    refused "$command: an empty file" 1 "nothing" $command nothing $rest
    refused "$command: a folder without tables" 1 "void" $command void $rest
  }
done
refused "score: no such model" 1 "cannot open 'none.json': No such file or directory" \
  score crm.h5 --model none.json -o x.csv
refused "score: no such rules" 1 "cannot open 'none.json': No such file or directory" \
  score crm.h5 --rules none.json -o x.csv

# ---- unseen cases only ----
refused "compare: seen cases" 2 "the model has seen these cases (outcomes up to" \
  compare crm.h5 --model crm.json -o x.html
says "compare: seen cases" "--predictions"
refused "compare: seen cases, timeless" 2 "the model has seen these cases" compare fair.h5 --model fair.json -o x.html
refused "compare: predictions of another model" 1 "other_oof.csv is not the predictions file of this model" \
  compare crm.h5 --model crm.json --predictions other_oof.csv -o x.html
refused "compare: a model without predictions" 2 "the model names no file of predictions" \
  compare fair.h5 --model fair.json --predictions oof.csv -o x.html
refused "compare: predictions without a model" 2 "--predictions without --model" \
  compare crm.h5 --rules rules.json --predictions oof.csv -o x.html
refused "compare: two rules files" 2 "--rules is given 2 times" \
  compare crm.h5 --rules rules.json --rules rules.json -o x.html
refused "compare: an empty period" 1 "not one case with a known outcome from --from to --to" \
  compare crm.h5 --model crm.json --predictions oof.csv --from 2040-01-01 -o x.html
refused "compare: truth that is none" 1 "oof.csv: there is no column 'opportunity_id'" \
  compare crm.h5 --model crm.json --predictions oof.csv --truth oof.csv -o x.html

# ---- cut and altered files ----
alter() { # alter FILE OUT: one byte in the middle is another
  at=$(($(wc -c <"$1") / 2))
  { head -c "$at" "$1" && printf '~' && tail -c +$((at + 2)) "$1"; } >"$2"
}
cut_file() { head -c $(($(wc -c <"$1") * 2 / 3)) "$1" >"$2"; }
for f in crm crm_vectors; do
  alter $f.h5 altered.h5
  cut_file $f.h5 cut.h5
  for command in train score inspect; do
    case $command in
    train) rest="-o x.json" ;;
    score) rest="--model crm.json -o x.csv" ;;
    inspect) rest= ;;
    esac
    # shellcheck disable=SC2086 # words on purpose
    {
      refused "$command: altered $f" 1 "altered.h5 is damaged or altered: bytes" $command altered.h5 $rest
      refused "$command: cut $f" 1 "cut.h5 is cut or altered: it has $(wc -c <cut.h5) bytes" $command cut.h5 $rest
    }
  done
done
alter crm.h5 altered.h5
refused "features: altered history" 1 "altered.h5 is damaged or altered" features altered.h5 -o x.csv
refused "compare: altered history" 1 "altered.h5 is damaged or altered" compare altered.h5 --rules rules.json -o x.html
refused "explain: altered history" 1 "altered.h5 is damaged or altered" \
  explain altered.h5 --rules rules.json --subject-id O00000001
sed 's/"horizon_days": *[0-9.]*/"horizon_days": 7/' crm.json >altered.json
cmp -s crm.json altered.json && alter crm.json altered.json
cut_file crm.json cut.json
for command in "score crm.h5 -o x.csv --model" "score crm_vectors.h5 -o x.csv --model" "compare crm.h5 -o x.html --model" \
  "explain crm.h5 --subject-id O00000001 --model" "inspect"; do
  # shellcheck disable=SC2086 # words on purpose
  {
    refused "$command: altered" 1 "altered.json: damaged or edited" $command altered.json
    refused "$command: cut" 1 "cut.json:" $command cut.json
  }
done
sed '3s/[0-9]$/~/' oof.csv >altered.csv
sed '$d' oof.csv >cut.csv
for f in altered cut; do
  refused "compare: $f predictions" 1 "$f.csv is not the predictions file of this model, or was altered" \
    compare crm.h5 --model crm.json --predictions $f.csv -o x.html
done

# ---- rules ----
rules() { # rules FILE RULE [MORE]: one rule, in line 3; more members in line 4
  printf '{"format": "propensity-rules", "format_version": 1, "name": "r",\n "rules": [\n%s\n]%s}\n' "$2" "${3:-}" >"$1"
}
bad_rules() { # bad_rules NAME WORDS PLACE: refused wherever rules are read
  for command in "score crm.h5 -o x.csv --rules" "compare crm.h5 -o x.html --rules" \
    "explain crm.h5 --subject-id O00000001 --rules" "inspect"; do
    # shellcheck disable=SC2086 # words on purpose
    refused "$command: $1" 1 "$2" $command r.json
    says "$command: $1" "$3"
  done
}
good='{"id": "a", "points": 5, "event": {"type": "email_open"}}'
rules r.json '{"id": "a", "points": 5, "evnet": {"type": "email_open"}}'
bad_rules "a misspelt key" 'did you mean "event"?' "r.json:3:"
rules r.json '{"id": "a", "points": "5", "event": {"type": "email_open"}}'
bad_rules "a text for a number" "points" "r.json:3:"
rules r.json '{"id": "a", "tiers": [{"times": 3, "points": 5}, {"times": 2, "points": 9}], "event": {"type": "email_open"}}'
bad_rules "tiers" "tiers ascend, but 2 follows 3" "r.json:3:"
rules r.json '{"id": "a", "points": 5, "decay": {"half_life": 30}, "event": {"type": "email_open"}}'
bad_rules "decay" 'unknown key "half_life"; expected half_life_days' "r.json:3:"
rules r.json "$good" ', "blend": {"method": "stacked"}'
bad_rules "blend stacked" '"stacked" is not evaluated in this version; "weighted" is' "r.json:4:"
rules r.json "$good" ', "blend": {"method": "staked"}'
bad_rules "no way to blend" "'staked' is no way to blend" "r.json:4:"
rules r.json "$good" ', "routes": [{"id": "r", "to": "sales", "stages": ["SQL"]}]'
bad_rules "routes" "no stage 'SQL' in \"stages\"" "r.json:4:"
rules r.json "$good" ', "stages": [{"name": "B", "points": 9}, {"name": "A", "points": 3}]'
bad_rules "stages that descend" "stages ascend, but 'A' at 3 follows 'B' at 9" "r.json:4:"
cut_file rules.json r.json
bad_rules "cut" "r.json:" "expected"
rules r.json '{"id": "a", "points": 5, "when": {"account": "industri", "equals": "x"}}'
refused "rules: no such column" 1 "did you mean 'industry'?" score crm.h5 --rules r.json -o x.csv
says "rules: no such column" "r.json:3:"
rules r.json "$good"
refused "rules: events where there are none" 1 "r.json:3:" score fair.h5 --rules r.json -o x.csv

# ---- outputs ----
mkdir folder
mkdir closed open
chmod 555 closed
chmod 777 open
as_nobody=
if [ "$(id -u)" != 0 ]; then
  as_nobody='env'
elif command -v setpriv >/dev/null && setpriv --reuid=65534 --clear-groups "$propensity" version >/dev/null 2>&1; then
  as_nobody="setpriv --reuid=65534 --clear-groups"
else
  echo "skip a folder that can't be written: nobody can't run the program"
fi
command -v flock >/dev/null || echo "skip the lock: no flock"
mkdir small
full_disk() {
  mount -t tmpfs -o size=4k tmpfs small 2>/dev/null && mounted=yes && head -c 4096 /dev/zero >small/filler
}
# outputs NAME FILE COMMAND...: every place it can't write to; COMMAND ends before the output's path.
outputs() {
  what=$1 file=$2
  shift 2
  refused "$what into a missing folder" 1 "cannot write 'none/$file': the folder 'none/' does not exist" "$@" none/$file
  mkdir "folder/$file"
  refused "$what onto a folder" 1 "cannot write 'folder/$file': is a folder" "$@" folder/$file
  rmdir "folder/$file"
  if [ -n "$as_nobody" ]; then
    # shellcheck disable=SC2086 # words on purpose
    run $as_nobody "$propensity" "$@" closed/$file
    judge "$what into a closed folder" 1 "cannot write 'closed/$file'"
    says "$what into a closed folder" "Permission denied"
    left=$(ls -A closed open)
    [ "$left" = "$(printf 'closed:\n\nopen:')" ] || fail "$what into a closed folder: left $left"
  fi
  echo old >"$file"
  if command -v flock >/dev/null; then
    run flock ".$file.tmp" "$propensity" "$@" $file
    judge "$what while another run writes" 75 "another run is writing '$file'"
    rm -f ".$file.tmp"
  fi
  [ "$(cat $file)" = old ] || fail "$what while another run writes: the output has changed"
  rm -f "$file"
}
full() { # full NAME FILE COMMAND...: the disk has no room
  what=$1 file=$2
  shift 2
  full_disk || return
  run "$propensity" "$@" small/$file
  judge "$what to a full disk" 1 "No space left on device"
  [ "$(ls -A small)" = filler ] || fail "$what to a full disk: left $(ls -A small)"
  umount small && mounted=
}
for test in outputs full; do
  $test "features" new.h5 features crm.h5 -o
  $test "features as CSV" new.csv features crm.h5 -o
  $test "train" new.json train fair.h5 --exclude knows --folds 2 --penalty 1 -o
  $test "train: predictions" new.csv train fair.h5 --exclude knows --folds 2 --penalty 1 -o open/model.json --predictions
  $test "score" new.csv score fair.h5 --model fair.json -o
  $test "compare" new.html compare crm.h5 --model crm.json --predictions oof.csv -o
  $test "compare as JSON" new.json compare crm.h5 --rules rules.json -o
done
[ ! -e open/model.json ] || fail "train: a failed run wrote the model without its predictions"
rm -f open/model.json
refused "generate into a missing folder" 1 "cannot make the folder 'none/crm'" generate --contacts 200 --activities 400 -o none/crm
refused "generate onto a file" 1 "'oof.csv' is a file, expected a folder" \
  generate --contacts 200 --activities 400 -o oof.csv
full "generate" crm generate --contacts 200 --activities 400 -o
if full_disk; then # the first of its files fits
  rm small/filler
  mount -o remount,size=16k small
  run "$propensity" generate --contacts 200 --activities 4000 -o small/crm
  judge "generate to a disk that gets full" 1 "No space left on device"
  [ -z "$(ls -A small)" ] || fail "generate to a disk that gets full: left $(ls -A small small/*)"
  umount small && mounted=
fi
if [ -n "$as_nobody" ]; then
  # shellcheck disable=SC2086 # words on purpose
  run $as_nobody "$propensity" generate --contacts 200 --activities 400 -o closed/crm
  judge "generate into a closed folder" 1 "closed/crm"
fi
if [ -c /dev/full ]; then
  for command in "features crm.h5 --print-plan" "features crm.h5 --json --quiet -o x.h5" "inspect crm.h5" \
    "train fair.h5 --exclude knows --folds 2 --penalty 1 --json -o x.json" "generate --contacts 200 --activities 400 --json -o x" \
    "compare crm.h5 --rules rules.json" "explain crm.h5 --model crm.json --subject-id O00000001" \
    "score crm.h5 --model crm.json --json -o x.csv" "score crm.h5 --model crm.json -o -"; do
    got=0
    # shellcheck disable=SC2086 # words on purpose
    "$propensity" $command >/dev/full 2>err || got=$?
    judge "$command: standard output is full" 1 "standard output"
    rm -rf x x.h5 x.json x.csv
  done
fi

# ---- an output over an input ----
# kept NAME FILE ARGUMENTS...: refused, and FILE is as before.
kept() {
  what=$1 file=$2
  shift 2
  cp "$file" before
  refused "$what" 2 "$file" "$@"
  cmp -s "$file" before || fail "$what: $file has changed"
  cp before "$file"
  rm -f before
}
kept "features over the history" fair.h5 features fair.h5 --exclude knows -o fair.h5
kept "train over the vectors" fair_vectors.h5 train fair_vectors.h5 --penalty 1 --folds 2 -o fair_vectors.h5
kept "predictions over the vectors" fair_vectors.h5 \
  train fair_vectors.h5 --penalty 1 --folds 2 --predictions fair_vectors.h5 -o x.json
kept "score over the model" fair.json score fair.h5 --model fair.json -o ./fair.json
kept "score over the rules" rules.json score crm.h5 --rules rules.json -o rules.json
echo '{"folds": 3}' >train.json
kept "train over its settings" train.json train fair_vectors.h5 --config train.json --penalty 1 -o train.json
kept "compare over the model" crm.json compare crm.h5 --model crm.json --predictions oof.csv -o crm.json

# ---- a signal during a long run ----
ready generate --contacts 8000 --activities 160000 --seed 4 -o large
ready import --contacts large/contacts.csv --accounts large/accounts.csv --activities large/activities.csv \
  --opportunities large/opportunities.csv -o large.h5
ready features large.h5 --subject contact --snapshots monthly -o large_vectors.h5
echo old >kept.json
echo old >kept.csv
"$propensity" train large_vectors.h5 --folds 10 --predictions kept.csv -o kept.json >out 2>err </dev/null &
victim=$!
sleep 1
kill -TERM $victim || fail "SIGTERM: the training ended before: $(cat err)"
begun=$(date +%s)
got=0
wait $victim || got=$?
judge "SIGTERM" 143 "cancelled by signal 15; nothing was replaced"
[ $(($(date +%s) - begun)) -le 3 ] || fail "SIGTERM: it took $(($(date +%s) - begun)) s to end"
[ "$(cat kept.json)$(cat kept.csv)" = oldold ] || fail "SIGTERM: an old output has changed"
made "the run after SIGTERM" 0 "" kept.json train fair.h5 --exclude knows --folds 3 --penalty 1 \
  --predictions kept.csv -o kept.json
[ -z "$(find . -name '.*.tmp*')" ] || fail "left at the end: $(find . -name '.*.tmp*')"
exit $failed
