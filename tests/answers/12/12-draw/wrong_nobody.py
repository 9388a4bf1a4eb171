MISCONCEPTION = "nobody is worth pulling"
FAILS = "b: there is time enough, and the work is least"
SAYS = "two writes stand against one look-up"

answer = {"a": 50_000_000, "b": 50_000_001}
