"""Brokers whose redelivery, members or lag are not what they promise."""

from contextlib import suppress
from datetime import timedelta

from broken_brokers_parts import Altered
from caught_brokers import caught_by

from companion.delivery import DuplicateMember, LostPartition
from companion.delivery.memory_consumer import MemoryConsumer
from companion.delivery.memory_group import Group
from companion.delivery.messages import Delivery


@caught_by("what a member had in hand when it left comes again at once", "expected 1, got 2")
class AtMostOnce(Altered):
    """Acknowledges when it delivers (auto.commit)."""

    class Consumer(MemoryConsumer):
        def _take(self):
            found = super()._take()
            if isinstance(found, Delivery):
                MemoryConsumer.acknowledge(self, found)
            return found

        def acknowledge(self, delivery):
            pass

        def reject(self, delivery, reason, permanent):
            pass


@caught_by("a rejected message comes again before what follows it", "and it does not end")
class BackOfTheQueue(Altered):
    """Puts what was rejected behind the others."""

    class Consumer(MemoryConsumer):
        def reject(self, delivery, reason, permanent):
            lane, head = self._held(delivery)
            if permanent or head.tries >= self._broker.max_tries:
                return super().reject(delivery, reason, permanent)
            lane.log.append(head.message)
            lane.go_on()
            self._of.settled(lane)


@caught_by("a rejected message waits for its backoff which doubles", "after the rejection, not")
class Hammers(Altered):
    """Tries again at once."""

    class Consumer(MemoryConsumer):
        def reject(self, delivery, reason, permanent):
            _, head = self._held(delivery)
            super().reject(delivery, reason, permanent)
            head.due = None


@caught_by("a rejected message waits for its backoff which doubles", "try 3 came 0.05 s")
class NeverDoubles(Altered):
    """Waits as long each time."""

    class Consumer(MemoryConsumer):
        def reject(self, delivery, reason, permanent):
            _, head = self._held(delivery)
            super().reject(delivery, reason, permanent)
            head.due = self.clock.now() + timedelta(seconds=self._broker.backoff_s)


@caught_by("a rejected message holds its partition and no other", "while message 1 waits")
class HoldsEverything(Altered):
    """Sleeps in the middle of everything until the backoff is over."""

    class Consumer(MemoryConsumer):
        def reject(self, delivery, reason, permanent):
            super().reject(delivery, reason, permanent)
            self.clock.sleep(self._broker.backoff_s)


@caught_by("a rejected message holds its partition and no other", "while message 1 waits")
class GoesOnMeanwhile(Altered):
    """The rejected message waits, and what follows it in its partition does not."""

    class Consumer(MemoryConsumer):
        def reject(self, delivery, reason, permanent):
            lane, head = self._held(delivery)
            super().reject(delivery, reason, permanent)
            if lane.at + 1 < len(lane.log) and lane.head() is head:
                lane.log[lane.at], lane.log[lane.at + 1] = lane.log[lane.at + 1], lane.log[lane.at]
                lane._head = None


@caught_by("what is left unsettled is set back when the next is asked for", "number and attempt")
class SkipsWhatIsUnsettled(Altered):
    """Asking for the next message acknowledges the one before."""

    class Consumer(MemoryConsumer):
        def _set_back(self):
            if self._current and not self._current.settled:
                self._current.acknowledge()
            self._current = None


@caught_by("a delivery is settled once", "settling twice should be refused with AlreadySettled")
class SettlesTwice(Altered):
    """Its deliveries do not remember."""

    class Consumer(MemoryConsumer):
        def _take(self):
            found = super()._take()
            if isinstance(found, Delivery):
                found._refuse_settled = lambda: None
            return found

        def acknowledge(self, delivery):
            with suppress(LostPartition):
                super().acknowledge(delivery)

        def reject(self, delivery, reason, permanent):
            with suppress(LostPartition):
                super().reject(delivery, reason, permanent)


@caught_by("what a member had in hand when its handler blew up comes again", "expected [2], got []")
class LosesWhatBlewUp(Altered):
    """The end of a `with` block settles everything."""

    class Consumer(MemoryConsumer):
        def __exit__(self, kind, error, trace):
            if self._current and not self._current.settled:
                self._current.acknowledge()
            super().__exit__(kind, error, trace)


@caught_by("a member that was silent for a session has lost its partition", "given nothing")
class WaitsForTheDead(Altered):
    """No session ever ends."""

    class Group(Group):
        def _expel(self, now, but):
            pass


