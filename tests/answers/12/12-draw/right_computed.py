STYLE = "Speed times limit: it still holds when the machine is faster, and a new author needs no new line."

feeds_in_ten_seconds = 10 * 100_000
answer = {"a": feeds_in_ten_seconds + 1, "b": 0}
