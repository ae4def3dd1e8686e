"""l2_matrix.py FOLDER ROWS COLUMNS: X.npy (float32, standardised) and y.npy (bytes), much as features of a CRM.

Ten common factors; in turn plain columns, log counts with many zeros, flags, plain ones; about a quarter of y are 1."""
import sys

import numpy as np

folder, rows, columns = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = np.random.default_rng(1)
load = 0.35 * rng.standard_normal((10, columns), dtype=np.float32)
x = np.empty((rows, columns), np.float32)
for first in range(0, rows, 65536):
    some = x[first : first + 65536]
    some[:] = rng.standard_normal(some.shape, dtype=np.float32)
    some += rng.standard_normal((len(some), 10), dtype=np.float32) @ load
    counts, flags = some[:, 1::4], some[:, 2::4]
    counts[:] = np.where(counts > 0.3, np.log1p(np.floor(np.exp(counts))), 0)
    flags[:] = flags > 0.8
x -= x.mean(0, dtype=np.float64).astype(np.float32)
x /= x.std(0, dtype=np.float64).astype(np.float32)
coef = np.where(rng.random(columns) < 0.3, 0.25 * rng.standard_normal(columns), 0).astype(np.float32)
y = rng.random(rows) < 1 / (1 + np.exp(1.35 - x @ coef))
np.save(folder + "/X.npy", x)
np.save(folder + "/y.npy", y.astype(np.uint8))
