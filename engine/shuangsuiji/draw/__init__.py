"""A draw (随机抽取) in the format ssj/1: freeze, seed, tickets, quotas, bundle, verification; see README.md."""
