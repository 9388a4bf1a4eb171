MISCONCEPTION = ""
FAILS = "b: there is time enough, and the work is least"
SAYS = "b is not chosen yet"

answer = {"a": 50_000_000}
