"""Crypto-shredding: personal data in events is sealed with a key per person, and the keys lie elsewhere.

Whoever destroys a key has made everything sealed with it unreadable for good, while streams, versions and
positions stay whole and replay goes on. AES-256-GCM of the `cryptography` package seals; a nonce is drawn for
each text, and the person's name is bound to it, so that nobody's text passes for another's. In a browser,
which lacks the package, `PageCipher` stands in.

What shredding cannot reach: backups and copies of the keys, and whatever was opened and kept elsewhere: read
models, snapshots, logs, mails, other people's memory. A read model must be rebuilt and a backup of keys must
expire. `Sealed.person` stays readable (use a number, not a name), and so does how long each text was. Source:
M. Verraes, "Eventsourcing Patterns: Crypto-Shredding" (2019).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo
from functools import partial
from os import urandom
from threading import Lock
from types import EllipsisType
from typing import Protocol

import msgspec

from companion.events import Clock, SystemClock

from .drafts import check_name
from .retention import StillRetained, local_day
from .vault_cipher import UNKNOWN, NoKey, Shredded, cipher

_NONCE = 12  # bytes, as NIST SP 800-38D advises for GCM


class Sealed(msgspec.Struct, frozen=True):
    """A text only the vault can open; usable as a field of an event. `data` is nonce and ciphertext."""

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
    """Where entries are kept. It must not be the event store: a copy of that must not hold the keys."""

    def change(self, person: str, how: Callable[[Entry], Entry]) -> Entry:
        """Replace the entry of `person` (an empty one at first) by what `how` makes of it, while nobody else
        changes it; returns the new one. What `how` raises changes nothing.
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
        """`text` sealed for `person`, whose key is made when first needed. Raises `Shredded`: after that a
        person gets no new key, or a late message would bring back what was erased.
        """
        check_name("person", person)
        entry = self._keys.entry(person)
        if entry.key is None:
            entry = self._keys.change(person, lambda now: _with_key(person, now))
        assert entry.key is not None
        nonce = urandom(_NONCE)
        return Sealed(person, nonce + cipher(entry.key).encrypt(nonce, text.encode(), person.encode()))

    def open(self, sealed: Sealed, *, default: str | EllipsisType = ...) -> str:
        """The text that was sealed. For a shredded person `default`, if one is given.

        Raises `Shredded`; `NoKey` if this vault never had a key of the person, or the data was changed, is
        another person's, or was sealed with another key.
        """
        entry = self._keys.entry(sealed.person)
        if entry.shredded is not None:
            if default is ...:
                raise Shredded(sealed.person, entry.shredded)
            return default
        if entry.key is None:
            raise NoKey(sealed.person, UNKNOWN)
        text = NoKey.unless(entry.key, sealed.person, sealed.data[:_NONCE], sealed.data[_NONCE:])
        return text.decode()

    def retain(self, person: str, until: date) -> date:
        """Refuse to shred `person` before the day `until`, or a later one given before; returns the day.

        Of a moment (an aware datetime) its day in the vault's zone counts.
        """
        check_name("person", person)
        if isinstance(until, datetime):
            until = local_day(until, self._zone)
        entry = self._keys.change(
            person, lambda now: replace(now, retain_until=max(until, now.retain_until or until))
        )
        return entry.retain_until or until

    def request(self, person: str) -> Entry:
        """Note that `person` wants to be forgotten, once it is allowed (`shred_due`); the first wish counts.

        Raises `NoKey` for a person this vault does not know.
        """
        return self._keys.change(person, lambda now: self._requested(person, now))

    def shred(self, person: str) -> datetime:
        """Destroy the key of `person`; returns when that was done, the first time it was.

        Raises `StillRetained` while the data must be kept and `NoKey` for a person this vault does not know.
        """
        now = self._clock.now()
        entry = self._keys.change(person, partial(self._without_key, person, now))
        assert entry.shredded is not None
        return entry.shredded

    def shred_due(self, now: datetime | None = None) -> tuple[str, ...]:
        """Shred whoever asked for it and may be shredded at `now` (default: the clock's time); returns them,
        sorted. Who is retained for longer meanwhile, by another thread or process, is left, and stops nobody
        else.
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
        return self._keys.entry(person)

    def _shredded(self, person: str, moment: datetime) -> bool:
        with suppress(StillRetained):
            self._keys.change(person, partial(self._without_key, person, moment))
            return True
        return False

    def _requested(self, person: str, now: Entry) -> Entry:
        if now == Entry():
            raise NoKey(person, UNKNOWN)
        return now if now.requested else replace(now, requested=self._clock.now())

    def _without_key(self, person: str, moment: datetime, entry: Entry) -> Entry:
        if entry.shredded:
            return entry
        if entry == Entry():
            raise NoKey(person, UNKNOWN)
        if entry.retain_until and local_day(moment, self._zone) < entry.retain_until:
            raise StillRetained(person, entry.retain_until)
        return replace(entry, key=None, shredded=moment)


def _with_key(person: str, now: Entry) -> Entry:
    if now.shredded:
        raise Shredded(person, now.shredded)
    return now if now.key else replace(now, key=urandom(32))


class MemoryKeys:
    """Keys in this process, gone when it ends: everything is shredded then."""

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
