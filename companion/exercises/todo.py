"""The mark for code that a learner has not written yet.

A stub *returns* `TODO` instead of raising, so that an unchanged notebook runs from top to bottom. There is
one such object; copying or pickling it gives the same one back.
"""

from typing import Final, final


@final
class Todo:
    """The type of `TODO`. It has one instance, is false in a condition, and prints as its own name."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "TODO"

    def __bool__(self) -> bool:
        return False

    def __reduce__(self) -> str:
        return "TODO"


TODO: Final = Todo()
