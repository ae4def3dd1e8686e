"""l2_judge.py FOLDER C RESULTS: what the coefficients in RESULTS/*.coef are worth on X.npy and y.npy, beside the times in *.runs."""
import glob
import json
import os
import statistics
import sys

import numpy as np

folder, c, results = sys.argv[1], float(sys.argv[2]), sys.argv[3]
x, y = np.load(folder + "/X.npy", mmap_mode="r"), np.load(folder + "/y.npy")
names = sorted(os.path.basename(path)[:-5] for path in glob.glob(results + "/*.coef"))
coef = np.array([np.loadtxt(f"{results}/{name}.coef") for name in names]).T
loss, gradient = np.zeros(len(names)), np.zeros(coef.shape)
for first in range(0, len(y), 65536):
    some = x[first : first + 65536].astype(np.float64)
    sign = 2.0 * y[first : first + 65536, None] - 1
    side = sign * (coef[0] + some @ coef[1:])
    loss += np.logaddexp(0, -side).sum(0)
    residual = -sign / (1 + np.exp(np.minimum(side, 700)))
    gradient += np.vstack([residual.sum(0), some.T @ residual])
objective = c * loss + (coef[1:] ** 2).sum(0) / 2
gradient = c * gradient
gradient[1:] += coef[1:]
runs = {name: [json.loads(line) for line in open(f"{results}/{name}.runs")] for name in names}
gap = dict(zip(names, objective / objective.min() - 1))
middle = {name: [statistics.median(run[key] for run in runs[name]) for key in ("s", "cpu_s")] for name in names}
ours = min((name for name in names if name.startswith("ours") and gap[name] <= 1e-9), key=lambda name: middle[name][1])
for i, name in enumerate(names):
    s, cpu = middle[name]
    print(json.dumps({"peer": runs[name][0]["peer"], "objective_gap": float(f"{gap[name]:.2g}"), "is_near": bool(gap[name] <= 1e-9),
                      "gradient_max": float(f"{abs(gradient[:, i]).max():.3g}"), "s": round(s, 3), "cpu_s": round(cpu, 3),
                      "ratio_s": round(s / middle[ours][0], 2), "ratio_cpu": round(cpu / middle[ours][1], 2)}))
