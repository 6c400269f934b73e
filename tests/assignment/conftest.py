"""What the tests of assignments share."""

import importlib.util
import sys
from pathlib import Path

_spec = importlib.util.spec_from_file_location(
    "small_cases", Path(__file__).with_name("small_cases.py")
)
sys.modules["small_cases"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(sys.modules["small_cases"])
