answer = ["A", "B", "A"]
