#!/bin/sh
# tests/cli/intake_cases.sh PROPENSITY SOURCE_DIR: databases, exports of CRMs, mappings and other forms of records; what is told of them.
set -u
case $1 in /*) propensity=$1 ;; *) propensity=$PWD/$1 ;; esac
source=$2
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here" || exit 1
failed=0
fail() {
  echo "FAIL $1"
  failed=1
}

# import STATUS NAME ARGUMENTS...: runs into h.h5, standard output in out, standard error in err.
import() {
  want=$1 name=$2
  shift 2
  timeout 60 "$propensity" import "$@" -o h.h5 >out 2>err </dev/null
  got=$?
  [ "$got" = "$want" ] || fail "$name: exit $got, want $want: $(cat err)"
}
# says NAME WORDS: on standard error.
says() { grep -qF -- "$2" err || fail "$1: '$2' is not in: $(cat err)"; }
# counts NAME KEY=NUMBER...: of the JSON object in out.
counts() {
  name=$1
  shift
  for pair; do
    grep -q "\"${pair%=*}\": ${pair#*=}[,}]*\$" out || fail "$name: want $pair: $(cat out err)"
  done
}
digest() { sed -n 's/.*"digest": "\([0-9a-f]*\)".*/\1/p' out; }
rejected() { # NAME LINE: a line of r.csv
  grep -qF -- "$2" r.csv || fail "$1: '$2' is not in: $(cat r.csv)"
}
# clean NAME: a failed run left neither a history nor temporary files.
clean() {
  left=$(find . -name 'h.h5' -o -name '.*.tmp')
  [ -z "$left" ] || fail "$1: left $left"
}

# ---- records of our own, in every kind of source ----
cat >accounts.csv <<'END'
account_id,parent_id,industry,created_at
a1,,Tech,2020-01-01T00:00:00Z
a2,a1,"Media, print",2020-02-01T00:00:00Z
END
cat >contacts.csv <<'END'
contact_id,account_id,title,visits,created_at
c1,a1,"CFO ""acting""",3,2023-01-01T00:00:00Z
c2,a2,"two
lines",4.5,2023-02-01T00:00:00Z
c3,a2,CTO,5,2023-02-01T00:00:00Z
c4,a1,,6,2023-02-01T00:00:00Z
c5,a1,COO,7,2023-02-30T00:00:00Z
END
cat >activities.csv <<'END'
contact_id,ts,type,asset
c1,2023-03-01T10:00:00Z,open,/a
c2,2023-03-02T10:00:00Z,click,/b
nobody,2023-03-02T10:00:00Z,click,/b
c3,yesterday,click,/b
END
cat >deals.csv <<'END'
opportunity_id,contact_id,created_at,closed_at,outcome,amount
o1,c1,2023-04-01T00:00:00Z,2023-05-01T00:00:00Z,won,100.5
o2,c2,2023-04-02T00:00:00Z,2023-05-02T00:00:00Z,lost,
END
import 0 "CSV" --accounts accounts.csv --contacts contacts.csv --activities activities.csv --opportunities deals.csv \
  --max-rejects 2 --rejects r.csv --json
counts "CSV" contacts=4 accounts=2 activities=2 opportunities=2 rejected=2 bad_date=2 orphans=1
rejected "CSV" "contacts.csv,7,created_at,"
plain=$(digest)
[ -n "$plain" ] || fail "no digest"

# ---- reasons, --strict ----
import 0 "reasons" --accounts accounts.csv --contacts contacts.csv --activities activities.csv --max-rejects 2
says "reasons" "rejected: 2 bad_date"
rm -f h.h5
import 1 "strict" --accounts accounts.csv --contacts contacts.csv --strict
says "strict" "1 of 7 rows can't be taken, more than --max-rejects 0"
clean "strict"
import 2 "strict twice" --contacts contacts.csv --strict --max-rejects 5%
says "strict twice" "--strict allows no rejected row, --max-rejects 5% does"
import 1 "strict, the same said twice" --accounts accounts.csv --contacts contacts.csv --strict --max-rejects 0

