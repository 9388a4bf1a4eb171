"""An outside referee: the persistence cases of the `eventsourcing` package judge our stores.

Its recorders speak another language: versions that begin at 0 or 1, topics and bytes, notifications with a
number. A thin adapter translates; every promise is kept by the store behind it.
"""

import itertools
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from uuid import uuid4

import pytest

referee = pytest.importorskip("eventsourcing.tests.persistence")
from eventsourcing.persistence import (  # noqa: E402
    IntegrityError,
    ListenNotifySubscription,
    Notification,
    ProcessRecorder,
    StoredEvent,
    Tracking,
)

from companion.events import Event  # noqa: E402
from companion.sourcing import ANY, START, ConcurrencyError, MemoryStore, Position, SQLiteStore  # noqa: E402


class RefereeNoted(Event):
    originator: str
    topic: str
    state: bytes


class Recorder(ProcessRecorder):
    """A store of ours as a recorder of theirs. A notification's number counts the events up to it, in the
    global order: the number inside a position is only a part of that order.
    """

    def __init__(self, store: Any) -> None:
        self.store = store
        self.lock = Lock()
        self.first: dict[str, int] = {}  # at which version a stream began: their cases use 0 and 1
        self.ids: dict[str, Any] = {}
        self.order: list[Any] = []  # every event seen, in the global order

    # --- writing --------------------------------------------------------------------------------------

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, tracking: Tracking | None = None, **_: Any
    ) -> list[int] | None:
        with self.translated(), self.store.transaction() as tx:
            stored = [each for run in self.runs(stored_events) for each in self.append(tx, run)]
            if tracking is not None:
                self.track(tx, tracking)
        return self.numbers([each.position for each in stored])

    def numbers(self, positions: Sequence[Position]) -> list[int]:
        """The numbers of these, once they can be read: a transaction that began earlier may delay them."""
        while positions and positions[-1] > (last := self.last()):
            self.store.wait(last, 0.1)
        return [bisect_right(self.order, each, key=lambda seen: seen.position) for each in positions]

    def last(self) -> Position:
        """The position of the last event that can be read now."""
        return seen[-1].position if (seen := self.seen()) else START

    def runs(self, events: Sequence[StoredEvent]) -> Iterator[list[StoredEvent]]:
        """Events of one originator that follow each other, with versions that do."""
        for originator, each in groupby(events, key=lambda event: event.originator_id):
            run = list(each)
            first = run[0].originator_version
            if [event.originator_version for event in run] != [*range(first, first + len(run))]:
                raise IntegrityError(f"versions of {originator} do not follow each other")
            yield run

    def append(self, tx: Any, run: list[StoredEvent]) -> Sequence[Any]:
        stream, version = str(run[0].originator_id), run[0].originator_version
        with self.lock:
            self.ids[stream] = run[0].originator_id
            first = self.first.setdefault(stream, min(version, 1))
        events = [RefereeNoted(originator=stream, topic=each.topic, state=each.state) for each in run]
        return tx.append(stream, events, expected=version - first if version >= first else ANY)

    def insert_tracking(self, tracking: Tracking) -> None:
        with self.translated(), self.store.transaction() as tx:
            self.track(tx, tracking)

    def track(self, tx: Any, tracking: Tracking) -> None:
        if tx.checkpoint(tracking.application_name).number >= tracking.notification_id:
            raise IntegrityError(f"{tracking} was there before")
        tx.save_checkpoint(tracking.application_name, Position(self.store.id, tracking.notification_id))

    @contextmanager
    def translated(self) -> Iterator[None]:
        try:
            yield
        except ConcurrencyError as conflict:
            raise IntegrityError(str(conflict)) from conflict

    # --- reading --------------------------------------------------------------------------------------

    def select_events(
        self, originator_id: Any, *, gt: int | None = None, lte: int | None = None, desc: bool = False,
        limit: int | None = None,
    ) -> list[StoredEvent]:  # fmt: skip
        stream = str(originator_id)
        back = 1 - self.first.get(stream, 1)
        after = 0 if gt is None else max(gt + back, 0)
        read = self.store.read(stream, after=after, until=None if lte is None else lte + back)
        events = [StoredEvent(**self.told(each)) for each in read]
        return (events[::-1] if desc else events)[:limit]

    def select_notifications(
        self, start: int | None, limit: int, stop: int | None = None, topics: Sequence[str] = (), *,
        inclusive_of_start: bool = True,
    ) -> list[Notification]:  # fmt: skip
        after = 0 if start is None else start - 1 if inclusive_of_start else start
        found = [
            Notification(id=number, **self.told(each))
            for number, each in enumerate(self.seen()[:stop], 1)
            if number > after and (not topics or each.event.topic in topics)
        ]
        return found[:limit]

    def seen(self) -> list[Any]:
        """All events that can be read now, in the global order."""
        with self.lock:
            while page := self.store.read_all(after=self.order[-1].position if self.order else START):
                self.order += page
            return self.order

    def told(self, each: Any) -> dict[str, Any]:
        """An envelope of ours in their words."""
        stream = each.stream
        return {
            "originator_id": self.ids[stream],
            "originator_version": each.version - 1 + self.first[stream],
            "topic": each.event.topic,
            "state": each.event.state,
        }

    def max_notification_id(self) -> int | None:
        return len(self.seen()) or None

    def max_tracking_id(self, application_name: str) -> int | None:
        return self.store.checkpoint(application_name).number or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> "Follower":
        return Follower(self, gt, topics)


