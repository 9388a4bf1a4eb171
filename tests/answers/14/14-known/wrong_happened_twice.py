MISCONCEPTION = "one clock: happened"
FAILS = "a deposit of January that was recorded in February"
SAYS = "nobody had heard of the cheque"


def balance(rows, as_of, known):
    heard = [row for row in rows if row["happened"] <= known]
    gone = {row["corrects"] for row in heard}
    return sum(row["cents"] for row in heard if row["id"] not in gone and row["happened"] <= as_of)


answer = balance
