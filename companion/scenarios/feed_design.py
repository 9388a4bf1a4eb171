"""A social feed designed as data, and run: tables, commands for each event, and a command for each question.

`World` has a write model (SQLite), read models (a Redis of its own and an index database) and, between them,
events that wait until the read models handle them. Both can be down. The grammar of Redis commands
is that of `commands`, of SQL that of `statements`. Where a design says None for its commands, it says *that*
a model is kept and not *how*: a plain dict of each follower stands in.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from companion.events.clock import microseconds

from . import commands, statements
from .commands import BadCommand

__all__ = ["EVENTS", "SAVING", "FeedDesign", "World"]

EVENTS: Final = ("PostCreated", "PostEdited", "PostDeleted", "PostLiked")
SAVING: Final = "while saving"
"""Commands under this name run before the saving of a post has returned, and without an event."""

MORNING: Final = datetime(2024, 1, 15, 9, tzinfo=UTC)
_TAG: Final = re.compile(r"#(\w+)")
Models = Mapping[str, Mapping[str, "Sequence[str] | None"]]


@dataclass(slots=True)
class FeedDesign:
    """A design: tables by name and by DDL, commands by read model and event, a command by question."""

    write: Sequence[str] = ()
    tables: Sequence[str] = ()
    sync: Models = field(default_factory=dict)
    index_tables: Sequence[str] = ()
    questions: Mapping[str, str | None] = field(default_factory=dict)


class World:
    """One network, as the design keeps it.

    `met` maps a read model or a question to sentences about what of it could not be run, "" to those about
    the index and what runs while saving; `met_again` has those of them that only an event's repetition met.
    `table_troubles` are sentences about its tables; `typed` is each command as it was run, and its answer.
    """

    def __init__(self, design: FeedDesign, follows: Mapping[int, Sequence[int]]) -> None:
        """`follows` maps an author to those who follow them."""
        self.design, self.follows = design, follows
        self.write_side, self.index = statements.database(), statements.database()
        self.redis = commands.empty_redis()
        self.writing_up = self.reading_up = True
        self.met: dict[str, list[str]] = {"": []}
        self.met_again: dict[str, list[str]] = {}
        self.table_troubles: list[str] = []
        self.typed: list[str] = []
        self.waiting: dict[str, list[dict[str, Any]]] = {model: [] for model in design.sync}
        self.stand_in: dict[int, dict[int, int]] = {}
        _make(self.write_side, design.tables, self.table_troubles)
        _make(self.index, design.index_tables, self.met[""])

    @property
    def troubles(self) -> list[str]:
        """All of `met`, each sentence once."""
        return list(dict.fromkeys(each for said in self.met.values() for each in said))

    def happen(self, type: str, **told: Any) -> str:
        """Save what a user did and publish it; return "", or why it could not be saved.

        `told` are post_id, user_id (the author; for a like, who likes), content and `after_s`, seconds after
        nine o'clock.
        """
        event = _fields(type, **told)
        saving = [each for by in self.design.sync.values() for each in by.get(SAVING) or ()]
        saving = saving if type in ("PostCreated", "PostEdited") else []
        if "posts" not in self.design.write:
            return "write does not name the table posts"
        if not self.writing_up:
            return "the write model is down"
        if saving and not self.reading_up:
            return "it is saved only if the read models are up"
        self._row(type, event)
        for command in saving:
            self._do("", command, event)
        for model, by in self.design.sync.items():
            if type in by:
                self.waiting[model].append(event)
        return ""

    def catch_up(self, times: int = 1) -> None:
        """Let the read models handle the waiting events, each so many times; nothing while they are down."""
        for model, events in self.waiting.items():
            while events and self.reading_up:
                event = events.pop(0)
                for turn in range(times):
                    known = len(self.met.get(model, ()))
                    self._take_in(model, self.design.sync[model][event["type"]], event)
                    if turn:
                        self.met_again.setdefault(model, []).extend(self.met.get(model, ())[known:])

    def ask(self, question: str, **values: Any) -> Any:
        """The answer: a list of texts, a number or text of Redis, None without an answer."""
        if question not in self.design.questions:
            return None
        how = self.design.questions[question]
        if how is None:
            posts = self.stand_in.get(values.get("reader", 0), {}) if self.reading_up else {}
            return [str(post) for post in sorted(posts, key=lambda post: -posts[post])]
        try:
            return self._asked(how, values)
        except BadCommand as problem:
            self._note(question, problem)
            return None

    def _asked(self, how: str, values: Mapping[str, Any]) -> Any:
        statements.names(how, values)
        if not statements.is_sql(how):
            return self._redis(how, values, ()) if self.reading_up else None
        try:
            return statements.run(self.index, how, values) if self.reading_up else None
        except BadCommand as problem:
            if not problem.no_table:
                raise
            return statements.run(self.write_side, how, values) if self.writing_up else None

    def _redis(self, command: str, values: Mapping[str, Any], followers: Sequence[int]) -> Any:
        """Type a command for each follower, or once; the last reply."""
        done = commands.run(self.redis, command, values, followers)
        self.typed += map(str, done)
        return done[-1].reply if done else None

    def _sql(self, command: str, values: Mapping[str, Any], followers: Sequence[int]) -> None:
        """Run a statement on the index for each follower, or once."""
        for each in followers if "{follower}" in command else ("",):
            statements.run(self.index, command, {"follower": each, **values})
            self.typed.append(statements.shown(command, {"follower": each, **values}))

    def _take_in(self, model: str, how: Sequence[str] | None, event: dict[str, Any]) -> None:
        if how is not None:
            for command in how:
                self._do(model, command, event)
            return
        for reader in self.follows.get(event["user_id"], ()):
            self.stand_in.setdefault(reader, {})[event["post_id"]] = event["at"]

    def _do(self, model: str, command: str, event: Mapping[str, Any]) -> None:
        values = {name: value for name, value in event.items() if name not in ("type", "after_s")}
        followers = self.follows.get(event["user_id"], ())
        try:
            if statements.is_sql(command):
                self._sql(command, values, followers)
            else:
                self._redis(command, values, followers)
        except BadCommand as problem:
            self._note(model, problem)

    def _note(self, model: str, problem: BadCommand) -> None:
        """Keep the sentence; of a table that stands among those of the write model, where it stands."""
        if problem.no_table:
            table = re.compile(rf"\b{re.escape(problem.no_table)}\b")
            if any(table.search(each) for each in self.design.tables):
                reason = f"{problem.reason}: it stands in tables, and commands reach those of index_tables"
                problem = BadCommand(problem.command, reason)
        _note(problem, self.met.setdefault(model, []))

    def _row(self, type: str, event: Mapping[str, Any]) -> None:
        """Insert the row if the tables of the design have columns for it; tables are judged elsewhere."""
        known = {name: event[name] for name in ("post_id", "user_id", "content")}
        known["created_at"] = (MORNING + timedelta(seconds=event["after_s"])).isoformat()
        try:
            if type == "PostCreated":
                insert(self.write_side, "posts", known)
                for reader in self.follows.get(event["user_id"], ()):
                    pair = {"follower_id": reader, "following_id": event["user_id"]}
                    insert(self.write_side, "followers", pair)
            elif type == "PostEdited":
                text = "UPDATE posts SET content = {content} WHERE post_id = {post_id}"
                statements.run(self.write_side, text, known)
            elif type == "PostDeleted":
                statements.run(self.write_side, "DELETE FROM posts WHERE post_id = {post_id}", known)
        except (sqlite3.Error, BadCommand):
            return


def _make(database: sqlite3.Connection, tables: Sequence[str], troubles: list[str]) -> None:
    for each in tables:
        try:
            statements.make(database, each)
        except BadCommand as problem:
            _note(problem, troubles)


def _note(problem: BadCommand, troubles: list[str]) -> None:
    """Note each reason once: the next post fails like the first."""
    if not any(each.endswith(problem.reason) for each in troubles):
        troubles.append(problem.sentence().removesuffix("."))


def insert(tables: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> None:
    """Insert a row; columns that it does not name get a value, another one in each row. Raises sqlite3's
    errors.
    """
    full = dict(row)
    rows = int(tables.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    for name, kind in statements.columns(tables, table):
        if name not in full and name not in ("media_url", "deleted_at"):
            soon = MORNING + timedelta(seconds=rows)
            full[name] = rows + 1 if "INT" in kind.upper() else soon.isoformat()
    marks = ", ".join("?" * len(full))
    tables.execute(f"INSERT INTO {table} ({', '.join(full)}) VALUES ({marks})", list(full.values()))


def _fields(
    type: str, *, post_id: int, user_id: int, after_s: float = 0, content: str = ""
) -> dict[str, Any]:
    """An event as commands see it."""
    at = MORNING + timedelta(seconds=after_s)
    tags = dict.fromkeys(_TAG.findall(content.casefold()))
    return {
        "type": type,
        "post_id": post_id,
        "user_id": user_id,
        "content": content,
        "hashtags": " ".join(tags),
        "at": microseconds(at),
        "timestamp": int(at.timestamp()),
        "post_data": json.dumps({"post_id": post_id, "content": content}),
        "day": at.date().isoformat(),
        "after_s": after_s,
    }
