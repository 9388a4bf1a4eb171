"""What a vault refuses, and the cipher it stands on, loaded when the first text is sealed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from companion.events import CompanionError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Shredded(CompanionError):
    """The key of `person` was destroyed `at` a moment: what was sealed for them is unreadable for good."""

    def __init__(self, person: str, at: datetime) -> None:
        super().__init__(person, at)
        self.person, self.at = person, at

    def sentence(self) -> str:
        return (
            f"The data of {self.person!r} was shredded at {self.at}: nobody can read it any more. Where that "
            f"is to be expected, write vault.open(sealed, default=...)."
        )


class NoKey(CompanionError):
    """The vault never had anything of `person`."""

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self.person = person

    def sentence(self) -> str:
        return f"This vault has never known {self.person!r}: is it the vault that sealed, and the right name?"


class NotSealed(CompanionError):
    """What was to be opened is not what this vault sealed for `person`."""

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self.person = person

    def sentence(self) -> str:
        return (
            f"This was not sealed for {self.person!r} with the key of this vault: it was changed, belongs to "
            f"another person, or comes from another vault. It is not opened."
        )

    @classmethod
    def unless(cls, key: bytes, person: str, nonce: bytes, data: bytes) -> bytes:
        """The bytes `data` was made from. Raises `NotSealed` if it was not with this key for this person."""
        from cryptography.exceptions import InvalidTag

        try:
            return cipher(key).decrypt(nonce, data, person.encode())
        except (InvalidTag, ValueError):
            raise cls(person) from None


class CryptographyMissing(CompanionError):
    """The `cryptography` package is not installed."""

    def sentence(self) -> str:
        return (
            "A vault needs the package `cryptography`: `python3 -m companion lab` installs it, and so does "
            "`pip install cryptography`. In the browser it cannot be had: open the lesson on a computer. "
            "Nothing was sealed."
        )


def cipher(key: bytes) -> AESGCM:
    """AES-GCM with `key`. Raises `CryptographyMissing`."""
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError:
        raise CryptographyMissing from None
    return AESGCM(key)
