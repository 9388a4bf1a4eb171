"""Three and a third a second are three."""

MISCONCEPTION = ""
FAILS = "nothing waits: enough to keep up, and no more"
SAYS = "13 a second of 300 ms each"


def members(per_s, work_ms, lag, within_s, partitions):
    each = 1000 // work_ms
    for many in range(1, partitions + 1):
        spare = many * each - per_s
        if spare > 0 and spare * within_s >= lag:
            return many
    return None


answer = members
