"""How much a feed has to do: from a world of users and authors to writes a second, gigabytes and terabytes.

All of it is arithmetic, and every world is made of teaching numbers. A day has 86,400 s, a GB is 10⁹ bytes, a
TB 10¹². Only what is called `peak` is not an average over the day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

__all__ = ["AVERAGED", "BY_AUTHOR", "DAY_S", "numbers"]

DAY_S: Final = 86_400

BY_AUTHOR: Final[Mapping[str, Mapping[str, Any]]] = {
    "ten celebrities": {
        "users": 10_000, "loads_per_user": 10, "peak": 3, "kept": 50, "entry_bytes": 80,
        "media_bytes": 200_000, "authors": [(9_990, 100, 0.1), (10, 1_000_000, 2.0)],
    },
    "a country": {
        "users": 3_000_000, "loads_per_user": 24, "peak": 5, "kept": 800, "entry_bytes": 76,
        "media_bytes": 1_500_000, "authors": [(450_000, 80, 0.05), (20_000, 900, 1.5), (700, 250_000, 4)],
    },
}  # fmt: skip
"""Worlds that know their authors: (how many, followers of each, posts a day of each)."""

AVERAGED: Final[Mapping[str, Mapping[str, Any]]] = {
    "half a billion": {
        "users": 500_000_000, "posts_per_user": 0.2, "followers": 200, "loads_per_user": 10, "peak": 3,
        "kept": 50, "entry_bytes": 80, "media_bytes": 200_000,
        "celebrity": 50_000_000, "builder_per_s": 100_000,
    },
    "a town": {
        "users": 40_000, "posts_per_user": 1.5, "followers": 90, "loads_per_user": 16, "peak": 8,
        "kept": 800, "entry_bytes": 76, "media_bytes": 1_500_000,
        "celebrity": 30_000, "builder_per_s": 2_000,
    },
}  # fmt: skip
"""Worlds that know averages; `celebrity` is the most followers anybody has, `builder_per_s` how many feed
writes one Feed Builder manages a second."""


def numbers(world: Mapping[str, Any]) -> dict[str, float]:
    """The work of a world. `writes` are entries written into feeds, `reads` are feeds looked at.

    A world with `authors` is summed author by author. One that knows only averages is a world of one kind of
    author, which is wrong by as much as posts and followers go together. `celebrity_s`, how long the fan-out
    of one post of the greatest author takes, is there where the world says `celebrity`.
    """
    authors: Sequence[tuple[int, int, float]]
    authors = world.get("authors") or [(world["users"], world["followers"], world["posts_per_user"])]
    posts_a_day = sum(many * posts for many, _, posts in authors)
    writes_per_s = sum(many * followers * posts for many, followers, posts in authors) / DAY_S
    reads_per_s = world["users"] * world["loads_per_user"] / DAY_S
    found = {
        "posts_per_s": posts_a_day / DAY_S,
        "reads_per_s": reads_per_s,
        "peak_reads_per_s": reads_per_s * world["peak"],
        "writes_per_s": writes_per_s,
        "peak_writes_per_s": writes_per_s * world["peak"],
        "feed_gb": world["users"] * world["kept"] * world["entry_bytes"] / 1e9,
        "media_tb_per_day": posts_a_day * world["media_bytes"] / 1e12,
    }
    if "celebrity" in world:
        found["celebrity_s"] = world["celebrity"] / world["builder_per_s"]
    return found
