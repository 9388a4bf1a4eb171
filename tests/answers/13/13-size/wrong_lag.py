"""What waits."""

MISCONCEPTION = "the lag alone"
FAILS = "messages wait: worked off in time, while new ones come"
SAYS = "while you work it off, new ones come"


def members(per_s, work_ms, lag, within_s, partitions):

    count = max(1, -(-lag * work_ms // (1000 * within_s)))
    return count if count <= partitions else None


answer = members
