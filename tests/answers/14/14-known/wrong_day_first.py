MISCONCEPTION = "asks when it was, before what is in force"
FAILS = "a correction that is corrected, and moved to another day"
SAYS = "First what we know, then what was"


def balance(rows, as_of, known):
    there = [row for row in rows if row["recorded"] <= known and row["happened"] <= as_of]
    gone = {row["corrects"] for row in there}
    return sum(row["cents"] for row in there if row["id"] not in gone)


answer = balance
