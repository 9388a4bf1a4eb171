"""Who depends on whom in a choreography, and who must change when somebody is put in between.

Reads the table that `Choreography.declared` holds: event names, each with the reactions to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import networkx as nx

Declared = Mapping[str, Sequence[str]]
ENDINGS = ("Started", "Succeeded", "Failed", "Compensated")


def dependencies(declared: Declared) -> nx.DiGraph[str]:
    """A graph with an arrow from each service to every service whose events it listens to."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    for event, reactions in declared.items():
        publisher = next((event.removesuffix(end) for end in ENDINGS if event.endswith(end)), event)
        for reaction in reactions:
            listener = reaction.partition(".")[0]
            if listener != publisher:
                graph.add_edge(listener, publisher)
    return graph


def largest_knot(graph: nx.DiGraph[str]) -> list[str]:
    """The most services of which each depends on each other, round some corners; one alone is no knot."""
    found: set[str] = max(nx.strongly_connected_components(graph), key=len, default=set())
    return sorted(found) if len(found) > 1 else []


def rewired(before: Declared, after: Declared) -> list[str]:
    """The services of `before` that listen to other events in `after`, in the order of `before`."""
    old, new = _heard(before), _heard(after)
    return [service for service, events in old.items() if new.get(service) != events]


def _heard(declared: Declared) -> dict[str, list[tuple[str, str]]]:
    heard: dict[str, list[tuple[str, str]]] = {}
    for event, reactions in declared.items():
        for reaction in reactions:
            service, _, does = reaction.partition(".")
            heard.setdefault(service, []).append((event, does))
    return {service: sorted(events) for service, events in heard.items()}
