MISCONCEPTION = "corrects before it is known"
FAILS = "a correction counts from the day on which it was recorded"
SAYS = "nobody had complained yet"


def balance(rows, as_of, known):
    gone = {row["corrects"] for row in rows}
    heard = [row for row in rows if row["recorded"] <= known and row["id"] not in gone]
    return sum(row["cents"] for row in heard if row["happened"] <= as_of)


answer = balance
