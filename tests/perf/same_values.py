"""same_values.py VECTORS.csv OTHER.csv: has every contact the same value (1e-4 relative) in every column of both? Wants pandas."""
import sys

try:
    import numpy as np
    import pandas as pd
except ImportError:
    sys.exit("values not compared: python3-pandas is not installed")

ours = pd.read_csv(sys.argv[1], low_memory=False).set_index("subject_id").sort_index()
theirs = pd.read_csv(sys.argv[2], low_memory=False).set_index("contact_id").sort_index()
if not ours.index.equals(theirs.index):
    sys.exit(f"{len(ours)} and {len(theirs)} contacts, not the same")
x, y = ours[theirs.columns].to_numpy(float), theirs.to_numpy(float)
apart = np.abs(x - y) / (1 + np.abs(x))
apart[np.isnan(x) & np.isnan(y)] = 0
apart[np.isnan(apart)] = np.inf
print(f'{{"job": "features", "values": {x.size}, "different": {int((apart > 1e-4).sum())}, "worst": {apart.max():.2g}}}')
