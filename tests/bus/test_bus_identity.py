"""When a handler is the same again: a cell run again replaces, and two handlers of one name both hear."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from companion.bus import Bus
from companion.bus.aio import AsyncBus
from companion.events import Event, VirtualClock


class BellRung(Event):
    """Something to react to."""


class BellMuffled(Event):
    """Something else."""


class Bell:
    """Two of these have one method `ring` and one `__call__`."""

    def __init__(self, heard: list[str], name: str) -> None:
        self.heard, self.name = heard, name

    def ring(self, event: Event) -> None:
        self.heard.append(self.name)

    __call__ = ring


def note(heard: list[str], name: str, event: Event) -> None:
    heard.append(name)


def marked(heard: list[str], function: Callable[..., None]) -> Callable[[Event], None]:
    """A plain function of the same module and name as `function`."""

    def called(event: Event) -> None:
        heard.append("b")

    called.__name__, called.__qualname__ = function.__name__, function.__qualname__
    return called


KINDS: dict[str, Callable[[list[str]], list[Callable[..., Any]]]] = {
    "methods of two objects": lambda heard: [Bell(heard, "a").ring, Bell(heard, "b").ring],
    "callable objects": lambda heard: [Bell(heard, "a"), Bell(heard, "b")],
    "partials": lambda heard: [partial(note, heard, "a"), partial(note, heard, "b")],
    "a partial and its function": lambda heard: [partial(note, heard, "a"), marked(heard, note)],
    "lambdas in a loop": lambda heard: [lambda event, name=name: heard.append(name) for name in "ab"],
}


@pytest.fixture
def bus() -> Bus:
    return Bus(VirtualClock())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("make", [Bus, AsyncBus])
def test_two_handlers_of_one_name_are_two(make: Callable[..., Any], kind: str) -> None:
    bus, heard = make(VirtualClock()), list[str]()
    for handler in KINDS[kind](heard):
        bus.service("Shop").on(BellRung)(handler)
    for subscription in bus.listeners("BellRung"):
        subscription.handler(BellRung())
    assert heard == ["a", "b"]


def test_two_bound_methods_of_lists_both_hear(bus: Bus) -> None:
    first, second = list[Event](), list[Event]()
    bus.service("Shop").on(BellRung)(first.append)
    bus.service("Shop").on(BellRung)(second.append)
    bus.publish(BellRung())
    assert (len(first), len(second)) == (1, 1)


def test_functions_of_two_modules_with_one_name_both_hear(bus: Bus) -> None:
    heard: list[str] = []
    for name in ("stock", "mail"):
        module = {"__name__": name, "heard": heard}
        exec("def handle(event): heard.append(__name__)", module)
        bus.service("Shop").on(BellRung)(module["handle"])
    bus.publish(BellRung())
    assert heard == ["stock", "mail"]


@pytest.mark.parametrize("handler", [Bell([], "a"), Bell([], "a").ring, partial(note, [], "a"), [].append])
def test_one_handler_registered_twice_hears_an_event_once(bus: Bus, handler: Any) -> None:
    for _ in range(2):
        bus.service("Shop").on(BellRung)(handler)
    assert len(bus.subscriptions()) == 1


def test_of_functions_with_one_name_the_last_replaces_the_first(bus: Bus) -> None:
    heard: list[str] = []
    for name in ("first", "second"):  # as lesson 03 has it; handlers made in a loop need names of their own
        wire(bus.service("Shop"), heard, name)
        bus.service("Mail").on(BellRung)(heard.append)
    bus.service("Shop").publish(BellRung())
    assert heard == ["second", BellRung()]


# What people write into a cell and run again, with `name` in place of a or b.
CELLS = {
    "a def": "@shop.on(BellRung)\ndef ring(event): heard.append(name)",
    "a lambda": "shop.on(BellRung)(lambda event: heard.append(name))",
    "lambdas in a loop": "for n in '12': shop.on(BellRung)(lambda event, n=n: heard.append(name + n))",
    "a method of a new object": "shop.on(BellRung)(Bell(heard, name).ring)",
    "a new object": "shop.on(BellRung)(Bell(heard, name))",
    "a partial": "shop.on(BellRung)(partial(note, heard, name))",
    "a call of a function with a def": "wire(shop, heard, name)",
}


def wire(shop: Any, heard: list[str], name: str) -> None:
    @shop.on(BellRung)
    def ring(event: Event) -> None:
        heard.append(name)


class Notebook:
    """Runs cells; in each `name` has the value it is given."""

    def __init__(self, bus: Bus) -> None:
        self.heard: list[str] = []
        self.names = {
            "shop": bus.service("Shop"), "heard": self.heard, "BellRung": BellRung, "Bell": Bell,
            "partial": partial, "note": note, "wire": wire,
        }  # fmt: skip

    def run(self, cell: str, name: str) -> None:
        exec(compile(cell, f"<cell {name}>", "exec"), {**self.names, "name": name})


@pytest.mark.parametrize("kind", CELLS)
def test_a_cell_run_again_replaces_what_it_registered(bus: Bus, kind: str) -> None:
    notebook = Notebook(bus)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for run in ("once", "twice", "thrice"):
            notebook.run(CELLS[kind], run)
    bus.publish(BellRung())
    assert notebook.heard == (["thrice1", "thrice2"] if "loop" in kind else ["thrice"])


@pytest.mark.parametrize("kind", CELLS)
def test_another_cell_replaces_too_with_a_warning_unless_it_is_a_def(bus: Bus, kind: str) -> None:
    notebook = Notebook(bus)
    notebook.run(CELLS[kind], "one")
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        notebook.run(CELLS[kind] + "\n'changed'", "other")
    assert ["def with a name of its own" in str(each.message) for each in said] == (
        [] if "def" in kind else [True] * (2 if "loop" in kind else 1)
    )
    bus.publish(BellRung())
    assert notebook.heard == (["other1", "other2"] if "loop" in kind else ["other"])


def test_handlers_of_other_services_and_other_events_are_left_alone(bus: Bus) -> None:
    def ring(event: Event) -> None: ...

    for service in ("Shop", "Mail"):
        for event_type in (BellRung, BellMuffled):
            bus.service(service).on(event_type)(ring)
    assert len(bus.subscriptions()) == 4


def test_a_handler_registered_in_a_thread_is_registered_as_anywhere_else(bus: Bus) -> None:
    from threading import Thread

    thread = Thread(target=lambda: wire(bus.service("Shop"), [], "a"))
    thread.start()
    thread.join()
    assert [each.name for each in bus.subscriptions()] == ["ring"]
