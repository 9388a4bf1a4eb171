"""Event: a fact, immutable all the way down, the registry that finds its class by name, and the envelope.

`class OrderPlaced(Event)` makes a frozen, keyword-only msgspec.Struct. A field that could be changed later (a
list, a dict, a set, however deep) is refused when the class is defined. The class is registered under its
bare name: a definition run again in the same module replaces the old one, the same name from another module
is an error. The constructor is fast and does not check the values; `validate` checks them, with the rules in
shape.py.

As a letter has an address on its outside, an event has an `Envelope`. The event says what happened; the
envelope says which copy of that fact this is (`id`), when, in which story (`correlation_id`) and because of
what (`causation_id`). The bus and the stores make envelopes; user code reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, cast, dataclass_transform

import msgspec
from msgspec import StructMeta

from .errors import BadDefinition, InvalidEvent, UnknownName
from .shape import compiled, fields, problem, refuse_mutable_fields, shown

_registry: dict[str, type[Event]] = {}


class Fact(msgspec.Struct, frozen=True):
    """The real base of every event class; see `EventMeta`. Derive from `Event`, never from this."""

    __schema__: ClassVar[int] = 1
    __refusal__: ClassVar[bool] = False
    __fits__: ClassVar[Callable[[Any], bool] | None] = None

    def __init_subclass__(cls) -> None:
        if "__schema__" not in cls.__dict__:
            parent = cls.__bases__[0].__name__
            raise TypeError(
                f"{cls.__name__} derives from the event {parent}. Handlers listen to one exact name, so "
                f"handlers of {parent} would never hear it: derive from Event, or nest a struct."
            )


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(msgspec.field,))
class EventMeta(StructMeta):
    """Turns `class OrderPlaced(Event)` into a frozen, keyword-only struct with a schema number, and registers
    it.

    The new class is a plain struct on `Fact`, not an instance of this metaclass, because Python 3.11 calls a
    class whose metaclass is written in Python 2.6 times slower. `isinstance(x, Event)` and `issubclass` still
    hold.
    """

    def __new__(
        mcls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        schema: int = 1,
        refusal: bool = False,
    ) -> Any:
        if bases == (msgspec.Struct,):
            return super().__new__(mcls, name, bases, namespace, frozen=True)
        _check_declaration(name, schema)
        declared = {"__schema__": schema, "__refusal__": refusal}
        real = tuple(Fact if isinstance(base, EventMeta) else base for base in bases)
        made = StructMeta(name, real, {**namespace, **declared}, frozen=True, kw_only=True)
        cls = cast("type[Event]", made)
        refuse_mutable_fields(cls)
        _register(cls)
        return cls

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, Fact)

    def __subclasscheck__(cls, subclass: type) -> bool:
        return subclass is cls or issubclass(subclass, Fact)


class Event(msgspec.Struct, metaclass=EventMeta):
    """A fact that happened, named in the past tense. Derive from it; it has no fields of its own.

        class OrderPlaced(Event):
            order_id: str
            items: tuple[Item, ...] = ()

    Frozen, keyword-only, equal by value, hashable. `class OrderPlaced(Event, schema=2)` gives the number
    under which the codec records its shape (default 1). `class PaymentDeclined(Event, refusal=True)` is a
    refusal: a service said no. That is a fact and not a failure; pictures mark it "no". Raises
    `BadDefinition` when the class is defined, for a field that could be changed later and for a name that
    another module has given to an event.
    """

    if TYPE_CHECKING:
        __schema__: ClassVar[int]
        __fits__: ClassVar[Callable[[Any], bool] | None]

        __refusal__: ClassVar[bool]

        def __init_subclass__(cls, schema: int = 1, refusal: bool = False) -> None: ...


def _check_declaration(name: str, schema: object) -> None:
    if name == "Event":  # a handler that listens to the name "Event" hears all events
        raise TypeError("No event can be called Event: name it after what happened, such as OrderPlaced")
    if type(schema) is not int or schema < 1:
        raise TypeError(f"{name}: schema={schema!r} is not a schema number; schema numbers are 1, 2, 3, …")


def _register(cls: type[Event]) -> None:
    """Register `cls` under its name. It replaces a class of the same module, so a cell can be run again."""
    before = _registry.get(cls.__name__)
    if before is not None and before.__module__ != cls.__module__:
        raise BadDefinition(
            cls.__name__,
            f"it is already an event of module {before.__module__}, and module {cls.__module__} defines it "
            f"again; events are routed by name: import the one from {before.__module__}, or choose another "
            f"name",
        )
    _registry[cls.__name__] = cls


@contextmanager
def unregistered(name: str) -> Iterator[None]:
    """Inside, `name` is free for any module; afterwards it is registered as it was before."""
    before = _registry.pop(name, None)
    try:
        yield
    finally:
        _registry.pop(name, None)
        if before is not None:
            _registry[name] = before


def registered(name: str) -> type[Event]:
    """The class now registered under `name`. Raises `UnknownName`, which lists names close to it."""
    try:
        return _registry[name]
    except (KeyError, TypeError):  # something that is not text cannot be a name
        from difflib import get_close_matches

        close = get_close_matches(name, _registry, n=3) if isinstance(name, str) else []
        raise UnknownName("event", name, tuple(close), "import the module that defines it") from None


def fits(cls: type) -> Callable[[Any], bool]:
    """The test of `cls`, compiled once per class: does an instance hold only values of the declared types?"""
    if not issubclass(cls, Fact):
        return lambda event: False
    if "__fits__" not in cls.__dict__:
        cls.__fits__ = staticmethod(compiled(cls))
    return cls.__fits__  # type: ignore[return-value]  # it is there now


def validate(event: Event) -> None:
    """Raise `InvalidEvent` unless `event` is an Event and each value in it fits its declared type."""
    fit = getattr(type(event), "__fits__", None)  # no event class derives from another: it is the class's own
    try:
        if (fit or fits(type(event)))(event):
            return
    except RecursionError:
        pass
    raise explain(event)


def explain(event: object) -> InvalidEvent:
    """The first value of `event` that does not fit, as an error to raise."""
    name = type(event).__name__
    if isinstance(event, type) and issubclass(event, Fact):
        made = f"an event, made by calling the class: {event.__name__}(...)"
        return InvalidEvent(event.__name__, "", made, "the class itself")
    if not isinstance(event, Fact):
        return InvalidEvent(name, "", "an instance of a class derived from Event", shown(event))
    for field in fields(type(event)):
        try:
            found = problem(field.type, getattr(event, field.name))
        except RecursionError:
            found = "", "nested less deeply", "more levels than Python can follow"
        if found:
            path, expected, got = found
            return InvalidEvent(name, field.name + path, expected, got)
    raise AssertionError(f"{event!r} fits after all; the compiled test of {name} is wrong")


# --- the envelope ---------------------------------------------------------------------------------------


# gc=False: nothing in an envelope leads back to it, so the garbage collector can pass by a long trace.
class Envelope(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One published or stored event, with its id, time, story and cause.

    A store fills `stream`, `version` (its number in the stream, from 1) and `position` (in the global log,
    opaque); on the bus they are None. `time` is timezone-aware. `causation_id` is None for the first event of
    a story. `service` is the name of the publisher.
    """

    id: str
    type: str
    event: Event
    stream: str | None = None
    version: int | None = None
    position: object | None = None
    time: datetime
    correlation_id: str
    causation_id: str | None = None
    service: str | None = None

    def __repr__(self) -> str:
        """Short, and equal in every run: an id made by the machine is left out."""
        by = f" by {self.service}" if self.service else ""
        at = f" at {self.stream}#{self.version}" if self.stream else ""
        story = "" if is_machine_made(self.correlation_id) else f" in {self.correlation_id}"
        return f"<{self.event!r}{by}{at}{story}>"


def is_machine_made(id: str) -> bool:
    """Whether an id looks like a UUID: a machine made it, and it tells a reader nothing."""
    return len(id) == 36 and id[8] == id[13] == id[18] == id[23] == "-"
