#!/usr/bin/python3
"""Makes input.csv, isotonic.csv and lines.csv: isotonic regression, Platt's sigmoid and beta calibration by scikit-learn."""
import numpy as np
from sklearn.calibration import _SigmoidCalibration
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

rng = np.random.default_rng(31)
n = 400
margin = np.round(rng.normal(scale=1.5, size=n) * 32) / 32  # with ties
y = (rng.uniform(size=n) < 1 / (1 + np.exp(-(np.where(margin < 0, 0.5, 1.5) * margin - 0.8)))).astype(int)
weight = rng.integers(1, 5, n)
np.savetxt("input.csv", np.c_[weight, y, margin], fmt="%.10g", delimiter=",", comments="", header="weight,y,margin")

ones = np.ones(n)
np.savetxt("isotonic.csv", np.c_[[IsotonicRegression().fit(margin, y, sample_weight=w).predict(margin)
                                  for w in (ones, weight)]].T, fmt="%.16g", delimiter=",", comments="",
           header="plain,weighted")


def logistic(columns, targets, w):
    """Unpenalised, on targets between 0 and 1: each case as a share of a win and one of a loss."""
    x, labels = np.r_[columns, columns], np.r_[ones, 0 * ones]
    fit = LogisticRegression(penalty=None, tol=1e-10, max_iter=10000, solver="newton-cg")
    fit.fit(x, labels, sample_weight=np.r_[w * targets, w * (1 - targets)])
    return [*fit.coef_[0], fit.intercept_[0]]


def row(w):
    wins, losses = w[y == 1].sum(), w[y == 0].sum()
    targets = np.where(y == 1, (wins + 1) / (wins + 2), 1 / (losses + 2))
    line = logistic(margin[:, None], targets, w)
    s = 1 / (1 + np.exp(-margin))
    beta = logistic(np.c_[np.log(s), -np.log(1 - s)], targets, w)
    assert min(beta[:2]) > 0
    own = _SigmoidCalibration().fit(margin, y, w)  # minimised to some 1e-4 only
    assert np.allclose([-own.a_, -own.b_], line, atol=1e-3), (own.a_, own.b_, line)
    return line + beta


np.savetxt("lines.csv", [row(ones), row(weight.astype(float))], fmt="%.16g", delimiter=",", comments="",
           header="a,b,low,high,shift")
