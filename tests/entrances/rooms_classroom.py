"""Entrances of the classroom. They raise nothing: they say what is wrong, and nothing is scored."""

from __future__ import annotations

from typing import Any

from entrance import EVENT

NO_ID: tuple[Any, ...] = (None, 3, "", "no-such-id", "99-x", EVENT, ["00-till"], "a\0b", "x" * 10_000)

# What follows the id in a call.
CALLS: dict[str, tuple[Any, ...]] = {
    "check": (print,),
    "predict": ("a",),
    "reveal": (print,),
    "explain": ("because",),
    "recall": ("a",),
    "hint": (),
    "answers": (),
    "lesson": (),
    "poll": (),
}
