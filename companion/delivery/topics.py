"""What all brokers agree on about topics: which names are good, which partition a key belongs to, where a
group's dead letters and redriven messages are kept, and how long a message waits before it is tried again.

One hash for all brokers, so that a key goes to the same partition whichever of them carries it.
"""

from __future__ import annotations

import re
from typing import Final
from zlib import crc32

from companion.events.clock import backoff

from .errors import MessageRefused, too_large

LONGEST_NAME: Final = 100  # characters; two names and a suffix fit the 249 that Kafka allows
LONGEST_KEY: Final = 255  # bytes of UTF-8
PARTITIONS: Final = 4
MAX_TRIES: Final = 5
BACKOFF_S: Final = 0.1
LONGEST_BACKOFF_S: Final = 30.0
SESSION_S: Final = 30.0
MAX_MESSAGE_BYTES: Final = 1_000_000

_GOOD = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")


def partition_of(key: str, partitions: int) -> int:
    """The partition, from 0, that `key` belongs to: the CRC-32 of its UTF-8, modulo their number.

    librdkafka calls this partitioner "consistent".
    """
    check_key(key)
    check_partitions(partitions)
    return crc32(key.encode()) % partitions


def dead_topic(topic: str, group: str) -> str:
    """Where the dead letters of one group are kept. No topic of a user has two dots in a row."""
    return f"{topic}..{group}..dead"


def again_topic(topic: str, group: str) -> str:
    """Where messages redriven to one group wait. It has as many partitions as `topic`."""
    return f"{topic}..{group}..again"


def backoff_s(tries: int, first_s: float) -> float:
    """Seconds to wait after the given number of failed tries: doubled each time, at most 30, and without
    jitter, so that every run is equal.
    """
    return backoff(tries, first_s, longest_s=LONGEST_BACKOFF_S)


def check_topic(kind: str, name: object) -> None:
    """Raise `MessageRefused` unless `name` can name a topic, group or member on every broker: letters,
    digits, `_`, `-` and single dots between them, at most 100 characters.
    """
    what = f"name of a {kind}"
    if not isinstance(name, str):
        raise MessageRefused(f"its type is {type(name).__name__}, not str", what, name)
    if len(name) > LONGEST_NAME:
        raise MessageRefused(f"it has {len(name)} characters, at most {LONGEST_NAME} are kept", what, name)
    if not _GOOD.fullmatch(name):
        raise MessageRefused("use letters, digits, _ and -, with single dots between them", what, name)


def check_key(key: object) -> None:
    """Raise `MessageRefused` unless `key` is text, not empty, of at most 255 bytes."""
    if not isinstance(key, str):
        raise MessageRefused(f"its type is {type(key).__name__}, not str", "key", key)
    if not key:
        raise MessageRefused("it is empty, and order holds per key: give an id", "key", key)
    try:
        size = len(key.encode())
    except UnicodeEncodeError:
        raise MessageRefused("it holds half a character (a lone surrogate)", "key", key) from None
    if size > LONGEST_KEY:
        raise MessageRefused(f"it has {size} bytes of UTF-8, at most {LONGEST_KEY} are kept", "key", key)


def check_message(topic: str, key: object, data: object, limit: int) -> None:
    """Raise `MessageRefused` for a bad key and for more than `limit` bytes, TypeError for data
    that are not bytes.
    """
    check_key(key)
    if not isinstance(data, bytes):
        raise TypeError(f"a message is bytes, got {data!r:.60}: publish encodes an envelope")
    if len(data) > limit:
        raise too_large(topic, len(data), limit)


def check_start(start: object) -> None:
    """Raise ValueError for what is neither "beginning" nor "end"."""
    if start not in ("beginning", "end"):
        raise ValueError(f'start={start!r}: a new group begins at the "beginning" or at the "end"')


def check_partitions(partitions: object) -> None:
    """Raise ValueError unless `partitions` is a whole number from 1."""
    if type(partitions) is not int or partitions < 1:
        raise ValueError(f"partitions={partitions!r}: a topic has a whole number of partitions, from 1 on")


def check_settings(max_tries: object, backoff: float, session_s: float) -> None:
    """Raise ValueError for a broker that would never deliver or never give up."""
    if type(max_tries) is not int or max_tries < 1:
        raise ValueError(f"max_tries={max_tries!r}: the first try counts, so give a whole number from 1 on")
    numbers = isinstance(backoff, (int, float)) and isinstance(session_s, (int, float))
    if not (numbers and backoff >= 0 and session_s > 0):  # written so that NaN is refused too
        raise ValueError(f"backoff_s={backoff!r} must not be negative, session_s={session_s!r} be above 0")
