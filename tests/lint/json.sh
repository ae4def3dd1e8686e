#!/bin/sh
# Every JSON file parses, but for the seeds of the fuzz targets; examples fit the schema beside them.
. "$(dirname "$0")/common.sh"
need python3
tree_files '*.json' | grep -v '^tests/fuzz/' | python3 "$source/tests/lint/check_json.py"
code=$?
[ "$code" -eq 77 ] && exit 77
[ "$code" -eq 0 ] || red "JSON files are not as they should be"
finish
