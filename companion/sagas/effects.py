"""Effects: a service's ledger of the keys it has done and undone, so that a saga may ask again.

The orchestrator alone cannot prevent two cases: an action that is asked twice, and the action of a slow
orchestrator that arrives *after* another has compensated it. The service can, if it notes each key together
with the effect, all or nothing:

- a key that was done before is answered with the first result, and nothing is done;
- a key that was undone stays undone: a later action with it does nothing;
- the undoing of a key that was never done is only noted.

`Effects` is for a service in this process's memory, `StoredEffects` for one whose data is in the database of
a store: its notes commit with the data, in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

from companion.events.arguments import check_text
from companion.sourcing import StoreError

from .step import UNDO, from_json, to_json

if TYPE_CHECKING:
    from companion.sourcing import EventStore, Transaction

T = TypeVar("T")


def action_key(key: str) -> str:
    """The key of the action that `key` is about: a compensation's key without its `/undo`."""
    return key.removesuffix(UNDO)


class Effects:
    """The ledger of a service in memory. One thread at a time runs an effect or a reversal."""

    def __init__(self) -> None:
        self._done: dict[str, Any] = {}
        self._undone: set[str] = set()
        self._turn = RLock()

    def once(self, key: str, effect: Callable[[], T]) -> T | None:
        """Do `effect()` unless `key` was done or undone before. Return its first result, None if it was
        undone.

        An exception of `effect` is passed on, and the key counts as not done.
        """
        check_text("key", key)
        with self._turn:
            if key in self._undone:
                return None
            if key not in self._done:
                self._done[key] = effect()
            result: T = self._done[key]
            return result

    def undo(self, key: str, reversal: Callable[[Any], object]) -> bool:
        """Do `reversal(result)` if `key` was done and not undone yet; return whether it was. The key is then
        undone.

        `key` is the action's or the compensation's. An exception of `reversal` is passed on, and the key
        counts as not undone.
        """
        key = action_key(key)
        with self._turn:
            has_effect = key in self._done and key not in self._undone
            if has_effect:
                reversal(self._done[key])
            self._undone.add(key)
            return has_effect

    def __repr__(self) -> str:
        return f"<Effects: {len(self._done)} done, {len(self._undone)} undone>"


class StoredEffects:
    """The ledger inside one transaction of a store: `with store.transaction() as tx: StoredEffects(tx)`.

    `StoredEffects.create(store)` makes its table, once, before the first use. JSON must be able to hold the
    results.
    """

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    @staticmethod
    def create(store: EventStore) -> None:
        """Create the table `effects` in the store's database, unless it exists."""
        with store.transaction() as tx:
            tx.execute(
                "CREATE TABLE IF NOT EXISTS effects (key TEXT PRIMARY KEY, state TEXT NOT NULL, result TEXT)"
            )

    def once(self, key: str, effect: Callable[[], Any]) -> Any:
        """As `Effects.once`: the note is written first, so that another transaction with this key waits."""
        if self._note(key, "done"):
            with self._taken_back_on_error("DELETE FROM effects WHERE key = ?", key):
                result = to_json(effect())
            self._tx.execute("UPDATE effects SET result = ? WHERE key = ?", result, key)
            return from_json(result)
        [(state, result)] = self._tx.execute("SELECT state, result FROM effects WHERE key = ?", key)
        return from_json(result) if state == "done" else None

    def undo(self, key: str, reversal: Callable[[Any], object]) -> bool:
        """As `Effects.undo`."""
        key = action_key(key)
        if self._note(key, "undone"):
            return False
        found = self._tx.execute(
            "UPDATE effects SET state = 'undone' WHERE key = ? AND state = 'done' RETURNING result", key
        )
        for (result,) in found:
            with self._taken_back_on_error("UPDATE effects SET state = 'done' WHERE key = ?", key):
                reversal(from_json(result))
        return bool(found)

    @contextmanager
    def _taken_back_on_error(self, statement: str, key: str) -> Iterator[None]:
        """If the block raises, take the note back: the caller may catch the error and commit."""
        try:
            yield
        except Exception:
            with suppress(StoreError):  # of a transaction that cannot be committed any more
                self._tx.execute(statement, key)
            raise

    def _note(self, key: str, state: str) -> bool:
        """Write the first note about `key`; False when there is one."""
        return bool(
            self._tx.execute(
                "INSERT INTO effects (key, state) VALUES (?, ?) ON CONFLICT (key) DO NOTHING RETURNING key",
                key,
                state,
            )
        )
