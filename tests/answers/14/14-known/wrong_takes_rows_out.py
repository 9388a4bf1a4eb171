MISCONCEPTION = ""
FAILS = "rows that correct nothing, and both days count whole"
SAYS = "changed what it was given"


def balance(rows, as_of, known):
    for row in rows[:]:
        if row["recorded"] > known:
            rows.remove(row)
    gone = [row["corrects"] for row in rows]
    return sum(row["cents"] for row in rows if row["id"] not in gone and row["happened"] <= as_of)


answer = balance
