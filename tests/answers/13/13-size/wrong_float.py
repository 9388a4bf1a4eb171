from math import ceil

MISCONCEPTION = "a float is nearly whole"
FAILS = "messages wait: worked off in time, while new ones come"
SAYS = "a hair above it"


def members(per_s, work_ms, lag, within_s, partitions):
    service = 1 / (work_ms * 0.001)
    need = max(ceil((per_s + lag / within_s) / service), int(per_s / service) + 1)
    return need if need <= partitions else None


answer = members
