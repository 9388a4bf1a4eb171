MISCONCEPTION = ""
FAILS = "rows that correct nothing, and both days count whole"
SAYS = "you printed 81000"


def balance(rows, as_of, known):
    heard = [row for row in rows if row["recorded"] <= known]
    gone = [row["corrects"] for row in heard]
    print(sum(row["cents"] for row in heard if row["id"] not in gone and row["happened"] <= as_of))


answer = balance
