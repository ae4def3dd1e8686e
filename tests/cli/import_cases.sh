#!/bin/sh
# tests/cli/import_cases.sh PROPENSITY: every bad input is refused with its exit status and words, and leaves nothing.
set -u
case $1 in /*) propensity=$1 ;; *) propensity=$PWD/$1 ;; esac
here=$(mktemp -d)
mounted=
trap '[ -z "$mounted" ] || umount "$here/small"; rm -rf "$here"' EXIT
cd "$here" || exit 1
failed=0
fail() {
  echo "FAIL $1"
  failed=1
}

# refused NAME STATUS WORDS ARGUMENTS...: exit status, words in the message, no output and no leftovers.
refused() {
  name=$1 status=$2 words=$3
  shift 3
  rm -f h.h5
  "$propensity" import "$@" -o h.h5 >out 2>err </dev/null
  got=$?
  [ "$got" = "$status" ] || fail "$name: exit $got, want $status: $(cat err)"
  grep -qF -- "$words" err || fail "$name: '$words' is not in: $(cat err)"
  [ ! -s out ] || fail "$name: wrote to standard output"
  left=$(find . -name '*.h5' -o -name '.*.tmp')
  [ -z "$left" ] || fail "$name: left $left"
}
# taken NAME WORDS ARGUMENTS...: exit 0, an output, words on standard error.
taken() {
  name=$1 words=$2
  shift 2
  "$propensity" import "$@" -o h.h5 >out 2>err </dev/null || fail "$name: exit $?: $(cat err)"
  grep -qF -- "$words" err || fail "$name: '$words' is not in: $(cat err)"
  [ -s h.h5 ] || fail "$name: no output"
  rm -f h.h5
}

# reviewed NAME WORDS ARGUMENTS...: exit 3, an output all the same, the whole of the words on standard error.
reviewed() {
  name=$1 words="h.h5 was written, but a person should look first: $2"
  shift 2
  "$propensity" import "$@" -o h.h5 >out 2>err </dev/null
  got=$?
  [ "$got" = 3 ] || fail "$name: exit $got, want 3: $(cat err)"
  grep -qF -- "$words" err || fail "$name: '$words' is not in: $(cat err)"
  [ -s h.h5 ] || fail "$name: no output"
  rm -f h.h5
}

printf 'contact_id,account_id,title\nc1,a1,CFO\nc2,a1,\n' >contacts.csv
printf 'account_id\na1\n' >accounts.csv
printf 'contact_id,ts,type\nc1,2024-01-01,open\n' >activities.csv
printf 'id,visits,day,won\n1,3,2024-01-01,1\n2,4,2024-01-02,0\n' >leads.csv

# ---- files ----
refused "missing file" 1 "none.csv" --contacts none.csv
: >empty.csv
refused "empty file" 1 "empty.csv: the file is empty" --contacts empty.csv
refused "a folder" 1 "" --contacts .
printf 'contact_id,x\n' >header.csv
refused "contacts: header only" 1 "header.csv: no rows" --contacts header.csv
printf 'contact_id,ts,type\n' >no_activities.csv
taken "activities: header only" "no_activities.csv has no rows" --contacts contacts.csv --activities no_activities.csv
printf '\377\376c\0o\0' >utf16.csv
refused "UTF-16" 1 "utf16.csv:1:1: this is UTF-16; expected UTF-8" --contacts utf16.csv
printf 'contact_id\nc\0001\n' >nul.csv
refused "NUL" 1 "nul.csv:2:2: a NUL byte" --contacts nul.csv
printf 'contact_id\nc\351\n' >latin1.csv
refused "Latin-1" 1 "latin1.csv:2:2: a byte that is not UTF-8" --contacts latin1.csv
cp contacts.csv plain.csv.gz
refused "no gzip" 1 "plain.csv.gz" --contacts plain.csv.gz
gzip -c contacts.csv >good.csv.gz
taken "gzip" "contacts" --contacts good.csv.gz
head -c 40 good.csv.gz >cut.csv.gz
refused "cut gzip" 1 "cut.csv.gz" --contacts cut.csv.gz
printf '<!DOCTYPE html><html>' >page.csv
refused "HTML" 1 "page.csv:1:1: this is HTML" --contacts page.csv
printf 'PK\003\004zip' >sheet.csv
refused "spreadsheet" 1 "sheet.csv:1:1: this is a zip archive" --contacts sheet.csv

# ---- structure ----
refused "no such --id" 1 "leads.csv:1: no column 'idd' (--id); did you mean 'id'?" --leads leads.csv --id idd
refused "no such --outcome" 1 "no column 'wonn' (--outcome); did you mean 'won'?" --leads leads.csv --outcome wonn
refused "no such --date" 1 "no column 'dayy' (--date); did you mean 'day'?" --leads leads.csv --date dayy
printf 'contactid\n1\n' >unnamed.csv
refused "no contact_id" 1 "unnamed.csv:1: no column 'contact_id'; did you mean 'contactid'?" --contacts unnamed.csv
printf 'contact_id,x,x\n1,2,3\n' >twice.csv
refused "duplicate header" 1 "twice.csv:1: the header names column 'x' twice" --contacts twice.csv
printf 'contact_id,x\nc1,"open\nc2,y\n' >quote.csv
refused "unclosed quote" 1 "quote.csv:2:4: the quote that opens here is never closed" --contacts quote.csv

# ---- rows ----
printf 'contact_id,x\nc1,1\nc2\n' >ragged.csv
refused "ragged row" 1 "ragged.csv:3: 1 cells, expected 2" --contacts ragged.csv
taken "ragged row, allowed" "rejected" --contacts ragged.csv --max-rejects 1
{
  echo "contact_id,visits"
  i=0
  while [ $i -lt 30 ]; do
    i=$((i + 1))
    echo "c$i,$i"
  done
  echo "c31,abc"
} >number.csv
refused "bad number" 1 "number.csv:32: bad number 'abc' in column visits, expected a number" --contacts number.csv
taken "bad number, allowed" "rejected" --contacts number.csv --max-rejects 5%
taken "bad number, missing" "31" --contacts number.csv --missing abc
printf 'contact_id,created_at\nc1,2024-02-31\n' >february.csv
refused "31 February" 1 "february.csv:2: bad date '2024-02-31' in column created_at, expected a date that exists" \
  --contacts february.csv
printf 'contact_id,since\nc1,01/02/2024\nc2,03/04/2024\n' >order.csv
refused "day or month" 1 "order.csv: column since: '01/02/2024' can be day/month or month/day" --contacts order.csv
taken "day before month" "contacts" --contacts order.csv --dates dmy
printf 'contact_id\nc1\nc1\n' >duplicate.csv
refused "duplicate id" 1 "duplicate.csv:3: duplicate id 'c1' in column contact_id, expected each once (first in line 2)" \
  --contacts duplicate.csv
printf 'contact_id,account_id\nc1,a9\n' >stranger.csv
reviewed "unknown account" "1 of 1 contacts name an unknown account" --contacts stranger.csv --accounts accounts.csv
taken "unknown account, allowed" "orphans" --contacts stranger.csv --accounts accounts.csv --max-rejects 1
printf 'contact_id,ts,type\nc9,2024-01-01,open\n' >orphans.csv
reviewed "unknown contact" "1 of 1 activities name an unknown contact" \
  --contacts contacts.csv --activities orphans.csv --rejects r.csv
grep -qF "orphans.csv,2,contact_id,\"unknown contact 'c9' in column contact_id, expected one of the contacts\"" r.csv ||
  fail "unknown contact: not in the rejects: $(cat r.csv)"
printf 'contact_id,ts,type\nc1,2024-01-01,open\nc2,2099-01-01,open\n' >future.csv
future="the records run to 2099-01-01T23:59:59Z, which is in the future: was a date misread? --until T rejects such rows"
reviewed "a date in the future" "$future" --contacts contacts.csv --activities future.csv
reviewed "a date in the future, quietly" "$future" --contacts contacts.csv --activities future.csv --quiet
reviewed "a date in the future, JSON" "$future" --contacts contacts.csv --activities future.csv --json
grep -qF '"last_record": "2099-01-01T23:59:59Z"' out || fail "a date in the future, JSON: $(cat out)"
taken "a date in the future, left out" "records from 2024-01-01T23:59:59Z to 2024-01-01T23:59:59Z" \
  --contacts contacts.csv --activities future.csv --until 2024-01-01
refused "a bare day ends as it does in the files" 1 "no row is left" --leads leads.csv --date day --until 2023-12-31T23:59
taken "a bare day in a zone" "2024-01-01T21:59:59Z" --contacts contacts.csv --activities future.csv --tz +02:00 \
  --until 2024-01-01
refused "no moment" 2 "--until 01/02/2024: expected YYYY-MM-DD" --contacts contacts.csv --until 01/02/2024
refused "leads without date" 2 "--until needs --date COLUMN" --leads leads.csv --until 2024-01-01
tomorrow=$(date -u -d '+20 hours' +%Y-%m-%dT%H:%M:%SZ 2>/dev/null) && {
  printf 'contact_id,ts,type\nc1,%s,open\n' "$tomorrow" >tomorrow.csv
  taken "zones a day apart" "$tomorrow" --contacts contacts.csv --activities tomorrow.csv
}
printf 'contact_id,ts,type\nc9,2099-01-01,open\nc1,2099-01-01,open\n' >both.csv
reviewed "two reasons" "1 of 2 activities name an unknown contact or account; $future" --contacts contacts.csv --activities both.csv
printf 'id,s\n1,hot\n2,cold\n' >words.csv
refused "outcome words" 1 "needs --won VALUE" --leads words.csv --outcome s
refused "no such --won" 1 "has no row with the --won value 'warm'; it holds 'cold', 'hot'" \
  --leads words.csv --outcome s --won warm
rm -f r.csv
refused "over the limit" 1 "1 of 2 rows can't be taken" --contacts ragged.csv --rejects r.csv
grep -qF 'ragged.csv,3,,"1 cells, expected 2 as in the header",c2' r.csv || fail "over the limit: no rejects file"

# ---- usage ----
refused "nothing" 2 "nothing to import"
refused "both kinds" 2 "--leads is a table on its own" --leads leads.csv --contacts contacts.csv
refused "no such option" 2 "--contact" --contact contacts.csv
refused "SQLite" 2 "--contacts: 'sqlite:crm.db' names no table; expected #TABLE" --contacts sqlite:crm.db
refused "PostgreSQL" 2 "--contacts: 'postgresql://crm' names no table" --contacts postgresql://crm
refused "date order" 2 "--dates ydm: expected dmy, mdy or ymd" --contacts contacts.csv --dates ydm
refused "zone" 2 "Europe/Berlin" --contacts contacts.csv --tz Europe/Berlin
refused "share" 2 "--max-rejects 5x: expected a number of rows (20) or a share of them (1%)" \
  --contacts contacts.csv --max-rejects 5x
"$propensity" import --contacts contacts.csv >out 2>err </dev/null
[ $? = 2 ] || fail "no -o: $(cat err)"
cp contacts.csv before.csv
"$propensity" import --contacts contacts.csv -o contacts.csv >out 2>err </dev/null
[ $? = 2 ] || fail "output over an input: $(cat err)"
cmp -s contacts.csv before.csv || fail "output over an input: it was changed"

# ---- outputs ----
mkdir folder
"$propensity" import --contacts contacts.csv -o folder >out 2>err </dev/null
[ $? = 1 ] && grep -qF folder err || fail "output is a folder: $(cat err)"
"$propensity" import --contacts contacts.csv -o none/h.h5 >out 2>err </dev/null
[ $? = 1 ] && grep -qF none err || fail "no such folder: $(cat err)"
if [ "$(id -u)" != 0 ]; then
  mkdir closed
  chmod 500 closed
  "$propensity" import --contacts contacts.csv -o closed/h.h5 >out 2>err </dev/null
  [ $? = 1 ] && grep -qF closed err || fail "folder that can't be written: $(cat err)"
fi
"$propensity" import --contacts contacts.csv --json -o h.h5 >/dev/full 2>err </dev/null
[ $? = 1 ] || fail "standard output is full: exit"
rm -f h.h5
mkdir small
if mount -t tmpfs -o size=64k tmpfs small 2>/dev/null; then
  mounted=yes
  "$propensity" import --contacts contacts.csv -o small/h.h5 >out 2>err </dev/null
  [ $? = 1 ] || fail "full disk: exit: $(cat err)"
  [ -z "$(find small -type f)" ] || fail "full disk: left $(find small -type f)"
  umount small && mounted=
fi

# ---- what is right ----
"$propensity" import --contacts - -o h.h5 <contacts.csv >out 2>err || fail "standard input: $(cat err)"
"$propensity" import --contacts contacts.csv --accounts accounts.csv --activities activities.csv --json -o h.h5 \
  >out 2>err </dev/null || fail "json: $(cat err)"
for key in '"contacts": 2' '"accounts": 1' '"activities": 1' '"rejected": 0' '"orphans": 0' '"digest": "' \
  '"last_record": "2024-01-01T23:59:59Z"' '"output": "h.h5"'; do
  grep -qF "$key" out || fail "json: no $key in $(cat out)"
done
exit $failed
