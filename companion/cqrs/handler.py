"""A projection's handler: a function of an event and a target, and of the envelope if it asks for it."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from .errors import BadProjection

Apply = Callable[..., None]


def with_envelope(name: str, function: Apply) -> Apply:
    """`function` as one of three parameters. Raises `BadProjection` for what takes neither two nor three.

    A third parameter with a default counts only when it is called `envelope`.
    """
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        raise BadProjection(name, f"{function!r} cannot be called with (event, target)") from None
    takes = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    needed = [p for p in takes if p.default is p.empty]
    if len(needed) == 3 or (len(needed) == 2 and [p.name for p in takes[2:3]] == ["envelope"]):
        return function
    if len(needed) <= 2 <= len(takes):
        return lambda event, target, envelope: function(event, target)
    named = getattr(function, "__name__", repr(function))
    problem = f"{named} takes {len(takes)} values: write (event, target) or (event, target, envelope)"
    raise BadProjection(name, problem)