# ---- SQLite ----
if command -v sqlite3 >/dev/null; then
  sqlite3 crm.db <<'END'
.mode csv
.import accounts.csv accounts
.import contacts.csv contacts
.import activities.csv activities
.import deals.csv deals
END
  import 0 "SQLite" --accounts sqlite:crm.db#accounts --contacts sqlite:crm.db#contacts \
    --activities 'sqlite:crm.db#SELECT * FROM activities' --opportunities sqlite:crm.db#deals --max-rejects 2 \
    --rejects r.csv --json
  [ "$(digest)" = "$plain" ] || fail "SQLite: another digest than of CSV"
  # the number of the row, not of a line: c2's title has a line feed
  rejected "SQLite" "sqlite:crm.db#contacts,5,created_at,"
  rejected "SQLite" 'sqlite:crm.db#SELECT * FROM activities,4,ts,'
  rejected "SQLite" '"c5,a1,COO,7,2023-02-30T00:00:00Z"'
  rejected "SQLite" ',"c3,yesterday,click,/b"'
  grep -aqF '"name": "sqlite:crm.db#contacts"' h.h5 || fail "SQLite: not in the provenance"
  rm -f h.h5
  import 1 "no such table" --contacts sqlite:crm.db#contcts
  says "no such table" "did you mean 'contacts'?"
  clean "no such table"
  import 1 "no such file" --contacts sqlite:none.db#contacts
  clean "no such file"
  # somebody else writes: the deadline passes
  mkfifo hold
  sqlite3 crm.db <hold >/dev/null 2>&1 &
  writer=$!
  exec 9>hold
  echo "BEGIN EXCLUSIVE;" >&9
  sleep 1
  import 75 "locked" --contacts sqlite:crm.db#contacts --deadline 1
  clean "locked"
  echo "COMMIT;" >&9
  exec 9>&-
  wait "$writer"
  import 2 "deadline" --contacts sqlite:crm.db#contacts --deadline 0
  says "deadline" "--deadline"
else
  echo "skipped: no sqlite3"
fi

# ---- PostgreSQL: the other script, beside a server ----
cat >beside_server.sh <<'END'
#!/bin/sh
here=$1 propensity=$2 plain=$3 folder=$4 port=$5
cd "$here" || exit 1
failed=0
fail() {
  echo "FAIL $1"
  failed=1
}
psql -q -h "$folder" -p "$port" -U postgres postgres <<'SQL' || exit 1
CREATE TABLE accounts (account_id text, parent_id text, industry text, created_at timestamptz);
CREATE TABLE contacts (contact_id text, account_id text, title text, visits numeric, created_at text);
CREATE TABLE activities (contact_id text, ts text, type text, asset text);
CREATE TABLE deals (opportunity_id text, contact_id text, created_at timestamptz, closed_at timestamptz, outcome text, amount numeric);
\copy accounts from accounts.csv csv header
\copy contacts from contacts.csv csv header
\copy activities from activities.csv csv header
\copy deals from deals.csv csv header
CREATE TABLE many AS SELECT 'c1' AS contact_id, '2023-03-01T10:00:00Z' AS ts, 'open' AS type, repeat('x', 60) AS asset
  FROM generate_series(1, 3000000);
CREATE ROLE reader LOGIN PASSWORD 'geheim%1:x';
GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;
SQL
url="postgresql://reader:geheim%251%3Ax@127.0.0.1:$port/postgres"
"$propensity" import --accounts "$url#accounts" --contacts "$url#contacts" --activities "$url#activities" \
  --opportunities="$url#SELECT * FROM deals WHERE outcome <> ''" --max-rejects 2 --rejects r.csv --json -o h.h5 >out 2>err </dev/null ||
  fail "PostgreSQL: exit $?: $(cat err)"
