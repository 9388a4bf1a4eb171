"""What comes."""

MISCONCEPTION = "the arrivals alone"
FAILS = "messages wait: worked off in time, while new ones come"
SAYS = "not worked off in ten minutes"


def members(per_s, work_ms, lag, within_s, partitions):

    count = per_s * work_ms // 1000 + 1
    return count if count <= partitions else None


answer = members
