"""Projection: what each event means for one view, and how the view keeps up.

`catch_up` applies what is new, in batches that commit with their checkpoint; `rebuild` makes a fresh view
from the first event on and swaps it in while writes go on. An event whose handler keeps failing is parked,
with all later ones of its stream, so that one bad event stops neither the view nor the order inside its
stream; parked events are visible and can be tried again. If a database is away, no event is parked. Left out:
a thread of its own. The program calls `catch_up`, or `run` in a thread or process.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar, cast

from companion.events import BadDefinition, Envelope, Event
from companion.events.arguments import check_can, check_count, check_store
from companion.events.errors import ERROR_WIDTH
from companion.sourcing import (
    Position,
    StoreUnavailable,
    TransactionConflict,
    UnreadableEvent,
)

from .errors import BatchRefused, NotCaughtUp, Overtaken, ReadModelUnavailable, unavailable
from .view import Parked, View, Writing

if TYPE_CHECKING:
    from companion.sourcing import EventStore

Apply = Callable[..., None]  # of an event, a target and, if it asks for it, the envelope
A = TypeVar("A", bound=Apply)
BATCH = 500
# With these errors every event would fail, so none is parked.
NOT_THE_EVENTS_FAULT = (StoreUnavailable, TransactionConflict, ReadModelUnavailable)
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.000_2, 0.05


class Projection:
    """Handlers by event name, and the view they write into.

        likes = Projection(DictView("likes"))

        @likes.on(PostLiked)
        def count(event, rows):
            rows[event.post_id] = rows.get(event.post_id, 0) + 1

    `attempts` is how often a handler is called with an event before it is parked.
    """

    def __init__(self, view: View, *, attempts: int = 3) -> None:
        check_can("view", view, "a view, such as DictView()", "name", "checkpoint", "writing")
        check_count("attempts", attempts, 1)
        self.view = view
        self.attempts = attempts
        self._handlers: dict[str, Apply] = {}

    @property
    def name(self) -> str:
        """The view's name."""
        return self.view.name

    def on(self, *event_types: type[Event]) -> Callable[[A], A]:
        """Decorate what these events mean: a function of (event, target) or (event, target, envelope).

        A second function for a type replaces the first, so a cell can be run twice. Raises `BadDefinition`.
        """
        for each in event_types:
            if not (isinstance(each, type) and issubclass(each, Event)):
                raise BadDefinition(self.name, f"on({each!r}): give event classes")

        def register(function: A) -> A:
            apply = _with_envelope(self.name, function)
            for each in event_types:
                self._handlers[each.__name__] = apply
            return function

        return register

    # --- keeping up -----------------------------------------------------------------------------------

    def catch_up(self, store: EventStore, *, limit: int | None = None) -> int:
        """Apply what `store` has after the view's checkpoint; returns how many events that were.

        `limit` is the largest number. It can be called from several threads or processes at once: the slower
        one's batch is rolled back, and it continues after the other's. Raises `BadInput` for another
        store than before.
        """
        return self._follow(self.view, store, limit)

    def run(self, store: EventStore, stop: Callable[[], bool]) -> None:
        """Catch up again and again until `stop()` is true; it is called at least every half second."""
        while not stop():
            if not self.catch_up(store, limit=10 * BATCH):
                store.wait(self.view.checkpoint(), 0.5)

    def rebuild(self, store: EventStore) -> int:
        """Make a new view from the first event on, while the old one is read and written; then swap them.

        Returns how many events were applied. Events parked in the old view are tried again. If the rebuild
        fails, the old view is unchanged.
        """
        fresh = self.view.fresh()
        applied = 0
        try:
            while True:
                applied += self._follow(fresh, store, None)
                if self.view.swap(fresh):
                    return applied
        except BaseException:
            fresh.discard()
            raise

    def lag(self, store: EventStore) -> int:
        """How many events a reader can see that the view has not."""
        return store.count(after=self.view.checkpoint())

    def wait_until(self, position: Position, timeout_s: float = 5.0) -> None:
        """Read your own writes: return when the view has reached `position`; raises `NotCaughtUp`.

        Give the position of your append. `timeout_s` is real time. Another thread or process must catch up.
        """
        deadline, pause_s = time.monotonic() + timeout_s, _FIRST_PAUSE_S
        while (at := self.view.checkpoint()) < position:
            if time.monotonic() >= deadline:
                raise NotCaughtUp(self.name, position, at, timeout_s)
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    # --- parked events --------------------------------------------------------------------------------

    def parked(self) -> tuple[Parked, ...]:
        """The parked events, oldest first, with their errors."""
        return self.view.parked()

    def retry_parked(self, store: EventStore) -> int:
        """Try every parked event again, each stream in its order; returns how many succeeded.

        A stream stops at its first event that fails again; that one and the later ones stay parked.
        """
        done, stuck = 0, set[str]()
        for parked in self.view.parked():
            if parked.stream in stuck:
                continue
            if self._again(parked, store):
                done += 1
            else:
                stuck.add(parked.stream)
        return done

    def discard_parked(self, parked: Parked) -> None:
        """Remove one parked event: it will not be applied to this view. The store keeps it."""
        self._settle(parked, None)

    # --- inside ---------------------------------------------------------------------------------------

    def _follow(self, view: View, store: EventStore, limit: int | None) -> int:
        check_store(store)
        applied = 0
        while limit is None or applied < limit:
            at = view.checkpoint()
            few = BATCH if limit is None else min(limit - applied, BATCH)
            try:
                batch = store.read_all(after=at, limit=few)
                if not batch:
                    return applied
                while batch:  # after a failed handler, the rest of the batch is still to be applied
                    done = self._apply(view, store, at, batch)
                    applied += done
                    at, batch = _position(batch[done - 1]), batch[done:]
            except UnreadableEvent as problem:
                applied += self._pass_unreadable(view, store, at, problem)
            except Overtaken:
                continue  # another projection was faster: continue after its checkpoint
        return applied

    def _apply(self, view: View, store: EventStore, at: Position, batch: Sequence[Envelope]) -> int:
        """Apply a batch in one step; if a handler fails, only the events before that one, or it alone.
        Returns how many events are done.
        """
        try:
            with view.writing(at) as writing:
                held = writing.held({str(each.stream) for each in batch})
                for index, envelope in enumerate(batch):
                    self._one(writing, store, envelope, held, index)
                writing.save_checkpoint(_position(batch[-1]))
        except BatchRefused as refused:  # if it is not known which event is wrong: try half the batch
            good = len(batch) // 2 if refused.index is None else refused.index
            if good:
                return self._apply(view, store, at, batch[:good])
            self._try_again(view, store, at, batch[0], refused)
            return 1
        return len(batch)

    def _one(
        self, writing: Writing, store: EventStore, envelope: Envelope, held: set[str], index: int = 0
    ) -> None:
        handler = self._handlers.get(envelope.type)
        if handler is None:
            return
        if envelope.stream in held:
            writing.park(_parked(envelope, store, f"waits behind a parked event of {envelope.stream!r}", 0))
            return
        try:
            handler(envelope.event, writing.target, envelope)
        except NOT_THE_EVENTS_FAULT:
            raise
        except Exception as error:
            away = unavailable(error)
            if away is not None:
                raise away from error
            raise BatchRefused(self.name, _shown(error), index) from error

    def _try_again(
        self, view: View, store: EventStore, at: Position, envelope: Envelope, refused: BatchRefused
    ) -> None:
        """Retry an event that failed once, up to `attempts` times in all, then park it."""
        for _ in range(self.attempts - 1):
            try:
                with view.writing(at) as writing:
                    self._one(writing, store, envelope, set())
                    writing.save_checkpoint(_position(envelope))
                return
            except BatchRefused as again:
                refused = again
        with view.writing(at) as writing:
            writing.park(_parked(envelope, store, _shown(refused), self.attempts))
            writing.save_checkpoint(_position(envelope))

    def _pass_unreadable(self, view: View, store: EventStore, at: Position, problem: UnreadableEvent) -> int:
        """Park an event that the store cannot read, and continue after it."""
        if problem.position is None:
            raise problem
        here, now = cast(Position, problem.position), store.clock.now()
        with view.writing(at) as writing:
            writing.park(Parked(here, problem.stream, problem.version, problem.type, _shown(problem), 0, now))
            writing.save_checkpoint(here)
        return 1

    def _again(self, parked: Parked, store: EventStore) -> bool:
        """Apply a parked event now. Returns whether that succeeded."""
        try:
            found = store.read(parked.stream, after=parked.version - 1, until=parked.version)
            self._settle(parked, lambda writing: self._apply_all(writing, store, found))
            return True
        except (BatchRefused, UnreadableEvent) as problem:
            again = parked._replace(error=_shown(problem), tries=parked.tries + 1)
        self._settle(parked, lambda writing: writing.park(again))
        return False

    def _apply_all(self, writing: Writing, store: EventStore, found: Sequence[Envelope]) -> None:
        for envelope in found:
            self._one(writing, store, envelope, set())

    def _settle(self, parked: Parked, then: Callable[[Writing], None] | None) -> None:
        """Unpark an event and do `then`, in one step; do nothing if it is not parked any more."""
        while True:
            try:
                with self.view.writing() as writing:
                    if writing.unpark(parked.position) and then is not None:
                        then(writing)
                return
            except Overtaken:  # the view was updated meanwhile: try again
                continue


