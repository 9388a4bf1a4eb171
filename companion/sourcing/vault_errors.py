"""What a vault refuses, and the cipher it stands on, loaded when the first text is sealed."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Protocol

from companion.events.errors import ErrorWithEvidence

from .vault_browser import PageCipher


class Cipher(Protocol):
    """What seals and opens bytes with one key; `bound` is not sealed, and must be the same when opening."""

    def encrypt(self, nonce: bytes, data: bytes, bound: bytes, /) -> bytes:
        """The sealed bytes."""
        ...

    def decrypt(self, nonce: bytes, data: bytes, bound: bytes, /) -> bytes:
        """What was sealed, or an error."""
        ...


class Shredded(ErrorWithEvidence):
    """The key of `person` was destroyed `at` a moment: what was sealed for them is unreadable for good."""

    person: str
    at: datetime
    says = (
        "The data of {person!r} was shredded at {at}: nobody can read it any more. Where that is to be "
        "expected, write vault.open(sealed, default=...)."
    )


class NoKey(ErrorWithEvidence):
    """The vault never had anything of `person`."""

    person: str
    says = "This vault has never known {person!r}: is it the vault that sealed, and the right name?"


class NotSealed(ErrorWithEvidence):
    """What was to be opened is not what this vault sealed for `person`."""

    person: str
    says = (
        "This was not sealed for {person!r} with the key of this vault: it was changed, belongs to another "
        "person, or comes from another vault. It is not opened."
    )

    @classmethod
    def unless(cls, key: bytes, person: str, nonce: bytes, data: bytes) -> bytes:
        """The bytes `data` was made from. Raises `NotSealed` if it was not with this key for this person."""
        try:
            return cipher(key).decrypt(nonce, data, person.encode())
        except _not_sealed():
            raise cls(person) from None


class CryptographyMissing(ErrorWithEvidence):
    """The `cryptography` package is not installed."""

    says = (
        "A vault needs the package `cryptography`: `python3 -m companion lab` installs it, and so does "
        "`pip install cryptography`. Nothing was sealed."
    )


def cipher(key: bytes) -> Cipher:
    """AES-GCM with `key`; in a browser, which has no `cryptography`, `PageCipher`. Raises
    `CryptographyMissing`.
    """
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError:
        if sys.platform == "emscripten":
            return PageCipher(key)
        raise CryptographyMissing from None
    return AESGCM(key)


def _not_sealed() -> tuple[type[Exception], ...]:
    """The errors by which a cipher says that it did not seal this."""
    try:
        from cryptography.exceptions import InvalidTag
    except ImportError:
        return (ValueError,)
    return (InvalidTag, ValueError)
