"""Who depends on whom in a choreography, and who is rewired when a step is put in between."""

import pytest

from companion.bus import Bus
from companion.events import VirtualClock
from companion.sagas import Choreography, Saga, Step
from companion.sagas.choreography import dependencies, largest_knot, rewired


def nothing(data, key):
    return None


def table(*names, pivot="ship"):
    steps = [Step(n, nothing, None if n == "mail" else nothing, pivot=n == pivot) for n in names]
    return Choreography(Bus(VirtualClock()), Saga("shop", steps)).declared


SHOP = ("reserve", "charge", "ship", "mail")


def test_an_arrow_leads_from_a_listener_to_the_publisher_and_never_to_itself():
    assert list(dependencies({"CardCharged": ("Shipping.act",)}).edges) == [("Shipping", "CardCharged")]
    assert sorted(dependencies(table(*SHOP)).edges) == [
        ("Charge", "Reserve"),
        ("Charge", "Ship"),
        ("Mail", "Ship"),
        ("Reserve", "Charge"),
        ("Reserve", "Shop"),
        ("Ship", "Charge"),
    ]
    assert not dependencies({"ChargeFailed": ("Charge.undo",)}).edges


@pytest.mark.parametrize(("steps", "arrows"), [(3, 5), (4, 7), (6, 11), (8, 15)])
def test_all_steps_with_compensation_in_a_choreography_are_one_knot(steps, arrows):
    graph = dependencies(table(*(f"step {n}" for n in range(steps)), pivot=None))
    assert graph.number_of_edges() == arrows
    assert len(largest_knot(graph)) == steps


def test_services_that_do_not_hear_each_other_are_no_knot():
    assert largest_knot(dependencies(table(*SHOP))) == ["Charge", "Reserve", "Ship"]
    assert largest_knot(dependencies({"CardCharged": ("Shipping.act",)})) == []
    assert largest_knot(dependencies({})) == []


@pytest.mark.parametrize(
    ("place", "changed"),
    [(0, ["Reserve"]), (1, ["Reserve", "Charge"]), (2, ["Charge", "Ship"]), (3, ["Mail"]), (4, [])],
)
def test_a_step_in_the_middle_rewires_its_neighbours_and_one_at_the_end_none(place, changed):
    assert rewired(table(*SHOP), table(*SHOP[:place], "wrap", *SHOP[place:])) == changed


def test_a_service_that_is_gone_is_rewired_too():
    assert rewired({"A": ("X.act", "Y.act")}, {"A": ("Y.act",)}) == ["X"]
