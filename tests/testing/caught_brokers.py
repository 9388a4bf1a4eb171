"""The tables of broken brokers and broken views: which promise catches which, and with what evidence."""

from collections.abc import Callable
from typing import Any

BROKEN_BROKERS: dict[Any, tuple[str, str]] = {}
BROKEN_VIEWS: dict[Any, tuple[str, str]] = {}


def caught_by(
    promise: str, says: str, table: dict[Any, tuple[str, str]] = BROKEN_BROKERS
) -> Callable[[Any], Any]:
    """Enter a broken broker into the table: the promise that must catch it, and a part of the evidence."""

    def enter(broken: Any) -> Any:
        table[broken] = promise, says
        return broken

    return enter
