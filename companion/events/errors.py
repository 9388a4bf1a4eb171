"""The errors of events, and those that all rooms share.

Errors are their evidence: a class lists what it knows as annotated attributes, in the order they are given,
and says its sentence in a template that names them. The base class fills both. What was wrong, with which
value, what to do next: tests and callers read the attributes, people the sentence.

An error has a class of its own if callers react to it specially: `except ConcurrencyError` reads again.
Where they can only mend the program, the rooms share five classes: `BadDefinition` (what was defined),
`BadInput` (what was given), `UnknownName` (what was asked for), `WrongUse` (when or where it was called) and
`Closed`. Errors that belong to one room only live in that room and derive from here.
"""

from __future__ import annotations

from string import Formatter
from typing import ClassVar, dataclass_transform

WIDTH = 80  # characters of a value shown with `!r`; a longer one ends in dots
ERROR_WIDTH = 2_000  # characters of an error in a trace or in the reason of a dead letter


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
    sentence takes any text, as Python's own errors do.
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
            said = base.__annotations__
            known |= {name: None for name, kind in said.items() if "ClassVar" not in str(kind)}
    return tuple(known)


def short(value: object, width: int = WIDTH) -> str:
    """`repr(value)`, cut to a width that fits into a sentence; its type where that fails, as in a list so
    deep that Python gives up.
    """
    try:
        text = repr(value)
    except Exception as error:
        text = f"<{type(value).__name__} that cannot be shown: {type(error).__name__}>"
    return text if len(text) <= width else text[: width - 3] + "..."


class _Sentence(Formatter):
    """A template in which `{name!r}` is short."""

    def convert_field(self, value: object, conversion: str | None) -> object:
        return short(value) if conversion == "r" else super().convert_field(value, conversion)


_SENTENCE = _Sentence()
_MISSING = object()


class PermanentError(CompanionError):
    """Raise it in a handler, or in a step of a saga, when trying again cannot help ("the card number has 15
    digits"): it is not tried again.
    """


# --- what all rooms share: the program must be mended -------------------------------------------------


class BadDefinition(ErrorWithEvidence):
    """What was defined (an event class, a handler, a saga, a view) cannot work. `what` is its name, `problem`
    says why and what to write instead. Raised when it is defined, where that can be seen.
    """

    what: object
    problem: str

    def sentence(self) -> str:
        plain = isinstance(self.what, str) and self.what.isprintable() and 0 < len(self.what) <= WIDTH
        what = self.what if plain else short(self.what)
        return f"{what} cannot work: {self.problem}."


class BadInput(ErrorWithEvidence):
    """A value that was given cannot be used. `what` says what it should be (a stream's name, a position, a
    document), `given` is the value, `problem` says what is wrong with it and what to do.
    """

    what: str
    given: object
    problem: str
    says = "{what} {given!r}: {problem}. Nothing was done."


class UnknownName(ErrorWithEvidence):
    """There is no `kind` (topic, fault, saga) of this name or number. `known` are those there are; `remedy`
    is what else to do.
    """

    kind: str
    name: object
    known: tuple[str, ...] = ()
    remedy: str = ""

    def sentence(self) -> str:
        ways = [f"choose from {', '.join(self.known)}"] if self.known else []
        ways += [self.remedy] if self.remedy else []
        return f"No {self.kind} is called {short(self.name)}: {', or '.join(ways) or 'there is none yet'}."


class WrongUse(ErrorWithEvidence):
    """`what` was used at a moment or in a place where it cannot be: in another thread, inside a transaction,
    a second time. `problem` says why and what to do. Nothing was changed.
    """

    what: str
    problem: str
    says = "{what} {problem}."


class Closed(ErrorWithEvidence):
    """A store, a transaction, a broker or a consumer (`what`) was used after it was closed."""

    what: str
    says = "{what} was closed: open another. What was stored or published before is there."


class InvalidEvent(ErrorWithEvidence):
    """A value does not fit the type its field declares. Raised before anything is published or stored."""

    type: str
    path: str
    expected: str
    got: str

    def sentence(self) -> str:
        value = f"{self.type}.{self.path}" if self.path else self.type
        return f"{value} should be {self.expected}, got {self.got}. Nothing was published or stored."
