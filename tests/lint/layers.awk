# Reads "path:line:#include ..." lines and prints those that break the house's layers: includes point downward only.
function layer(path) {
  if (path ~ /^datasets\/base\//) return 0
  if (path ~ /^datasets\//) return 1
  if (path ~ /^features\//) return 2
  if (path ~ /^models\//) return 3
  if (path ~ /^(train|score)\//) return 4
  if (path == "main.c") return 5
  return -1
}

# A library behind one wrapper: its header only where `allowed` matches.
function only(header, allowed) {
  if (text ~ header && path !~ allowed) print where ": " text ": only " allowed " may include this"
}

{
  split($0, parts, ":")
  path = parts[1]
  where = path ":" parts[2]
  text = substr($0, length(where) + 2)
  own = layer(path)
  if (own < 0) next

  only("<(cjson/)?cJSON", "^datasets/base/json[a-z_0-9]*\\.[ch]$")
  only("<(hdf5|H5[A-Za-z]*)\\.h>", "^datasets/base/h5[a-z_0-9]*\\.[ch]$")
  only("<(openblas/)?cblas[a-z_0-9]*\\.h>", "^models/linalg\\.c$")
  only("<(libsvm/)?svm\\.h>", "^models/svm\\.c$")
  only("<libpsl\\.h>", "^datasets/domains\\.c$")
  only("<sqlite3\\.h>", "^datasets/source_sqlite[a-z_0-9]*\\.[ch]$")
  only("<(postgresql/)?libpq-fe\\.h>", "^datasets/source_postgres[a-z_0-9]*\\.[ch]$")
  only("<gsl/", "^(datasets/base/rng\\.c|models/[a-z_0-9]+\\.c)$")
  only("\"datasets/base/command\\.h\"", "(^main\\.c|^datasets/base/command\\.c|/cmd_[a-z_0-9]+\\.[ch])$")

  if (match(text, /"[^"]*"/) == 0) next
  target = substr(text, RSTART + 1, RLENGTH - 2)
  to = layer(target)
  if (to < 0)
    print where ": " text ": included paths begin at the root of the tree and never lead into tests/"
  else if (to > own)
    print where ": " text ": points upward"
  else if (to == 4 && own == 4 && substr(target, 1, 5) != substr(path, 1, 5))
    print where ": " text ": train and score do not know each other"
}
