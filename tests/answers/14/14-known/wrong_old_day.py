MISCONCEPTION = "keeps the old day"
FAILS = "a correction that is corrected, and moved to another day"
SAYS = "brings its own day"


def balance(rows, as_of, known):
    now = {}
    for row in rows:
        if row["recorded"] <= known:
            old = now.pop(row["corrects"], None)
            now[row["id"]] = {**row, "happened": old["happened"]} if old else row
    return sum(row["cents"] for row in now.values() if row["happened"] <= as_of)


answer = balance
