"""The error tree of events and bus.

Every error carries its evidence as attributes, in the order its constructor takes them, and makes its
sentence from them: what was wrong, with which value, what to do next. Tests and callers read the attributes,
people the sentence. Errors that belong to one room only (a store's `ConcurrencyError`) live in that room and
derive from here.
"""

from __future__ import annotations

from collections.abc import Sequence


class CompanionError(Exception):
    """The root: `except CompanionError` catches everything this package raises on purpose."""

    def sentence(self) -> str:
        """What was wrong, with which value, and what to do next."""
        return ", ".join(str(part) for part in self.args)

    def __str__(self) -> str:
        return self.sentence()


class MutableField(CompanionError):
    """An event class declares a field that could be changed later. Raised when the class is defined."""

    def __init__(self, type: str, field: str, remedy: str) -> None:
        super().__init__(type, field, remedy)
        self.type, self.field, self.remedy = type, field, remedy

    def sentence(self) -> str:
        return f"{self.type}.{self.field} could be changed after the event happened: {self.remedy}."


class EventNameTaken(CompanionError):
    """Two modules define an event of one name; routing by name could not tell them apart."""

    def __init__(self, name: str, here: str, there: str) -> None:
        super().__init__(name, here, there)
        self.name, self.here, self.there = name, here, there

    def sentence(self) -> str:
        return (
            f"{self.name} is already an event of module {self.there}, and module {self.here} defines it "
            f"again. Events are routed by name: import the one from {self.there}, or choose another name."
        )


class InvalidEvent(CompanionError):
    """A value does not fit the type its field declares. Raised before anything is published or stored."""

    def __init__(self, type: str, path: str, expected: str, got: str) -> None:
        super().__init__(type, path, expected, got)
        self.type, self.path, self.expected, self.got = type, path, expected, got

    def sentence(self) -> str:
        place = f"{self.type}.{self.path}" if self.path else self.type
        return f"{place} should be {self.expected}, got {self.got}. Nothing was published or stored."


class UnknownEventType(CompanionError):
    """No event class of this name is defined in this process."""

    def __init__(self, name: str, known: Sequence[str] = ()) -> None:
        super().__init__(name, tuple(known))
        self.name, self.known = name, tuple(known)

    def sentence(self) -> str:
        close = f" Close to it: {', '.join(self.known)}." if self.known else ""
        name = self.name if len(self.name) <= 60 else self.name[:57] + "..."
        return f"No event named {name!r} is defined here: import the module that defines it.{close}"


class CodecError(CompanionError):
    """Bytes that cannot become an event again; the bytes themselves are untouched."""


class BadJSON(CodecError):
    """The bytes are not JSON at all. `start` is how they begin (at most 40 characters)."""

    def __init__(self, reason: str, start: str) -> None:
        super().__init__(reason, start)
        self.reason, self.start = reason, start

    def sentence(self) -> str:
        return f"Not JSON ({self.reason}); it begins {self.start!r}. Was it cut short, or written by others?"


class BadField(CodecError):
    """JSON whose field is missing or of the wrong type. `path` is like `items[1].sku`."""

    def __init__(self, type: str, path: str, problem: str) -> None:
        super().__init__(type, path, problem)
        self.type, self.path, self.problem = type, path, problem

    def sentence(self) -> str:
        place = f"{self.type}.{self.path}" if self.path else self.type
        return (
            f"{place}: {self.problem}. If the shape of {self.type} changed, give the class the next schema "
            f"number and write an upcaster from the old one."
        )


class UnknownSchemaVersion(CodecError):
    """A recorded event has a schema number this process cannot turn into the current one."""

    def __init__(self, type: str, version: int, current: int) -> None:
        super().__init__(type, version, current)
        self.type, self.version, self.current = type, version, current

    def sentence(self) -> str:
        if self.version > self.current:
            return (
                f"{self.type} was written with schema {self.version}, and this process knows only up to "
                f"{self.current}: update the program that reads."
            )
        return (
            f"{self.type} was written with schema {self.version} and no upcaster leads on from there to "
            f"{self.current}: write one, @upcaster({self.type!r}, {self.version})."
        )


class UpcasterFailed(CodecError):
    """The upcaster for `version` of event `type` raised, or returned what is no dict of JSON values."""

    def __init__(self, type: str, version: int, problem: str) -> None:
        super().__init__(type, version, problem)
        self.type, self.version, self.problem = type, version, problem

    def sentence(self) -> str:
        return (
            f"The upcaster of {self.type} for schema {self.version} failed: {self.problem}. It takes the "
            f"dict of schema {self.version} and must return that of schema {self.version + 1}."
        )
