# tests/perf/turns.sh: what the comparisons of this folder share; read by them, after `propensity`, `here` and `work` are set.
#
# The script defines run PEER, which prints whole-process seconds, processor seconds and peak MB (whole_process.py).

# The CRM's folder, or one that is generated.
crm_or_generated() { # crm_or_generated FOLDER-OR-NOTHING
  crm=$1
  [ -n "$crm" ] && return
  crm=$work/crm
  "$propensity" generate --quiet --contacts 100000 --activities 3000000 -o "$crm"
}

peers=propensity
[ -d node_modules/@duckdb/node-api ] && command -v node >/dev/null && peers="propensity duckdb"

median() { sort -n "$1" | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

# One JSON line a run, then the ratio of the medians where there is a peer.
take_turns() { # take_turns JOB ROUNDS
  for _ in $(seq "$2"); do
    for peer in $peers; do
      figures=$(run "$peer")
      printf '%s\n' "$figures" | {
        read -r seconds processor peak
        printf '{"peer": "%s", "job": "%s", "s": %s, "cpu_s": %s, "peak_mb": %s}\n' "$peer" "$1" "$seconds" "$processor" "$peak"
        echo "$seconds" >>"$work/$peer"
      }
    done
  done
  [ -f "$work/duckdb" ] || return 0
  for peer in $peers; do
    [ "$peer" = duckdb ] ||
      awk -v job="$1" -v peer="$peer" -v ours="$(median "$work/$peer")" -v theirs="$(median "$work/duckdb")" \
        'BEGIN { printf "{\"job\": \"%s\", \"peer\": \"%s\", \"ratio\": %.2f}\n", job, peer, theirs / ours }'
  done
}