@caught_by("a member that was silent for a session has lost its partition", "refused with LostPartition")
class TakesLateAnswers(Altered):
    """Says yes to whoever has lost its partition."""

    class Consumer(MemoryConsumer):
        def acknowledge(self, delivery):
            with suppress(LostPartition):
                super().acknowledge(delivery)


@caught_by("a settlement that was too late changes nothing", "lag and dead letters after that")
class ActsOnLateAnswers(Altered):
    """Moves the group on, then says that it was too late."""

    class Consumer(MemoryConsumer):
        def acknowledge(self, delivery):
            try:
                super().acknowledge(delivery)
            except LostPartition:
                self._of.lanes[delivery.partition].at += 1
                raise


@caught_by("tries go on counting when a member is gone", "number and attempt after a member left")
class ForgetsTries(Altered):
    """The member counts, and takes the count with it."""

    class Consumer(MemoryConsumer):
        def _leave(self):
            for _, lane in self._of.mine(self.member):
                if lane._head is not None:
                    lane._head.tries = 0
            super()._leave()


@caught_by("a partition is one members at a time", "although the only partition is being worked on")
class GivesItToTheNewest(Altered):
    """Deals out anew at once, whatever is being worked on."""

    class Group(Group):
        def _assign(self):
            members = list(self._members)
            for number, lane in enumerate(self.lanes):
                lane.owner = members[-1 - number % len(members)] if members else None


@caught_by("two members share the partitions", "and no more came")
class WinnerTakesAll(Altered):
    """One member works, all others wait."""

    class Group(Group):
        def _assign(self):
            for lane in self.lanes:
                if lane.holder is None:
                    lane.owner = next(iter(self._members), None)


@caught_by("a member more than partitions waits and takes over", "two was given nothing")
class NobodyTakesOver(Altered):
    """Members' partitions are dealt out when they join, never when they leave."""

    class Group(Group):
        def gone(self, member, who):
            self._members.pop(member, None)


@caught_by("a second member of one name is refused while the first lives", "should be refused with Duplicate")
class TwoOfOneName(Altered):
    """The second takes the first one's place."""

    class Group(Group):
        def seen(self, member, who, now):
            try:
                super().seen(member, who, now)
            except DuplicateMember:
                self._members[member] = who, now


@caught_by("members without a name get one each", "both are 'billing'")
class NamesThemAlike(TwoOfOneName):
    """Everybody is called as the group is."""

    class Group(TwoOfOneName.Group):
        def name_for_member(self):
            return self.name


@caught_by("members that come and go lose nothing and double nothing acknowledged", "delivered before")
class SkipsAtHandover(Altered):
    """A member that takes over begins after what the other had in hand."""

    class Group(Group):
        def gone(self, member, who):
            for _, lane in self.mine(member):
                if lane.holder is not None:
                    lane.go_on()
            super().gone(member, who)


@caught_by("the lag counts what is not acknowledged", "with one message in hand: expected 3, got 2")
class CountsWhatWaits(Altered):
    """What is being worked on is as good as done."""

    def lag(self, topic, group):
        known = self._groups.get((topic, group))
        held = sum(lane.holder is not None for lane in known.lanes) if known else 0
        return super().lag(topic, group) - held


@caught_by("the lag counts rejected messages and no dead letters", "when it is a dead letter: expected 1")
class CountsTheDead(Altered):
    """A dead letter is not acknowledged either."""

    def lag(self, topic, group):
        return super().lag(topic, group) + len(self.dead_letters(topic, group))


@caught_by("the lag counts redriven messages and no discarded ones", "when two are redriven")
class LosesCountOfTheRedriven(Altered):
    """Counts the log only."""

    def lag(self, topic, group):
        known = self._groups.get((topic, group))
        again = sum(len(lane.again) for lane in known.lanes) if known else 0
        return super().lag(topic, group) - again


@caught_by("a group that begins at the end has no lag", "begins at the end: expected 0, got 2")
class CountsFromTheBeginning(Altered):
    """The lag is what was published less what was acknowledged."""

    def lag(self, topic, group):
        known = self._groups.get((topic, group))
        skipped = getattr(known, "skipped", 0) if known else 0
        return super().lag(topic, group) + skipped

    def _group(self, topic, group, start="beginning"):
        new = (topic, group) not in self._groups
        known = super()._group(topic, group, start)
        if new:
            known.skipped = sum(lane.at for lane in known.lanes)
        return known
