#!/bin/sh
# tests/cli/changes_cases.sh PROPENSITY: the field history through the program: what records were, not what they became.
set -u
case $1 in /*) propensity=$1 ;; *) propensity=$PWD/$1 ;; esac
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here" || exit 1
failed=0
fail() {
  echo "FAIL $1"
  failed=1
}
says() { # says NAME WORDS FILE
  grep -qF -- "$2" "$3" || fail "$1: '$2' is not in: $(cat "$3")"
}

{
  echo "contact_id,account_id,title,created_at"
  i=0
  while [ $i -lt 60 ]; do
    echo "c$i,a$((i % 7)),T$((i % 4)),2023-01-01T00:00:00Z"
    i=$((i + 1))
  done
} >contacts.csv
{
  echo "opportunity_id,account_id,contact_id,created_at,closed_at,outcome,stage"
  i=0
  while [ $i -lt 40 ]; do
    outcome=won stage="Closed Won"
    [ $((i % 3)) = 0 ] && outcome=lost stage="Closed Lost"
    echo "o$i,a$((i % 7)),c$i,2024-01-0$((1 + i % 9))T00:00:00Z,2024-02-01T00:00:00Z,$outcome,$stage"
    i=$((i + 1))
  done
} >deals.csv
cat >history.csv <<'EOF'
object,id,field,value,ts,old_value
contact,c1,title,T1,2024-06-01T00:00:00Z,Trainee
contact,c1,title,T1,2024-06-01T00:00:00Z,Trainee
contact,c5,title,Boss,2024-03-01T00:00:00Z,Clerk
contact,c5,title,T1,2024-09-01T00:00:00Z,Boss
contact,c9,fax,12,2024-06-01T00:00:00Z,
opportunity,o1,stage,Closed Won,2024-05-01T00:00:00Z,Demo
opportunity,o3,stage,Demo,2024-01-20T00:00:00Z,
opportunity,o3,stage,Closed Lost,2024-04-01T00:00:00Z,Demo
EOF

take() { # take OUTPUT [ARGUMENTS...]
  output=$1
  shift
  "$propensity" import --contacts contacts.csv --opportunities deals.csv "$@" -o "$output" >out 2>err </dev/null ||
    fail "import into $output: $(cat err)"
}
take plain.h5
take h.h5 --field-history history.csv
says "summary" "field history      6" err
says "unknown field" "fields that no column has: contact fax (1 rows)" err
says "turned stages" "closed_at of 2 opportunities is when their history says they were closed" err

# ---- the title as of T ----
title() { # title HISTORY CONTACT T
  "$propensity" features "$1" --subject contact --as-of "$3" -o rows.csv >out 2>err </dev/null || fail "features: $(cat err)"
  python3 -c '
import csv, sys
rows = [r for r in csv.DictReader(open("rows.csv")) if r["subject_id"] == sys.argv[1]]
print(rows[0]["title"] if rows else "nobody")' "$2"
}
same() { # same NAME GOT WANT
  [ "$2" = "$3" ] || fail "$1: got '$2', want '$3'"
}
same "without a history the export's" "$(title plain.h5 c1 2024-05-01)" T1
same "before the change" "$(title h.h5 c1 2024-05-01)" Trainee
same "after the change" "$(title h.h5 c1 2024-06-01)" T1
same "first of two" "$(title h.h5 c5 2024-02-01)" Clerk
same "between two" "$(title h.h5 c5 2024-08-31)" Boss
same "after two" "$(title h.h5 c5 2024-09-02)" T1
same "whose title nobody changed" "$(title h.h5 c2 2024-02-01)" T2

# ---- when it was closed ----
known_at() { # known_at HISTORY OPPORTUNITY
  "$propensity" features "$1" --as-of 2024-02-15 -o open.csv >out 2>err </dev/null || fail "open deals: $(cat err)"
  grep -c "^$2," open.csv
}
same "entered: closed by then" "$(known_at plain.h5 o3)" 0
same "by its stage still open" "$(known_at h.h5 o3)" 1
same "by its stage open, another" "$(known_at h.h5 o1)" 1

# ---- order, threads, files ----
digest() { "$propensity" inspect --digest "$1"; }
want=$(digest h.h5)
[ -n "$want" ] || fail "no digest"
[ "$want" != "$(digest plain.h5)" ] || fail "the field history makes no difference"
for threads in 1 2 3; do
  take t.h5 --field-history history.csv --threads $threads
  same "$threads threads" "$(digest t.h5)" "$want"
done
{
  sed -n 1p history.csv
  sed 1d history.csv | sort -r
} >shuffled.csv
take t.h5 --field-history shuffled.csv
same "rows in another order" "$(digest t.h5)" "$want"
sed -n '1p;2,4p' history.csv >one.csv
sed -n '1p;5,9p' history.csv >two.csv
take t.h5 --field-history two.csv --field-history one.csv
same "two files" "$(digest t.h5)" "$want"
"$propensity" import --contacts contacts.csv --opportunities deals.csv --field-history - -o t.h5 <history.csv >out 2>err ||
  fail "standard input: $(cat err)"
same "standard input" "$(digest t.h5)" "$want"

# ---- refused ----
refused() { # refused NAME STATUS WORDS ARGUMENTS...
  name=$1 status=$2 words=$3
  shift 3
  rm -f never.h5
  "$propensity" import "$@" -o never.h5 >out 2>err </dev/null
  got=$?
  [ "$got" = "$status" ] || fail "$name: exit $got, want $status: $(cat err)"
  says "$name" "$words" err
  [ ! -e never.h5 ] || fail "$name: wrote a history"
}
printf 'object,id,field,value\n' >short.csv
refused "no column ts" 1 "short.csv:1: no column 'ts'" --contacts contacts.csv --field-history short.csv
refused "with leads" 2 "--field-history goes with --contacts" --leads contacts.csv --field-history history.csv
printf 'object,id,field,value,ts\nlead,c1,title,x,2024-01-01\n' >lead.csv
refused "unknown object" 1 "lead.csv:2: unknown object 'lead' in column object, expected contact, account or opportunity" \
  --contacts contacts.csv --field-history lead.csv --max-rejects 0
printf 'object,id,field,value,ts\ncontact,nobody,title,x,2024-01-01\n' >orphan.csv
"$propensity" import --contacts contacts.csv --field-history orphan.csv --max-rejects 0 -o never.h5 >out 2>err </dev/null
[ $? = 3 ] || fail "orphans: exit"
says "orphans" "1 of 1 rows of the field history name an unknown record" err
exit $failed
