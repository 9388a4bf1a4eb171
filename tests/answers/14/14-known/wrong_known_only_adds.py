MISCONCEPTION = "the day asked for is not used"
FAILS = "rows that correct nothing, and both days count whole"
SAYS = "the withdrawal of 1 February"


def balance(rows, as_of, known):
    return sum(row["cents"] for row in rows if row["recorded"] <= known)


answer = balance
