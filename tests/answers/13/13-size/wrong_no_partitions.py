"""A machine is a machine."""

MISCONCEPTION = "a machine is a machine"
FAILS = "more than there are partitions: None"
SAYS = "Ten members on eight partitions"


def members(per_s, work_ms, lag, within_s, partitions):

    count = 1
    while not (
        1000 * count > per_s * work_ms and (1000 * count - per_s * work_ms) * within_s >= lag * work_ms
    ):
        count += 1
    return count


answer = members