got=$(sed -n 's/.*"digest": "\([0-9a-f]*\)".*/\1/p' out)
[ "$got" = "$plain" ] || fail "PostgreSQL: another digest than of CSV: $(cat out err)"
grep -qF "postgresql://reader:***@127.0.0.1:$port/postgres#contacts,5,created_at," r.csv || fail "PostgreSQL: rejects: $(cat r.csv)"
grep -qF '"c5,a1,COO,7,2023-02-30T00:00:00Z"' r.csv || fail "PostgreSQL: no bytes of a late reject: $(cat r.csv)"
for file in h.h5 out err r.csv; do
  ! grep -aqiF geheim $file || fail "PostgreSQL: the password is in $file"
done
grep -aqF 'reader:***@' h.h5 || fail "PostgreSQL: not in the provenance"
"$propensity" import --contacts "postgresql://reader:geheim1@127.0.0.1:$port/postgres#contacts" -o x.h5 >out 2>err </dev/null
[ $? = 1 ] || fail "PostgreSQL: a wrong password passed"
! grep -qiF geheim err || fail "PostgreSQL: a wrong password is shown: $(cat err)"
"$propensity" import --contacts contacts.csv --contacts "postgresql://reader:geheim1@/postgres" -o x.h5 >out 2>err </dev/null
[ $? = 2 ] || fail "PostgreSQL: a URL without table passed"
! grep -qiF geheim err || fail "PostgreSQL: the password of a wrong URL is shown: $(cat err)"

# backend NAME: the process of the server that serves the import, once it reads the large table
backend() {
  for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    pid=$(psql -At -h "$folder" -p "$port" -U postgres postgres -c \
      "SELECT pid FROM pg_stat_activity WHERE usename = 'reader' AND query LIKE '%many%' LIMIT 1")
    [ -n "$pid" ] && return
    sleep 0.1
  done
  fail "$1: no backend"
}
cp h.h5 before.h5
"$propensity" import --contacts contacts.csv --max-rejects 99% --activities "$url#many" --deadline 2 -o h.h5 >out 2>err </dev/null &
run=$!
backend "frozen"
start=$(date +%s)
kill -STOP "$pid" || fail "frozen: can't stop $pid"
wait "$run"
got=$?
kill -CONT "$pid" 2>/dev/null
[ $got = 1 ] || fail "frozen: exit $got: $(cat err)"
[ $(($(date +%s) - start)) -le 8 ] || fail "frozen: took $(($(date +%s) - start)) s"
cmp -s h.h5 before.h5 || fail "frozen: the old history is not there"
"$propensity" import --contacts contacts.csv --max-rejects 99% --activities "$url#many" --deadline 20 -o h.h5 >out 2>err </dev/null &
run=$!
backend "terminated"
kill "$pid"
wait "$run"
got=$?
[ $got = 1 ] || fail "terminated: exit $got: $(cat err)"
cmp -s h.h5 before.h5 || fail "terminated: the old history is not there"
! grep -qiF geheim err || fail "terminated: the password is shown"
[ -z "$(find . -name '.*.tmp')" ] || fail "left $(find . -name '.*.tmp')"
exit $failed
END
chmod +x beside_server.sh
printf '#!/bin/sh\nexec "%s" "%s" "%s" "%s" "$@"\n' "$here/beside_server.sh" "$here" "$propensity" "$plain" >beside.sh
chmod +x beside.sh
"$source/tests/support/postgres_server.sh" "$here/beside.sh"
got=$?
[ "$got" = 0 ] || [ "$got" = 77 ] || fail "PostgreSQL: exit $got"

