"""Busy all the time is enough."""

from math import ceil

MISCONCEPTION = "100 % is enough"
FAILS = "nothing waits: enough to keep up, and no more"
SAYS = "one member is never idle"


def members(per_s, work_ms, lag, within_s, partitions):

    need = (per_s * within_s + lag) * work_ms / (1000 * within_s)
    count = max(1, ceil(need))
    return count if count <= partitions else None


answer = members
