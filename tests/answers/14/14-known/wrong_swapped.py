MISCONCEPTION = "the clocks are swapped"
FAILS = "a deposit of January that was recorded in February"
SAYS = "the other way round"


def balance(rows, as_of, known):
    heard = [row for row in rows if row["recorded"] <= as_of]
    gone = {row["corrects"] for row in heard}
    return sum(row["cents"] for row in heard if row["id"] not in gone and row["happened"] <= known)


answer = balance
