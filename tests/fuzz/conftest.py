"""The laws are the fuzzers' own, in scripts/fuzz."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts" / "fuzz"))
