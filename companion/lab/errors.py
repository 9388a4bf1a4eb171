"""The errors of the lab. They are raised before anything is played, unless the message says otherwise."""

from __future__ import annotations

from companion.events.errors import ErrorWithEvidence


class UnknownName(ErrorWithEvidence):
    """No `kind` (a fault, an event, a crash point) is called `name`; `known` are those there are."""

    kind: str
    name: object
    known: tuple[str, ...]

    def sentence(self) -> str:
        return f"No {self.kind} is called {self.name!r}: choose from {', '.join(self.known) or 'none'}."


class NotForTheLab(ErrorWithEvidence, TypeError):
    """A value, a store or a clock was given that the lab cannot crash or move; `problem` says why."""

    given: object
    problem: str

    def sentence(self) -> str:
        return f"The lab cannot use this {type(self.given).__name__}: {self.problem}."
