MISCONCEPTION = "stops at a row that is too late"
FAILS = "a deposit of January that was recorded in February"
SAYS = "Leave a row out, and go on"


def balance(rows, as_of, known):
    now = {}
    for row in rows:
        if row["recorded"] > known or row["happened"] > as_of:
            break
        now.pop(row["corrects"], None)
        now[row["id"]] = row
    return sum(row["cents"] for row in now.values())


answer = balance
