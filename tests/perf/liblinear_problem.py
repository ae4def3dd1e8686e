"""liblinear_problem.py FOLDER BIAS [ADULT.csv]: a binary problem as LIBSVM's text (train) and as X.npy, y.npy; BIAS 1 adds ones to the latter."""
import csv
import sys

import numpy as np

folder, has_ones, source = sys.argv[1], sys.argv[2] == "1", sys.argv[3]
NUMBERS = {0, 2, 4, 10, 11, 12}  # of the census data: age, fnlwgt, education-num, capital-gain, capital-loss, hours-per-week


def made(rows=32561):
    """Levels of Zipf's frequencies; every other column depends on the one before."""
    rng = np.random.default_rng(9)
    columns, z = [], np.full(rows, -1.3)
    for k, levels in enumerate((5, 8, 5, 16, 5, 7, 14, 6, 5, 2, 2, 2, 5, 41)):
        share = 1 / np.arange(1, levels + 1)
        codes = rng.choice(levels, rows, p=share / share.sum())
        if k % 2:
            codes = np.where(rng.random(rows) < 0.4, columns[-1] % levels, codes)
        columns.append(codes)
        z += rng.normal(0, 0.6, levels)[codes]
    return columns, rng.random(rows) < 1 / (1 + np.exp(-z))


def census(path):
    with open(path, newline="") as file:
        rows = [[cell.strip() for cell in row] for row in csv.reader(file) if row][1:]
    cells = list(zip(*rows))
    columns = []
    for k, column in enumerate(cells[:-1]):
        if k in NUMBERS:
            value = np.array(column, float)
            columns.append(np.searchsorted(np.unique(np.quantile(value, (0.2, 0.4, 0.6, 0.8))), value, side="left"))
        else:  # an unknown level has no column
            names = sorted(set(column) - {"?"})
            columns.append(np.array([names.index(cell) if cell != "?" else -1 for cell in column]))
    return columns, np.array([cell.startswith(">50K") for cell in cells[-1]])


columns, y = census(source) if source else made()
x = np.hstack([(column[:, None] == np.arange(column.max() + 1)).astype(np.float32) for column in columns])
with open(folder + "/train", "w") as file:
    for row, won in zip(x, y):
        file.write(("+1 " if won else "-1 ") + " ".join(f"{j + 1}:1" for j in np.flatnonzero(row)) + "\n")
if has_ones:
    x = np.hstack([x, np.ones((len(x), 1), np.float32)])
np.save(folder + "/X.npy", x)
np.save(folder + "/y.npy", y.astype(np.uint8))
