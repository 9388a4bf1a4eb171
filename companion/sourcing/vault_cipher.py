"""What a vault refuses, and its ciphers. `cryptography` is loaded when the first text is sealed."""

from __future__ import annotations

import sys
from datetime import datetime
from hashlib import blake2b
from hmac import compare_digest
from typing import Protocol

from companion.events.errors import ErrorWithEvidence

from .errors import CannotOpenStore

_BLOCK = 64  # bytes of one hash
_SEAL = 16  # bytes


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


UNKNOWN = "it has never known this person: is it the vault that sealed, and the right name?"
_NOT_BY_IT = "this was changed, belongs to another person, or comes from another vault"


class NoKey(ErrorWithEvidence):
    """This vault has no key of `person` that opens what is to be opened. `problem` says why."""

    person: str
    problem: str
    says = "The vault has no key of {person!r} for this: {problem}"

    @classmethod
    def unless(cls, key: bytes, person: str, nonce: bytes, data: bytes) -> bytes:
        """The bytes `data` was made from. Raises `NoKey` if it was not with this key for this person."""
        try:
            return cipher(key).decrypt(nonce, data, person.encode())
        except _not_sealed():
            raise cls(person, _NOT_BY_IT) from None


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
    the page: nobody has reviewed it, and what it sealed no other cipher opens.
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