# ---- HubSpot ----
mkdir hubspot
cat >hubspot/contacts.csv <<'END'
Record ID,First Name,Last Name,Email,Job Title,Primary Associated Company ID,Create Date,Lifecycle Stage
101,Ann,Lee,Ann@Acme.com,CFO,9,2023-01-05 10:00,lead
102,Bob,Ray,bob@acme.com,CTO,9,2023-01-06 10:00,lead
103,Cy,Ray,bob@acme.com,CTO,,2023-01-07 10:00,lead
104,Di,Old,di@old.com,COO,9,2023-01-07 10:00,lead
END
cat >hubspot/companies.csv <<'END'
Record ID,Company name,Company Domain Name,Number of Employees,Create Date
9,Acme,acme.com,120,2022-12-01 00:00
END
cat >hubspot/deals.csv <<'END'
Record ID,Deal Name,Deal Stage,Amount,Create Date,Close Date,Associated Contact IDs,Primary Associated Company ID
1,Big,Closed Won,100.5,2023-02-01 00:00,2023-03-01 00:00,101;102,9
2,Small,Closed Lost,10,2023-02-02 00:00,2023-03-02 00:00,104,
END
cat >hubspot/calls.csv <<'END'
Record ID,Call title,Call outcome,Activity date,Associated Contact IDs
1,Intro,Connected,2023-01-20 09:00,101;102;101;999
2,Again,Connected,2023-01-21 09:00,998;999
3,Merged,Connected,2023-01-22 09:00,104
4,Merged too,Connected,2023-01-22 09:00,105;101
END
cat >hubspot/events.csv <<'END'
recipient,email_campaign_id,type,created,subject,filtered_event
ANN@acme.com,7,OPEN,1674300000000,Hello,false
bob@acme.com,7,CLICK,1674300060000,Hello,false
nobody@x.com,7,OPEN,1674300000000,Hello,false
ann@acme.com,7,OPEN,1674300000000,Hello,true
END
printf 'canonical_vid,vid_to_merge\n101,105\n105,104\n' >hubspot/merges.csv
printf 'a,b\n1,2\n' >hubspot/other.csv
printf 'vid,name,value,timestamp\n101,lifecyclestage,lead,1674300000000\n104,jobtitle,Boss,1674300000000\n101,hs_score,5,1674300000000\n' >hubspot/history.csv
import 0 "HubSpot" --hubspot hubspot --max-rejects 50% --rejects r.csv --json
counts "HubSpot" contacts=3 accounts=1 activities=5 opportunities=2 won=1 lost=1 rejected=0 orphans=3
says "HubSpot" "hubspot/other.csv: left out: its header is that of no export known here"
says "HubSpot" "hubspot/history.csv: read as a HubSpot export of contacts' property history"
says "HubSpot" "field history: 1 rows of records that were merged into others, not taken"
says "HubSpot" "field history: fields that no column has: contact hs_score (1 rows)"
counts "HubSpot" field_history=1
says "HubSpot" "hubspot/contacts.csv: read as a HubSpot export of contacts; contact_id is 'Record ID'"
says "HubSpot" "2 merged contacts: their records go to the contacts they were merged into"
says "HubSpot" "hubspot/events.csv: 1 deleted rows left out"
rejected "HubSpot" "unknown contact '998;999' in column contact_id"
rejected "HubSpot" "e-mail address 'bob@acme.com' in column email is that of several contacts"
rejected "HubSpot" "unknown contact 'nobody@x.com' in column email"
[ "$(wc -l <r.csv)" = 4 ] || fail "HubSpot: rejects: $(cat r.csv)"
folder=$(digest)
import 0 "HubSpot, file by file" --contacts hubspot/contacts.csv --accounts hubspot/companies.csv \
  --activities hubspot/calls.csv --activities hubspot/events.csv --opportunities hubspot/deals.csv \
  --merges hubspot/merges.csv --field-history hubspot/history.csv --max-rejects 50% --json
