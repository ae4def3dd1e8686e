#!/usr/bin/python3
"""Makes parts.csv from input.csv: lifts, Brier's parts, calibration slope and in the large, and their sandwich errors, by brute
force and scikit-learn. Weights repeat cases, so that bins are cut by repeated cases; ties are replaced by their means first."""
import numpy as np
from sklearn.linear_model import LogisticRegression

weight, y, smooth, coarse = np.loadtxt("input.csv", delimiter=",", skiprows=1).T


def sandwich(x, miss, curvature):
    """Standard errors of a regression with columns x, each case its own cluster."""
    bread = np.linalg.inv(x.T @ (x * curvature[:, None]))
    scores = x * miss[:, None]
    return np.sqrt(np.diag(bread @ (scores.T @ scores) @ bread) * len(x) / (len(x) - 1))


def regressions(p, w):
    p = np.clip(p, 1e-15, 1 - 1e-15)
    z = np.log(p / (1 - p))
    fit = LogisticRegression(penalty=None, tol=1e-10, max_iter=10000, solver="newton-cholesky").fit(z[:, None], y, w)
    line = fit.coef_[0, 0] * z + fit.intercept_[0]
    q = 1 / (1 + np.exp(-line))
    slope_error = sandwich(np.c_[np.ones(len(z)), z], w * (y - q), w * q * (1 - q))[1]
    low, high = -50.0, 50.0
    for _ in range(200):
        shift = (low + high) / 2
        low, high = (shift, high) if (w * (y - 1 / (1 + np.exp(-z - shift)))).sum() > 0 else (low, shift)
    q = 1 / (1 + np.exp(-z - shift))
    return [fit.coef_[0, 0], slope_error, shift, sandwich(np.ones((len(z), 1)), w * (y - q), w * q * (1 - q))[0]]


def parts(p, w):
    """Cells of 1/20 case each, best first; within a tie all cells are alike."""
    cells = np.repeat(np.arange(len(p)), (20 * w).astype(int))
    cells = cells[np.argsort(-p[cells], kind="stable")]
    score = p[cells]
    won = np.array([y[cells][score == s].mean() for s in np.unique(score)])[np.searchsorted(np.unique(score), score)]
    lifts = [won[:round(len(won) * d)].mean() / won.mean() for d in (0.05, 0.1, 0.2)]
    rel = res = within = 0
    for s, o in zip(np.split(score, 10), np.split(won, 10)):
        rel += (s.mean() - o.mean()) ** 2 / 10
        res += (o.mean() - won.mean()) ** 2 / 10
        within += (s.var() - 2 * ((s - s.mean()) * (o - o.mean())).mean()) / 10  # Stephenson et al. 2008
    unc = won.mean() * (1 - won.mean())
    brier = np.average((p - y) ** 2, weights=w)
    assert abs(brier - (rel - (res - within) + unc)) < 1e-12
    return [*lifts, rel, res - within, unc]


rows = [[k, s, *parts(p, w), *regressions(p, w)]
        for k, w in enumerate((np.ones(len(y)), weight)) for s, p in enumerate((smooth, coarse))]
np.savetxt("parts.csv", rows, fmt="%.16g", delimiter=",", comments="",
           header="is_weighted,is_coarse,lift_5,lift_10,lift_20,reliability,resolution,uncertainty,slope,slope_error,shift,shift_error")
