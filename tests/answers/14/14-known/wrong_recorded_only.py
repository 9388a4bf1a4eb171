MISCONCEPTION = "one clock: recorded"
FAILS = "a deposit of January that was recorded in February"
SAYS = "When it was written is not when it was"


def balance(rows, as_of, known):
    return sum(row["cents"] for row in rows if row["recorded"] <= as_of)


answer = balance
