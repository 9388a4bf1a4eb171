STYLE = "a fold, as a read model would keep it: one row at a time, and only in the order of recording"


def balance(rows, as_of, known):
    now = {}
    for row in rows:
        if row["recorded"] > known:
            break
        now.pop(row["corrects"], None)
        now[row["id"]] = row
    return sum(row["cents"] for row in now.values() if row["happened"] <= as_of)


answer = balance
