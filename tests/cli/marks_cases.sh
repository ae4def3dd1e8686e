#!/bin/sh
# tests/cli/marks_cases.sh PROPENSITY: gateways marked, contacts linked, accounts enriched: options, words, --json.
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
# taken NAME ARGUMENTS...: exit 0; `out` and `err` are what it said.
taken() {
  name=$1
  shift
  "$propensity" import "$@" -o h.h5 >out 2>err </dev/null || fail "$name: exit $?: $(cat err)"
}
says() { grep -qF -- "$1" err || fail "$name: '$1' is not in: $(cat err)"; }
silent() { ! grep -qF -- "$1" err || fail "$name: '$1' is in: $(cat err)"; }
# refused NAME STATUS WORDS ARGUMENTS...
refused() {
  name=$1 status=$2 words=$3
  shift 3
  rm -f h.h5
  "$propensity" import "$@" -o h.h5 >out 2>err </dev/null
  got=$?
  [ "$got" = "$status" ] || fail "$name: exit $got, want $status: $(cat err)"
  says "$words"
  [ ! -e h.h5 ] || fail "$name: wrote h.h5"
}
# json MEMBER: of the one object in `out`, as one line without blanks.
json() { tr -d ' \n' <out | grep -qF -- "$1" || fail "$name: $1 is not in: $(cat out)"; }
digest() { "$propensity" inspect --digest h.h5; }

printf 'account_id,domain\na1,acme.com\na2,beta.io\n' >accounts.csv
printf 'contact_id,account_id,email\nc1,a1,jo@acme.com\nc2,,al@mail.beta.io\nc3,,x@gmail.com\n' >contacts.csv
# Four mails scanned on arrival and twelve that a person opens.
awk 'BEGIN {
  print "contact_id,ts,type,asset"
  for (i = 10; i < 14; i++) {
    printf "c1,2024-01-%02dT09:00:07Z,email_open,m\n", i
    for (k = 1; k < 5; k++) printf "c1,2024-01-%02dT09:00:%02dZ,email_click,m\n", i, 7 + k
  }
  for (i = 1; i < 13; i++) printf "c1,2024-02-%02dT10:%02d:%02dZ,Email opened,m\n", i, i, 4 * i
  print "c2,2024-02-01T11:00:09Z,email_open,m"
}' >activities.csv
all="--contacts contacts.csv --accounts accounts.csv --activities activities.csv"

taken "gateways" $all
says "gateways: 20 opens and clicks of 33 marked; most at acme.com 62 %"
marked=$(digest)
taken "gateways again" $all --bots mark --threads 2
[ "$(digest)" = "$marked" ] || fail "$name: another digest"
taken "gateways in json" $all --json
json '"activities":13,'
json '"gateways":{"marked":20,"opens_and_clicks":33,"domains":[{"domain":"acme.com","events":32,"marked":20}]}'
json '"linked_by_domain":{"contacts":1,"free":1,"ambiguous":0,"unknown":0}'
taken "kept" $all --bots keep --json
json '"activities":33,'
json '"gateways":null'
[ "$(digest)" != "$marked" ] || fail "$name: nothing was marked before"
taken "kept, for people" $all --bots keep
silent "gateways"
sed 's/:[0-9][0-9]Z/:00Z/' activities.csv >minutes.csv
for i in 0 1 2 3 4 5 6; do sed 1d minutes.csv; done | cat minutes.csv - >coarse.csv
taken "to the minute" --contacts contacts.csv --activities coarse.csv
says "opens and clicks are dated to the minute or day"
silent "gateways:"
refused "--bots" 2 "--bots none: expected mark or keep" $all --bots none

taken "links" $all
says "1 contacts linked to accounts by e-mail domain; 1 free providers, 0 ambiguous"
taken "no links" $all --link-domains no
silent "linked"
taken "links asked for" $all --link-domains yes
says "1 contacts linked"
refused "--link-domains" 2 "--link-domains maybe: expected no or yes" $all --link-domains maybe

printf 'account_id,employees\na1,50\nzz,9\n' >size.csv
printf 'domain;stack\nbeta.io;"java; c"\n' >stack.csv
taken "enriched" $all --enrich size.csv --enrich stack.csv
says "size.csv: 1 of 2 rows are of unknown accounts; they are left out"
"$propensity" inspect h.h5 >out 2>&1
for word in employees stack; do grep -q "$word" out || fail "no $word in: $(cat out)"; done
refused "clash" 1 "size.csv:1: column 'employees' is in size.csv too" $all --enrich size.csv --enrich size.csv
printf 'name,x\nacme,1\n' >nobody.csv
refused "no key" 1 "nobody.csv:1: no column 'account_id' or 'domain'" $all --enrich nobody.csv
refused "with leads" 2 "--enrich adds to accounts" --leads contacts.csv --enrich size.csv
name="the output"
cp size.csv same.h5
"$propensity" import $all --enrich same.h5 -o same.h5 2>err && fail "$name: exit 0"
says "-o same.h5 is read by this run too"
cmp -s size.csv same.h5 || fail "$name: it was changed"
exit $failed
