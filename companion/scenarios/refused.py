"""The error with which the deciders of the scenarios refuse a command."""

from __future__ import annotations

from companion.events.errors import ErrorWithEvidence
from companion.sourcing import Refused

__all__ = ["CommandRefused"]


class CommandRefused(Refused, ErrorWithEvidence):
    """`command` is refused because of `reason`; `state` is the state it was decided on."""

    command: object
    state: object
    reason: str = "it is not possible"
    says = "{command} is refused: {reason} ({state!r})."
