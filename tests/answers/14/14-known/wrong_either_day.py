MISCONCEPTION = "one of the two days is enough"
FAILS = "rows that correct nothing, and both days count whole"
SAYS = "as soon as one of its two days has come"


def balance(rows, as_of, known):
    gone = {row["corrects"] for row in rows if row["recorded"] <= known}
    there = [row for row in rows if row["recorded"] <= known or row["happened"] <= as_of]
    return sum(row["cents"] for row in there if row["id"] not in gone)


answer = balance
