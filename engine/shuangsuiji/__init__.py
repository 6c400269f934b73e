"""双随机、一公开监管的规则引擎 (rules engine for random inspection and prompt release)."""

__version__ = "0.1.0"
