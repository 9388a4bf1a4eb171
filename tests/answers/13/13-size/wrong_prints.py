"""Right, and printed: nothing comes back."""

MISCONCEPTION = ""
FAILS = "nothing waits: enough to keep up, and no more"
SAYS = "you printed 2 and returned None"


def members(per_s, work_ms, lag, within_s, partitions):

    for many in range(1, partitions + 1):
        spare = many * 1000 - per_s * work_ms
        if spare > 0 and spare * within_s >= lag * work_ms:
            print(many)
            break


answer = members
