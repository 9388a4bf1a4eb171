"""A portable statement, as `Transaction.execute` takes it, made one of PostgreSQL: each `?` becomes `$1`,
`$2` and so on, except in what is quoted or commented out; and the word that says what it does.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import count

_TOKEN = re.compile(
    r"""
      (?P<quoted>  \b[eE]'(?:[^'\\]|\\.|'')*'    # a text with escapes
                 | '(?:[^']|'')*'                # a text
                 | "(?:[^"]|"")*"                # a name
                 | (?<![\w$])\$(?P<tag>[^\W\d]\w*)?\$.*?\$(?(tag)(?P=tag))\$ )   # a text between dollars
    | (?P<comment> --[^\n]* | /\* )
    | (?P<place>   \? )
    """,
    re.VERBOSE | re.DOTALL,
)
_WORD = re.compile(r"[\s;(]*([A-Za-z]*)")

# What would begin or end a transaction, or make the connection forget what the store prepared on it.
REFUSED = {
    "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "PREPARE", "DEALLOCATE",
    "DISCARD",
}  # fmt: skip
# What leaves no trace on a connection that the next transaction could find (as SET and LISTEN do).
_TRACELESS = {"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "WITH", "VALUES", "TABLE"}
# Except by a function that sets, or locks for the session, and SELECT INTO a temporary table. (One that a
# user's own function calls is not seen.)
_TRACES = re.compile(
    r"set_config|setseed|pg_(try_)?advisory_lock|\binto\s+(local\s+|global\s+)?temp", re.IGNORECASE
)
# A change of one of the store's own tables; $1 is the schema that is named, if any, $2 the table.
_CHANGES = re.compile(
    r"""
    \b(?: insert\s+into | update | delete\s+from | truncate(?:\s+table)? | merge\s+into | copy
        | (?:alter|drop)\s+table(?:\s+if\s+exists)?
        | create\s+(?:unique\s+)?index\b[^;]*?\bon
        | create\s+(?:or\s+replace\s+)?(?:trigger|rule)\b[^;]*?\b(?:on|to) )
    (?:\s+only)? \s+ (?: ("[^"]+"|\w+) \s*\.\s* )?
    "?(events|checkpoints|snapshots|companion_store)"? (?![\w$"])
    """,
    re.VERBOSE | re.IGNORECASE,
)


@lru_cache(256)
def numbered(text: str) -> tuple[str, int]:
    """The statement with numbered places for values, without comments, and how many it has."""
    parts: list[str] = []
    at, number = 0, count(1)
    places = 0
    while found := _TOKEN.search(text, at):
        parts.append(text[at : found.start()])
        at = found.end()
        if found["comment"]:
            at = _comment_end(text, found.start()) if found["comment"] == "/*" else at
            parts.append(" ")
        elif found["place"]:
            places = next(number)
            parts.append(f"${places}")
        else:
            parts.append(found[0])
    return "".join([*parts, text[at:]]), places


def keyword(text: str) -> str:
    """The first word of a statement without comments, in capitals."""
    found = _WORD.match(text)
    return found[1].upper() if found else ""


def changes_own_table(text: str, schema: str) -> str:
    """The table of the store in `schema` (quoted) that a statement without comments changes; empty if none.

    (What a user's own function or trigger changes is not seen.)
    """
    bare = _TOKEN.sub(lambda found: found[0] if found[0].startswith('"') else " ''", text)
    for found in _CHANGES.finditer(bare):
        named = found[1] or schema
        if (named if named.startswith('"') else f'"{named.lower()}"') == schema:
            return found[2].lower()
    return ""


def leaves_traces(text: str) -> bool:
    """Whether a statement without comments may leave its connection other than it was."""
    return keyword(text) not in _TRACELESS or _TRACES.search(text) is not None


def _comment_end(text: str, at: int) -> int:
    """Where a comment that begins at `at` ends; comments nest."""
    depth = 0
    for found in re.compile(r"/\*|\*/").finditer(text, at):
        depth += 1 if found[0] == "/*" else -1
        if depth == 0:
            return found.end()
    return len(text)
