answer = ["a", "i", "b", "c", "d", "e"]
