"""What a lesson offers to try on a real engine really runs there, and says what the lesson says.

Such a cell runs nothing by itself, so that a notebook is the same on every machine. Here its function is
called in a kernel that has run the whole solved lesson, with the servers of this test run; a lesson's calls
follow one another in one kernel.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import nbformat
import pytest
from nbformat import v4

from companion.classroom.build import built_path
from companion.classroom.execute import ROOT, run
from companion.classroom.source import read, sources

SETTING = {
    "postgres": "COMPANION_POSTGRES_URL",
    "valkey": "COMPANION_REDIS_URL",
    "kafka": "COMPANION_KAFKA_BOOTSTRAP",
}


class Tried(NamedTuple):
    """A cell tagged `further` that wants an engine, the call it offers, and a pattern of what that says."""

    lesson: str
    cell: str
    engine: str
    call: str
    says: str


TRIED = (
    Tried("06", "further-run", "postgres", "sorted(eight_threads())", r"\[False(, False){6}, True\]"),
    Tried("06", "kafka", "kafka", "on_kafka()", r"delivered m1.*delivered m1.*450"),
    Tried("07", "late-commit", "postgres", "late_commit(postgres())", r"above 0: .*'quick'.*above 2: \[\]"),
    Tried("07", "captured", "postgres", "captured(postgres())", r"the log: \[\(1, '101'\)\].*published: 1"),
    Tried("08", "postgres-run", "postgres", "eight_machines(NEW_STORE)", r"(Overdrawn ){6}(paid ){2}· \$100"),
    Tried("09", "engine-run", "postgres", "on_postgresql(postgres())", r"31 crash points: nothing breaks it"),
    Tried("10", "postgres-run", "postgres", "old_dinner(NEW_STORE)", r"DinnerOrdered\(.*450"),
    Tried("11", "valkey", "valkey", "on_valkey()", r"filled: 1000 again: 1000.*'9', '100', '10'"),
    Tried("11", "postgres", "postgres", 'on_postgres("tried_11")', r"2 times.*09:00:00 in.*\{456: 3\}"),
    Tried("12", "bytes-run", "valkey", "in_valkey()", r"128 ids: .* listpack.*129 ids: .* skiplist"),
    Tried("12", "kafka-run", "kafka", "on_kafka()", r"FeedBuilder 2 handled, 0 ignored.*'456'"),
    Tried("13", "processes", "valkey", "four_processes()", r"one killed: 40 of 40 rides whole, 40 in order"),
    Tried("13", "postgres-run", "postgres", "on_postgres()", r"'Ada', 'requested'.*outbox: 1"),
    Tried("14", "postgres-run", "postgres", "in_zones(OLD_STORE)", r"London.*810.*760.*Auckland.*800.*750"),
)
NEW_STORE = 'PostgresStore(postgres(), schema="tried")'
OLD_STORE = NEW_STORE[:-1] + ", clock=VirtualClock(start=noon(2024, 2, 10)))"
FIXTURE = {"postgres": "postgres_url", "valkey": "redis_url", "kafka": "kafka_bootstrap"}
# What starts a server, or names one. Classes of the engine room that need none do not count: DuckDBAnalytics.
WANTS = re.compile(r"\b(postgres|valkey|kafka)\(\)|\bpostgresql://|companion\.engines import.*\b[a-z]+\b")


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, dict[str, str]], dict[Tried, str]]:
    """`said(lesson, addresses of engines)`: what each call of the lesson said, all in one kernel."""

    @cache
    def run_all(lesson: str, engines: tuple[tuple[str, str], ...]) -> dict[Tried, str]:
        (source,) = sources(ROOT, lesson)
        notebook = nbformat.read(built_path(ROOT, source.stem, solved=True), as_version=4)
        there = dict(engines)
        calls = [tried for tried in TRIED if tried.lesson == lesson and tried.engine in there]
        for number, tried in enumerate(calls):
            code = _code(tried, there[tried.engine])
            notebook.cells.append(v4.new_code_cell(code, id=f"on-the-engine-{number}"))
        run(notebook, tmp_path_factory.mktemp("tried"))
        return {tried: _text(cell) for tried, cell in zip(calls, notebook.cells[-len(calls) :], strict=True)}

    return lambda lesson, engines: run_all(lesson, tuple(engines.items()))


def _code(tried: Tried, address: str) -> str:
    lines = [
        f"import os; os.environ[{SETTING[tried.engine]!r}] = {address!r}",
        f"from companion.engines import {tried.engine}",
        "from companion.engines import PostgresStore",
        tried.call.replace("NEW_STORE", NEW_STORE).replace("OLD_STORE", OLD_STORE),
    ]
    return "\n".join(lines)


def _text(cell: nbformat.NotebookNode) -> str:
    return " ".join(each.get("text") or each.get("data", {}).get("text/plain", "") for each in cell.outputs)


@pytest.fixture
def engines(request: pytest.FixtureRequest) -> Callable[[str], dict[str, str]]:
    """`engines(lesson)`: the addresses of those engines that its cells want and this machine has."""

    def found(lesson: str) -> dict[str, str]:
        addresses = {}
        for engine in dict.fromkeys(tried.engine for tried in TRIED if tried.lesson == lesson):
            with contextlib.suppress(pytest.skip.Exception):
                addresses[engine] = request.getfixturevalue(FIXTURE[engine])
        return addresses

    return found


@pytest.mark.parametrize("tried", TRIED, ids=lambda tried: f"{tried.lesson}-{tried.cell}")
def test_what_a_further_cell_offers_to_try_on_a_real_engine_runs_there(
    tried: Tried,
    request: pytest.FixtureRequest,
    engines: Callable[[str], dict[str, str]],
    said: Callable[[str, dict[str, str]], dict[Tried, str]],
) -> None:
    request.getfixturevalue(FIXTURE[tried.engine])
    heard = said(tried.lesson, engines(tried.lesson))[tried]
    assert re.search(tried.says, heard, re.DOTALL), heard


def test_each_further_cell_that_wants_an_engine_is_tried() -> None:
    wanting = set()
    for path in sources(ROOT):
        words = ""
        for cell in read(path).cells:
            if cell.kind == "markdown":
                words = cell.text
            elif "further" in cell.tags and WANTS.search(words + cell.text):
                wanting.add((path.stem[:2], cell.name))
    assert wanting == {(tried.lesson, tried.cell) for tried in TRIED}, "add a row to TRIED for each such cell"
