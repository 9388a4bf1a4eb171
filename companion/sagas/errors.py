"""What a saga refuses. Every error carries its evidence as attributes; whichever is raised, the saga's log
stands as it was, and the saga goes on once the cause is mended.
"""

from __future__ import annotations

from companion.events.errors import CompanionError


class SagaError(CompanionError):
    """The root of everything a saga raises on purpose."""


class BadDefinition(SagaError, ValueError):
    """A saga or a step is defined so that it cannot run. `what` is its name, `problem` says why."""

    def __init__(self, what: object, problem: str) -> None:
        super().__init__(what, problem)
        self.what, self.problem = what, problem

    def sentence(self) -> str:
        return f"{self.what!r} cannot be run: {self.problem}."


class BadSagaData(SagaError):
    """The data a saga is to start with cannot be kept, or hides the result of a step."""

    def __init__(self, saga: str, id: str, problem: str) -> None:
        super().__init__(saga, id, problem)
        self.saga, self.id, self.problem = saga, id, problem

    def sentence(self) -> str:
        return f"Saga {self.saga!r} cannot start {self.id!r}: {self.problem}. Nothing was stored."


class BadResult(SagaError):
    """A step's action did its work and returned what JSON cannot hold, so that it could not be recorded."""

    def __init__(self, saga: str, id: str, step: str, problem: str) -> None:
        super().__init__(saga, id, step, problem)
        self.saga, self.id, self.step, self.problem = saga, id, step, problem

    def sentence(self) -> str:
        return (
            f"Step {self.step!r} of {self.saga!r} {self.id!r} returned a result that cannot be recorded: "
            f"{self.problem}. Return plain values (text, numbers, lists, dicts) or None, and run it again: "
            f"the step will be asked with the same key."
        )


class SagaDefinitionChanged(SagaError):
    """An instance was started with another definition than the one that should go on with it."""

    def __init__(self, saga: str, id: str, started_with: str, now: str) -> None:
        super().__init__(saga, id, started_with, now)
        self.saga, self.id, self.started_with, self.now = saga, id, started_with, now

    def sentence(self) -> str:
        return (
            f"{self.id!r} of saga {self.saga!r} was started with the steps [{self.started_with}] and is not "
            f"at its end; the definition now has [{self.now}]. Give the new definition another name, such as "
            f"{self.saga + '-2'!r}, and keep the old one until its instances have ended. Nothing was changed."
        )


class StartedWithOtherData(SagaError):
    """A saga of this id is there already, and it was started with other data."""

    def __init__(self, saga: str, id: str, recorded: str, given: str) -> None:
        super().__init__(saga, id, recorded, given)
        self.saga, self.id, self.recorded, self.given = saga, id, recorded, given

    def sentence(self) -> str:
        return (
            f"{self.id!r} of saga {self.saga!r} was started with {self.recorded:.200} and not with "
            f"{self.given:.200}: another case needs another id. To go on with this one, leave the data out."
        )


class UnknownSaga(SagaError):
    """No saga of this name and id was ever started in this store."""

    def __init__(self, saga: str, id: str) -> None:
        super().__init__(saga, id)
        self.saga, self.id = saga, id

    def sentence(self) -> str:
        return (
            f"Saga {self.saga!r} has no {self.id!r} in this store: check the id, or start it with "
            f"run(store, id, data), where data may be {{}}."
        )


class UnknownStep(SagaError):
    """A step was named that the saga does not have. `known` are the names it has."""

    def __init__(self, saga: str, step: object, known: tuple[str, ...]) -> None:
        super().__init__(saga, step, known)
        self.saga, self.step, self.known = saga, step, known

    def sentence(self) -> str:
        return f"Saga {self.saga!r} has no step {self.step!r}; its steps are {', '.join(self.known)}."


class StepNotReached(SagaError):
    """An answer came for a step nobody was asked to do yet. `at` is the step the saga stands at."""

    def __init__(self, saga: str, id: str, step: str, at: str) -> None:
        super().__init__(saga, id, step, at)
        self.saga, self.id, self.step, self.at = saga, id, step, at

    def sentence(self) -> str:
        return (
            f"{self.id!r} of saga {self.saga!r} stands at {self.at!r} and has not asked for {self.step!r} "
            f"yet: whose answer is this? Nothing was recorded."
        )


class NotStuck(SagaError):
    """`retry` or `resolve` was called for a saga that is not stuck. `outcome` is where it stands."""

    def __init__(self, saga: str, id: str, outcome: str) -> None:
        super().__init__(saga, id, outcome)
        self.saga, self.id, self.outcome = saga, id, outcome

    def sentence(self) -> str:
        return (
            f"{self.id!r} of saga {self.saga!r} is {self.outcome}, not STUCK: there is nothing to retry or "
            f"to resolve. Nothing was recorded."
        )


class ForeignEvent(SagaError):
    """A saga's stream holds an event that no saga wrote."""

    def __init__(self, stream: str, version: int, type: str) -> None:
        super().__init__(stream, version, type)
        self.stream, self.version, self.type = stream, version, type

    def sentence(self) -> str:
        return (
            f"Event {self.version} of {self.stream!r} is a {self.type}, which no saga writes there: a saga's "
            f"stream is its log, and nothing else may be appended to it. Nothing was changed."
        )
