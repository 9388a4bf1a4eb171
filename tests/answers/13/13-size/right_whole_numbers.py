"""Whole milliseconds, rounded up."""


def members(per_s, work_ms, lag, within_s, partitions):

    work = per_s * work_ms * within_s + lag * work_ms
    room = 1000 * within_s
    count = max(-(-work // room), per_s * work_ms // 1000 + 1)
    return count if count <= partitions else None


answer = members
