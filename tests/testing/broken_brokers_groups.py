"""Brokers whose redelivery, members or lag are not what they promise."""

from contextlib import suppress
from datetime import timedelta

from broken_brokers_parts import Altered, Consumer, MemorySeat, Roster
from caught_brokers import caught_by

from companion.delivery import LostPartition

Member = Consumer


@caught_by("what a member had in hand when it left comes again at once", "expected 1, got 2")
class AtMostOnce(Altered):
    """Acknowledges when it delivers (auto.commit)."""

    class Consumer(Consumer):
        def _take(self, wait_s):
            found = super()._take(wait_s)
            if found is not None:
                Member.acknowledge(self, found)
            return found

        def acknowledge(self, delivery):
            pass

        def reject(self, delivery, reason, permanent):
            pass


@caught_by("a rejected message comes again before what follows it", "and it does not end")
class BackOfTheQueue(Altered):
    """Puts what was rejected behind the others."""

    class Consumer(Consumer):
        def reject(self, delivery, reason, permanent):
            head = self._held(delivery)
            if permanent or head.tries >= self._broker.max_tries:
                return super().reject(delivery, reason, permanent)
            self._seat._group.lanes[head.partition].log.append(head.message)
            self._seat.commit(head)
            self._done(head, "failed", reason)


@caught_by("a rejected message waits for its backoff which doubles", "after the rejection, not")
class Hammers(Altered):
    """Tries again at once."""

    class Consumer(Consumer):
        def reject(self, delivery, reason, permanent):
            head = self._held(delivery)
            super().reject(delivery, reason, permanent)
            head.due = None


@caught_by("a rejected message waits for its backoff which doubles", "try 3 came 0.05 s")
class NeverDoubles(Altered):
    """Waits as long each time."""

    class Consumer(Consumer):
        def reject(self, delivery, reason, permanent):
            head = self._held(delivery)
            super().reject(delivery, reason, permanent)
            head.due = self.clock.now() + timedelta(seconds=self._broker.backoff_s)


@caught_by("a rejected message holds its partition and no other", "while message 1 waits")
class HoldsEverything(Altered):
    """Sleeps in the middle of everything until the backoff is over."""

    class Consumer(Consumer):
        def reject(self, delivery, reason, permanent):
            super().reject(delivery, reason, permanent)
            self.clock.sleep(self._broker.backoff_s)


@caught_by("a rejected message holds its partition and no other", "while message 1 waits")
class GoesOnMeanwhile(Altered):
    """The rejected message waits, and what follows it in its partition does not."""

    class Consumer(Consumer):
        def reject(self, delivery, reason, permanent):
            head = self._held(delivery)
            super().reject(delivery, reason, permanent)
            lane = self._seat._group.lanes[head.partition]
            if lane.at + 1 < len(lane.log) and head.partition in self._heads:
                lane.log[lane.at], lane.log[lane.at + 1] = lane.log[lane.at + 1], lane.log[lane.at]
                del self._heads[head.partition]
                lane.note = None


@caught_by("what is left unsettled is set back when the next is asked for", "number and attempt")
class SkipsWhatIsUnsettled(Altered):
    """Asking for the next message acknowledges the one before."""

    class Consumer(Consumer):
        def _set_back(self):
            if self._hand and not self._hand[0].settled:
                self._hand[0].acknowledge()
            self._hand = None


@caught_by("a delivery is settled once", "settling twice should be refused with AlreadySettled")
class SettlesTwice(Altered):
    """Its deliveries do not remember."""

    class Consumer(Consumer):
        def _take(self, wait_s):
            found = super()._take(wait_s)
            if found is not None:
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

    class Consumer(Consumer):
        def __exit__(self, kind, error, trace):
            if self._hand and not self._hand[0].settled:
                self._hand[0].acknowledge()
            super().__exit__(kind, error, trace)


@caught_by("a member that was silent for a session has lost its partition", "given nothing")
class WaitsForTheDead(Altered):
    """No session ever ends."""

    class Roster(Roster):
        def attend(self, name, token, now, session_s, free):
            return super().attend(name, token, now, float("inf"), free)


