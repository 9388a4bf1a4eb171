"""What the broken brokers are made of: a memory broker whose consumer, group and lanes can be others."""

from companion.delivery import MemoryBroker
from companion.delivery.memory_consumer import MemoryConsumer
from companion.delivery.memory_group import Group, Lane


class Altered(MemoryBroker):
    """A broker with a consumer, a group or lanes of its own class."""

    Consumer = MemoryConsumer
    Group = Group
    Lane = Lane

    def consume(self, *args, **named):
        consumer = super().consume(*args, **named)
        consumer.__class__ = self.Consumer
        return consumer

    def _group(self, topic, group, start="beginning"):
        known = super()._group(topic, group, start)
        known.__class__ = self.Group
        for lane in known.lanes:
            lane.__class__ = self.Lane
        return known
