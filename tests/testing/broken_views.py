"""Projections and views that break one promise each, as real ones have."""

from contextlib import contextmanager

from caught_brokers import BROKEN_VIEWS, caught_by

from companion.cqrs import DictView, Overtaken, Projection
from companion.cqrs.view import DictWriting
from companion.sourcing import START

__all__ = ["BROKEN_VIEWS", "count", "read"]


def count(target, key, id):
    """One more under `key`."""
    target[key] = target.get(key, 0) + 1


def read(view):
    """The counts."""
    return view.rows


def broken(promise, says):
    """Enter a broken view or projection into the table."""
    return caught_by(promise, says, BROKEN_VIEWS)


# --- views ----------------------------------------------------------------------------------------------


@broken("an exception takes the whole batch back", "rows and checkpoint: expected ({}")
class KeepsHalfABatch(DictView):
    """Writes straight through; only the checkpoint waits for the end."""

    @contextmanager
    def writing(self, since=None):
        with self._lock:
            if since is not None and since != self._checkpoint:
                raise Overtaken(self.name, since, self._checkpoint)
            writing = DictWriting(self.name, self._checkpoint, self._rows, self._parked, self._held)
            yield writing
            self._checkpoint = writing.checkpoint


@broken("nobody sees a checkpoint before its batch", "got [<position 1>]")
class ShowsItsCheckpointEarly(DictView):
    """Saves the checkpoint where everybody reads it, then takes it back."""

    @contextmanager
    def writing(self, since=None):
        with super().writing(since) as writing:
            before, save = self._checkpoint, writing.save_checkpoint

            def save_at_once(position):
                save(position)
                self._checkpoint = position

            writing.save_checkpoint = save_at_once
            try:
                yield writing
            except BaseException:
                self._checkpoint = before
                raise


@broken("a batch that begins elsewhere is overtaken", "should be refused with Overtaken")
class LooksAway(DictView):
    """Does not ask where a batch begins."""

    @contextmanager
    def writing(self, since=None):
        with super().writing() as writing:
            yield writing


@broken("a checkpoint of a view never moves back", "should be refused with WrongUse")
class LastCheckpointWins(DictView):
    """Stores whatever it is given."""

    @contextmanager
    def writing(self, since=None):
        with super().writing(since) as writing:
            writing.save_checkpoint = lambda position: setattr(writing, "checkpoint", position)
            yield writing


@broken("a swap never takes readers back in time", "one event behind: expected False, got True")
class SwapsAnything(DictView):
    """Lets any fresh view take its place."""

    def swap(self, fresh):
        self._rows, self._parked, self._held = fresh._rows, fresh._parked, fresh._held
        self._checkpoint = fresh._checkpoint
        return True


@broken("readers see the old view until the new one is whole", "what readers saw meanwhile")
class EmptiesItself(DictView):
    """Makes itself anew in place."""

    def fresh(self):
        self._rows.clear()
        self._checkpoint = START
        return self

    def swap(self, fresh):
        return True


@broken("a rebuild tries parked events again", "the versions parked before and after a rebuild")
class ForgetsTheParked(DictView):
    """A swap takes the rows and leaves the list of parked events."""

    def swap(self, fresh):
        fresh._parked, fresh._held = {}, {}
        return super().swap(fresh)


_shared = {}


@broken("views of two names are two views", "what the other shows")
class OneForAll(DictView):
    """Every view is the same."""

    def __init__(self, name="view"):
        super().__init__(name)
        self._rows = _shared.setdefault(name.removesuffix("_too"), {})

    def fresh(self):
        return DictView(self.name)


@broken("a view made anew shows the same", "rows and checkpoint")
class FreshIsACopy(DictView):
    """A fresh view begins with what the old one holds."""

    def fresh(self):
        fresh = type(self)(self.name)
        fresh._rows = dict(self._rows)
        return fresh


# --- projections ------------------------------------------------------------------------------------------


