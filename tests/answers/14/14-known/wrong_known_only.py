MISCONCEPTION = "the day asked for is not used"
FAILS = "rows that correct nothing, and both days count whole"
SAYS = "`as_of` is asked as well"


def balance(rows, as_of, known):
    heard = [row for row in rows if row["recorded"] <= known]
    gone = {row["corrects"] for row in heard}
    return sum(row["cents"] for row in heard if row["id"] not in gone)


answer = balance
