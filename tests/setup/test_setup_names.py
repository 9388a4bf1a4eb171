"""`import companion`: costs nothing, offers every name, and finds each where it lives."""

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

import companion

ROOMS = sorted(companion._NAMES)


def fresh(code):
    """What a new Python prints for this code."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_importing_companion_loads_no_room_and_no_dependency():
    loaded = fresh("import companion, sys; print(*sys.modules)")
    assert not [name for name in loaded if name.startswith("companion.") or name in ("msgspec", "networkx")]


@pytest.mark.parametrize("room", ROOMS)
def test_every_name_is_where_the_table_says(room):
    assert importlib.util.find_spec(room), f"there is no {room}"
    missing = [
        name
        for name in companion._NAMES[room].split()
        if not hasattr(importlib.import_module(room), name) or getattr(companion, name) is None
    ]
    assert missing == []


def test_a_name_is_offered_once():
    offered = [name for names in companion._NAMES.values() for name in names.split()]
    assert len(offered) == len(set(offered))


def test_no_name_hides_a_room():
    rooms = {room.partition(".")[2] for room in ROOMS} | {"exercises", "scenarios", "interop", "testing"}
    assert not rooms & set(companion._WHERE)


def test_completion_offers_all_names():
    assert {"Event", "Bus", "explore", "check"} <= set(dir(companion))


def test_an_unknown_name_is_an_attribute_error_that_names_it():
    with pytest.raises(AttributeError, match="Evnt"):
        _ = companion.Evnt


def test_a_star_import_brings_every_name():
    assert set(companion._WHERE) <= set(fresh("from companion import *; print(*globals())"))


def test_a_star_import_brings_the_rest_where_a_client_of_an_engine_is_missing():
    without = "import sys; sys.modules['psycopg'] = None;"
    brought = set(fresh(f"{without} from companion import *; print(*globals())"))
    assert {"PostgresStore", "ChangeCapture"} <= set(companion._WHERE) - brought
    assert {"Event", "SQLiteStore", "KafkaBroker", "check"} <= brought


def test_type_checkers_are_offered_the_same_names_from_the_same_places():
    stub = ast.parse((Path(companion.__file__).parent / "__init__.pyi").read_text("utf-8"))
    offered = {
        node.module: sorted(name.name for name in node.names)
        for node in ast.walk(stub)
        if isinstance(node, ast.ImportFrom)
    }
    assert offered == {room: sorted(names.split()) for room, names in companion._NAMES.items()}
