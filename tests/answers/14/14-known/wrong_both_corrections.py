MISCONCEPTION = "both corrections count"
FAILS = "a correction that is corrected, and moved to another day"
SAYS = "are both counted"


def balance(rows, as_of, known):
    heard = [row for row in rows if row["recorded"] <= known]
    first = [row["id"] for row in heard if row["corrects"] is None]
    gone = [row["corrects"] for row in heard if row["corrects"] in first]
    return sum(row["cents"] for row in heard if row["id"] not in gone and row["happened"] <= as_of)


answer = balance
