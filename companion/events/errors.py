"""The error tree of events and bus.

Errors are their evidence: a class lists what it knows as annotated attributes, in the order they are given,
and says its sentence in a template that names them. The base class fills both. What was wrong, with which
value, what to do next: tests and callers read the attributes, people the sentence. Errors that belong to one
room only (a store's `ConcurrencyError`) live in that room and derive from here.
"""

from __future__ import annotations

from inspect import get_annotations
from string import Formatter
from typing import ClassVar, dataclass_transform

WIDTH = 80  # characters of a value shown with `!r`; a longer one ends in dots


class CompanionError(Exception):
    """The root: `except CompanionError` catches everything this package raises on purpose."""

    def sentence(self) -> str:
        """What was wrong, with which value, and what to do next."""
        return ", ".join(str(part) for part in self.args)

    def __str__(self) -> str:
        return self.sentence()


@dataclass_transform(eq_default=False)
class ErrorWithEvidence(CompanionError):
    """An error whose annotated attributes are its evidence and whose `says` is its sentence.

    A subclass writes `handler: str` and `says = "{handler} must be awaited."`; it is raised as
    `TheError(handler)` or `TheError(handler=...)`. An attribute with a value is optional. A class whose
    sentence depends on its evidence defines `sentence` instead. One that declares neither evidence nor a
    sentence takes any text, as Python's own errors do: `MessageRefused("too large")`.
    """

    says: ClassVar[str] = ""

    def __init__(self, *values: object, **named: object) -> None:
        names = evidence(type(self))
        if not names and not self.says and not named:
            super().__init__(*values)
            return
        given = dict(zip(names, values, strict=False)) | named
        whole = {name: given.pop(name, getattr(type(self), name, _MISSING)) for name in names}
        wrong = [name for name, value in whole.items() if value is _MISSING] + list(given)
        if wrong or len(values) > len(names):
            raise TypeError(f"{type(self).__name__} takes {', '.join(names) or 'nothing'}; look at {wrong}")
        super().__init__(*whole.values())
        self.__dict__.update(whole)

    def sentence(self) -> str:
        return _SENTENCE.vformat(self.says, (), self.__dict__) if self.says else super().sentence()


def evidence(error: type[ErrorWithEvidence]) -> tuple[str, ...]:
    """The names of the evidence of an error class, its base classes' first."""
    known: dict[str, None] = {}
    for base in reversed(error.__mro__):
        if issubclass(base, ErrorWithEvidence):
            said = get_annotations(base)
            known |= {name: None for name, kind in said.items() if "ClassVar" not in str(kind)}
    return tuple(known)


def short(value: object) -> str:
    """`repr(value)`, cut to a width that fits into a sentence; its type where that fails, as in a list so
    deep that Python gives up.
    """
    try:
        text = repr(value)
    except Exception as error:
        text = f"<{type(value).__name__} that cannot be shown: {type(error).__name__}>"
    return text if len(text) <= WIDTH else text[: WIDTH - 3] + "..."


class _Sentence(Formatter):
    """A template in which `{name!r}` is short."""

    def convert_field(self, value: object, conversion: str | None) -> object:
        return short(value) if conversion == "r" else super().convert_field(value, conversion)


_SENTENCE = _Sentence()
_MISSING = object()


class MutableField(ErrorWithEvidence):
    """An event class declares a field that could be changed later. Raised when the class is defined."""

    type: str
    field: str
    remedy: str
    says = "{type}.{field} could be changed after the event happened: {remedy}."


class EventNameTaken(ErrorWithEvidence):
    """Two modules define an event of the same name; routing by name cannot distinguish them."""

    name: str
    here: str
    there: str
    says = (
        "{name} is already an event of module {there}, and module {here} defines it again. Events are routed "
        "by name: import the one from {there}, or choose another name."
    )


class InvalidEvent(ErrorWithEvidence):
    """A value does not fit the type its field declares. Raised before anything is published or stored."""

    type: str
    path: str
    expected: str
    got: str

    def sentence(self) -> str:
        value = f"{self.type}.{self.path}" if self.path else self.type
        return f"{value} should be {self.expected}, got {self.got}. Nothing was published or stored."


class UnknownEventType(ErrorWithEvidence):
    """No event class of this name is defined in this process. `known` are names close to it."""

    name: str
    known: tuple[str, ...] = ()

    def sentence(self) -> str:
        close = f" Close to it: {', '.join(self.known)}." if self.known else ""
        return f"No event named {short(self.name)} is defined here: import the module that defines it.{close}"


class CodecError(ErrorWithEvidence):
    """Bytes that cannot be read as an event. The bytes themselves are not changed."""


class BadJSON(CodecError):
    """The bytes are not JSON at all. `start` is how they begin (at most 40 characters)."""

    reason: str
    start: str
    says = "Not JSON ({reason}); it begins {start!r}. Was it cut short, or written by another program?"


class BadField(CodecError):
    """JSON whose field is missing or of the wrong type. `path` is like `items[1].sku`."""

    type: str
    path: str
    problem: str

    def sentence(self) -> str:
        field = f"{self.type}.{self.path}" if self.path else self.type
        return (
            f"{field}: {self.problem}. If the shape of {self.type} changed, give the class the next schema "
            f"number and write an upcaster from the old one."
        )


class UnknownSchemaVersion(CodecError):
    """A recorded event has a schema number this process cannot turn into the current one."""

    type: str
    version: int
    current: int

    def sentence(self) -> str:
        if self.version > self.current:
            return (
                f"{self.type} was written with schema {self.version}, and this process knows only up to "
                f"{self.current}: update the program that reads."
            )
        return (
            f"{self.type} was written with schema {self.version}, and the upcaster from there towards "
            f"{self.current} is missing: write one, @upcaster({self.type!r}, {self.version})."
        )


class UpcasterFailed(CodecError):
    """The upcaster for `version` of event `type` raised, or did not return a dict of JSON values."""

    type: str
    version: int
    problem: str

    def sentence(self) -> str:
        return (
            f"The upcaster of {self.type} for schema {self.version} failed: {self.problem}. It takes the "
            f"dict of schema {self.version} and must return that of schema {self.version + 1}."
        )