[ "$(digest)" = "$folder" ] || fail "HubSpot: the files one by one give another digest"
import 0 "HubSpot, one thread" --hubspot hubspot --max-rejects 50% --json --threads 1
[ "$(digest)" = "$folder" ] || fail "HubSpot: one thread gives another digest"
# the same by internal names
mkdir internal
sed '1s/.*/hs_object_id,firstname,lastname,email,jobtitle,associatedcompanyid,createdate,lifecyclestage/' hubspot/contacts.csv >internal/c.csv
import 0 "HubSpot, internal names" --hubspot internal --json
counts "HubSpot, internal names" contacts=4 accounts=1
rm -f h.h5
printf 'canonical_vid,vid_to_merge\n101,105\n105,104\n104,101\n' >circle.csv
import 1 "circle" --contacts hubspot/contacts.csv --merges circle.csv
says "circle" "merged records form a circle: '"
clean "circle"
printf 'kept_id,merged_id\n101,104\n102,104\n' >twice.csv
import 1 "merged twice" --contacts hubspot/contacts.csv --merges twice.csv
says "merged twice" "'104' was merged into two records, '101' and '102'"
printf 'kept_id,merged_id\n102,104\n102,101\n101,104\n' >chain.csv
import 0 "merged along a chain" --contacts hubspot/contacts.csv --merges chain.csv --json
counts "merged along a chain" contacts=2
import 2 "a folder and a file" --hubspot hubspot --contacts contacts.csv
says "a folder and a file" "--hubspot takes every table from its folder"
import 2 "two folders" --hubspot hubspot --salesforce hubspot
import 1 "no such folder" --hubspot none
import 1 "another system's folder" --salesforce hubspot
says "another system's folder" "Salesforce"

# ---- Salesforce ----
mkdir salesforce
cat >salesforce/Lead.csv <<'END'
Id,FirstName,LastName,Email,Company,LeadSource,CreatedDate,IsConverted,ConvertedContactId,IsDeleted,MasterRecordId
00Q000000000001AAA,Ann,Lee,ann@acme.com,Acme,Web,2023-01-01T00:00:00.000Z,true,003000000000001AAA,false,
00Q000000000002AAA,Eve,New,eve@new.com,New,Web,2023-01-02T00:00:00.000Z,false,,false,
00Q000000000003AAA,Eve,Double,eve@new.com,New,Web,2023-01-02T00:00:00.000Z,false,,true,00Q000000000002AAA
END
cat >salesforce/Contact.csv <<'END'
Id,AccountId,FirstName,LastName,Email,Title,CreatedDate,IsDeleted
003000000000001AAA,001000000000001AAA,Ann,Lee,ann@acme.com,CFO,2023-01-03T00:00:00.000Z,false
003000000000002AAA,001000000000001AAA,Bob,Gone,bob@acme.com,CTO,2023-01-03T00:00:00.000Z,true
END
cat >salesforce/Account.csv <<'END'
Id,Name,ParentId,BillingCountry,Website,CreatedDate,IsDeleted
001000000000001AAA,Acme,,DE,https://www.acme.com/,2022-01-01T00:00:00.000Z,false
END
cat >salesforce/Opportunity.csv <<'END'
Id,AccountId,StageName,Amount,CreatedDate,CloseDate,IsClosed,IsWon
006000000000001AAA,001000000000001AAA,Signed,100,2023-02-01T00:00:00.000Z,2023-03-01,true,true
006000000000002AAA,001000000000001AAA,Demo,100,2023-02-01T00:00:00.000Z,2023-03-01,false,false
END
cat >salesforce/Task.csv <<'END'
Id,WhoId,WhatId,Subject,ActivityDate,TaskSubtype,CreatedDate
00T000000000001AAA,00Q000000000001AAA,,Call,2023-01-05,Call,2023-01-05T00:00:00.000Z
00T000000000002AAA,00Q000000000003AAA,,Mail,2023-01-06,Email,2023-01-05T00:00:00.000Z
00T000000000003AAA,003000000000001,,Mail,2023-01-06,Email,2023-01-05T00:00:00.000Z
00T000000000004AAA,,001000000000001AAA,Visit,2023-01-06,Task,2023-01-05T00:00:00.000Z
END
cat >salesforce/CampaignMember.csv <<'END'
Id,CampaignId,LeadId,ContactId,HasResponded,CreatedDate
00v000000000001AAA,701000000000001AAA,00Q000000000002AAA,,true,2023-01-07T00:00:00.000Z
END
import 0 "Salesforce" --salesforce salesforce --json --rejects r.csv
counts "Salesforce" contacts=2 accounts=1 activities=5 opportunities=2 won=1 open=1 rejected=0 orphans=0
says "Salesforce" "2 merged contacts: their records go to the contacts they were merged into"
says "Salesforce" "salesforce/Contact.csv: 1 deleted rows left out"

