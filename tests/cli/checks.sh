# tests/cli/checks.sh: what scripts of cases share; they give themselves a directory of their own and end with `exit $failed`.
# shellcheck shell=sh disable=SC2034 # `failed` is theirs
here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here"
failed=0
check() { # check NAME CONDITION...
  name=$1
  shift
  if "$@"; then echo "ok   $name"; else echo "FAIL $name"; failed=1; fi
}
exits() { # exits STATUS COMMAND...: runs it, keeps its streams in out and err
  want=$1
  shift
  got=0
  "$@" >out 2>err || got=$?
  [ "$got" = "$want" ] || { echo "  exit $got, want $want: $*"; cat err; return 1; }
}
says() { grep -qF -- "$1" "$2" || { echo "  '$1' is not in $2:"; head -5 "$2"; return 1; }; }
