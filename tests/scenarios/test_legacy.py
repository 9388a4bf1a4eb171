"""The legacy system: the same five changes as OrderUpdated, and as facts."""

from companion.events import Trace
from companion.scenarios import legacy


def heard(trace: Trace) -> dict[str, list[str]]:
    """What each service heard, by its name."""
    found: dict[str, list[str]] = {}
    for record in trace:
        if record.kind == "handled" and record.envelope:
            found.setdefault(record.service, []).append(record.envelope.type)
    return found


def test_everybody_hears_of_every_update() -> None:
    assert heard(legacy.updated()) == dict.fromkeys(legacy.CARES, ["OrderUpdated"] * 5)


def test_a_fact_is_heard_by_those_who_care_for_it() -> None:
    facts = heard(legacy.facts())
    assert facts["Accounting"] == ["OrderDelivered"]
    assert facts["Kitchen"] == ["OrderAccepted", "OrderAccepted", "OrderCancelled"]
    assert facts["Customer"] == ["OrderPickedUp", "OrderDelivered", "OrderCancelled"]


def test_both_tell_of_the_same_changes_of_the_same_orders() -> None:
    told = [envelope.correlation_id for envelope in legacy.updated().published()]
    assert told == [envelope.correlation_id for envelope in legacy.facts().published()]
    assert told == [order for order, _, _ in legacy.CHANGES]
