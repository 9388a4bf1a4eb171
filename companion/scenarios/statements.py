"""SQL of a design, run on SQLite in this process: `SELECT post_id FROM words WHERE words MATCH {words}`.

As with Redis (`commands`), a statement is a template: each `{name}` becomes a parameter, so that the text of
users is never read as SQL. Tables may be written as for PostgreSQL where SQLite has a word of its own for it.
A statement that cannot be run is refused with one sentence, and an endless query is stopped.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Final

from .commands import BadCommand

__all__ = ["columns", "database", "is_sql", "make", "names", "run", "shown"]

_FIRST: Final = frozenset({"INSERT", "UPDATE", "DELETE", "REPLACE", "SELECT", "WITH", "CREATE"})
_NAME: Final = re.compile(r"\{(\w*)\}")
_QUOTED: Final = re.compile(r"'(?:[^']|'')*'")
_POSTGRES: Final = (
    (re.compile(r"\b(?:BIG|SMALL)?SERIAL\b", re.IGNORECASE), "INTEGER"),
    (re.compile(r"\bGENERATED\s+(?:ALWAYS|BY\s+DEFAULT)\s+AS\s+IDENTITY\b", re.IGNORECASE), ""),
    (re.compile(r"\bnow\(\)", re.IGNORECASE), "CURRENT_TIMESTAMP"),
    (re.compile(r"\bgen_random_uuid\(\)", re.IGNORECASE), "NULL"),
    (re.compile(r"\bUSING\s+(?:btree|hash|gin)\b|\bCONCURRENTLY\b|\[\]", re.IGNORECASE), ""),
)
_MOST_STEPS: Final = 2_000
"""Thousands of SQLite's instructions that a statement may take."""


def database() -> sqlite3.Connection:
    """An empty database in memory. It opens no other file, and stops an endless statement."""
    made = sqlite3.connect(":memory:", isolation_level=None)
    refused = (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH)
    made.set_authorizer(lambda what, *_: sqlite3.SQLITE_DENY if what in refused else sqlite3.SQLITE_OK)
    return made


def is_sql(template: object) -> bool:
    """Whether a command is SQL, by its first word; Redis has no command of these names."""
    return isinstance(template, str) and (template.split() or [""])[0].upper() in _FIRST


def make(tables: sqlite3.Connection, statement: str) -> None:
    """Run one text of CREATE statements. Raises `BadCommand`."""
    text = statement
    for pattern, word in _POSTGRES:
        text = pattern.sub(word, text)
    with _ending(tables):
        try:
            tables.executescript(text)
        except sqlite3.Error as error:
            raise BadCommand(_one_line(statement), f"SQLite says: {error}") from None


def run(tables: sqlite3.Connection, template: str, values: Mapping[str, object]) -> list[str]:
    """Run one statement; the first column of what it finds, as text. Raises `BadCommand`."""
    given = names(template, values)
    text = _NAME.sub("?", _QUOTED.sub(_outside, template))
    with _ending(tables):
        try:
            found = tables.execute(text, [values[name] for name in given]).fetchmany(1_000)
        except sqlite3.Error as error:
            table = str(error).rpartition(" ")[2] if "no such table" in str(error) else ""
            raise BadCommand(_one_line(template), f"SQLite says: {error}", table) from None
    return [str(row[0]) for row in found]


def names(template: str, values: Mapping[str, object]) -> list[str]:
    """The names in a template, in order. Raises `BadCommand` for one that has no value here."""
    found: list[str] = _NAME.findall(template)
    for name in found:
        if name not in values:
            listed = ", ".join(f"{{{each}}}" for each in values)
            raise BadCommand(_one_line(template), f"there is no {{{name}}} here: use {listed}")
    return found


def shown(template: str, values: Mapping[str, object]) -> str:
    """A statement with its values, for people to read."""
    return _one_line(_NAME.sub(lambda name: repr(values.get(name[1], name[0])), template))


def _outside(found: re.Match[str]) -> str:
    """A quoted text that holds a name, with the name outside: '%{words}%' is '%' || {words} || '%'."""
    return _NAME.sub(lambda name: f"' || {name[0]} || '", found[0])


class _ending:
    """A `with` that ends a statement of more steps than allowed."""

    def __init__(self, tables: sqlite3.Connection) -> None:
        self.tables, self.left = tables, _MOST_STEPS

    def __enter__(self) -> None:
        self.tables.set_progress_handler(self._count, 1_000)

    def __exit__(self, *error: object) -> None:
        self.tables.set_progress_handler(None, 0)

    def _count(self) -> int:
        self.left -= 1
        return self.left < 0


def _one_line(text: str) -> str:
    return " ".join(text.split())


def columns(tables: sqlite3.Connection, table: str) -> list[tuple[str, str]]:
    """Name and type of each column of a table; empty if there is no such table."""
    found: Iterable[tuple[object, ...]] = tables.execute(
        "SELECT name, type FROM pragma_table_info(?)", (table,)
    )
    return [(str(name), str(kind)) for name, kind in found]
