answer = ("C", "A", "C")
