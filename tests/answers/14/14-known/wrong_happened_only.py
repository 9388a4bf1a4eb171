MISCONCEPTION = "one clock: happened"
FAILS = "a deposit of January that was recorded in February"
SAYS = "nobody had heard of the cheque"


def balance(rows, as_of, known):
    return sum(row["cents"] for row in rows if row["happened"] <= as_of)


answer = balance
