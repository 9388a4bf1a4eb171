"""A cipher from the standard library, for a browser's Python, where the package `cryptography` cannot be had.

A stream of keyed BLAKE2b hashes of nonce and counter is added to the text, and a keyed hash of everything
seals it (encrypt, then authenticate, with two keys made from one). It is for lessons, whose keys end with the
page: nobody has reviewed it, and what it sealed no other cipher opens.
"""

from __future__ import annotations

from hashlib import blake2b
from hmac import compare_digest

_BLOCK = 64  # bytes of one hash
_SEAL = 16  # bytes


class PageCipher:
    """Seals and opens with `key`, 32 bytes; the same calls as AES-GCM of `cryptography`."""

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
