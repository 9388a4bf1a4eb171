"""What tests of delivery share: the table of promises beside them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
