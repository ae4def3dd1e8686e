#!/usr/bin/python3
"""Reads every file of csv_cases.py and random ones with our reader and compares: with what is written there, with Python's csv.

    run_csv.py CSV_DUMP [PART-OF-NAME]

CSV_DUMP is tests/unit/datasets/csv_dump. Exit 1 where anything differs.
"""
import collections
import csv
import gzip
import hashlib
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile

import csv_cases
import csv_oracle

LONG_BYTES = 1000  # longer texts are shown by length and digest, as csv_dump does
CELLS_SHOWN = 4096
FILES_A_PROCESS = 400
N_RANDOM = 3000
WORDS = {"CR": csv_cases.CR, "INSIDE": csv_cases.INSIDE, "AFTER": csv_cases.AFTER, "OPEN": csv_cases.OPEN, "EMPTY": "the file is empty",
         "NAMES": "no column of the header has a name", "TWICE": "twice", "UNNAMED": "has no name in the header"}
# What we refuse and Python's csv takes. Everything else it takes we must take, and what we take it must take.
STRICTER = {"CR", "INSIDE", "EMPTY", "NAMES", "TWICE", "UNNAMED"}
# Told by other means than the rules of rows.
NOT_FOR_ORACLE = ("gzip", "html", "mark-utf", "pdf", "xml", "zip")
faults = []


def fault(name, words):
    faults.append(name)
    if len(faults) <= 40:
        print(f"{name}: {words}")


def brief(value):
    text = repr(value)
    return text if len(text) <= 300 else text[:300] + "..."


def shown(text):
    if isinstance(text, str) and len(text) * 4 <= LONG_BYTES:
        return text
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    if len(data) > LONG_BYTES:
        return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return data.decode("utf-8", "surrogateescape")


def parse_lines(file, output):
    """The lines of csv_dump; a byte that is not UTF-8 becomes a lone surrogate, which equals nothing expected."""
    lines = output.decode("utf-8", "surrogateescape").split("\n")[:-1]
    try:
        return json.loads("[" + ",".join(lines) + "]")  # much faster than line by line
    except ValueError as error:
        fault(file, f"what csv_dump wrote for it or one of the next {FILES_A_PROCESS} is not JSON: {error}")
        return []


def dump(program, folder, files):
    """For each file its lines of csv_dump: the columns (or None), the rows, the end."""
    result = {}
    for first in range(0, len(files), FILES_A_PROCESS):
        part = files[first:first + FILES_A_PROCESS]
        run = subprocess.run([program, *part], cwd=folder, stdout=subprocess.PIPE, check=False)
        plain = subprocess.run([program, "--plain", *part], cwd=folder, stdout=subprocess.PIPE, check=False)
        if plain.stdout != run.stdout:
            fault(part[0], f"with --plain csv_dump wrote something else for it or one of the next {FILES_A_PROCESS}")
        if run.returncode != 0:
            fault(part[0], f"csv_dump ended with {run.returncode} on it or one of the next {FILES_A_PROCESS}")
        entries = iter(parse_lines(part[0], run.stdout))
        for file in part:
            columns, rows, end = None, [], None
            while end is None:
                entry = next(entries, {"error": "csv_dump wrote nothing", "status": ""})
                if "columns" in entry:
                    columns = entry["columns"]
                elif "line" in entry:
                    rows.append(entry)
                else:
                    end = entry
            result[file] = columns, rows, end
    return result


def compare_rows(file, got, want, n_columns):
    """`want` are tuples of a line and cells; n_columns None where the header is not known."""
    for i, row in enumerate(want):
        if i >= len(got):
            fault(file, f"row {i + 1} is missing, want {brief(row)}")
            return
        cells = [shown(cell) for cell in row[1:]]
        ragged = got[i]["ragged"] if n_columns is None else len(cells) != n_columns
        entry = {"line": row[0], "ragged": ragged, "n": len(cells), "cells": cells[:CELLS_SHOWN], "raw": got[i]["raw"]}
        if got[i] != entry:
            fault(file, f"row {i + 1}: got {brief(got[i])}, want {brief(entry)}")
            return
    if len(got) > len(want):
        fault(file, f"{len(got)} rows, want {len(want)}: {brief(got[len(want)])}")


def compare_error(file, end, place, words, status):
    start = f"{file}:{place}" if place.endswith(":") else f"{file}:{place}: " if place else ""
    if "error" not in end:
        fault(file, f"was taken, want {status} at {place or 'the file'}: {words}")
    elif any("\udc80" <= char <= "\udcff" for char in end["error"]):
        fault(file, f"the message is not UTF-8: {brief(end['error'])}")
    elif end["status"] != status or not end["error"].startswith(start) or words not in end["error"] or file not in end["error"]:
        fault(file, f"got '{end['error']}' ({end['status']}), want '{start}...{words}...' ({status})")


def compare_raw(file, data, rows):
    """From the end: the rows' bytes are the file's, with nothing but line ends between them."""
    at = len(data)
    for row in reversed(rows):
        while data[at - 1:at] in (b"\r", b"\n"):
            at -= 1
        raw = row["raw"]
        n = raw["bytes"] if isinstance(raw, dict) else len(raw.encode("utf-8", "surrogateescape"))
        if shown(data[max(at - n, 0):at]) != raw:
            fault(file, f"line {row['line']}: raw {brief(raw)} is not what the file has there")
            return
        at -= n


