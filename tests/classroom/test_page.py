"""`page` shows a function's real source, where it stands, and never raises."""

import functools
import inspect
from collections.abc import Callable
from typing import Any

import pytest

from companion.bus import Bus
from companion.classroom.page import page
from companion.cqrs.feed import MemoryFeed
from companion.cqrs.nearby import GridNearby
from companion.cqrs.projection import Projection
from companion.delivery import Inbox, Outbox, Relay, Worker, partition_of
from companion.events import codec
from companion.lab import explore
from companion.sagas.saga import Orchestrator
from companion.sourcing import effective, fold, handle, replay, retain_until


def test_a_function_is_shown_with_its_file_and_line(capsys: pytest.CaptureFixture[str]) -> None:
    page(Bus.publish)
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith("companion/bus/bus.py, line ")
    assert second.startswith("def publish(")


def test_the_line_is_the_one_in_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    page(page)
    first, *source = capsys.readouterr().out.splitlines()
    assert page.__code__.co_firstlineno == int(first.rpartition(" ")[2])
    assert source[0] == "def page(thing: Any) -> None:"


def test_a_bound_method_a_property_and_a_wrapped_function_show_what_was_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Till:
        @property
        def total(self) -> int:
            return 450

    @functools.cache
    def once() -> int:
        return 1

    page(Bus().publish)
    page(Till.total)
    page(once)
    shown = capsys.readouterr().out
    assert "def publish(" in shown
    assert "@property\ndef total(self) -> int:\n    return 450" in shown
    assert "@functools.cache\ndef once() -> int:" in shown


@pytest.mark.parametrize(("thing", "says"), [(len, "len has no"), (42, "A value of type int has no")])
def test_what_has_no_python_source_gets_a_sentence(
    thing: object, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page(thing)
    assert capsys.readouterr().out.startswith(says)


SHOWN_IN_LESSONS = (
    Orchestrator.go, Orchestrator._compensate, Orchestrator.settle, Orchestrator._after, Inbox.once,
    Worker._deal_with, Outbox.add, Relay._publish, fold, replay, handle, explore, codec._upcast,
    codec._one_step, Projection.catch_up, Projection._apply, MemoryFeed.post, MemoryFeed.newest,
    partition_of, GridNearby.nearest, retain_until, effective,
)  # fmt: skip


@pytest.mark.parametrize("shown", SHOWN_IN_LESSONS, ids=lambda shown: shown.__qualname__)
def test_what_a_lesson_shows_fits_on_a_page(shown: Callable[..., Any]) -> None:
    lines, _ = inspect.getsourcelines(inspect.unwrap(shown))
    assert len(lines) <= 30
