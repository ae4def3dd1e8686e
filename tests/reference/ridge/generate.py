#!/usr/bin/python3
"""Makes input.csv and expected.csv: ridge logistic regression by scikit-learn for several C, plain and weighted."""
import numpy as np
from sklearn.linear_model import LogisticRegression

rng = np.random.default_rng(21)
n, p = 400, 8
x = np.round(rng.normal(size=(n, p)) * 64) / 64
x[:, 7] = x[:, 6] + np.round(rng.normal(size=n) * 2) / 64  # nearly the same column again
y = (rng.uniform(size=n) < 1 / (1 + np.exp(1 - x[:, 0] + x[:, 1] / 2 - x[:, 7]))).astype(int)
weight = rng.integers(1, 5, n)
np.savetxt("input.csv", np.c_[weight, y, x], fmt="%.10g", delimiter=",", comments="",
           header="weight,y," + ",".join(f"x{j + 1}" for j in range(p)))


def fit(c, w):
    model = LogisticRegression(C=c, solver="newton-cholesky", tol=1e-13, max_iter=1000).fit(x, y, sample_weight=w)
    coef = np.r_[model.intercept_, model.coef_[0]]
    z = coef[0] + x @ coef[1:]
    gradient = np.c_[np.ones(n), x].T @ (w * (1 / (1 + np.exp(-z)) - y)) + np.r_[0, coef[1:]] / c
    assert np.abs(gradient).max() < 1e-8, np.abs(gradient).max()
    return coef


rows = [[c, k, *fit(c, np.ones(n) if k == 0 else weight)] for c in (0.001, 0.1, 1, 100, 1e6) for k in (0, 1)]
np.savetxt("expected.csv", rows, fmt="%.16g", delimiter=",", comments="",
           header="C,is_weighted,intercept," + ",".join(f"x{j + 1}" for j in range(p)))
