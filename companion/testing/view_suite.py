"""The promises of projections and views, all of them, in the order in which one would learn them."""

from __future__ import annotations

from typing import Final

from . import view_commits, view_keeping_up, view_parking, view_rebuild
from .promise import Promise, promises_of
from .view_backend import ViewBackend

VIEW_PROMISES: Final[tuple[Promise[ViewBackend], ...]] = promises_of(
    view_keeping_up, view_commits, view_parking, view_rebuild
)
