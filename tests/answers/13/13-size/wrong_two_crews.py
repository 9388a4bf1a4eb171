"""Members for what comes, and others for what waits."""

from math import ceil

MISCONCEPTION = "two crews"
FAILS = "messages wait: worked off in time, while new ones come"
SAYS = "Add up the work, then the members"


def members(per_s, work_ms, lag, within_s, partitions):

    count = per_s * work_ms // 1000 + 1 + ceil(lag * work_ms / (1000 * within_s))
    return count if count <= partitions else None


answer = members
