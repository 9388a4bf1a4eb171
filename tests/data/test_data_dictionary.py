"""data/datapackage.json, the data dictionary: complete, in the Frictionless form, and true of every row."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).resolve().parents[2] / "data"
PACKAGE: dict[str, Any] = json.loads((DATA / "datapackage.json").read_text("utf-8"))
RESOURCES: list[dict[str, Any]] = PACKAGE["resources"]
IDS = [resource["name"] for resource in RESOURCES]

Field = dict[str, Any]
every_resource = pytest.mark.parametrize("resource", RESOURCES, ids=IDS)


def parts(resource: dict[str, Any]) -> list[Path]:
    path = resource["path"]
    return [DATA / part for part in ([path] if isinstance(path, str) else path)]


def rows(resource: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in parts(resource):
        lines = part.read_text("utf-8").splitlines()
        yield from csv.DictReader(lines) if resource["format"] == "csv" else map(json.loads, lines)


def is_time(value: str, form: str) -> bool:
    try:
        return datetime.strptime(value, form).strftime(form) == value
    except ValueError:
        return False


def has_type(value: Any, field: Field, text: bool) -> bool:
    """Whether a value is of its field's type; in a CSV file every value is text."""
    checks: dict[str, Callable[[], bool]] = {
        "string": lambda: isinstance(value, str),
        "integer": lambda: bool(re.fullmatch("-?[0-9]+", value)) if text else type(value) is int,
        "datetime": lambda: isinstance(value, str) and is_time(value, field["format"]),
        "object": lambda: isinstance(value, dict),
        "array": lambda: isinstance(value, list),
    }
    return checks[field["type"]]()


def broken(value: Any, field: Field) -> list[str]:
    """The constraints of a field, `required` and `unique` apart, that a value of its type breaks."""
    limits: dict[str, Callable[[Any], bool]] = {
        "enum": lambda allowed: (int(value) if field["type"] == "integer" else value) in allowed,
        "pattern": lambda pattern: re.fullmatch(pattern, value) is not None,
        "minimum": lambda least: int(value) >= least,
        "maximum": lambda most: int(value) <= most,
        "minLength": lambda least: len(value) >= least,
    }
    rules = field.get("constraints", {})
    return [rule for rule, limit in rules.items() if rule in limits and not limits[rule](limit)]


def check(value: Any, field: Field, missing: list[str], text: bool) -> None:
    where = f"{field['name']} = {value!r}"
    if value is None or value in missing:
        assert not field.get("constraints", {}).get("required"), where
        return
    assert has_type(value, field, text), f"{where} is not of type {field['type']}"
    assert broken(value, field) == [], where


def fields_of(resource: dict[str, Any]) -> list[Field]:
    """All described fields of a resource, those inside `data` too."""
    fields: list[Field] = resource["schema"]["fields"]
    return fields + [inner for field in fields for inner in field.get("dataFields", [])]


def test_every_file_of_the_folder_is_listed_once() -> None:
    listed = [part.name for resource in RESOURCES for part in parts(resource)]
    assert sorted(listed) == sorted(p.name for p in DATA.iterdir() if p.suffix in {".jsonl", ".csv"})


def test_the_package_says_what_it_is() -> None:
    assert {"name", "title", "description", "licenses", "resources", "profile"} <= set(PACKAGE)
    assert len(set(IDS)) == len(IDS)


@every_resource
def test_a_resource_states_form_hash_licence_and_sources(resource: dict[str, Any]) -> None:
    assert re.fullmatch("[a-z0-9._-]+", resource["name"])
    assert resource["title"] and resource["description"] and resource["encoding"] == "utf-8"
    assert resource["mediatype"] == {"jsonl": "application/jsonl", "csv": "text/csv"}[resource["format"]]
    assert all(part.suffix == f".{resource['format']}" for part in parts(resource))
    assert all({"name", "title", "path"} <= set(licence) for licence in resource["licenses"])
    assert all({"title", "path"} <= set(source) for source in resource["sources"])
    assert resource["licenses"] and resource["sources"]


@every_resource
def test_size_and_hash_are_those_of_the_file(resource: dict[str, Any]) -> None:
    content = b"".join(part.read_bytes() for part in parts(resource))
    assert resource["bytes"] == len(content)
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


@every_resource
def test_every_field_is_described_typed_and_has_a_unit_where_it_counts(resource: dict[str, Any]) -> None:
    for field in fields_of(resource):
        assert field["description"], field["name"]
        assert field["type"] in {"string", "integer", "datetime", "object", "array"}, field["name"]
        a_number_without_unit = field["name"] in {"line", "of_line", "flight"}
        measured = field["type"] in {"integer", "datetime"} and not a_number_without_unit
        assert ("unit" in field) == measured, field["name"]


@every_resource
def test_a_row_has_exactly_the_described_fields_in_their_order(resource: dict[str, Any]) -> None:
    names = [field["name"] for field in resource["schema"]["fields"]]
    assert all(list(row) == names for row in rows(resource))


@every_resource
def test_every_value_is_of_its_type_and_within_its_constraints(resource: dict[str, Any]) -> None:
    schema = resource["schema"]
    for row in rows(resource):
        for field in schema["fields"]:
            check(row[field["name"]], field, schema["missingValues"], resource["format"] == "csv")


@every_resource
def test_what_is_said_to_be_unique_is(resource: dict[str, Any]) -> None:
    schema, table = resource["schema"], list(rows(resource))
    keys = [[f["name"]] for f in schema["fields"] if f.get("constraints", {}).get("unique")]
    for key in [*keys, schema.get("primaryKey", [])]:
        assert not key or len({tuple(row[name] for name in key) for row in table}) == len(table), key


@every_resource
def test_the_data_of_every_event_is_described_for_its_type(resource: dict[str, Any]) -> None:
    for outer in (f for f in resource["schema"]["fields"] if "dataFields" in f):
        described: dict[str, list[Field]] = {}
        for field in outer["dataFields"]:
            for type_name in field["events"]:
                described.setdefault(type_name, []).append(field)
        table = list(rows(resource))
        assert set(described) == {row["type"] for row in table}
        for row in table:
            fields = described[row["type"]]
            assert set(row["data"]) == {field["name"] for field in fields}, row["id"]
            for field in fields:
                check(row["data"][field["name"]], field, [], text=False)


def test_a_value_of_another_type_or_beyond_a_constraint_would_be_found() -> None:
    limits = {"required": True, "minimum": 1, "maximum": 5}
    field = {"name": "stars", "type": "integer", "constraints": limits}
    for wrong in (None, "5", 5.0, True, 0, 6):
        with pytest.raises(AssertionError):
            check(wrong, field, [], text=False)
    check(5, field, [], text=False)
