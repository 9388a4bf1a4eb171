"""What a row of the table is, which wrong values it may be asked with, and what a good answer is."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import companion
from companion.events import CompanionError, Envelope, Event, VirtualClock
from companion.sourcing import Position

PACKAGE = str(Path(companion.__file__).parent)


class GateOpened(Event):
    """The one fact that all rows know."""

    number: int = 0
    by: str = "Ada"


EVENT = GateOpened()
ENVELOPE = Envelope(id="e-1", type="GateOpened", event=EVENT, time=VirtualClock().now(), correlation_id="s-1")
NAN, INFINITE = float("nan"), float("inf")
LONG, SURROGATE, NUL = "x" * 10_000, "a\ud800", "a\0b"
OBJECT = object()
AFTER = object()  # not the value is wrong but the moment: after `close`, after the block

# No name: of the wrong type, empty, with what no store can keep, too long.
NAMES: tuple[Any, ...] = (None, 3, True, b"order", ["order"], EVENT, "", NUL, SURROGATE, LONG)
# No text at all, where any text will do.
TEXTS: tuple[Any, ...] = (None, 3, b"order", ["order"], EVENT)
# No number of things, no number of seconds.
COUNTS: tuple[Any, ...] = (None, "3", b"3", 1.5, NAN, True, -1, [1])
SECONDS: tuple[Any, ...] = (None, "3", NAN, -1, [1], OBJECT)
POSITIONS: tuple[Any, ...] = (None, 3, "3", Position("elsewhere", 3), Position("elsewhere", -3), EVENT)
# No event: its class, its envelope, anything else; and one with a value that does not fit its class.
UNFIT: Any = GateOpened(number="one")  # type: ignore[arg-type]
EVENTS: tuple[Any, ...] = (None, 3, "GateOpened", GateOpened, ENVELOPE, {"number": 1}, UNFIT)
ENVELOPES: tuple[Any, ...] = (None, 3, "GateOpened", GateOpened, EVENT)
# No list of events.
LISTS: tuple[Any, ...] = (None, 3, "GateOpened", EVENT, ENVELOPE, GateOpened, [3], [None], [GateOpened])
FUNCTIONS: tuple[Any, ...] = (None, 3, "print", EVENT, [print])
THINGS: tuple[Any, ...] = (None, 3, "a store", OBJECT, EVENT)  # where a store, a broker, a bus is meant


class Row(NamedTuple):
    """An entrance (`names`: those of `companion` it covers), and the values it is asked with.

    `ask(it, value)` knocks; `it` is what `make` gave. `held(it)` is what must be the same afterwards.
    """

    entrance: str
    ask: Callable[[Any, Any], object]
    wrong: Iterable[Any]


class Room(NamedTuple):
    """Rows about one kind of thing. `make(folder)` gives a new one, `held(it)` what it holds and can do."""

    name: str
    make: Callable[[Path], Any]
    held: Callable[[Any], object]
    rows: tuple[Row, ...]


def complaints(room: Room, row: Row, it: Any) -> list[str]:
    """What is wrong with the answers to the wrong values of one row, a sentence each."""
    found = []
    for value in row.wrong:
        asked, before = f"{row.entrance} of {room.name} asked with {_shown(value)}", room.held(it)
        said = answer(lambda value=value: row.ask(it, value), value)
        if said:
            found.append(f"{asked}: {said}")
        after = room.held(it)
        if after != before:
            found.append(f"{asked}: {before} became {after}")
    return found


def answer(ask: Callable[[], object], value: object) -> str:
    """What is wrong with the answer to one wrong value; "" for one of our errors with a sentence."""
    try:
        got = ask()
    except CompanionError as error:
        return "" if _names(error, value) else f"does not name the value: {error}"
    except (TypeError, ValueError) as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        ours = last.filename.startswith(PACKAGE) and "raise" in (last.line or "")
        if not ours:
            return f"raw {type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})"
        return "" if _names(error, value) else f"does not name the value: {error}"
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"raw {type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})"
    return f"taken: {_shown(got)}"


def _names(error: Exception, value: object) -> bool:
    """Whether the sentence tells which value it is about."""
    said = str(error)
    if value is AFTER:
        return len(said) > 20
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    kinds = [each.__name__ for each in (value, *inside) if isinstance(each, type)]
    kinds += [type(each).__name__ for each in (value, *inside)]
    return any(_shown(each)[:12] in said for each in (value, *inside)) or any(kind in said for kind in kinds)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) < 60 else text[:57] + "..."