@caught_by("a member that was silent for a session has lost its partition", "refused with LostPartition")
class TakesLateAnswers(Altered):
    """Says yes to whoever has lost its partition."""

    class Consumer(Consumer):
        def acknowledge(self, delivery):
            with suppress(LostPartition):
                super().acknowledge(delivery)


@caught_by("a settlement that was too late changes nothing", "lag and dead letters after that")
class ActsOnLateAnswers(Altered):
    """Moves the group on, then says that it was too late."""

    class Consumer(Consumer):
        def acknowledge(self, delivery):
            try:
                super().acknowledge(delivery)
            except LostPartition:
                self._seat._group.lanes[delivery.partition].at += 1
                raise


@caught_by("tries go on counting when a member is gone", "number and attempt after a member left")
class ForgetsTries(Altered):
    """The member counts, and takes the count with it."""

    class Seat(MemorySeat):
        def leave(self):
            for number in self.mine():
                self._group.lanes[number].note = None
            super().leave()


@caught_by("a partition is one members at a time", "although the only partition is being worked on")
class GivesItToTheNewest(Altered):
    """Deals out anew at once, whatever is being worked on."""

    class Roster(Roster):
        def _deal(self, token, free):
            super()._deal(token, range(len(self.owners)))
            newest = [its for its, _ in self.members.values()][-1:] or [""]
            for number in range(len(self.owners)):
                self.moves += self.owners[number] != newest[0]
                self.fences[number] += self.owners[number] != newest[0]
                self.owners[number] = newest[0]


@caught_by("two members share the partitions", "and no more came")
class WinnerTakesAll(Altered):
    """One member works, all others wait."""

    class Roster(Roster):
        def _deal(self, token, free):
            members, self.members = self.members, dict([*self.members.items()][:1])
            super()._deal(token, free)
            self.members = members


@caught_by("a member more than partitions waits and takes over", "two was given nothing")
class NobodyTakesOver(Altered):
    """Members' partitions are dealt out when they join, never when they leave."""

    class Roster(Roster):
        def leave(self, name, token):
            self.members.pop(name, None)


@caught_by("a second member of one name is refused while the first lives", "should be refused with WrongUse")
class TwoOfOneName(Altered):
    """The second takes the first one's place."""

    class Roster(Roster):
        def attend(self, name, token, now, session_s, free):
            if not super().attend(name, token, now, session_s, free):
                self.members[name] = token, now
            return True


@caught_by("members without a name get one each", "both are 'billing'")
class NamesThemAlike(TwoOfOneName):
    """Everybody is called as the group is."""

    class Roster(TwoOfOneName.Roster):
        def name_for_member(self, group):
            return group


@caught_by("members that come and go lose nothing and double nothing acknowledged", "delivered before")
class SkipsAtHandover(Altered):
    """A member that takes over begins after what the other had in hand."""

    class Seat(MemorySeat):
        def leave(self):
            for number in self.mine():
                if self._group.lanes[number].note is not None:
                    self._group.lanes[number].go_on()
            super().leave()


@caught_by("the lag counts what is not acknowledged", "with one message in hand: expected 3, got 2")
class CountsWhatWaits(Altered):
    """What is being worked on is as good as done."""

    def lag(self, topic, group):
        known = self.backend.groups.get((topic, group))
        held = sum(lane.note is not None for lane in known.lanes) if known else 0
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
        known = self.backend.groups.get((topic, group))
        again = sum(len(lane.again) for lane in known.lanes) if known else 0
        return super().lag(topic, group) - again


@caught_by("a group that begins at the end has no lag", "begins at the end: expected 0, got 2")
class CountsFromTheBeginning(Altered):
    """The lag is what was published less what was acknowledged."""

    def lag(self, topic, group):
        known = self.backend.groups.get((topic, group))
        skipped = getattr(known, "skipped", 0) if known else 0
        return super().lag(topic, group) + skipped

    def consume(self, topic, group, **named):
        new = (topic, group) not in self.backend.groups
        consumer = super().consume(topic, group, **named)
        if new:
            self.group(topic, group).skipped = sum(lane.at for lane in self.group(topic, group).lanes)
        return consumer