class AggregateRecorder(Recorder):
    """Theirs for a store without a global order: an insert has no numbers."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **named: Any) -> None:
        super().insert_events(stored_events, **named)


class Follower(ListenNotifySubscription):  # type: ignore[misc]
    """Their subscription, woken by our `wait`."""

    def __init__(self, recorder: Recorder, gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._listener = Thread(target=self._listen, args=(recorder.store,), daemon=True)
        self._listener.start()

    def _listen(self, store: Any) -> None:
        at = START
        while not self._has_been_stopped:
            if store.wait(at, 0.1):
                at = store.head()
                self._has_been_notified.set()

    def __exit__(self, *args: Any, **named: Any) -> None:
        super().__exit__(*args, **named)
        self._listener.join()


# --- their cases, on each of our stores ---------------------------------------------------------------


class AggregateRecorderCase(referee.AggregateRecorderTestCase):
    def create_recorder(self) -> Recorder:
        return AggregateRecorder(self.open_store())


class ApplicationRecorderCase(referee.ApplicationRecorderTestCase):
    def create_recorder(self) -> Recorder:
        return Recorder(self.open_store())

    def test_insert_subscribe(self) -> None:
        """It calls this one optional, and never collects it."""
        self.optional_test_insert_subscribe()


class TrackingRecorderCase(referee.TrackingRecorderTestCase):
    def create_recorder(self) -> Recorder:
        return Recorder(self.open_store())


class ProcessRecorderCase(referee.ProcessRecorderTestCase):
    def create_recorder(self) -> Recorder:
        return Recorder(self.open_store())


class NonInterleavingCase(referee.NonInterleavingNotificationIDsBaseCase):
    def create_recorder(self) -> Recorder:
        return Recorder(self.open_store())


CASES = (
    AggregateRecorderCase, ApplicationRecorderCase, TrackingRecorderCase, ProcessRecorderCase,
    NonInterleavingCase,
)  # fmt: skip
for case in CASES:
    case.__test__ = False
_numbers = itertools.count(1)


class OnAStore:
    """Opens stores for a case, and closes them after it."""

    @pytest.fixture(autouse=True)
    def _stores(self, tmp_path: Path) -> Iterator[None]:
        self.folder, self.opened = tmp_path, []
        yield
        for store in self.opened:
            store.close()

    def open_store(self) -> Any:
        self.opened.append(self.new_store())
        return self.opened[-1]


class OnMemory(OnAStore):
    def new_store(self) -> Any:
        return MemoryStore()


class OnSQLite(OnAStore):
    def new_store(self) -> Any:
        return SQLiteStore(self.folder / f"{next(_numbers)}.db", durability="NORMAL")


class OnPostgres(OnAStore):
    @pytest.fixture(autouse=True)
    def _schemas(self, postgres_url: str) -> Iterator[None]:
        """Schemas that are gone afterwards."""
        import psycopg

        self.url, self.schemas = postgres_url, []
        yield
        with psycopg.connect(postgres_url, autocommit=True) as link:
            for schema in self.schemas:
                link.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")

    def new_store(self) -> Any:
        from companion.engines import PostgresStore

        self.schemas.append(f"referee_{uuid4().hex[:12]}")
        return PostgresStore(self.url, schema=self.schemas[-1])


for where, case in itertools.product((OnMemory, OnSQLite, OnPostgres), CASES):
    name = f"Test{case.__name__}{where.__name__}"
    globals()[name] = type(name, (where, case), {"__test__": True, "__module__": __name__})
del case, where
