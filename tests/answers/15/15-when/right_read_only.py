"""Nobody can change it any more."""

from types import MappingProxyType

answer = MappingProxyType(
    {
        "a1": "events",
        "a2": "http",
        "b1": "events",
        "b2": "http",
        "c1": "events",
        "c2": "crud",
        "d1": "transaction",
        "d2": "events",
        "e1": "events",
        "e2": "gateway",
        "f1": "events",
        "f2": "transaction",
    }
)
