"""Shows a picture where there is a notebook to show it in. Outside IPython nothing is drawn: the words say it
all."""

import sys
from typing import Any


def in_notebook() -> bool:
    """Whether this code runs inside IPython (a notebook or its shell); imports nothing to find out."""
    shell = sys.modules.get("IPython")
    return shell is not None and shell.get_ipython() is not None


def show(picture: Any) -> None:
    """Display an object in the notebook, or print its text where there is none."""
    if not in_notebook():
        print(picture)
        return
    display: Any = sys.modules["IPython"].display.display
    display(picture)
