"""l2_sklearn.py FOLDER C TOL SOLVER TYPE: scikit-learn's logistic regression of X.npy and y.npy, timed as perf_l2.

The fit alone, from an array of the type (f32 or f64) that is in memory. COEF=FILE saves the coefficients, intercept first."""
import json
import os
import sys
import time
import warnings

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression

folder, c, tol, solver, kind = sys.argv[1:6]
x = np.load(folder + "/X.npy").astype(np.float32 if kind == "f32" else np.float64)
y = np.load(folder + "/y.npy")
fit = LogisticRegression(C=float(c), solver=solver, tol=float(tol), max_iter=10000)
warnings.simplefilter("ignore")  # rounding ends some line searches
wall, processor = time.perf_counter(), time.process_time()
fit.fit(x, y)
wall, processor = time.perf_counter() - wall, time.process_time() - processor
if os.environ.get("COEF"):
    np.savetxt(os.environ["COEF"], np.r_[fit.intercept_, fit.coef_[0]], fmt="%.17g")
print(json.dumps({"peer": f"scikit-learn {sklearn.__version__} {solver} {kind} tol {tol}", "s": round(wall, 4), "cpu_s": round(processor, 4),
                  "iterations": int(fit.n_iter_[0])}))
