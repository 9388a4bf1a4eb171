"""As many as there are."""

MISCONCEPTION = "as many as there are"
FAILS = "more than there are partitions: None"
SAYS = "Eight will never do it"


def members(per_s, work_ms, lag, within_s, partitions):

    count = 1
    while not (
        1000 * count > per_s * work_ms and (1000 * count - per_s * work_ms) * within_s >= lag * work_ms
    ):
        count += 1
    return min(count, partitions)


answer = members
