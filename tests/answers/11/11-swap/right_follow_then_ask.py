STYLE = "Follow, then ask: as a rule one round is enough when nobody writes."

answer = ["a", "b", "c", "d", "e"]
