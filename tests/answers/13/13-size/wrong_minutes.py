"""within_s taken for minutes."""

MISCONCEPTION = ""
FAILS = "messages wait: worked off in time, while new ones come"
SAYS = "60,000 wait, 600 s, 40 partitions: 6, expected 10"


def members(per_s, work_ms, lag, within_s, partitions):
    for n in range(1, partitions + 1):
        if n * 1000 > per_s * work_ms and (n * 1000 - per_s * work_ms) * within_s * 60 >= lag * work_ms:
            return n


answer = members
