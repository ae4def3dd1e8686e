# Sourced by the lint scripts: SCRIPT [SOURCE-FOLDER [BUILD-FOLDER]]. Sets source and build, and offers:
#   tree_files PATTERN...   the tree's files, relative to source: what git knows or would add, else all but .build
#   need PROGRAM            exit 77 (skipped) where the program is not installed
#   red, finish             report one finding; end with 1 if there was one
source=${1:-$(cd "$(dirname "$0")/../.." && pwd)}
build=${2:-$source/.build/gcc}
cd "$source" || exit 1
findings=$(mktemp)
scratch=$(mktemp -d)
trap 'rm -rf "$findings" "$scratch"' EXIT

tree_files() {
  if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files -co --exclude-standard -- "$@" | sort -u | while IFS= read -r path; do
      [ -f "$path" ] && printf '%s\n' "$path"
    done
  else
    for pattern in "$@"; do find . -path ./.build -prune -o -type f -name "$pattern" -print; done | sed 's|^\./||' | sort -u
  fi
}

need() {
  command -v "$1" >/dev/null 2>&1 || { echo "skipped: $1 is not installed"; exit 77; }
}

red() {
  printf '%s\n' "$*" | tee -a "$findings"
}

finish() {
  if [ -s "$findings" ]; then
    echo "$(wc -l <"$findings") findings"
    exit 1
  fi
  echo "clean"
  exit 0
}
