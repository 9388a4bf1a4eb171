"""What the broken brokers are made of: a memory broker some parts of which can be others."""

from companion.delivery import Consumer, MemoryBroker
from companion.delivery.memory import Group, Lane, MemoryBackend, MemorySeat
from companion.delivery.roster import Roster

__all__ = ["Altered", "Backend", "Consumer", "Group", "Lane", "MemorySeat", "Roster"]


class Backend(MemoryBackend):
    """A backend whose seats, groups, lanes and rosters are of the classes its broker names."""

    def __init__(self, parts):
        super().__init__()
        self.parts = parts

    def join(self, joining):
        seat = super().join(joining)
        seat.__class__ = self.parts.Seat
        return seat

    def _group(self, topic, group, start="beginning"):
        new = (topic, group) not in self.groups
        known = super()._group(topic, group, start)
        if new:
            known.__class__ = self.parts.Group
            known.roster = self.parts.Roster.new(len(known.lanes))
            for lane in known.lanes:
                lane.__class__ = self.parts.Lane
        return known


class Altered(MemoryBroker):
    """A broker with a consumer, seat, group, lanes or roster of its own class."""

    Consumer = Consumer
    Seat = MemorySeat
    Group = Group
    Lane = Lane
    Roster = Roster
    Backend = Backend

    def __init__(self, **settings):
        super().__init__(**settings)
        self.backend = self.Backend(self)

    def consume(self, *args, **named):
        consumer = super().consume(*args, **named)
        consumer.__class__ = self.Consumer
        return consumer

    def group(self, topic, group):
        """What the backend knows of a group, made now if need be."""
        return self.backend._group(topic, group)
