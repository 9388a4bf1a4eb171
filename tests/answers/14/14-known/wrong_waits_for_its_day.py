MISCONCEPTION = "a correction waits for its own day"
FAILS = "a correction counts from the day on which it was recorded"
SAYS = "asked of `known` alone"


def balance(rows, as_of, known):
    heard = [row for row in rows if row["recorded"] <= known]
    gone = {row["corrects"] for row in heard if row["recorded"] <= as_of}
    return sum(row["cents"] for row in heard if row["id"] not in gone and row["happened"] <= as_of)


answer = balance
