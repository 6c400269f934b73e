"""Tests of the public verifiers share the bundles that bundles.py makes."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
