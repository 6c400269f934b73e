"""From commitments, nonces, beacon and log to the seed (随机种子)."""
