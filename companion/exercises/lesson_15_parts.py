"""15-dinner and 15-feed: a design in plain data, each of its parts read by itself.

`plain` cuts what is too much, and everything behind it. Here an endless list costs the part it stands in,
and no other.
"""

from __future__ import annotations

from itertools import islice
from typing import Any, Final

from companion.exercises.plain import Plain, plain

MOST_PARTS: Final = 100


def parts(value: Any, deep: int = 1) -> dict[str, Plain]:
    """What a dict holds under names, as plain data; dicts in it are read so to a depth of `deep`.

    Other keys are left out, and so is what stands behind the first hundred.
    """
    found: dict[str, Plain] = {}
    for key, each in islice(dict.items(value), MOST_PARTS):
        name = plain(key)
        if type(name) is str:
            found[name] = parts(each, deep - 1) if deep > 1 and dict in type(each).__mro__ else plain(each)
    return found
