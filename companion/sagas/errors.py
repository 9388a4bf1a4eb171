"""The errors of sagas. After each of them the saga's log is unchanged, and the saga can go on once the cause
is removed.
"""

from __future__ import annotations

from companion.events.errors import ErrorWithEvidence


class SagaError(ErrorWithEvidence):
    """The base class of the errors of this room."""


class BadDefinition(SagaError, ValueError):
    """A saga or a step is defined so that it cannot run. `what` is its name, `problem` says why."""

    what: object
    problem: str
    says = "{what!r} cannot be run: {problem}."


class BadSagaData(SagaError):
    """A value that cannot be stored: the start data of a saga, or the result of `step`."""

    saga: str
    id: str
    problem: str
    step: str = ""

    def sentence(self) -> str:
        if not self.step:
            return f"Saga {self.saga!r} cannot start {self.id!r}: {self.problem}. Nothing was stored."
        return (
            f"Step {self.step!r} of {self.saga!r} {self.id!r} returned a result that cannot be recorded: "
            f"{self.problem}. Return plain values (text, numbers, lists, dicts) or None, and run it again: "
            f"the step will be asked with the same key."
        )


class SagaDefinitionChanged(SagaError):
    """The saga was started with another definition than the one that tries to go on with it."""

    saga: str
    id: str
    started_with: str
    now: str

    def sentence(self) -> str:
        return (
            f"{self.id!r} of saga {self.saga!r} was started with the steps [{self.started_with}] and is not "
            f"at its end; the definition now has [{self.now}]. Give the new definition another name, such as "
            f"{self.saga + '-2'!r}, and keep the old one until its instances have ended. Nothing was changed."
        )


class StartedWithOtherData(SagaError):
    """A saga with this id exists, and it was started with other data."""

    saga: str
    id: str
    recorded: str
    given: str
    says = (
        "{id!r} of saga {saga!r} was started with {recorded:.200} and not with {given:.200}: another case "
        "needs another id. To go on with this one, leave the data out."
    )


class UnknownSaga(SagaError):
    """No saga with this name and id was started in this store."""

    saga: str
    id: str
    says = (
        "Saga {saga!r} has no {id!r} in this store: check the id, or start it with run(store, id, data), "
        "where data may be {{}}."
    )


class UnknownStep(SagaError):
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


class NotStuck(SagaError):
    """`retry` or `resolve` was called for a saga that is not stuck. `outcome` is its state."""

    saga: str
    id: str
    outcome: str
    says = (
        "{id!r} of saga {saga!r} is {outcome}, not STUCK: there is nothing to retry or to resolve. Nothing "
        "was recorded."
    )


class ForeignEvent(SagaError):
    """A saga's stream holds an event that no saga wrote."""

    stream: str
    version: int
    type: str
    says = (
        "Event {version} of {stream!r} is a {type}, which no saga writes there: a saga's stream is its log, "
        "and nothing else may be appended to it. Nothing was changed."
    )
