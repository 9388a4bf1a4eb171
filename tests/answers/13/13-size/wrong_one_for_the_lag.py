"""One member more, however much waits."""

MISCONCEPTION = ""
FAILS = "messages wait: worked off in time, while new ones come"
SAYS = "3, expected 2"


def members(per_s, work_ms, lag, within_s, partitions):
    work = per_s * work_ms
    keep = work // 1000 + 1
    off = -(-(per_s * within_s + lag) * work_ms // (1000 * within_s))
    need = keep + (1 if lag else 0)
    return need if need <= partitions else None


answer = members
