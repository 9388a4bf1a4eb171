"""To be safe."""

MISCONCEPTION = "one more, to be safe"
FAILS = "messages wait: worked off in time, while new ones come"
SAYS = "Exactly in time is in time"


def members(per_s, work_ms, lag, within_s, partitions):

    work = (per_s * within_s + lag) * work_ms
    count = work // (1000 * within_s) + 1
    return count if count <= partitions else None


answer = members
