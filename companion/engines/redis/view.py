"""A view in Redis: each rebuild a generation of keys, and one key that says which generation is read.

What a handler writes waits in a queue and runs with the checkpoint in one MULTI: all of it or nothing, as for
every view, so that counting is safe. A handler that writes so cannot read. A read model that must read as it
writes (a feed asks who follows) is written to at once, with `at_once=True`: then a crash leaves a batch half
written that is written again, which is right only where a repetition changes nothing, and only one projection
may keep such a view up. Left out: Redis Cluster, because the keys of a view lie in many slots; and what Redis
itself leaves out: it takes nothing back, so that a command it refuses while it runs leaves half a batch
(`ReadModelDamaged`), and a crash may lose its last second of writes, rows and checkpoint together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

import msgspec
from redis import ResponseError, WatchError

from companion.cqrs.errors import (
    BatchRefused,
    Overtaken,
    ReadModelDamaged,
    reaching,
    reason,
    unavailable,
)
from companion.cqrs.view import Parked, in_order
from companion.events import BadDefinition
from companion.sourcing import START, Position
from companion.sourcing.errors import moved_back

from .client import place_of, text_of

Make = Callable[[Any, str], Any]
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,59}")
_PIECE: Final = 500  # keys deleted in one go, so that other clients need not wait for all


class RedisView:
    """Keys that a projection fills: `make(client, prefix)` returns the read model for handlers and readers.

    `name` begins every key. `at_once` writes without waiting for the end of the batch, for a read model that
    reads as it writes and whose writes may be repeated. Raises `BadDefinition`; every method raises
    `ReadModelUnavailable` when the server is away.
    """

    def __init__(
        self, client: Any, name: str, make: Make, *, at_once: bool = False, generation: int | None = None
    ) -> None:
        if not (isinstance(name, str) and _NAME.fullmatch(name)):
            raise BadDefinition(name, "a name has letters, digits, _ . -, at most 60, a letter first")
        self.client, self.name, self.make, self.at_once = client, name, make, at_once
        self._fixed = generation
        self._database = place_of(client)
        self._pointer = f"{name}:view"

    @property
    def model(self) -> Any:
        """The read model of the current generation; take a new one for each read."""
        with self._reaching():
            return self.make(self.client, self._prefix(self._generation(self.client)))

    def checkpoint(self) -> Position:
        """See `View.checkpoint`."""
        with self._reaching():
            return self._checkpoint(self.client, self._generation(self.client))

    @contextmanager
    def writing(self, since: Position | None = None) -> Iterator[RedisWriting]:
        """See `View.writing`. Another writer may be noticed only at the end."""
        pipe = self.client.pipeline()
        try:
            with self._watching(since):
                writing = self._begin(pipe, since)
            yield writing
            with self._watching(writing.at):
                self._commit(pipe, writing)
        except BaseException as stopped:
            if not isinstance(stopped, Exception) and pipe.connection is not None:
                pipe.connection.disconnect()
            raise
        finally:
            pipe.reset()

    def parked(self) -> tuple[Parked, ...]:
        """See `View.parked`."""
        with self._reaching():
            found = self.client.hvals(self._parked(self._generation(self.client)))
        return tuple(sorted(map(_parked_from, found), key=in_order))

    def fresh(self) -> RedisView:
        """See `View.fresh`."""
        with self._reaching():
            self.client.hsetnx(self._pointer, "newest", 1)
            generation = int(self.client.hincrby(self._pointer, "newest", 1))
            self.client.hset(self._pointer, _making(generation), 1)
        return RedisView(self.client, self.name, self.make, at_once=self.at_once, generation=generation)

    def swap(self, fresh: RedisView) -> bool:
        """See `View.swap`. Generations before the replaced one are deleted: they are not read any more."""
        new = fresh._fixed
        if new is None:
            raise BadDefinition(self.name, "only a view made by fresh() can replace it")
        with self._reaching(), self.client.pipeline() as pipe:
            while True:
                try:
                    return self._swap(pipe, new)
                except WatchError:  # another wrote in the meantime: try again
                    continue

    def discard(self) -> None:
        """See `View.discard`."""
        with self._reaching():
            generation = self._generation(self.client)
            if self._fixed is not None and generation == self._live(self.client):
                return  # the swap went through, and its caller does not know
            self.client.hdel(self._pointer, _making(generation))
            self._delete({generation})

    # --- inside ---------------------------------------------------------------------------------------

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """See `reaching`. After Ctrl-C the next command would read the answer that is still on its way."""
        try:
            with reaching(self._database):
                yield
        except BaseException as stopped:
            if not isinstance(stopped, Exception):
                self.client.connection_pool.disconnect(inuse_connections=False)
            raise

    def _swap(self, pipe: Any, new: int) -> bool:
        pipe.watch(self._pointer)
        self._check_made(pipe, new)
        old = self._generation(pipe)
        pipe.watch(self._at(old), self._at(new))
        if self._checkpoint(pipe, new) < self._checkpoint(pipe, old):
            return False
        gone = list(range(1, min(old, new)))
        pipe.multi()
        pipe.hset(self._pointer, "generation", new)
        pipe.hdel(self._pointer, *map(_making, (*gone, new)))
        pipe.execute()
        self._delete(set(gone))
        return True

    @contextmanager
    def _watching(self, since: Position | None) -> Iterator[None]:
        """Raise `Overtaken` if another wrote to a watched key, or the watching connection was lost."""
        with self._reaching():
            try:
                yield
            except WatchError:
                raise Overtaken(self.name, since, self.checkpoint()) from None

    def _check_made(self, client: Any, generation: int | None) -> None:
        if generation is not None and not client.hexists(self._pointer, _making(generation)):
            problem = "later rebuilds have replaced and deleted this one: nothing is to be done"
            raise BadDefinition(self.name, problem)

    def _begin(self, pipe: Any, since: Position | None) -> RedisWriting:
        """Begin to watch the keys that no other may change during the batch, then read them."""
        pipe.watch(self._pointer)
        generation = self._generation(pipe)
        self._check_made(pipe, self._fixed)
        # Without `since` it is the list of parked events that must stay as it is, and the view may go on.
        pipe.watch(self._at(generation) if since is not None else self._parked(generation))
        at = self._checkpoint(pipe, generation)
        if since is not None and since != at:
            raise Overtaken(self.name, since, at)
        pipe.multi()
        through = self.client if self.at_once else pipe
        return RedisWriting(self, pipe, self.make(through, self._prefix(generation)), generation, at)

    def _commit(self, pipe: Any, writing: RedisWriting) -> None:
        if len(pipe) == 0:
            return
        try:
            done = pipe.execute(raise_on_error=False)
        except ResponseError as refused:  # while the commands were queued: none of them ran
            away = unavailable(refused, self._database)
            raise away or BatchRefused(self.name, reason(refused)) from refused
        failed = next((each for each in done if isinstance(each, Exception)), None)
        if failed is not None:
            self._stay(writing)
            raise unavailable(failed, self._database) or self._torn(failed) from failed

    def _torn(self, refused: Exception) -> ReadModelDamaged:
        problem = f"Redis ran some commands of a batch and refused another ({reason(refused)})"
        return ReadModelDamaged(f"View {self.name!r}", problem, "mend the handler, then rebuild()")

    def _stay(self, writing: RedisWriting) -> None:
        """After a torn batch: its events are neither done nor forgotten."""
        if writing.reached is not None:
            self.client.set(self._at(writing.generation), str(writing.at))
        for key, kept in writing.unparked.items():
            self.client.hset(self._parked(writing.generation), key, kept)
            self.client.zadd(self._held(writing.generation), {_held(_parked_from(kept).stream, key): 0})

    def _delete(self, generations: set[int]) -> None:
        """Delete the keys of some generations, a few at a time."""
        if not generations:
            return
        of_this = re.compile(rf"{re.escape(self.name)}:(?:g|at:|parked:|held:)(\d+)(?::.*)?", re.DOTALL)
        gone: list[bytes | str] = []
        for key in self.client.scan_iter(match=f"{self.name}:*", count=_PIECE):
            found = of_this.fullmatch(key if isinstance(key, str) else key.decode(errors="replace"))
            if found is not None and int(found[1]) in generations:
                gone.append(key)
            if len(gone) == _PIECE:
                self.client.unlink(*gone)
                gone.clear()
        if gone:
            self.client.unlink(*gone)

    def _generation(self, client: Any) -> int:
        return self._fixed if self._fixed is not None else self._live(client)

    def _live(self, client: Any) -> int:
        """The generation that readers see now."""
        return int(client.hget(self._pointer, "generation") or 1)

    def _checkpoint(self, client: Any, generation: int) -> Position:
        found = client.get(self._at(generation))
        return START if found is None else Position.parse(text_of(found))

    def _prefix(self, generation: int) -> str:
        return f"{self.name}:g{generation}:"

    def _at(self, generation: int) -> str:
        return f"{self.name}:at:{generation}"

    def _parked(self, generation: int) -> str:
        """A hash of the parked events, by position."""
        return f"{self.name}:parked:{generation}"

    def _held(self, generation: int) -> str:
        """A sorted set of stream and position of each parked event: the index of them by stream."""
        return f"{self.name}:held:{generation}"


class RedisWriting:
    """One batch into a `RedisView`.

    `at` is the checkpoint at its beginning, `reached` at its end. What it parks and unparks is only queued.
    By position, `parked` has the streams of the former, `unparked` the latter as they were before the batch.
    """

    def __init__(self, view: RedisView, pipe: Any, target: Any, generation: int, at: Position) -> None:
        self._view, self._pipe, self.target = view, pipe, target
        self.generation, self.at = generation, at
        self.reached: Position | None = None
        self.parked: dict[str, str] = {}
        self.unparked: dict[str, Any] = {}

    def save_checkpoint(self, position: Position) -> None:
        """See `Writing.save_checkpoint`."""
        if position < self.at:
            raise moved_back(self._view.name, self.at, position)
        self.reached = position
        self._pipe.set(self._view._at(self.generation), str(position))

    def park(self, parked: Parked) -> None:
        """See `Writing.park`."""
        key = str(parked.position)
        self.parked[key] = parked.stream
        self._pipe.hset(self._view._parked(self.generation), key, msgspec.json.encode((key, *parked[1:])))
        self._pipe.zadd(self._view._held(self.generation), {_held(parked.stream, key): 0})

    def held(self, streams: Collection[str]) -> set[str]:
        """See `Writing.held`."""
        gone = Counter(_parked_from(kept).stream for kept in self.unparked.values())
        before = self._parked_before(sorted(streams))
        held = {stream for stream, count in before.items() if count > gone[stream]}
        return held | set(self.parked.values()).intersection(streams)

    def unpark(self, position: Position) -> bool:
        """See `Writing.unpark`."""
        key, view = str(position), self._view
        with view._reaching():
            kept = view.client.hget(view._parked(self.generation), key)
        stream = self.parked.pop(key, None)
        if kept is not None and key not in self.unparked:
            self.unparked[key], stream = kept, _parked_from(kept).stream
        if stream is None:
            return False
        self._pipe.hdel(view._parked(self.generation), key)
        self._pipe.zrem(view._held(self.generation), _held(stream, key))
        return True

    def _parked_before(self, streams: list[str]) -> dict[str, int]:
        """How many events of each of these streams were parked before the batch; none if none was at all."""
        client, index = self._view.client, self._view._held(self.generation)
        with self._view._reaching():
            if not client.zcard(index):
                return {}
            pipe = client.pipeline(transaction=False)
            for stream in streams:
                pipe.zlexcount(index, f"[{_held(stream, '')}", f"({stream}\x01")
            return dict(zip(streams, pipe.execute(), strict=True))


_KEPT = msgspec.json.Decoder(tuple[str, str, int, str, str, int, Any])


def _parked_from(kept: bytes | str) -> Parked:
    key, stream, version, kind, error, tries, time = _KEPT.decode(kept)
    return Parked(Position.parse(key), stream, version, kind, error, tries, datetime.fromisoformat(time))


def _held(stream: str, position: str) -> str:
    """A member of the index: no stream's name has a NUL, so all members of one stream stand together."""
    return f"{stream}\0{position}"


def _making(generation: int) -> str:
    """The field that exists while a generation is being made."""
    return f"making {generation}"
