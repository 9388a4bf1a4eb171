"""Makes `made_answers` and `verdicts` importable."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
