MISCONCEPTION = "a day ends before it begins"
FAILS = "rows that correct nothing, and both days count whole"
SAYS = "the interest of that very day"


def balance(rows, as_of, known):
    heard = [row for row in rows if row["recorded"] <= known]
    gone = {row["corrects"] for row in heard}
    return sum(row["cents"] for row in heard if row["id"] not in gone and row["happened"] < as_of)


answer = balance
