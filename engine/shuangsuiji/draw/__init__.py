"""A draw (随机抽取) in the format ssj/1, from freeze to verification; see README.md."""
