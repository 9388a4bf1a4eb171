"""Crypto-shredding: personal data in events is sealed with one key per person, kept outside the store.

Destroying a key makes everything sealed with it unreadable for ever, while streams, versions and positions
stay whole and replay works. AES-256-GCM of the `cryptography` package seals; a nonce is drawn for each text,
and the person's name is bound to it, so that a text cannot be used for another person. In a browser, which
lacks the package, `PageCipher` stands in.

What shredding cannot reach: backups and copies of the keys, and whatever was opened and kept elsewhere: read
models, snapshots, logs, mails, other people's memory. A read model must be rebuilt and a backup of keys must
expire. `Sealed.person` stays readable (use a number, not a name), and so does how long each text was. Source:
M. Verraes, "Eventsourcing Patterns: Crypto-Shredding" (2019).

One record has three demands: a log keeps everything for ever, the law wants some of it kept for years, and a
person may want theirs erased. Here the law decides the date (`retain_until`, whole years by the calendar)
and the person's wish waits for it. How many years, of what, and in which zone a day ends is for a lawyer to
say; the bank of this course uses seven.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo
from functools import partial
from hashlib import blake2b
from hmac import compare_digest
from os import urandom
from threading import Lock
from types import EllipsisType
from typing import Protocol

import msgspec

from companion.events import BadInput, Clock, SystemClock
from companion.events.arguments import check_name
from companion.events.errors import ErrorWithEvidence

from .errors import CannotOpenStore

RETAIN_YEARS = 7
KEY_BYTES = 32
_NONCE = 12  # bytes, as NIST SP 800-38D advises for GCM
_BLOCK = 64  # bytes of one hash
_SEAL = 16  # bytes


class Shredded(ErrorWithEvidence):
    """The key of `person` was destroyed `at` a moment: everything sealed for them is unreadable for ever."""

    person: str
    at: datetime
    says = (
        "The data of {person!r} was shredded at {at}: nobody can read it any more. Where that is to be "
        "expected, write vault.open(sealed, default=...)."
    )


UNKNOWN = "it has no key for this name; see that it is the vault that sealed, and the right name"
_NOT_BY_IT = "what was sealed was changed, belongs to another person, or comes from another vault"


def unsealed(key: bytes, person: str, nonce: bytes, data: bytes) -> bytes:
    """The bytes that `data` was made from. Raises `BadInput` unless it was with this key for this person."""
    try:
        return cipher(key).decrypt(nonce, data, person.encode())
    except _not_sealed():
        raise no_key(person, _NOT_BY_IT) from None


def no_key(person: str, problem: str) -> BadInput:
    """The error for a person without a key in this vault that opens the data."""
    return BadInput("person of this vault", person, problem)


class StillRetained(ErrorWithEvidence):
    """A person's data must be kept up to the day before `until`."""

    person: str
    until: date
    says = (
        "The data of {person!r} must be kept until {until}: record the wish with vault.request({person!r}), "
        "and vault.shred_due() will fulfil it then. Nothing was shredded."
    )


class Sealed(msgspec.Struct, frozen=True):
    """A text that only the vault can open; it can be a field of an event. `data` is nonce and ciphertext."""

    person: str
    data: bytes

    def __repr__(self) -> str:
        return f"<sealed for {self.person}>"


@dataclass(frozen=True)
class Entry:
    """What a vault knows of a person: the key until it is shredded, the day before which it must be kept,
    when shredding was asked for and when it was done.
    """

    key: bytes | None = field(default=None, repr=False)
    retain_until: date | None = None
    requested: datetime | None = None
    shredded: datetime | None = None


class Keys(Protocol):
    """The storage of entries. It must not be the event store, because a copy of that must not hold the
    keys.
    """

    def change(self, person: str, how: Callable[[Entry], Entry]) -> Entry:
        """Replace the entry of `person` (an empty one at first) by `how(entry)`, while no other thread or
        process changes it; returns the new one. If `how` raises, nothing is changed.
        """
        ...

    def entries(self) -> Mapping[str, Entry]:
        """All entries by person, sorted."""
        ...

    def entry(self, person: str) -> Entry:
        """The entry of `person`, an empty one if there is none."""
        ...


