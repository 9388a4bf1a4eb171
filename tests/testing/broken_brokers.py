"""Brokers that break one promise each, as real ones have: by an acknowledgement too early, a lock too few, a
counter that forgets.
"""

from contextlib import suppress

import broken_brokers_groups
import broken_brokers_letters
from broken_brokers_parts import Altered, Backend, Consumer, MemorySeat
from caught_brokers import BROKEN_BROKERS, caught_by

from companion.delivery import LostPartition
from companion.delivery.backend import Message
from companion.delivery.topics import check_message, check_topic
from companion.events import UnknownName
from companion.events.codec import decode, encode

__all__ = ["BROKEN_BROKERS", "broken_brokers_groups", "broken_brokers_letters"]


@caught_by("a key goes to the partition its checksum says", "the partition of each key")
class HashesItsOwnWay(Altered):
    """Adds up bytes, so that moving to another broker tears keys apart."""

    def send(self, topic, messages):
        messages = list(messages)
        self.create_topic(topic)
        logs = self.backend.logs[topic]
        for key, data in messages:
            check_message(topic, key, data, self.max_message_bytes)
            logs[sum(key.encode()) % len(logs)].append(Message(key, data))
        with self.backend.news:
            self.backend.changed()


@caught_by("a group gets every message in the order of its partition", "the messages of partition 0")
class RoundRobin(Altered):
    """Spreads the load evenly, whatever the key."""

    def send(self, topic, messages):
        self.create_topic(topic)
        for key, data in messages:
            check_message(topic, key, data, self.max_message_bytes)
            logs = self.backend.logs[topic]
            logs[sum(map(len, logs)) % len(logs)].append(Message(key, data))


@caught_by("a batch keeps its order", "the messages of two batches")
class NewestFirst(Altered):
    """A batch is laid down from its end."""

    def send(self, topic, messages):
        super().send(topic, list(messages)[::-1])


@caught_by("all of a batch is judged before the first goes out", "lag and messages: expected (0, [])")
class SendsAsItJudges(Altered):
    """The first of a batch is out when the second turns out to be bad."""

    def send(self, topic, messages):
        check_topic("topic", topic)
        for message in messages:
            super().send(topic, [message])
        self.create_topic(topic)


@caught_by("a message of the largest size is carried and a larger one refused", "should be refused")
class CutsOff(Altered):
    """Keeps as much of a message as there is room for."""

    def send(self, topic, messages):
        super().send(topic, [Message(key, data[: self.max_message_bytes]) for key, data in messages])


@caught_by("an envelope arrives as it was published", "an envelope: expected")
class WholeSeconds(Altered):
    """Its column for times has no fraction."""

    def publish(self, topic, key, envelope):
        import msgspec

        with suppress(Exception):
            envelope = msgspec.structs.replace(
                decode(encode(envelope)), time=envelope.time.replace(microsecond=0)
            )
        super().publish(topic, key, envelope)


@caught_by("a new group reads what others have long acknowledged", "expected [1, 2, 3, 4, 5], got []")
class DeletesWhatIsDone(Altered):
    """A queue, not a log: what one group has acknowledged is gone for all."""

    class Seat(MemorySeat):
        def commit(self, head):
            lane = self._group.lanes[head.partition]
            lane.log[lane.at] = Message(lane.log[lane.at].key, b"")
            return super().commit(head)

        def fetch(self, blocked, wait_s):
            for lane in self._group.lanes:
                while lane.at < len(lane.log) and not lane.log[lane.at].data:
                    lane.at += 1
            return super().fetch(blocked, wait_s)


@caught_by("groups know nothing of each other", "was given nothing")
class OneGroupForAll(Altered):
    """Keeps one place per topic."""

    class Backend(Backend):
        def _group(self, topic, group, start="beginning"):
            known = super()._group(topic, "all", start)
            self.groups[topic, group] = known
            return known


@caught_by("a group of one name on two topics is two groups", "refused")
class GroupsByName(Altered):
    """One list of members for all topics."""

    def consume(self, topic, group, **named):
        for (other, name), known in self.backend.groups.items():
            if name == group and other != topic and named.get("member") in known.roster.members:
                raise LostPartition(other, group, 0, named["member"], "its place is refused")
        return super().consume(topic, group, **named)


@caught_by("a group may begin at the end", "what there is at the end")
class AlwaysFromTheBeginning(Altered):
    """Takes `start` and forgets it."""

    def consume(self, topic, group, *, start="beginning", **named):
        return super().consume(topic, group, **named)


@caught_by("a group may begin at the end", "given nothing")
class AtTheEndEachTime(Altered):
    """`start="end"` moves a known group, too."""

    def consume(self, topic, group, *, start="beginning", **named):
        consumer = super().consume(topic, group, start=start, **named)
        if start == "end":
            for lane in self.group(topic, group).lanes:
                lane.at = len(lane.log)
        return consumer


@caught_by("what was acknowledged never comes again", "what the next member gets")
class ForgetsItsPlace(Altered):
    """The place of a group lives in its members."""

    class Seat(MemorySeat):
        def leave(self):
            super().leave()
            if not self._group.roster.members:
                for lane in self._group.lanes:
                    lane.at = 0


@caught_by("a topic nobody made is named with those there are", "should be refused with UnknownName")
class MakesWhatItIsAsked(Altered):
    """A typing error makes a topic."""

    def lag(self, topic, group):
        try:
            return super().lag(topic, group)
        except UnknownName:
            self.create_topic(topic)
            return 0


@caught_by("topics of dead letters are not shown", "the topics of that name")
class ShowsItsOwn(Altered):
    """Lists its own topics among the users'."""

    def topics(self):
        return tuple(sorted([*super().topics(), *[f"{t}..{g}..dead" for t, g in self.backend.groups]]))


@caught_by("stop is asked before each delivery", "what was delivered before stop")
class StopsWhenItIsIdle(Altered):
    """Asks `stop` only when there is nothing to do."""

    class Consumer(Consumer):
        def receive(self, wait_s=0.0):
            stop, self._stop = self._stop, lambda: False
            try:
                found = super().receive(0.0)
            finally:
                self._stop = stop
            return found or super().receive(wait_s)


@caught_by("a closed broker says so", "after close should be refused with Closed")
class WorksOn(Altered):
    """Closes nothing."""

    def refuse_closed(self):
        pass


@caught_by("a closed consumer says so and its name is free", "given nothing")
class KeepsWhatItHad(Altered):
    """A member that leaves takes its message with it."""

    class Seat(MemorySeat):
        def leave(self):
            for number in self.mine():
                if self._group.lanes[number].note is not None:
                    self._group.lanes[number].go_on()
            super().leave()


@caught_by("waiting ends when its time is over", "it gave up after")
class Impatient(Altered):
    """Looks once."""

    class Consumer(Consumer):
        def receive(self, wait_s=0.0):
            return super().receive(None if wait_s is None else 0.0)
