"""Promises of a broker that outlives its object: it is opened again, and by several at once."""

from __future__ import annotations

from .backend import opened
from .broker_backend import BrokerBackend, fresh_topic
from .broker_messages import LEFT, RIGHT, drained, letter_numbers, number, publish, rejected, taken
from .evidence import at_once, same


def a_broker_opened_again_has_everything(backend: BrokerBackend) -> None:
    """Topics, what each group has done, its dead letters, and what was redriven."""
    backend.needs_to_last()
    opening, topic = backend.opened_by(), fresh_topic()
    with opened(opening) as broker:
        broker.create_topic(topic, 2)
        publish(broker, topic, (RIGHT, 1), (RIGHT, 2), (LEFT, 3))
        rejected(broker, topic, "billing", 1, 3)
        letters = broker.dead_letters(topic, "billing")
        [three] = [each for each in letters if each.partition == 0]
        broker.redrive(topic, "billing", three)
        publish(broker, topic, (RIGHT, 4))
    with opened(opening) as again:
        same((topic in again.topics(), again.partitions(topic)), (True, 2), "topic and partitions")
        left = tuple(each for each in letters if each != three)
        same(again.dead_letters(topic, "billing"), left, "the dead letters")
        same((again.lag(topic, "billing"), again.lag(topic, "mailer")), (2, 4), "what two groups have left")
        same(sorted(drained(again, topic, "billing", backend.patience_s)), [3, 4], "what billing gets")
        same(again.redrive(topic, "billing"), 1, "how many are redriven")
        same(drained(again, topic, "billing", backend.patience_s), [1], "what billing gets then")
        same(letter_numbers(again.dead_letters(topic, "billing")), [], "dead letters at last")
        same(sorted(drained(again, topic, "mailer", backend.patience_s)), [1, 2, 3, 4], "what mailer gets")


def tries_survive_the_broker_object(backend: BrokerBackend) -> None:
    """A program that is restarted during a backoff does not try more often than it should."""
    backend.needs_to_last()
    backend.needs_to_count_tries()
    opening, topic = backend.opened_by(), fresh_topic()
    with opened(opening) as broker:
        publish(broker, topic, (RIGHT, 1))
        with broker.consume(topic, "billing") as consumer:
            taken(consumer, 0).reject("not yet")
    with opened(opening) as again, again.consume(topic, "billing") as consumer:
        delivery = taken(consumer, backend.patience_s)
        same((number(delivery), delivery.attempt), (1, 2), "number and attempt after opening again")


def two_openings_are_one_broker(backend: BrokerBackend) -> None:
    """The web server publishes, the worker consumes, the console looks at the dead letters."""
    backend.needs_to_last()
    opening, topic = backend.opened_by(), fresh_topic()
    with opened(opening) as web, opened(opening) as worker:
        web.create_topic(topic, 3)
        same((topic in worker.topics(), worker.partitions(topic)), (True, 3), "topic seen by the other")
        consumer = worker.consume(topic, "billing")

        def wait() -> int:
            delivery = taken(consumer, backend.patience_s)
            delivery.reject("no", permanent=True)
            return number(delivery)

        [got, _] = at_once([wait, lambda: publish(web, topic, (RIGHT, 1))], backend.patience_s)
        consumer.close()
        same(got, 1, "what the other is given")
        same(letter_numbers(web.dead_letters(topic, "billing")), [1], "the dead letters the first sees")
        same(web.lag(topic, "billing"), 0, "the lag the first sees")