def python_rows(data):
    """What Python's csv makes of it, in strict mode: rows that are not empty, or None where it refuses."""
    text = data.decode("utf-8").removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=csv_oracle.find_delimiter(text), strict=True)
    try:
        return [row for row in reader if row]
    except csv.Error:
        return None


def compare_python(file, theirs, columns, rows):
    if not theirs:
        fault(file, f"we take what Python's csv reads as {theirs}")
        return
    names = [shown(name.strip(csv_oracle.BLANKS)) for name in theirs[0]]
    cells = [[shown(cell) for cell in row[:CELLS_SHOWN]] for row in theirs[1:]]
    ours = [row["cells"] for row in rows]
    if names != columns:
        fault(file, f"header {brief(columns)}, Python's csv {brief(names)}")
    elif cells != ours:
        i = next((i for i, (a, b) in enumerate(zip(ours, cells)) if a != b), min(len(ours), len(cells)))
        fault(file, f"row {i + 1}: {brief(ours[i:i + 1])}, Python's csv {brief(cells[i:i + 1])}")


def check_case(case, columns, rows, end):
    data = case.text
    if case.words is not None:
        compare_error(case.file, end, case.place, case.words, case.status)
        compare_rows(case.file, rows, case.rows, None)
        return
    if "error" in end:
        fault(case.file, f"was refused: {end['error']}")
        return
    if columns != [shown(name) for name in case.header]:
        fault(case.file, f"header {brief(columns)}, want {brief(case.header)}")
        return
    compare_rows(case.file, rows, case.rows, len(case.header))
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    compare_raw(case.file, data, rows)
    compare_python(case.file, python_rows(data), columns, rows)


def check_oracle(case):
    """The table and the oracle of random texts were written apart from each other; they must agree too."""
    is_large = len(case.text) > 20000 or case.words == "at most 4096"
    if is_large or b"\0" in case.text or case.file.startswith(NOT_FOR_ORACLE):
        return
    try:
        names, rows, refused = csv_oracle.read(case.text.decode("utf-8"))
    except UnicodeDecodeError:
        return
    if refused is None and (case.header, case.rows) != (names, rows):
        fault(case.file, f"the oracle reads {brief((names, rows))}")
    if refused is not None and (case.place != refused.place or case.rows != rows):
        fault(case.file, f"the oracle refuses {refused}")


def random_texts():
    """Small texts in which everything happens; the seed is fixed."""
    draw = random.Random(20250701)
    starts = ("", "", "a,b\n", "a;b\r\n", '"a",b\n', "a\n", "a,b,\n", "\ufeffa,b\n", '"a\n;",b\r\n')
    for i in range(N_RANDOM):
        letters = draw.choice(("aaa\",,;\n\r \u00e9", "a\"\"\"\",\n", "a,\n\n\r\r", "a\",;\n \u00e9"))
        text = draw.choice(starts) + "".join(draw.choices(letters, k=draw.randrange(16)))
        if draw.random() < 0.5:
            text = re.sub("\r(?!\n)", "\r\n", text)
        if draw.random() < 0.3:
            text += ',"' + "".join(draw.choices(letters, k=5)).replace('"', '""') + '"'
        yield f"random-{i}.csv", text


def check_random(file, text, columns, rows, end, tally):
    names, taken, refused = csv_oracle.read(text)
    theirs = python_rows(text.encode("utf-8"))
    compare_rows(file, rows, taken, len(columns) if columns else None)
    if refused is not None:
        status = csv_cases.SCHEMA if refused.kind in ("NAMES", "TWICE", "UNNAMED") else csv_cases.PARSE
        compare_error(file, end, refused.place, WORDS[refused.kind], status)
        if theirs is not None and refused.kind not in STRICTER:
            fault(file, f"{refused.kind}: Python's csv takes it as {brief(theirs)}")
        tally[refused.kind + (", taken by csv" if theirs is not None else "")] += 1
        return
    tally["taken by both"] += 1
    if "error" in end or columns != names:
        fault(file, f"{brief(text)}: got {brief(end)}, columns {columns}, want {names}")
        return
    compare_raw(file, text.encode("utf-8"), rows)
    compare_python(file, theirs, columns, rows)


def main():
    sys.stdout.reconfigure(errors="backslashreplace")
    program, part = os.path.abspath(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    csv.field_size_limit(1 << 30)
    cases = [case for case in csv_cases.CASES if part in case.file]
    texts = dict(item for item in random_texts() if part in item[0])
    tally = collections.Counter()
    with tempfile.TemporaryDirectory(dir=".") as folder:
        for file, data in [(case.file, case.text) for case in cases] + [(file, text.encode("utf-8")) for file, text in texts.items()]:
            with open(os.path.join(folder, file), "wb") as out:
                out.write(data)
        found = dump(program, folder, [case.file for case in cases] + list(texts))
    for case in cases:
        check_oracle(case)
        check_case(case, *found[case.file])
    for file, text in texts.items():
        check_random(file, text, *found[file], tally)
    print(f"{len(cases)} files and {len(texts)} random texts; of these " + ", ".join(f"{n} {kind}" for kind, n in sorted(tally.items())))
    if faults:
        print(f"{len(faults)} differences in {len(set(faults))} files")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