# ---- mappings ----
cat >kunden.csv <<'END'
Kundennr;Firmen;Vorname;Nachname;Position;Notizen
k1;f1;Ann;Lee;CFO;x
k2;f2;Bob;Ray;CTO;y
END
cat >angebote.csv <<'END'
Angebotsnr;Firma;Erstellt am;Entschieden am;Betrag;Status
1;f1;01.02.2024;13.03.2024;1.234,50;Gewonnen
2;f2;02.02.2024;14.03.2024;999,5;Verloren
3;f2;02.02.2024;14.03.2024;12.345.678;Offen
END
import 0 "mapping file" --contacts kunden.csv --opportunities angebote.csv --map "$source/datasets/examples/crm_in_german.json" \
  --decimal comma --dates dmy --strict --json
counts "mapping file" contacts=2 accounts=2 opportunities=3 won=1 lost=1 open=1
says "mapping file" "name is 'Vorname' + 'Nachname'"
rm -f h.h5
import 1 "decimal point" --contacts kunden.csv --opportunities angebote.csv --dates dmy \
  --map "$source/datasets/examples/crm_in_german.json"
says "decimal point" "bad number"
clean "decimal point"
import 0 "pairs" --contacts kunden.csv --map contact_id=Kundennr --map contacts.account_id=Firmen --json
counts "pairs" contacts=2 accounts=2
rm -f h.h5
import 2 "a useless pair" --contacts contacts.csv --map opportunity_id=Nr
says "a useless pair" "of no use"
clean "a useless pair"
import 2 "a mapped lead" --leads contacts.csv --map contact_id=Nr
says "a mapped lead" "--map is for --contacts"
import 2 "two mapping files" --contacts contacts.csv --map a.json --map b.json
says "two mapping files" "--map is given two mapping files, a.json and b.json"
import 1 "no mapping file" --contacts contacts.csv --map none.json
says "no mapping file" "none.json"

# ---- moments, delimiters ----
printf 'contact_id,created_at,born\nc1,1672531200000,1672531200000\nc2,1672531201,1672531200001\n' >epoch.csv
printf 'opportunity_id,contact_id,created_at,closed_at,outcome\no1,c1,1675209600000,1677628800000,won\n' >epoch_deals.csv
import 0 "epoch" --contacts epoch.csv --opportunities epoch_deals.csv --strict --json
grep -qF '"first_record": "2023-01-01T00:00:00Z"' out || fail "epoch: $(cat out)"
grep -qF '"last_record": "2023-03-01T00:00:00Z"' out || fail "epoch: $(cat out)"
printf 'contact_id;a,b,c\nc1;x,y,z\n' >odd.csv
import 1 "wrong delimiter" --contacts odd.csv
for delimiter in ';' semicolon; do
  import 0 "delimiter $delimiter" --contacts odd.csv --delimiter "$delimiter" --json
  counts "delimiter $delimiter" contacts=1
done
import 2 "no delimiter" --contacts odd.csv --delimiter colon
says "no delimiter" "expected comma, semicolon, tab or bar"
import 2 "no decimal sign" --contacts odd.csv --decimal dot

# ---- canonical names stay what they are, whatever else is there ----
printf 'contact_id,Email,Id,Title\nc1,a@x.com,7,CFO\n' >own.csv
import 0 "own names" --contacts own.csv
! grep -qF "read as" err || fail "own names: $(cat err)"
printf 'contact_id,email,ts,type\n,A@x.com,2024-01-01,open\nc1,,2024-01-02,open\n' >mails.csv
import 0 "contact by e-mail" --contacts own.csv --activities mails.csv --json
counts "contact by e-mail" activities=2 orphans=0

[ "$failed" = 0 ] && echo "all intake cases hold"
exit $failed
