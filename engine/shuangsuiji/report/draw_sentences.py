"""placeholder, overwritten"""

SENTENCES: dict[str, tuple[str, str]] = {}
