MISCONCEPTION = "only originals are corrected"
FAILS = "a correction that is corrected, and moved to another day"
SAYS = "left the first correction in force"


def balance(rows, as_of, known):
    heard = [row for row in rows if row["recorded"] <= known]
    now = {row["id"]: row for row in heard if row["corrects"] is None}
    for row in heard:
        if row["corrects"] in now:
            now[row["corrects"]] = row
    return sum(row["cents"] for row in now.values() if row["happened"] <= as_of)


answer = balance