def _parked(envelope: Envelope, store: EventStore, error: str, tries: int) -> Parked:
    return Parked(_position(envelope), str(envelope.stream), envelope.version or 0, envelope.type, error,
                  tries, store.clock.now())  # fmt: skip


def _position(envelope: Envelope) -> Position:
    return cast(Position, envelope.position)


def _shown(error: BaseException) -> str:
    """What an error says, cut and cleaned so that every view can keep it. A batch is refused because of
    another error, and that one is shown.
    """
    if isinstance(error, BatchRefused) and error.__cause__ is not None:
        error = error.__cause__
    try:
        said = f"{type(error).__name__}: {error}"[:ERROR_WIDTH]
    except Exception:  # the error's own __str__ failed
        said = type(error).__name__
    return said.replace("\0", "").encode("utf-8", "replace").decode()


def _with_envelope(name: str, function: Apply) -> Apply:
    """`function` with three parameters. Raises `BadDefinition` if it takes neither two nor three.

    A third parameter with a default counts only if its name is `envelope`.
    """
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        raise BadDefinition(name, f"{function!r} cannot be called with (event, target)") from None
    takes = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    needed = [p for p in takes if p.default is p.empty]
    if len(needed) == 3 or (len(needed) == 2 and [p.name for p in takes[2:3]] == ["envelope"]):
        return function
    if len(needed) <= 2 <= len(takes):
        return lambda event, target, envelope: function(event, target)
    named = getattr(function, "__name__", repr(function))
    problem = f"{named} takes {len(takes)} values: write (event, target) or (event, target, envelope)"
    raise BadDefinition(name, problem)
