#!/usr/bin/python3
"""Makes input.csv and expected.csv: figures of predictions by scikit-learn, plain and weighted, with ties."""
import numpy as np
from scipy.stats import ks_2samp
from sklearn import metrics

rng = np.random.default_rng(22)
n = 300
z = rng.normal(size=n) - 1
y = (rng.uniform(size=n) < 1 / (1 + np.exp(-z))).astype(int)
smooth = np.round(1024 / (1 + np.exp(-z - rng.normal(size=n) / 2))) / 1024
coarse = np.round(smooth * 8) / 8  # many ties, certain mistakes among them
weight = rng.integers(1, 5, n)
np.savetxt("input.csv", np.c_[weight, y, smooth, coarse], fmt="%.10g", delimiter=",", comments="",
           header="weight,y,smooth,coarse")


def figures(p, w):
    copies = np.repeat(np.arange(n), w.astype(int))  # ks_2samp knows no weights
    ks = ks_2samp(p[copies][y[copies] == 1], p[copies][y[copies] == 0]).statistic
    return [metrics.roc_auc_score(y, p, sample_weight=w), metrics.average_precision_score(y, p, sample_weight=w),
            metrics.log_loss(y, np.clip(p, 1e-15, 1 - 1e-15), sample_weight=w, eps=1e-15),
            metrics.brier_score_loss(y, p, sample_weight=w), ks]


rows = [[k, s, *figures(p, np.ones(n) if k == 0 else weight)] for k in (0, 1) for s, p in enumerate((smooth, coarse))]
np.savetxt("expected.csv", rows, fmt="%.16g", delimiter=",", comments="",
           header="is_weighted,is_coarse,auc,average_precision,log_loss,brier,ks")
