"""The smaller of the two numbers."""

MISCONCEPTION = ""
FAILS = "messages wait: worked off in time, while new ones come"
SAYS = "6, expected 10"


def members(per_s, work_ms, lag, within_s, partitions):
    work = per_s * work_ms
    keep = work // 1000 + 1
    off = -(-(per_s * within_s + lag) * work_ms // (1000 * within_s))
    need = min(keep, off)
    return need if need <= partitions else None


answer = members