@broken("catching up again applies nothing twice", "what it shows")
class FromTheBeginning(Projection):
    """Begins at the first event each time it is called, and saves no checkpoint."""

    def catch_up(self, store, *, limit=None):
        known = self.view.checkpoint()
        news = store.read_all(after=known, limit=10_000)
        with self.view.writing() as writing:
            for envelope in store.read_all(limit=10_000):
                self._one(writing, store, envelope, set())
            if news:
                writing.save_checkpoint(news[-1].position)
        return len(news)


@broken("a handler that dies at any event is made good", "what the view shows after a crash before")
class AtMostOnce(Projection):
    """Saves the checkpoint, then applies."""

    def _apply(self, view, store, at, batch):
        with view.writing(at) as writing:
            writing.save_checkpoint(batch[-1].position)
        with view.writing() as writing:
            for envelope in batch:
                self._one(writing, store, envelope, set())
        return len(batch)


@broken("a crash at any point of catching up is made good", "what the view shows after a crash")
class TwoTransactions(Projection):
    """Rows in one transaction, the checkpoint in the next."""

    def _apply(self, view, store, at, batch):
        held = {each.stream for each in view.parked()}
        for envelope in batch:
            try:
                with view.writing() as writing:
                    self._one(writing, store, envelope, held)
            except Exception as failed:
                self._try_again(view, store, view.checkpoint(), envelope, failed)
                held.add(envelope.stream)
            with view.writing() as writing:
                writing.save_checkpoint(envelope.position)
        return len(batch)


@broken("an event whose handler fails is parked and the rest goes on", "chipped")
class StopsAtTheFirst(Projection):
    """One bad event stops the view."""

    def _try_again(self, view, store, at, envelope, error):
        raise error


@broken("an event that goes well at a later try is not parked", "what is parked, and what the view shows")
class ParksAtOnce(Projection):
    """Tries once."""

    def __init__(self, view, *, attempts=3):
        super().__init__(view, attempts=1)


@broken("what follows a parked event in its stream waits behind it", "what the view shows")
class GoesOnBehindIt(Projection):
    """Applies what follows a parked event."""

    def _one(self, writing, store, envelope, held, place=0):
        super()._one(writing, store, envelope, set(), place)


@broken("a retry stops a stream at its first failure", "which were tried")
class TriesThemAll(Projection):
    """Tries every parked event, whatever stands before it."""

    def retry_parked(self, store):
        return sum(self._again(parked, store) for parked in self.view.parked())


@broken("a store that is away parks nothing", "should be refused with StoreUnavailable")
class BlamesTheEvent(Projection):
    """Parks whatever raises."""

    def on(self, *event_types):
        register = super().on(*event_types)

        def wrap(function):
            def handler(event, target, envelope):
                try:
                    function(event, target, envelope)
                except Exception as error:
                    raise ValueError(str(error)) from None

            register(handler)
            return function

        return wrap


@broken("a rebuild that fails leaves the old view as it was", "rows and checkpoint after that")
class SwapsWhateverHappens(Projection):
    """Swaps in a `finally`."""

    def rebuild(self, store):
        fresh = self.view.fresh()
        fresh._checkpoint = self.view.checkpoint()
        try:
            fresh._checkpoint = START
            return self._follow(fresh, store, None)
        finally:
            fresh._checkpoint = self.view.checkpoint()
            self.view.swap(fresh)


@broken("the lag counts events the view has not seen", "the lag when it caught up")
class CountsEverything(Projection):
    """The lag is how many events there are."""

    def lag(self, store):
        return store.count()


@broken("a reader can wait for its own write", "should be refused with NotCaughtUp")
class DoesNotWait(Projection):
    """Returns at once."""

    def wait_until(self, position, timeout_s=5.0):
        pass


@broken("an unreadable event is parked and the rest goes on", "what is parked")
class PassesOver(Projection):
    """Goes on behind what it cannot read, and keeps no note of it."""

    def _pass_unreadable(self, view, store, at, problem):
        with view.writing(at) as writing:
            writing.save_checkpoint(problem.position)
        return 1
