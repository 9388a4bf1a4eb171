"""The words of `words.txt`, each list an attribute of this module: `known.STATES`.

A list is a frozenset of lower-case words; only `IRREGULAR` is text, because its entries have three parts.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["IRREGULAR"]


def _read() -> dict[str, str]:
    """The text under each `[NAME]` of the file, without the comments."""
    lines = Path(__file__).with_name("words.txt").read_text("utf-8").splitlines()
    said = "\n".join(line for line in lines if not line.startswith("#"))
    parts = (part.partition("]") for part in said.split("[")[1:])
    return {name: " ".join(text.split()) for name, _, text in parts}


_LISTS = _read()
IRREGULAR = _LISTS.pop("IRREGULAR")
globals().update((name, frozenset(text.split())) for name, text in _LISTS.items())


def __getattr__(name: str) -> frozenset[str]:
    """Raise AttributeError for an unknown list. The signature also gives type checkers the type of the
    lists.
    """
    raise AttributeError(f"words.txt has no list [{name}]")
