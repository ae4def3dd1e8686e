"""liblinear_judge.py FOLDER BIAS LIMIT: both fits' objectives, from coefficients, at C = 1; fails where they differ by more than LIMIT."""
import json
import sys

import numpy as np

folder, bias, limit = sys.argv[1], sys.argv[2], float(sys.argv[3])
x, y = np.load(folder + "/X.npy").astype(float), np.load(folder + "/y.npy")
ours = np.loadtxt(folder + "/coef")
lines = open(folder + "/model").read().splitlines()
theirs = np.array(lines[lines.index("w") + 1 :], float)
if lines[2].split()[1] != "1":  # the label of positive values
    theirs = -theirs
sign = 2.0 * y - 1


def objective(w):
    return w @ w / 2 + np.logaddexp(0, -sign * (x @ w)).sum()


def steepest(w):
    return abs(w - (sign / (1 + np.exp(sign * (x @ w)))) @ x).max()


a, b = objective(ours[1:]), objective(theirs)
print(json.dumps({"rows": len(y), "columns": x.shape[1], "bias": int(bias), "ours": a, "liblinear": b, "relative_difference": (a - b) / b,
                  "largest_gradient": {"ours": steepest(ours[1:]), "liblinear": steepest(theirs)}, "our_intercept": ours[0]}))
sys.exit(not abs(a - b) <= limit * b)