class Vault:
    """Seals and opens texts with the keys in `keys`. A day ends at midnight in `zone`."""

    def __init__(self, keys: Keys, *, clock: Clock | None = None, zone: tzinfo = UTC) -> None:
        self._keys = keys
        self._clock = clock or SystemClock()
        self._zone = zone

    def seal(self, person: str, text: str) -> Sealed:
        """`text` sealed for `person`, whose key is made at the first use. Raises `Shredded`: a shredded
        person gets no new key, because a late message would bring back what was erased.
        """
        check_name("person", person)
        data = _encoded(text)
        entry = self._keys.entry(person)
        if entry.key is None:
            entry = self._keys.change(person, lambda now: _with_key(person, now))
        assert entry.key is not None
        nonce = urandom(_NONCE)
        return Sealed(person, nonce + cipher(entry.key).encrypt(nonce, data, person.encode()))

    def open(self, sealed: Sealed, *, default: str | EllipsisType = ...) -> str:
        """The text that was sealed. For a shredded person `default`, if one is given.

        Raises `Shredded`; `BadInput` if this vault never had a key of the person, or the data was changed, is
        another person's, or was sealed with another key.
        """
        if not isinstance(sealed, Sealed):
            raise BadInput("sealed text", type(sealed), "give what vault.seal returned")
        entry = self.entry(sealed.person)
        if entry.shredded is not None:
            if default is ...:
                raise Shredded(sealed.person, entry.shredded)
            return default
        if entry.key is None:
            raise no_key(sealed.person, UNKNOWN)
        text = unsealed(entry.key, sealed.person, sealed.data[:_NONCE], sealed.data[_NONCE:])
        return text.decode()

    def retain(self, person: str, until: date) -> date:
        """Refuse to shred `person` before the day `until`, or a later one given before; returns the day.

        Of a moment (an aware datetime) its day in the vault's zone counts.
        """
        check_name("person", person)
        if isinstance(until, datetime):
            until = local_day(until, self._zone)
        if not isinstance(until, date):
            raise BadInput("until", until, "give a date")
        entry = self._keys.change(
            person, lambda now: replace(now, retain_until=max(until, now.retain_until or until))
        )
        return entry.retain_until or until

    def request(self, person: str) -> Entry:
        """Note that `person` wants to be forgotten, once it is allowed (`shred_due`); the first wish counts.

        Raises `BadInput` for a person this vault does not know.
        """
        check_name("person", person)
        return self._keys.change(person, lambda now: self._requested(person, now))

    def shred(self, person: str) -> datetime:
        """Destroy the key of `person`; returns when that was first done.

        Raises `StillRetained` while the data must be kept and `BadInput` for a person this vault does not
        know.
        """
        check_name("person", person)
        now = self._clock.now()
        entry = self._keys.change(person, partial(self._without_key, person, now))
        assert entry.shredded is not None
        return entry.shredded

    def shred_due(self, now: datetime | None = None) -> tuple[str, ...]:
        """Shred all persons who asked for it and may be shredded at `now` (default: the clock's time);
        returns them, sorted. A person who is retained for longer in the meantime, by another thread or
        process, is left out; the others are shredded.
        """
        today = local_day(now or self._clock.now(), self._zone)
        due = [
            person
            for person, entry in self._keys.entries().items()
            if entry.requested and not entry.shredded and (entry.retain_until or today) <= today
        ]
        moment = now or self._clock.now()
        return tuple(person for person in due if self._shredded(person, moment))

    def entry(self, person: str) -> Entry:
        """What the vault knows of `person`: when retained until, requested, shredded."""
        check_name("person", person)
        return self._keys.entry(person)

    def _shredded(self, person: str, moment: datetime) -> bool:
        with suppress(StillRetained):
            self._keys.change(person, partial(self._without_key, person, moment))
            return True
        return False

    def _requested(self, person: str, now: Entry) -> Entry:
        if now == Entry():
            raise no_key(person, UNKNOWN)
        return now if now.requested else replace(now, requested=self._clock.now())

    def _without_key(self, person: str, moment: datetime, entry: Entry) -> Entry:
        if entry.shredded:
            return entry
        if entry == Entry():
            raise no_key(person, UNKNOWN)
        if entry.retain_until and local_day(moment, self._zone) < entry.retain_until:
            raise StillRetained(person, entry.retain_until)
        return replace(entry, key=None, shredded=moment)


def _encoded(text: str) -> bytes:
    """The text as bytes. Raises `BadInput`, without the text: it is personal."""
    if not isinstance(text, str):
        raise BadInput("text to seal", type(text), "give text")
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        half = f"character {error.start} is half a character (a lone surrogate)"
    raise BadInput("text to seal", f"of {len(text)} characters", half)


def _with_key(person: str, now: Entry) -> Entry:
    if now.shredded:
        raise Shredded(person, now.shredded)
    return now if now.key else replace(now, key=urandom(KEY_BYTES))


