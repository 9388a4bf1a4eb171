"""Brokers whose dead letters are not what they promise."""

import msgspec
from broken_brokers_parts import Altered, Consumer, Lane, MemorySeat
from caught_brokers import caught_by

from companion.delivery.backend import Message
from companion.delivery.consumer import read_message
from companion.events import UnknownName


@caught_by("the last try makes a dead letter and the partition goes on", "what was delivered")
class OneTryMore(Altered):
    """Counts tries from 0."""

    class Consumer(Consumer):
        def reject(self, delivery, reason, permanent):
            self._broker.max_tries += 1
            try:
                super().reject(delivery, reason, permanent)
            finally:
                self._broker.max_tries -= 1

        def _take(self, wait_s):
            self._broker.max_tries += 1
            try:
                return super()._take(wait_s)
            finally:
                self._broker.max_tries -= 1


@caught_by("the last try makes a dead letter and the partition goes on", "the dead letters: expected [1]")
class Drops(Altered):
    """Gives a message up without a letter."""

    class Seat(MemorySeat):
        def bury(self, head, letter):
            return self.commit(head)


@caught_by("a permanent failure is a dead letter at once", "what comes next")
class TriesTheHopeless(Altered):
    """Does not look at `permanent`."""

    class Consumer(Consumer):
        def reject(self, delivery, reason, permanent):
            super().reject(delivery, reason, False)


@caught_by("a rejection without a reason says so", "has no reason at all")
class NoReason(Altered):
    """Leaves the reason empty."""

    class Consumer(Consumer):
        def reject(self, delivery, reason, permanent):
            super().reject(delivery, "", permanent)


@caught_by(
    "a poison message becomes a dead letter byte for byte and the consumer goes on", "the bytes of the dead"
)
class KeepsTextOnly(Altered):
    """Its dead letters are text, and not every byte is."""

    class Seat(MemorySeat):
        def bury(self, head, letter):
            text = letter.data.decode(errors="replace").encode()
            return super().bury(head, msgspec.structs.replace(letter, data=text))


@caught_by("a poison message becomes a dead letter byte for byte and the consumer goes on", "what reaches")
class StopsAtPoison(Altered):
    """A consumer that cannot read the next message has nothing to deliver."""

    class Seat(MemorySeat):
        def fetch(self, blocked, wait_s):
            head = super().fetch(blocked, wait_s)
            return head if head is None or not isinstance(read_message(head.message.data), str) else None


@caught_by("dead letters belong to one group and come oldest first", "what mailer gets")
class LettersOfAll(Altered):
    """What one group gave up, no other gets."""

    class Seat(MemorySeat):
        def fetch(self, blocked, wait_s):
            dead = {each.data for known in self._of.groups.values() for each in known.letters.values()}
            for lane in self._group.lanes if self._joining.group == "mailer" else ():
                while lane.at < len(lane.log) and lane.log[lane.at].data in dead:
                    lane.at += 1
            return super().fetch(blocked, wait_s)


@caught_by("a redriven message comes again to its group only", "the dead letters after that")
class KeepsTheLetter(Altered):
    """Redrives a message and keeps its letter."""

    def redrive(self, topic, group, which=None):
        known = self.group(topic, group)
        letters = dict(known.letters)
        count = super().redrive(topic, group, which)
        known.letters.update(letters)
        return count


@caught_by("a redriven message comes again to its group only", "of the others: expected 0, got 1")
class PublishesAgain(Altered):
    """Redriving is publishing: every group gets it."""

    def redrive(self, topic, group, which=None):
        known = self.group(topic, group)
        chosen = list(known.letters.values())
        for letter in chosen:
            del known.letters[letter.id]
            self.backend.logs[topic][letter.partition].append(Message(letter.key, letter.data))
        return len(chosen)


@caught_by("a redriven message has all its tries again and may die again", "its tries")
class GoesOnCounting(Altered):
    """A redriven message has one try left."""

    class Lane(Lane):
        def head(self, number, stay):
            head = super().head(number, stay)
            if head is not None and head.redriven and not head.tries:
                head.tries = 1
            return head


@caught_by("some dead letters can be chosen", "how many redrive(one letter) redrove")
class AllOrNone(Altered):
    """Redrives all, whichever was meant."""

    def redrive(self, topic, group, which=None):
        return super().redrive(topic, group)


@caught_by("a dead letter that is gone is refused and then nothing is done", "the evidence")
class StopsHalfWay(Altered):
    """Redrives those it finds, then says that one is missing."""

    def redrive(self, topic, group, which=None):
        if which is None or isinstance(which, (int, msgspec.Struct)):
            return super().redrive(topic, group, which)
        return sum(super(StopsHalfWay, self).redrive(topic, group, each) for each in which)


@caught_by("a dead letter that is gone is refused and then nothing is done", "refused with UnknownName")
class SaysNothing(Altered):
    """Passes over a letter that is gone."""

    def discard(self, topic, group, which=None):
        try:
            return super().discard(topic, group, which)
        except UnknownName:
            return 0


@caught_by("what is discarded is gone for good", "how many can be redriven")
class KeepsACopy(Altered):
    """What was discarded can be redriven."""

    def discard(self, topic, group, which=None):
        known = self.group(topic, group)
        self.__dict__.setdefault("copies", {}).setdefault((topic, group), {}).update(known.letters)
        return super().discard(topic, group, which)

    def redrive(self, topic, group, which=None):
        known = self.group(topic, group)
        if which is None and not known.letters:
            known.letters.update(self.__dict__.get("copies", {}).pop((topic, group), {}))
        return super().redrive(topic, group, which)


@caught_by("a redriven message does not push in before one that was begun", "what else was delivered")
class PushesIn(Altered):
    """Redriven messages come first, whatever was begun."""

    class Consumer(Consumer):
        def _take(self, wait_s):
            for number, head in list(self._heads.items()):
                lane = self._seat._group.lanes[number]
                if lane.again and not head.redriven:
                    del self._heads[number]
                    lane.note = None
            return super()._take(wait_s)
