"""Conformance suites as a product: whoever writes a store or a saga engine can prove that it keeps the same
promises as ours, and whoever writes a decider can say given, when, then.

Each promise is one small function whose name is the sentence it proves. pytest runs them in a class of three
lines, `judge` runs them anywhere and tells which are broken. given/when/then needs nothing; the classes need
pytest, and the promises that make up whole lives of a store need hypothesis.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .backend import Backend, Opening
    from .promise import Judgement, Lacking, Promise, broken_promises, judge
    from .pytest_suites import StorePromises
    from .specification import given
    from .store_suite import STORE_PROMISES

_NAMES = {
    "backend": "Backend Opening",
    "specification": "given",
    "promise": "Judgement Lacking Promise broken_promises judge",
    "pytest_suites": "StorePromises",
    "store_suite": "STORE_PROMISES",
}
_WHERE = {name: module for module, names in _NAMES.items() for name in names.split()}

__all__ = [
    "STORE_PROMISES", "Backend", "Judgement", "Lacking", "Opening", "Promise", "StorePromises",
    "broken_promises", "given", "judge",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load the module that holds `name`."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
