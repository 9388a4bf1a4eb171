MISCONCEPTION = "one clock: recorded"
FAILS = "a deposit of January that was recorded in February"
SAYS = "somebody wrote them down in February"


def balance(rows, as_of, known):
    heard = [row for row in rows if row["recorded"] <= known]
    gone = {row["corrects"] for row in heard}
    return sum(row["cents"] for row in heard if row["id"] not in gone and row["recorded"] <= as_of)


answer = balance
