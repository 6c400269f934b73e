"""Where the data folders are: inside the wheel, or beside engine/ in a checkout."""

from functools import cache
from pathlib import Path


@cache
def root() -> Path:
    """Return the folder that holds rulesets/, jurisdictions/, schemas/ and tools/."""
    packaged = Path(__file__).parent / "_data"
    return packaged if packaged.is_dir() else Path(__file__).parents[2]
