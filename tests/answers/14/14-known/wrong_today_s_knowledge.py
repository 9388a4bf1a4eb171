MISCONCEPTION = "one clock: happened"
FAILS = "a deposit of January that was recorded in February"
SAYS = "what was known is another"


def balance(rows, as_of, known):
    gone = {row["corrects"] for row in rows}
    return sum(row["cents"] for row in rows if row["id"] not in gone and row["happened"] <= as_of)


answer = balance
