MISCONCEPTION = "adds the correction"
FAILS = "a correction counts from the day on which it was recorded"
SAYS = "in the place of the first, not beside it"


def balance(rows, as_of, known):
    heard = [row for row in rows if row["recorded"] <= known]
    gone = [row["corrects"] for row in heard if row["cents"] == 0]
    return sum(row["cents"] for row in heard if row["id"] not in gone and row["happened"] <= as_of)


answer = balance
