#!/bin/sh
# Runs a program beside a throw-away PostgreSQL server:  postgres_server.sh PROGRAM
#
# The program's arguments are the server's folder (with the socket in it; FOLDER/data is the cluster) and its port, on
# the socket and on 127.0.0.1. Whoever comes by the socket is trusted; by TCP a password is asked. The superuser is
# postgres. The server and its folder go away at the end, also when this script is killed. Exit 77: no PostgreSQL.
set -u
bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin -type d 2>/dev/null | sort -V | tail -1)
if [ -z "$bin" ] || [ ! -x "$bin/initdb" ]; then
  echo "skipped: PostgreSQL's server is not installed"
  exit 77
fi
folder=$(mktemp -d /tmp/ptb-postgres.XXXXXX) || exit 1

# initdb and the server refuse to run as root.
as_owner="env"
if [ "$(id -u)" = 0 ]; then
  as_owner="runuser -u postgres -- env"
  chown postgres "$folder" || exit 1
fi
run() { (cd "$folder" && $as_owner LC_ALL=C.UTF-8 "$@"); }

stop() {
  pid=$(head -n 1 "$folder/data/postmaster.pid" 2>/dev/null)
  [ -n "$pid" ] && run "$bin/pg_ctl" -D "$folder/data" -m immediate -w -t 10 stop >/dev/null 2>&1
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM

# A watcher that nobody else's end takes along.
export folder bin as_owner
(setsid sh -c 'while kill -0 "$1" 2>/dev/null; do sleep 1; done
  [ -d "$folder" ] || exit 0
  (cd "$folder" && $as_owner "$bin/pg_ctl" -D "$folder/data" -m immediate -w -t 10 stop)
  rm -rf "$folder"' watcher $$ >/dev/null 2>&1 </dev/null &)

run "$bin/initdb" -D "$folder/data" -U postgres -N --auth-local=trust --auth-host=scram-sha-256 -E UTF8 --no-locale \
  >"$folder/said" 2>&1 || { cat "$folder/said"; exit 1; }
port=0
for attempt in 1 2 3 4 5 6 7 8; do
  port=$((20000 + ($$ * 7 + attempt * 1237 + $(date +%N | sed 's/^0*//')) % 12000))
  run "$bin/pg_ctl" -D "$folder/data" -w -t 20 -l "$folder/log" -o "-p $port -k $folder -c listen_addresses=127.0.0.1 \
    -c fsync=off -c shared_buffers=16MB -c max_connections=20 -c autovacuum=off -c max_wal_senders=0 -c wal_level=minimal" \
    start >"$folder/said" 2>&1 && break
  port=0
done
[ "$port" != 0 ] || { cat "$folder/said" "$folder/log"; exit 1; }
"$1" "$folder" "$port"
