MISCONCEPTION = "only the great are pulled"
FAILS = "b: there is time enough, and the work is least"
SAYS = "whoever posts"

answer = {"a": 50_000_000, "b": 1_000_000}
