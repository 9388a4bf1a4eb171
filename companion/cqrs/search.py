"""Search: which documents hold these words, the best first.

`SQLiteSearch` keeps an inverted index in SQLite (FTS5), `companion.engines.elastic` in Elasticsearch;
both get the same words, so that both find the same. A query is words, all of which must occur, in the
text or as a tag: `par*` stands for every word that begins so, `#paris` for the tag alone. Case and accents
make no difference, and no character of a query is syntax. Documents are idempotent: one that comes late or
twice never replaces a newer one. Left out: synonyms, word stems, spelling mistakes, and languages written
without spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, NamedTuple, Protocol
from unicodedata import category, combining, normalize

from companion.events import BadInput
from companion.events.clock import microseconds

TABLES: Final = (
    "CREATE TABLE {documents} (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at_us INTEGER NOT NULL)",
    "CREATE VIRTUAL TABLE {words} USING fts5 "
    """(text, tags, prefix = '2 3', tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* Co'")""",
)
_ASKED = re.compile(r"(#?)([^\s#*]+)(\*?)")
_LONGEST: Final = 64  # words of a query; a longer query is cut


class Search(Protocol):
    """A search index. `at` is the time of this version of the document, an aware datetime."""

    def put(self, id: str, text: str, tags: Iterable[str], at: datetime) -> None:
        """Index a document, or replace it, unless the known version is newer. Raises `BadInput`."""
        ...

    def remove(self, id: str, at: datetime) -> None:
        """Remove a document from the index; a later `put` for a time before `at` is ignored. Raises
        `BadInput`.
        """
        ...

    def find(self, query: str, count: int = 10) -> tuple[str, ...]:
        """The ids of at most `count` documents, the best first, and equally good ones newest first."""
        ...


class Asked(NamedTuple):
    """One word of a query, folded: `tag` if only tags count, `prefix` if it stands for its beginnings."""

    word: str
    tag: bool
    prefix: bool


class Document(NamedTuple):
    """A document as an index keeps it: folded words in their order, folded tags, its time."""

    words: str
    tags: tuple[str, ...]
    at_us: int


def asked(query: str) -> tuple[Asked, ...]:
    """The words of a query; none for a query without any."""
    found = _ASKED.findall(_spaced(query, but="#*")) if isinstance(query, str) else []
    return tuple(Asked(word, tag == "#", star == "*") for tag, word, star in found[:_LONGEST])


def document(id: object, text: object, tags: object, at: object) -> Document:
    """A document in the form of an index. Raises `BadInput`."""
    at_us = when(id, at)
    if not isinstance(text, str):
        raise BadInput("Document", id, f"the type of its text is {type(text).__name__}, not str")
    if isinstance(tags, str) or not isinstance(tags, Iterable):
        raise BadInput("Document", id, f"its tags are {tags!r}: give several, such as ('paris', 'travel')")
    return Document(" ".join(_spaced(text).split()), tuple(_tag(id, tag) for tag in tags), at_us)


def when(id: object, at: object) -> int:
    """The time of a document in microseconds. Raises `BadInput`, also for a bad id."""
    if not isinstance(id, str) or not 0 < len(id.encode(errors="replace")) <= 512:
        raise BadInput("Document", id, "an id is text of 1 to 512 bytes")
    if not isinstance(at, datetime) or at.utcoffset() is None:
        raise BadInput("Document", id, f"its time {at!r} is not a datetime with a time zone")
    at_us = microseconds(at)
    if at_us < 0:  # the time is the version, and versions count from 0
        raise BadInput("Document", id, f"its time {at!r} is before 1970")
    return at_us


def folded(text: str) -> str:
    """`text` without case and accents: Café is cafe, and so is 𝐂𝐚𝐟é. The vowel signs of Hindi or Thai are
    kept.
    """
    plain = normalize("NFKD", text)  # first: what is only written in another style has no case of its own
    return "".join(each for each in normalize("NFKD", plain.casefold()) if not _accent(each))


def _accent(each: str) -> bool:
    """Whether it is an accent, by combining class: points of Hebrew and Arabic; from 200 on, marks over a
    letter.
    """
    return 10 <= combining(each) <= 36 or combining(each) >= 200


def _spaced(text: str, but: str = "") -> str:
    """`text` folded, with a space for each character outside a word (those of `but` are kept).

    A word is letters and digits, and the marks that belong to a letter: `\\w` splits Hindi at its vowels.
    """
    return "".join(each if _in_word(each) or each in but else " " for each in folded(text))


def _in_word(each: str) -> bool:
    return each.isalnum() or category(each).startswith("M")


def _tag(id: object, tag: object) -> str:
    found = folded(tag).removeprefix("#") if isinstance(tag, str) else ""
    if not (found and all(map(_in_word, found))):
        raise BadInput("Document", id, f"tag {tag!r} is not a word of letters and digits")
    return found


class Rows(Protocol):
    """Tables with names in braces: a `TableView`, or what its handlers write into."""

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]: ...


class SQLiteSearch:
    """A search index in SQLite: by itself, in a `TableView`, or in what its handlers write into.

    `SQLiteSearch()` is one of its own in memory. For a projection make `TableView(SQLiteTables(…), "search",
    TABLES)` (or on an `SQLiteStore`): handlers call `SQLiteSearch(target).put(…)`, which commits with the
    checkpoint, and readers ask `SQLiteSearch(view)`.
    """

    def __init__(self, tables: Rows | None = None) -> None:
        self._tables = tables if tables is not None else _own()

    def put(self, id: str, text: str, tags: Iterable[str], at: datetime) -> None:
        """See `Search.put`."""
        found = document(id, text, tags, at)
        number = self._newest(id, found.at_us)
        if number is not None:
            self._tables.rows("DELETE FROM {words} WHERE rowid = ?", number)
            self._tables.rows(
                "INSERT INTO {words} (rowid, text, tags) VALUES (?, ?, ?)",
                number, found.words, " ".join(found.tags),
            )  # fmt: skip

    def remove(self, id: str, at: datetime) -> None:
        """See `Search.remove`."""
        number = self._newest(id, when(id, at))
        if number is not None:  # what is known of the document stays: its time
            self._tables.rows("DELETE FROM {words} WHERE rowid = ?", number)

    def find(self, query: str, count: int = 10) -> tuple[str, ...]:
        """See `Search.find`."""
        match = " AND ".join(map(_in_fts5, asked(query)))
        if not match or count < 1:
            return ()
        found = self._tables.rows(
            "SELECT {documents}.id FROM {words} JOIN {documents} ON {documents}.number = {words}.rowid "
            "WHERE {words} MATCH ? ORDER BY bm25({words}), {documents}.at_us DESC, {documents}.id LIMIT ?",
            match, count,
        )  # fmt: skip
        return tuple(id for (id,) in found)

    def _newest(self, id: str, at_us: int) -> int | None:
        """Save the time of a document. Return its number, or None if a newer version is known."""
        found = self._tables.rows(
            "INSERT INTO {documents} (id, at_us) VALUES (?, ?) ON CONFLICT (id) DO UPDATE "
            "SET at_us = excluded.at_us WHERE excluded.at_us >= {documents}.at_us RETURNING number",
            id, at_us,
        )  # fmt: skip
        return int(found[0][0]) if found else None


def _own() -> Rows:
    from .table_view import TableView
    from .tables import SQLiteTables

    return TableView(SQLiteTables(), "search", TABLES)


def _in_fts5(each: Asked) -> str:
    """A word in quotation marks, which it cannot contain: no word is an operator."""
    return f'{"tags : " if each.tag else ""}"{each.word}"{" *" if each.prefix else ""}'
