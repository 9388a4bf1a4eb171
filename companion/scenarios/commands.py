"""Commands of a design, typed into a Redis: `ZADD feed:{follower} {at} {post_id}`.

A template is split into words first and each word is filled afterwards, so that the text of a user, with
spaces, quotes and braces, stays one word. `{follower}` in a command runs it once for each follower. A command
that cannot be run is refused with one sentence. Lesson 11 keeps feeds so; the exam of lesson 15 has the
grammar from there.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from companion.events.errors import ErrorWithEvidence

__all__ = ["BadCommand", "Typed", "empty_redis", "fill", "run"]

FOLLOWER = "follower"
_NAME = re.compile(r"\{([^{}\"':]*)\}")  # what JSON has between its braces is no name
_WAITS = frozenset({
    "BLMOVE", "BLMPOP", "BLPOP", "BRPOP", "BRPOPLPUSH", "BZMPOP", "BZPOPMAX", "BZPOPMIN", "MONITOR", "MULTI",
    "PSUBSCRIBE", "SHUTDOWN", "SSUBSCRIBE", "SUBSCRIBE", "WAIT", "WATCH",
    "XREAD", "XREADGROUP",
})  # fmt: skip

_LONGEST = 1_000
_AT_A_PLACE = frozenset({"BITFIELD", "SETBIT", "SETRANGE"})
_FARTHEST = 1_000_000
"""The greatest offset of a text that is written into another: Redis fills the text up to it with zeros."""


class BadCommand(ErrorWithEvidence):
    """`command` cannot be run, because of `reason`; `no_table` is the table it asks for, if there is none."""

    command: object
    reason: str
    no_table: str = ""

    def sentence(self) -> str:
        text = self.command if isinstance(self.command, str) and self.command.strip() else repr(self.command)
        return f"{_cut(text)}: {self.reason}."


class Typed(NamedTuple):
    """A command as it was typed, and what Redis answered: a number, text, a list, a dict or None."""

    command: str
    reply: Any

    def __str__(self) -> str:
        return f"{self.command}  ->  {self.reply!r}"


def empty_redis() -> Any:
    """A Redis of its own in this process, with nothing in it (fakeredis; its import takes a second)."""
    import fakeredis

    return fakeredis.FakeRedis(server=fakeredis.FakeServer(), decode_responses=True)


def fill(
    template: object, values: Mapping[str, object] | None = None, followers: Iterable[object] = ()
) -> tuple[tuple[str, ...], ...]:
    """The words of each command a template stands for: one, or one for each follower. Raises `BadCommand`."""
    words = _words(template)
    known = {FOLLOWER: "", **(values or {})}
    for name in (name for word in words for name in _NAME.findall(word)):
        if name not in known:
            raise BadCommand(template, f"there is no {{{name}}} here: use {_listed(known)}")
    if not any(f"{{{FOLLOWER}}}" in word for word in words):
        return (_filled(words, known),)
    return tuple(_filled(words, {**known, FOLLOWER: each}) for each in followers)


def run(
    client: Any,
    template: object,
    values: Mapping[str, object] | None = None,
    followers: Iterable[object] = (),
) -> tuple[Typed, ...]:
    """Type what `fill` makes of a template into `client`, a client of redis-py or of fakeredis.

    Raises `BadCommand` for what is no command, has a wrong number of words or the wrong kind of key, and for
    commands that wait; the client's own error when the server is away.
    """
    return tuple(
        Typed(" ".join(_shown(each) for each in words), _typed(client, words))
        for words in fill(template, values, followers)
    )


def _words(template: object) -> list[str]:
    if not isinstance(template, str):
        kind = type(template).__name__
        raise BadCommand(template, f"a command is text in quotes, and this is of type {kind}")
    if len(template) > _LONGEST:
        raise BadCommand(template, f"it has more than {_LONGEST:,} characters: put in a {{name}}, not a text")
    try:
        words = shlex.split(template)
    except ValueError:
        raise BadCommand(template, "a quote is opened and not closed: add the second one") from None
    if not words:
        raise BadCommand(template, "there is no command in it: write one, such as 'ZREM feed:123 456'")
    for word in words:
        if word.endswith(";"):
            raise BadCommand(template, "one text is one command: write several as a list")
        if word.count("{") != word.count("}"):
            raise BadCommand(template, f"{word!r} has a brace too many or too few: a name is {{post_id}}")
    if words[0].upper() in _WAITS:
        raise BadCommand(template, f"{words[0]} waits for others, and nobody else is here: leave it out")
    if words[0].upper() in _AT_A_PLACE:
        for word in words[1:]:
            if word.lstrip("#").isdecimal() and int(word.lstrip("#")[:12]) > _FARTHEST:
                raise BadCommand(template, f"{word} is too far: nothing behind {_FARTHEST:,} is written here")
    return words


def _filled(words: list[str], values: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(_NAME.sub(lambda found: str(values[found[1]]), word) for word in words)


def _typed(client: Any, words: tuple[str, ...]) -> Any:
    from redis.exceptions import ConnectionError, TimeoutError

    try:
        return _readable(client.execute_command(*words))
    except (ConnectionError, TimeoutError):
        raise
    except Exception as error:
        raise BadCommand(" ".join(_shown(each) for each in words), _why(words, str(error))) from None


def _why(words: tuple[str, ...], message: str) -> str:
    """The error of Redis as a sentence that names the word it is about."""
    name = words[0].upper()
    if "unknown command" in message:
        return f"Redis has no command {name}: look at its spelling"
    if "wrong number of arguments" in message:
        number = "1 word" if len(words) == 2 else f"{len(words) - 1} words"
        return f"{name} does not work with {number} behind it: one is missing or too many"
    if "syntax error" in message:
        return f"Redis cannot read what stands behind {name}: look at the order of its words"
    if "not a valid float" in message or "not an integer" in message:
        return f"{name} wants a number where none stands: look at its words, and their order"
    if message.startswith("WRONGTYPE"):
        return (
            f"another command has made {_shown(words[1])} something that {name} does not work on (WRONGTYPE)"
        )
    return f"Redis says: {message.removeprefix('ERR ').rstrip('.')}"


def _readable(reply: Any) -> Any:
    """A reply as plain values, the same from every client: text for bytes, a sorted list for a set."""
    if isinstance(reply, bytes):
        return reply.decode("utf-8", "backslashreplace")
    if isinstance(reply, bool):
        return "OK" if reply else 0
    if isinstance(reply, float):
        return int(reply) if reply.is_integer() else reply
    if isinstance(reply, set | frozenset):
        return sorted(_readable(each) for each in reply)
    if isinstance(reply, Mapping):
        return {_readable(key): _readable(value) for key, value in reply.items()}
    if isinstance(reply, list | tuple):
        return [_readable(each) for each in reply]
    return reply


def _shown(word: str) -> str:
    """A word as it is typed: in quotes if it needs them."""
    return word if word and not set(word) & set(" \"'\n\t") else shlex.quote(word)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"{{{each}}}" for each in names)


def _cut(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119]}…"
