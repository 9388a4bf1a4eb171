"""Stores and sagas that break their promises, importable also by the processes that a promise starts."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
