MISCONCEPTION = "adds the correction"
FAILS = "a correction counts from the day on which it was recorded"
SAYS = "stands in the place of the first"


def balance(rows, as_of, known):
    return sum(row["cents"] for row in rows if row["recorded"] <= known and row["happened"] <= as_of)


answer = balance
