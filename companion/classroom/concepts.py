"""The sixteen lessons as concepts: number, title, minutes, and what each builds on. Feeds the map of
progress."""

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import networkx


class Concept(NamedTuple):
    """One node of the map: a lesson. `needs` are the numbers of the lessons it builds on."""

    number: str
    title: str
    minutes: int
    needs: tuple[str, ...] = ()


CONCEPTS: Final = (
    Concept("00", "Start here", 20),
    Concept("01", "Why events?", 35, ("00",)),
    Concept("02", "Events are facts", 35, ("01",)),
    Concept("03", "The event bus", 35, ("02",)),
    Concept("04", "Choreography", 35, ("03",)),
    Concept("05", "Orchestration and sagas", 35, ("04",)),
    Concept("06", "At least once", 35, ("03",)),
    Concept("07", "The dual write", 35, ("06",)),
    Concept("08", "Event sourcing", 35, ("02",)),
    Concept("09", "Sagas that survive", 35, ("05", "07", "08")),
    Concept("10", "Living with history", 35, ("08",)),
    Concept("11", "CQRS", 35, ("07", "08")),
    Concept("12", "One write, many reads", 35, ("11",)),
    Concept("13", "Order, partitions, scale", 35, ("07", "12")),
    Concept("14", "Two clocks and the law", 35, ("10",)),
    Concept("15", "Practice exam", 70, ("09", "12", "13", "14")),
)


def concept(number: str) -> Concept:
    """The concept of the lesson with this number; raises `KeyError` for another number."""
    return {c.number: c for c in CONCEPTS}[number]


def graph() -> "networkx.DiGraph[str]":
    """The concepts as a networkx graph: nodes are numbers such as "00" with their `title`, edges lead to what
    builds on them."""
    import networkx

    found: networkx.DiGraph[str] = networkx.DiGraph()
    for each in CONCEPTS:
        found.add_node(each.number, title=each.title)
    found.add_edges_from((need, each.number) for each in CONCEPTS for need in each.needs)
    return found
