"""Results of the lab that a notebook shows as pictures.

The lab draws nothing. How each kind of result is drawn stands in `companion/diagrams/results.py`, in the
classroom, which the book does not import; the package's own list of names leads there. This is the only place
in the book that asks that list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import companion

if TYPE_CHECKING:
    from companion import Picture


class Drawn:
    """A result with a picture."""

    __slots__ = ()

    def picture(self) -> Picture:
        """This result as a picture."""
        return companion.picture_of(self)

    def _repr_html_(self) -> str:
        return self.picture()._repr_html_()