class MemoryKeys:
    """Keys in this process: when it ends, everything is shredded."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._lock = Lock()

    def change(self, person: str, how: Callable[[Entry], Entry]) -> Entry:
        """See `Keys.change`."""
        with self._lock:
            entry = self._entries[person] = how(self._entries.get(person, Entry()))
        return entry

    def entries(self) -> Mapping[str, Entry]:
        """See `Keys.entries`."""
        with self._lock:
            return dict(sorted(self._entries.items()))

    def entry(self, person: str) -> Entry:
        """See `Keys.entry`."""
        return self._entries.get(person, Entry())


class MemoryVault(Vault):
    """A vault for lessons and tests: its keys live as long as the process."""

    def __init__(self, *, clock: Clock | None = None, zone: tzinfo = UTC) -> None:
        super().__init__(MemoryKeys(), clock=clock, zone=zone)


# --- retention ----------------------------------------------------------------------------------------


def retain_until(last: date, years: int = RETAIN_YEARS, zone: tzinfo = UTC) -> date:
    """The first day on which a record from the day `last` need not be kept any more.

    For a moment (an aware datetime) its day in `zone` counts. From 29 February to a year without one it is
    1 March, so that no day is missing. Raises ValueError for negative years and a moment without zone.
    """
    if years < 0:
        raise ValueError(f"years={years}: give a number of years from 0 on")
    if isinstance(last, datetime):
        last = local_day(last, zone)
    try:
        return last.replace(year=last.year + years)
    except ValueError:
        if (last.month, last.day) != (2, 29):
            raise  # beyond the year 9999
        return date(last.year + years, 3, 1)


def local_day(moment: datetime, zone: tzinfo) -> date:
    """The day of a moment in `zone`. Raises ValueError for a moment without zone."""
    if moment.utcoffset() is None:
        raise ValueError(f"{moment!r} has no time zone: write datetime(..., tzinfo=UTC)")
    return moment.astimezone(zone).date()


# --- ciphers ------------------------------------------------------------------------------------------


class Cipher(Protocol):
    """Seals and opens bytes with one key; `bound` is not sealed, and must be the same when opening."""

    def encrypt(self, nonce: bytes, data: bytes, bound: bytes, /) -> bytes:
        """The sealed bytes."""
        ...

    def decrypt(self, nonce: bytes, data: bytes, bound: bytes, /) -> bytes:
        """What was sealed, or an error."""
        ...


_MISSING = (
    "it needs the package `cryptography`; `python3 -m companion lab` installs it, and so does `pip install "
    "cryptography`"
)


def cipher(key: bytes) -> Cipher:
    """AES-GCM with `key`; in a browser, which has no `cryptography`, `PageCipher`. Raises
    `CannotOpenStore`.
    """
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError:
        if sys.platform == "emscripten":
            return PageCipher(key)
        raise CannotOpenStore("A vault", _MISSING) from None
    return AESGCM(key)


def _not_sealed() -> tuple[type[Exception], ...]:
    """The errors by which a cipher says that it did not seal this."""
    try:
        from cryptography.exceptions import InvalidTag
    except ImportError:
        return (ValueError,)
    return (InvalidTag, ValueError)


class PageCipher:
    """A cipher from the standard library, for a browser's Python, where the package `cryptography` cannot be
    had. It seals and opens with `key`, 32 bytes, by the same calls as AES-GCM.

    A stream of keyed BLAKE2b hashes of nonce and counter is added to the text, and a keyed hash of everything
    seals it (encrypt, then authenticate, with two keys made from one). It is for lessons, whose keys end with
    the page: it was not reviewed, and no other cipher opens its data.
    """

    def __init__(self, key: bytes) -> None:
        self._stream = blake2b(b"stream", key=key).digest()
        self._seal = blake2b(b"seal", key=key).digest()

    def encrypt(self, nonce: bytes, data: bytes, bound: bytes) -> bytes:
        """`data` sealed under a `nonce` that is used once; `bound` must be the same when it is opened."""
        text = self._mixed(nonce, data)
        return text + self._sealed(nonce, text, bound)

    def decrypt(self, nonce: bytes, data: bytes, bound: bytes) -> bytes:
        """What was sealed. Raises ValueError if it was not with this key, this nonce and this `bound`."""
        text, seal = data[:-_SEAL], data[-_SEAL:]
        if not compare_digest(seal, self._sealed(nonce, text, bound)):
            raise ValueError("not sealed with this key, or changed since")
        return self._mixed(nonce, text)

    def _mixed(self, nonce: bytes, data: bytes) -> bytes:
        blocks = range(-(-len(data) // _BLOCK))
        stream = b"".join(
            blake2b(nonce + block.to_bytes(8, "big"), key=self._stream).digest() for block in blocks
        )
        return bytes(a ^ b for a, b in zip(data, stream, strict=False))

    def _sealed(self, nonce: bytes, text: bytes, bound: bytes) -> bytes:
        lengths = b"".join(len(part).to_bytes(8, "big") for part in (nonce, bound))
        return blake2b(lengths + nonce + bound + text, key=self._seal, digest_size=_SEAL).digest()
