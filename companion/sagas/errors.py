"""The errors of sagas. After each of them the saga's log is unchanged, and the saga can go on once the cause
is removed.
"""

from __future__ import annotations

from companion.events.errors import ErrorWithEvidence, UnknownName, WrongUse


class StartedOtherwise(ErrorWithEvidence):
    """The saga of this id was started with another `what` ("definition" or "data") than is given now."""

    saga: str
    id: str
    what: str
    recorded: str
    given: str

    def sentence(self) -> str:
        of = f"{self.id!r} of saga {self.saga!r} was started with"
        if self.what == "data":
            return (
                f"{of} {self.recorded:.200} and not with {self.given:.200}: another case needs another id. "
                f"To go on with this one, leave the data out. Nothing was changed."
            )
        return (
            f"{of} the steps [{self.recorded}] and is not at its end; the definition now has [{self.given}]. "
            f"Give the new definition another name, such as {self.saga + '-2'!r}, and keep the old one until "
            f"its instances have ended. Nothing was changed."
        )


class UnknownStep(ErrorWithEvidence):
    """The saga has no step of this name (`known` are its steps), or saga `id` is at step `at` and has not
    asked for this one yet.
    """

    saga: str
    step: object
    known: tuple[str, ...]
    id: str = ""
    at: str = ""

    def sentence(self) -> str:
        if not self.at:
            return f"Saga {self.saga!r} has no step {self.step!r}; its steps are {', '.join(self.known)}."
        return (
            f"{self.id!r} of saga {self.saga!r} stands at {self.at!r} and has not asked for {self.step!r} "
            f"yet: whose answer is this? Nothing was recorded."
        )


def not_stuck(saga: str, id: str, outcome: str) -> WrongUse:
    """For `retry` or `resolve` of a saga that is not stuck."""
    problem = f"is {outcome}, not STUCK: there is nothing to retry or to resolve. Nothing was recorded"
    return WrongUse(f"{id!r} of saga {saga!r}", problem)


def unknown_saga(saga: str, id: str) -> UnknownName:
    """For an id under which no saga of this name was ever started in this store."""
    remedy = "check the id, or start it with run(store, id, data), where data may be {}"
    return UnknownName(f"instance of saga {saga!r}", id, remedy=remedy)
