def breaks(offers, contracts):
    def lost(field, wanted):
        if field not in offers or not offers[field][1]:
            return True
        return offers[field][0] not in ({"number", "integer"} if wanted == "number" else {wanted})

    return {w: bad for w, r in contracts.items() if (bad := sorted(f for f, t in r.items() if lost(f, t)))}


answer = breaks
