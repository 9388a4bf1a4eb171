"""Pairs are sorted, and their first part is the type."""

MISCONCEPTION = ""
FAILS = "several consumers, several fields, in alphabetical order"
SAYS = "total_cents and order_id are dropped"


def answer(offers, contracts):
    out = {}
    for who, needs in contracts.items():
        lost = sorted(
            (want, f)
            for f, want in needs.items()
            if f not in offers
            or not offers[f][1]
            or (offers[f][0] != want and (offers[f][0], want) != ("integer", "number"))
        )
        if lost:
            out[who] = [f for _, f in lost]
    return out
