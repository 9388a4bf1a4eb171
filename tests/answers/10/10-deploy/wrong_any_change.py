MISCONCEPTION = "any change breaks"
FAILS = "what nobody reads breaks nobody"
SAYS = "A contract says what is read"


def breaks(offers, contracts):
    old = {
        "order_id": ("string", True),
        "total_cents": ("integer", True),
        "customer": ("string", True),
        "note": ("string", True),
        "weight_kg": ("number", True),
    }
    changed = sorted(f for f in {**old, **offers} if offers.get(f) != old.get(f))
    return {who: changed for who in contracts} if changed else {}


answer = breaks
