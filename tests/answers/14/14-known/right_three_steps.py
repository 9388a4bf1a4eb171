STYLE = "three questions, one after the other; it needs all the rows at once, in any order"


def balance(rows, as_of, known):
    heard = [row for row in rows if row["recorded"] <= known]
    gone = {row["corrects"] for row in heard}
    return sum(row["cents"] for row in heard if row["id"] not in gone and row["happened"] <= as_of)


answer = balance
