def balance(rows, as_of, known):
    newest = {}
    for row in rows:
        if row["recorded"] <= known:
            newest[row["id"]] = row
            if row["corrects"] is not None:
                newest[row["corrects"]] = None
    return sum(row["cents"] for row in newest.values() if row is not None and row["happened"] <= as_of)


answer = balance
