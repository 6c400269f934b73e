"""Inspectors to visits (匹配检查人员): who fits, the one right answer, and why there is none."""
