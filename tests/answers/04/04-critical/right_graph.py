"""The causation graph, and networkx."""

import networkx

from companion.events import causation_graph


def critical(trace, promise):
    graph = causation_graph(trace)
    ends = [node for node in graph if graph.nodes[node]["type"] == promise]
    needed = set(ends).union(*(networkx.ancestors(graph, node) for node in ends))
    return [graph.nodes[node]["type"] for node in graph if node in needed]


answer = critical
