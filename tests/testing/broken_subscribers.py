"""Stores whose checkpoints or transactions are not what they promise."""

import time
from contextlib import contextmanager
from threading import get_ident
from types import SimpleNamespace

from caught import caught_by
from mini_store import MiniStore, MiniTransaction


@caught_by("asking for the next event checkpoints the one before", "expected <START>, got <position 1>")
class ChecksInTooEarly(MiniStore):
    """Saves the checkpoint, then hands the event out: at most once."""

    def subscribe(self, name, *, follow=False, stop=lambda: False, poll_s=0.5):
        for each in subscription_of(self, follow, stop, poll_s, self.checkpoint(name)):
            self.save_checkpoint(name, each.position)
            yield each


@caught_by("what was being handled in a crash comes again", "expected [2, 3], got []")
class ChecksInByThePage(MiniStore):
    """Saves the checkpoint of the whole page when it fetches it."""

    def subscribe(self, name, *, follow=False, stop=lambda: False, poll_s=0.5):
        page = self.read_all(after=self.checkpoint(name))
        if page:
            self.save_checkpoint(name, page[-1].position)
        return iter(page)


def subscription_of(store, follow, stop, poll_s, at):
    """The events after `at`, without any checkpoint."""
    while not stop():
        page = store.read_all(after=at)
        for each in page:
            yield each
            at = each.position
        if not page:
            if not follow:
                return
            store.wait(at, poll_s)


@caught_by("a checkpoint never moves back", "a checkpoint back to <position 1> should be refused")
class LastCheckpointWins(MiniStore):
    """Stores whatever it is given."""

    @contextmanager
    def transaction(self):
        with super().transaction() as tx:
            tx.save_checkpoint = lambda name, position: tx.checkpoints.update(
                {name: (self.place(position), position)[1]}
            )
            yield tx


@caught_by("a reader that waits is woken", "has hung")
class NobodyWakesIt(MiniStore):
    """Sleeps, then looks."""

    def wait(self, after, timeout_s):
        ends = time.monotonic() + timeout_s
        while time.monotonic() < ends and not (timeout_s < 5 and self.count(after=after)):
            time.sleep(0.01)
        return bool(self.count(after=after))


@caught_by("an exception rolls everything back", "the checkpoint after the rollback: expected <START>")
class KeepsTheCheckpoint(MiniStore):
    """The checkpoint is saved by another connection."""

    @contextmanager
    def transaction(self):
        with super().transaction() as tx:
            tx.checkpoints = self.checkpoints
            yield tx


@caught_by("an exception rolls sql back", "got ([(1, 'one')], 0)")
class KeepsTheRows(MiniStore):
    """The driver commits each statement."""

    @contextmanager
    def transaction(self):
        with super().transaction() as tx:
            tx.execute = lambda sql, *values: self.sql.execute(sql, values).fetchall()
            yield tx


@caught_by("an exception rolls everything back", "versions after the rollback: expected (0, 1), got (1, 2)")
class StopIsNoException(MiniStore):
    """`except Exception`: Ctrl-C commits half."""

    @contextmanager
    def transaction(self):
        with self.turn("transaction"):
            tx = MiniTransaction(self)
            try:
                yield tx
            except Exception:
                tx.roll_back()
                raise
            except BaseException:
                tx.commit()
                raise
            else:
                tx.commit()
            finally:
                tx.ended = True


@caught_by("a transaction reads its own writes and nobody else does", "expected [1, 2, 3], got [1]")
class BlindToItself(MiniStore):
    """Reads what is committed, also inside."""

    @contextmanager
    def transaction(self):
        with super().transaction() as tx:
            tx.read = lambda stream, **named: self.read(stream, **named)
            yield tx


@caught_by(
    "a transaction reads its own writes and nobody else does",
    "seen from outside meanwhile: expected (1, [1], [1]), got (3",
)
class DirtyReads(MiniStore):
    """Shows what is not yet sure."""

    def now(self):
        return super().now() + (self.open.added if getattr(self, "open", None) else [])

    @contextmanager
    def transaction(self):
        with super().transaction() as tx:
            self.open = SimpleNamespace(added=[])
            tx.rows = lambda: self.rows + tx.added
            self.open = tx
            try:
                yield tx
            finally:
                self.open = None


@caught_by("the store is not written around an open transaction", "store.append should be refused")
class OneInTheOther(MiniStore):
    """A lock that lets its own thread in again."""

    @contextmanager
    def turn(self, what):
        if self.owner == get_ident():
            yield
        else:
            with super().turn(what):
                yield


@caught_by("a transaction is over when it is over", "append on it should be refused")
class NeverOver(MiniStore):
    """Forgets to mark the end."""

    @contextmanager
    def transaction(self):
        with super().transaction() as tx:
            tx.alive = lambda: None
            yield tx
