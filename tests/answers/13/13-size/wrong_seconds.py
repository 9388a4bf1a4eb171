"""work_ms taken for seconds."""

MISCONCEPTION = "milliseconds are seconds"
FAILS = "nothing waits: enough to keep up, and no more"
SAYS = "work_ms counts milliseconds"


def members(per_s, work_ms, lag, within_s, partitions):

    for count in range(1, partitions + 1):
        spare = count - per_s * work_ms
        if spare > 0 and spare * within_s >= lag * work_ms:
            return count
    return None


answer = members
