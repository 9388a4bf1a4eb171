"""Try one after the other."""

STYLE = "The rule stands there as it is said, in whole numbers. It tries up to the answer."


def members(per_s, work_ms, lag, within_s, partitions):

    for count in range(1, partitions + 1):
        spare = count * 1000 - per_s * work_ms
        if spare > 0 and spare * within_s >= lag * work_ms:
            return count
    return None


answer = members
