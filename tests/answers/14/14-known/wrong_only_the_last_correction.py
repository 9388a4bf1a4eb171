"""Of all corrections it takes the last one."""

MISCONCEPTION = ""
FAILS = "a correction counts from the day on which it was recorded"
SAYS = "known 20 Feb: you say 61000"


def balance(rows, as_of, known):
    heard = [row for row in rows if row["recorded"] <= known]
    corrections = [row["corrects"] for row in heard if row["corrects"]]
    gone = corrections[-1:]
    return sum(row["cents"] for row in heard if row["id"] not in gone and row["happened"] <= as_of)


answer = balance
