"""The house rules, kept by tools that need no network: style, types, which room may import which."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*command):
    """Run a tool in the checkout; its output is what a failing test shows."""
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return done.returncode, "\n" + done.stdout + done.stderr


def test_ruff_finds_nothing():
    code, shown = run("-m", "ruff", "check", "--output-format", "concise", ".")
    assert code == 0, shown


def test_mypy_finds_nothing():
    code, shown = run("-m", "mypy", "--strict", "-p", "companion")
    assert code == 0, shown


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_mypy_finds_nothing_in_the_command_line_for_other_systems(platform):
    cache = f".mypy_cache/{platform}"  # one of its own: mypy throws away what it knows of another system
    # The list of all names in companion/__init__.py leads to every room; the test above is about these.
    alone = ("--follow-imports", "skip", "-p", "companion.bootstrap")
    code, shown = run("-m", "mypy", "--platform", platform, "--cache-dir", cache, *alone)
    assert code == 0, shown


def test_a_room_imports_only_the_rooms_below_it():
    # import-linter cannot be started with -m.
    start = "from importlinter.cli import lint_imports_command as lint; lint()"
    code, shown = run("-c", start, "--no-cache")
    assert code == 0 and "0 broken" in shown, shown


def test_test_files_have_different_names():
    names = [path.name for path in (ROOT / "tests").glob("*/test_*.py")]
    assert sorted(names) == sorted(set(names))


def test_the_files_that_begin_first_are_here(pytestconfig):
    ours = pytestconfig.pluginmanager.get_plugin(str(ROOT / "tests" / "conftest.py"))
    assert [unit for unit in ours.LONG if unit.endswith(".py") and not (ROOT / unit).exists()] == []


@pytest.mark.parametrize("room", ["companion", "data", "benchmarks"])
def test_no_file_holds_a_path_of_somebodys_machine(room):
    pattern = re.compile(r"(?<![\w.])/(?:home|Users|root|work)/\w+")
    files = sorted((ROOT / room).rglob("*.py"))
    assert [str(file) for file in files if pattern.search(file.read_text("utf-8"))] == []


# --- how much a reader opens: benchmarks/house.py -----------------------------------------------------


@pytest.fixture(scope="module")
def script():
    """The program that measures the house, loaded from its file."""
    spec = importlib.util.spec_from_file_location("house", ROOT / "benchmarks" / "house.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def house(script):
    """The package of this checkout, read."""
    return script.House(ROOT)


ASKED_FOR = {
    ("companion.sourcing.vault", "cryptography")
}  # inside a function, when something is to be sealed
CLIENTS = {"chdb", "confluent_kafka", "duckdb", "elasticsearch", "psycopg"}
ENGINE = {
    "chdb": "clickhouse",
    "confluent_kafka": "apache_kafka",
    "elasticsearch": "elastic",
    "psycopg": "postgresql",
}


def outside(module):
    """The packages that a module imports and that are neither ours nor the standard library's."""
    tops = {each.module.partition(".")[0] for each in module.imports}
    return tops - {"companion", *sys.stdlib_module_names}


def test_the_book_needs_three_packages_and_no_client_of_a_server(script, house):
    book = [each for each in house.modules.values() if each.room in script.FLOORS["the book"]]
    asked = {(each.name, package) for each in book for package in outside(each)}
    assert {package for _, package in asked - ASKED_FOR} == {"msgspec", "networkx", "simpy"}
    assert asked >= ASKED_FOR


def test_a_client_of_a_real_system_is_imported_in_its_folder_of_the_engine_room_only(house):
    places = {
        (package, each.name.split(".")[2])
        for each in house.modules.values()
        for package in outside(each) & CLIENTS
    }
    assert places == {(package, ENGINE.get(package, package)) for package in CLIENTS}


def test_the_book_asks_the_list_of_all_names_in_one_place(script, house):
    """`import companion` leads to every floor, and import-linter does not see it."""
    book = [each for each in house.modules.values() if each.room in script.FLOORS["the book"]]
    asking = [each.name for each in book if any(used.module == "companion" for used in each.imports)]
    assert asking == ["companion.lab.drawn"]


def test_no_files_of_a_room_import_each_other_in_a_circle(house):
    assert [sorted(circle) for circle in house.circles()] == []


def test_no_file_is_longer_than_can_be_read_in_one_sitting(house):
    assert house.too_long() == []


def test_every_question_leads_to_files(script, house):
    for question, names in script.QUESTIONS.items():
        opened = house.opened(names)
        rooms = {each.room for each in opened}
        assert {name.split(".")[0] for name in names} <= rooms, question
        assert all(not each.is_room for each in opened), question


def a_package(folder, **files):
    """A checkout whose companion has the room `bus` and one file more for each keyword."""
    room = folder / "companion" / "bus"
    room.mkdir(parents=True)
    (folder / "companion" / "__init__.py").write_text("")
    for name, text in files.items():
        (room / f"{name}.py").write_text(text)
    return folder


def test_the_table_of_the_house_is_printed(script, tmp_path, capsys):
    script.main(str(a_package(tmp_path, __init__="from .bus import Bus\n", bus="class Bus: ...\n")))
    shown = capsys.readouterr().out
    for question in script.QUESTIONS:
        assert re.search(rf"^\| {re.escape(question)} \| \d+ \| [\d,]+ \|$", shown, re.MULTILINE)
    for floor in (*script.FLOORS, "all"):
        assert re.search(rf"^\| {floor}( \| [\d,]+){{4}} \|$", shown, re.MULTILINE)


def test_what_is_opened_is_what_is_imported_round_after_round_and_not_for_types(script, tmp_path):
    house = script.House(
        a_package(
            tmp_path,
            __init__="from .bus import Bus\n",
            bus="from .retry import wait\nif TYPE_CHECKING:\n    from .words import Word\nclass Bus: ...\n",
            retry="def wait():\n    from companion.bus.clock import now\n",
            clock="import time\n",
            words="from companion.bus import Bus\nclass Word: ...\n",
        )
    )
    opened = [each.name.rpartition(".")[2] for each in house.opened(["bus.Bus"])]
    assert sorted(opened) == ["bus", "clock", "retry"]


def test_a_circle_is_found_also_where_one_half_is_for_types_or_through_the_list_of_the_room(script, tmp_path):
    house = script.House(
        a_package(
            tmp_path,
            __init__="from .bus import Bus\n",
            bus="if TYPE_CHECKING:\n    from .words import Word\nclass Bus: ...\n",
            words="from companion.bus import Bus\nclass Word: ...\n",
        )
    )
    assert house.circles() == [["companion.bus.bus", "companion.bus.words"]]


def test_a_helper_with_one_importer_is_listed_and_what_the_room_hands_on_is_none(script, tmp_path):
    house = script.House(
        a_package(
            tmp_path,
            __init__="from .bus import Bus\nfrom .retry import Retry\n",
            bus="from .clock import now\nfrom .retry import Retry\nclass Bus: ...\n",
            retry="class Retry: ...\n",
            clock="def now(): ...\n",
        )
    )
    assert house.helpers() == [("companion.bus.clock", "companion.bus.bus")]


def test_a_file_above_the_wall_is_named(script, tmp_path):
    house = script.House(a_package(tmp_path, long="x = 1\n" * 421, short="x = 1\n" * 420))
    assert house.too_long() == [("companion.bus.long", 421)]
